"""What files of answers are called, what they are, and what is in them."""

from flask_babel import gettext as _

from reports.surveys import survey_data
from reports.tables import CSV, XLSX
from smd_workshop.models import Wave
from smd_workshop.processes.processes import slug
from smd_workshop.surveys.results import exports
from smd_workshop.web.files.documents import named_of

JSON = "json"
#: Kinds of files, each with what it is.
TYPES = {
    "csv": CSV,
    "xlsx": XLSX,
    "sav": survey_data.SAV,
    "R": survey_data.R,
    JSON: "application/json",
}


def name_of_file(wave: Wave, kind: str) -> str:
    """Return what a file of answers is called; of those to count again, in the reader's language."""
    name = f"{wave.survey.code}-{wave.number}"
    if kind == JSON:
        what = slug(_("answers"))
        name = f"{name}-{what}"
    return f"{named_of(wave.survey, name)}.{kind}"


def content(wave: Wave, table: exports.Table, kind: str) -> bytes:
    """Return the answers as a file of this kind."""
    match kind:
        case "csv":
            return survey_data.to_csv(table)
        case "xlsx":
            return survey_data.to_xlsx(table, lambda text: str(_(text)))
        case "sav":
            return survey_data.to_sav(table)
    return survey_data.to_r(
        table, name_of_file(wave, "csv"), f"{wave.survey.name} · {wave.name}",
        lambda text: str(_(text)),
    )  # fmt: skip
