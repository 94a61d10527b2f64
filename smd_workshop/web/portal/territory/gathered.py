"""Effects, clusters, shared value, commitments and territories as files at addresses that stay: CSV, what its columns hold, and JSON."""

import json

from flask import Response, current_app
from flask_babel import gettext as _

from reports import figure_names
from reports.tables import CSV, to_csv
from smd_workshop.models import Process
from smd_workshop.strategy.territory.gathered import GATHERED, Gathered
from smd_workshop.web.addresses import public_address
from smd_workshop.web.files.csvw import metadata_of
from smd_workshop.web.files.documents import attachment, called
from smd_workshop.web.files.open_meanings import (
    CLUSTERS,
    COMMITMENTS,
    EFFECTS,
    IS_SIMULATED,
    NUMBERS,
    SHARED_VALUE,
    TERRITORIES,
)
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of

HERE = '/p/<code>/<any(effects, clusters, "shared-value", commitments, territories):gathered>'
MEANINGS = {
    "effects": EFFECTS, "clusters": CLUSTERS, "shared-value": SHARED_VALUE, "commitments": COMMITMENTS,
    "territories": TERRITORIES,
}  # fmt: skip
JSON = "application/json"
#: The column that says so where answers, votes or values are those of a demonstration.
SIMULATED = "simulated"


@bp.get(f"{HERE}.json")
def gathered_json(code: str, gathered: str) -> Response:
    """Give all that is shown of it as JSON: exact numbers as text."""
    process = process_of(code)
    document = GATHERED[gathered].document(process)
    licence = str(current_app.config["SMD_DATA_LICENCE"])
    return _json(document | {"licence": licence}, process, gathered, "json")


def _json(document: object, process: Process, name: str, ending: str) -> Response:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    return attachment(text.encode(), JSON, _called(process, name, ending))


def _called(process: Process, name: str, ending: str) -> str:
    return called(process, process.code, _(GATHERED[name].title), ending=ending)


@bp.get(f"{HERE}.csv")
def gathered_csv(code: str, gathered: str) -> Response:
    """Give the same as one long table, its columns in the reader's language."""
    process, found = process_of(code), GATHERED[gathered]
    rows = list(found.rows(found.document(process)))
    if SIMULATED not in found.columns:
        rows = [[*row, process.simulated] for row in rows]
    table = figure_names.told(_columns(found), rows, current_language())
    return attachment(to_csv(*table, bom=True), CSV, _called(process, gathered, "csv"))


def _columns(found: Gathered) -> tuple[str, ...]:
    """Return the columns of a table: a file says in each row whether it is of a demonstration."""
    return (*found.columns, *(() if SIMULATED in found.columns else (SIMULATED,)))


@bp.get(f"{HERE}.csv-metadata.json")
def gathered_metadata(code: str, gathered: str) -> Response:
    """Say what the columns of the table hold."""
    process, found = process_of(code), GATHERED[gathered]
    meanings = {SIMULATED: IS_SIMULATED, **MEANINGS[gathered]}
    document = metadata_of(
        public_address("portal.gathered_csv", code=code, gathered=gathered), _(found.title),
        process.name, {name: _(meanings[name]) for name in _columns(found)},
        found.last(process), NUMBERS,
    )  # fmt: skip
    return _json(document, process, gathered, "csv-metadata.json")
