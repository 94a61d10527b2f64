"""People from a spreadsheet: send, look at a verdict per row, confirm."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.people import ImportForm
from reports import people_template
from reports.spreadsheets import Table, read_table
from reports.tables import CSV, XLSX, Cell, to_csv
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound, Refusal
from smd_workshop.database import transaction
from smd_workshop.models import Process
from smd_workshop.people import imports
from smd_workshop.web.documents import attachment
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.process_access import enter, my_id
from smd_workshop.web.facilitator.sent import once

DAY = 86_400
#: Rows shown on the page; the file of verdicts has them all.
SHOWN = 1_000


@bp.get("/<process>/people/import")
def import_people(process: str) -> str:
    """Explain the file and ask for it."""
    found = enter(process, "manage people")
    return render_template("facilitator/people/import.html", process=found, form=ImportForm())


@bp.get("/<process>/people/import/template.<kind>")
def import_template(process: str, kind: str) -> Response:
    """Return the empty list with its headings and an example."""
    found = enter(process, "manage people")
    sectors = [(s.code, s.name) for s in found.sectors]
    sheet = people_template.People.of(lambda text: str(_(text)), sectors)
    name = _("seats-%(process)s", process=found.code)
    if kind == "xlsx":
        return attachment(people_template.as_xlsx(sheet), XLSX, f"{name}.xlsx")
    if kind == "csv":
        return attachment(people_template.as_csv(sheet), CSV, f"{name}.csv")
    raise NotFound


@bp.post("/<process>/people/import")
def upload_people(process: str) -> Any:
    """Read the file and keep what it says, so that the confirmation applies exactly that."""
    found = enter(process, "manage people")
    form = ImportForm(request.form)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid(_("Choose a file first."))
        table = read_table(sent.read(), sent.filename)
        imports.columns(table.headers)
        digest = _keep(found, table)
    except Refusal as refusal:
        form.file.errors = [sentence(refusal)]
        page = render_template("facilitator/people/import.html", process=found, form=form)
        return page, 422
    return redirect(f"/f/{found.code}/people/import/{digest}", 303)


@bp.get("/<process>/people/import/<digest>")
def preview_people(process: str, digest: str) -> str:
    """Show a verdict per row; nothing is written."""
    found = enter(process, "manage people")
    return _preview(found, digest, _plan(found, digest))


@bp.get("/<process>/people/import/<digest>/verdicts.csv")
def preview_verdicts(process: str, digest: str) -> Response:
    """Return all verdicts as a table."""
    found = enter(process, "manage people")
    plan = _plan(found, digest)
    rows: list[list[Cell]] = [[v.row, _kinds()[v.kind], v.subject, said(v)] for v in plan.verdicts]
    headers = [_("Row"), _("Verdict"), _("What it is about"), _("Why")]
    name = _("verdicts-%(process)s.csv", process=found.code)
    return attachment(to_csv(headers, rows, bom=True), CSV, name)


@bp.post("/<process>/people/import/<digest>")
def confirm_people(process: str, digest: str) -> Any:
    """Apply exactly what was shown; if the data has changed since, show the new plan instead."""
    found = enter(process, "manage people")
    counts: dict[str, int] = {}

    def act() -> str:
        plan = _plan(found, digest)
        if plan.digest() != request.form.get("plan"):
            raise _Changed
        imports.apply(found, plan, now(), my_id())
        counts.update(plan.totals())
        return f"/f/{found.code}/people"

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except _Changed:
        return _preview(found, digest, _plan(found, digest), changed=True), 409
    flash(
        _("The list was imported: %(added)s added, %(updated)s updated, %(unchanged)s unchanged, "
          "%(refused)s refused.", **counts)
        if counts else _("This list was imported when the form arrived first.")
    )  # fmt: skip
    return redirect(leads_to, 303)


class _Changed(Exception):  # noqa: N818 - the name says what is the matter
    """What was shown is no longer what would be written."""


def _preview(process: Process, digest: str, plan: imports.Plan, *, changed: bool = False) -> str:
    verdicts = sorted(plan.verdicts, key=lambda v: (v.kind != imports.REFUSED, v.row))
    notes = [(n["message"], n["params"]) for n in _load(process, digest)["notes"]]
    return render_template(
        "facilitator/people/preview.html",
        process=process,
        plan=plan,
        digest=digest,
        totals=plan.totals(),
        verdicts=verdicts[:SHOWN],
        hidden=max(0, len(verdicts) - SHOWN),
        kinds=_kinds(),
        said=said,
        notes=[str(_(text, **params)) for text, params in notes],
        changed=changed,
    )


def _kinds() -> dict[str, str]:
    return {
        "added": _("added"),
        "updated": _("updated"),
        "unchanged": _("unchanged"),
        "refused": _("refused"),
    }


def said(verdict: imports.Verdict) -> str:
    """Return why, in the reader's language."""
    if not verdict.message:
        return ""
    params = dict(verdict.params)
    if isinstance(params.get("what"), Sequence) and not isinstance(params["what"], str):
        params["what"] = ", ".join(_(imports.WHAT[name]) for name in params["what"])
    return str(_(verdict.message, **params))


# What was sent is kept for a day under its digest, between the preview and the confirmation.


def _folder() -> Path:
    folder = Path(current_app.instance_path) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(process: Process, table: Table) -> str:
    folder = _folder()
    for old in folder.glob("*.json"):
        if now().timestamp() - old.stat().st_mtime > DAY:
            old.unlink(missing_ok=True)
    text = json.dumps(
        {
            "process": process.code,
            "headers": table.headers,
            "rows": table.rows,
            "numbers": table.numbers,
            "notes": [{"message": n.message, "params": n.params} for n in table.notes],
        }
    )
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    # Whole or not at all: a list that is cut short must not look like one.
    begun = folder / f"{digest}.{secrets.token_hex(4)}.part"
    try:
        begun.write_text(text, encoding="utf-8")
        begun.replace(folder / f"{digest}.json")
    finally:
        begun.unlink(missing_ok=True)
    return digest


def _load(process: Process, digest: str) -> dict[str, Any]:
    if not (len(digest) == 32 and digest.isalnum()):
        raise NotFound
    try:
        kept: dict[str, Any] = json.loads((_folder() / f"{digest}.json").read_text("utf-8"))
    except FileNotFoundError:
        raise NotFound(_("This list is no longer here. Send the file again.")) from None
    if kept["process"] != process.code:
        raise NotFound
    return kept


def _plan(process: Process, digest: str) -> imports.Plan:
    kept = _load(process, digest)
    return imports.plan(kept["headers"], kept["rows"], kept["numbers"], imports.state(process))
