"""The answers of a closed wave for other programs, as far as its mode lets them be handed out."""

from typing import Any

from flask import Response, redirect, request

from smd_workshop.core.errors import NotFound, WrongState
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.disclosure import Shown
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.results import exports
from smd_workshop.web.files.documents import attachment
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import wave_for
from smd_workshop.web.manager.survey_works import asked_of_wave
from smd_workshop.web.manager.wave.wave_files import JSON, TYPES, content, name_of_file
from smd_workshop.web.sheets.survey_sheets import language_of
from smd_workshop.web.staff.process_access import allowed
from smd_workshop.web.staff.works import start


def verb_for(wave: Wave) -> str:
    """Return what one must be allowed to, for the answers of a wave: with names beside them only who runs it."""
    return "run surveys" if wave.named else "see surveys"


def exportable(wave: Wave, shown: Shown) -> bool:
    """Say whether the reader may take the single answers of a counted wave away."""
    if wave.named:
        return allowed(verb_for(wave), wave.survey.process)
    return shown.file


@bp.get("/<survey>/waves/<int:wave>/answers.<data_kind>")
def export_answers(process: str, survey: str, wave: int, data_kind: str) -> Response:
    """Give the answers as CSV, XLSX, a file of SPSS, or the script that reads the CSV in R."""
    found = wave_for("see surveys", process, survey, wave)
    wave_for(verb_for(found), process, survey, wave)
    if data_kind not in TYPES or data_kind == JSON:
        raise NotFound
    table = exports.table(found, language_of(instruments.read(found.instrument)))
    name = name_of_file(found, data_kind)
    return attachment(content(found, table, data_kind), TYPES[data_kind], name)


@bp.post("/<survey>/waves/<int:wave>/answers")
def ask_for_answers(process: str, survey: str, wave: int) -> Any:
    """Ask for the answers of many people as a file: it is made while the reader waits before a bar."""
    found, what = wave_for("see surveys", process, survey, wave), request.form.get("kind", "")
    verb = "see surveys" if what == JSON else verb_for(found)
    wave_for(verb, process, survey, wave)
    shown = dataset.shown(found)
    if what not in TYPES or shown is None:
        raise NotFound
    if not (shown.file if what == JSON else exportable(found, shown)):
        raise WrongState(disclosure.NO_FILE)
    asked = asked_of_wave(found, "survey answers", verb, name_of_file(found, what), what=what)
    return redirect(start(found.survey.process, asked), 303)
