"""The answers of a closed wave for other programs, as far as its mode lets them be handed out."""

from flask import Response
from flask_babel import gettext as _

from reports import survey_data
from reports.tables import CSV, XLSX
from smd_workshop.core.errors import NotFound
from smd_workshop.library.survey.disclosure import Shown
from smd_workshop.models import Wave
from smd_workshop.surveys import exports, instruments
from smd_workshop.web.documents import attachment
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import wave_for
from smd_workshop.web.staff.process_access import allowed
from smd_workshop.web.survey_sheets import language_of

#: Kinds of files, each with what it is.
TYPES = {"csv": CSV, "xlsx": XLSX, "sav": survey_data.SAV, "R": survey_data.R}


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
    if data_kind not in TYPES:
        raise NotFound
    table = exports.table(found, language_of(instruments.read(found.instrument)))
    return attachment(_content(found, table, data_kind), TYPES[data_kind], _name(found, data_kind))


def _name(wave: Wave, ending: str) -> str:
    return f"{wave.survey.code}-{wave.number}.{ending}"


def _content(wave: Wave, table: exports.Table, kind: str) -> bytes:
    match kind:
        case "csv":
            return survey_data.to_csv(table)
        case "xlsx":
            return survey_data.to_xlsx(table, lambda text: str(_(text)))
        case "sav":
            return survey_data.to_sav(table)
    return survey_data.to_r(table, _name(wave, "csv"), f"{wave.survey.name} · {wave.name}")
