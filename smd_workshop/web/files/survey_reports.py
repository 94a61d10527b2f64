"""The report of a wave as an answer, for staff and, once its summary is approved, for anybody."""

from pathlib import Path

from flask import Response, current_app
from flask_babel import gettext, ngettext

from reports.surveys import survey as paper
from smd_workshop.core.errors import NotFound
from smd_workshop.database import abandon
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.results.facts import facts
from smd_workshop.surveys.results.followed import Followed
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.language import current_language
from smd_workshop.web.sheets.survey_sheets import language_of


def survey_report(wave: Wave, followed: Followed, *, public: bool = False) -> Response:
    """Return the PDF of a wave; NotFound before it is counted."""
    words = language_of(instruments.read(wave.instrument))
    data = report_of(wave, followed, words, current_language(), public=public)
    return attachment(data, PDF, name_of(wave), inline=True)


def name_of(wave: Wave) -> str:
    """Return what the file is called."""
    return f"{wave.survey.code}-{wave.year}.pdf"


def report_of(
    wave: Wave, followed: Followed, words: str, language: str, *, public: bool = False
) -> bytes:
    """Return the report in a language, with the words of the questionnaire in theirs; NotFound before it is counted."""
    told = facts(wave, words, public=public)
    if told is None:
        raise NotFound
    abandon()  # laying out takes seconds: no connection is held meanwhile
    folder = Path(current_app.instance_path) / "reports"
    return paper.document(
        told, followed, folder, gettext=gettext, ngettext=ngettext, language=language
    )
