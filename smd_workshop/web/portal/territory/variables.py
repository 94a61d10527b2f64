"""The repository of variables in public: searched and narrowed, each with its values and their sources, and all as files."""

import json
from typing import Any

from flask import Response, current_app, render_template
from flask_babel import gettext as _

from forms.plans.variable import NAMES
from reports import figure_names
from reports.tables import CSV, to_csv
from smd_workshop.models import PlanIndicator, Process, Variable
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import computing
from smd_workshop.repository import documents, imports, rating, variables
from smd_workshop.web.addresses import public_address
from smd_workshop.web.asked import asked_variables
from smd_workshop.web.files.csvw import metadata_of
from smd_workshop.web.files.documents import attachment, named
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of

ALL = "/p/<code>/variables"
JSON = "application/json"


@bp.get(ALL)
def variable_list(code: str) -> str:
    """List the variables that hold what is asked for."""
    process = process_of(code)
    query, chosen = asked_variables()
    return render_template(
        "portal/variables.html", process=process, query=query, chosen=chosen, names=NAMES,
        listed=variables.narrowed(process, query, chosen), rated=rating.of_process(process),
        changed=variables.last_said(variables.of_process(process)),
    )  # fmt: skip


@bp.get(f"{ALL}/v/<variable>")
def variable(code: str, variable: str) -> str:
    """Show a variable: what is said of it, what it was in each period, who is made of it, how workshops rated it."""
    process = process_of(code)
    found = variables.find(process, variable)
    return render_template(
        "portal/variable.html", process=process, variable=found, names=NAMES,
        chains=variables.chains(found), used=_used(found),
        rated=rating.of_process(process).get(found.id, []), changed=imports.changes_of(found),
    )  # fmt: skip


def _used(found: Variable) -> list[PlanIndicator]:
    """Return the indicators of public plans that are made of a variable."""
    return [each for each in computing.using(found) if plans.is_public(each.plan)]


@bp.get(f"{ALL}.csv")
def variables_csv(code: str) -> Response:
    """Give what counts of every variable and period as CSV, its columns in the reader's language."""
    process = process_of(code)
    rows = list(documents.rows_of(process, variables.of_process(process)))
    table = figure_names.told(documents.COLUMNS, rows, current_language())
    return attachment(to_csv(*table, bom=True), CSV, f"{named(process, f'{code}-variables')}.csv")


@bp.get(f"{ALL}.json")
def variables_json(code: str) -> Response:
    """Give the repository as JSON: exact numbers as text, corrections beside what they correct."""
    process = process_of(code)
    return _json(_document(process), process, "variables")


def _document(process: Process) -> dict[str, Any]:
    every = variables.of_process(process)
    document = documents.document_of(process, every, rating.of_process(process))
    return document | {"licence": str(current_app.config["SMD_DATA_LICENCE"])}


def _json(document: dict[str, Any], process: Process, name: str) -> Response:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    return attachment(text.encode(), JSON, f"{named(process, f'{process.code}-{name}')}.json")


@bp.get(f"{ALL}.csv-metadata.json")
def variables_metadata(code: str) -> Response:
    """Say what the columns of the CSV hold, as Metadata for Tabular Data (W3C, CSV on the Web)."""
    process = process_of(code)
    document = metadata_of(
        public_address("portal.variables_csv", code=code), _("Repository of variables"),
        process.name, {name: _meaning(name) for name in documents.COLUMNS},
        variables.last_said(variables.of_process(process)), frozenset({"value"}),
    )  # fmt: skip
    return _json(document, process, "variables.csv-metadata")


def _meaning(name: str) -> str:
    own = {
        "code": _("Code"),
        "period": _("Year, or part of it: 2023, 2023-S1, 2023-Q3, 2023-05"),
        "value": _("What counts of the period; N/D where nobody knows it"),
        "source_of_value": _("Where this value stands"),
        "said_at": _("When it was entered here"),
        "corrected": _("Whether another value was said of the period before"),
    }
    return str(own.get(name) or NAMES[name])
