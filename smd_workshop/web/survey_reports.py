"""The report of a wave as an answer, for staff and, once its summary is approved, for anybody."""

from pathlib import Path

from flask import Response, current_app
from flask_babel import gettext, ngettext

from reports import survey as paper
from smd_workshop.core.errors import NotFound
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.facts import facts
from smd_workshop.surveys.followed import Followed
from smd_workshop.web.documents import PDF, attachment
from smd_workshop.web.language import current_language
from smd_workshop.web.survey_sheets import language_of


def survey_report(wave: Wave, followed: Followed, *, public: bool = False) -> Response:
    """Return the PDF of a wave; NotFound before it is counted."""
    told = facts(wave, language_of(instruments.read(wave.instrument)), public=public)
    if told is None:
        raise NotFound
    folder = Path(current_app.instance_path) / "reports"
    data = paper.document(
        told, followed, folder, gettext=_plain, ngettext=ngettext, language=current_language()
    )
    return attachment(data, PDF, f"{wave.survey.code}-{wave.year}.pdf", inline=True)


def _plain(text: str) -> str:
    return str(gettext(text))
