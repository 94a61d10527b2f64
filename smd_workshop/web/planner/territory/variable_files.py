"""Variables from a file: send, look at a verdict per line, confirm."""

from collections.abc import Collection
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.plans.variable import VariableFileForm
from reports.sheets.spreadsheets import Remark, read_table, remarks
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, Refusal
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.database import transaction
from smd_workshop.models import Process
from smd_workshop.plans.files.outcomes import Outcome
from smd_workshop.repository import columns, imports, lines, variables
from smd_workshop.web.asked import today_in
from smd_workshop.web.errors import sentence
from smd_workshop.web.planner import bp, kept_files
from smd_workshop.web.planner.plan_files import Changed, told
from smd_workshop.web.planner.territory.variable_pages import here_of
from smd_workshop.web.staff.process_access import enter, my_id
from smd_workshop.web.staff.sent import once
from smd_workshop.web.words.verdict_words import asides_remarks


@bp.get("/variables/import")
def import_variables(process: str) -> str:
    """Explain the file and ask for it."""
    return _ask(enter(process, "edit plan"), VariableFileForm())


def _ask(process: Process, form: VariableFileForm) -> str:
    return render_template(
        "planner/variable_import.html", process=process, form=form, here=here_of(process)
    )


@bp.post("/variables/import")
def upload_variables(process: str) -> Any:
    """Read the file and keep it, so that the confirmation applies exactly what was shown."""
    found = enter(process, "edit plan")
    form = VariableFileForm(request.form)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid(_("Choose a file first."))
        kept = kept_files.Kept(sent.filename, sent.read())
        _outcome(found, kept)
    except Refusal as refusal:
        form.file.errors = [sentence(refusal)]
        return _ask(found, form), 422
    return redirect(f"{here_of(found)}/import/{kept_files.keep(found, kept)}", 303)


def _outcome(
    process: Process, kept: kept_files.Kept, same: Collection[str] = ()
) -> tuple[Outcome, tuple[Remark, ...]]:
    """Return what a file would do, and how it was read. Raises Invalid where it cannot be read."""
    kept_files.refuse_macros(kept.data)
    table = read_table(kept.data, kept.name, columns.score)
    units = variables.measures_of(process)
    read = lines.of_table(table.headers, table.rows, table.numbers, units)
    asides = asides_remarks(lines.asides_of(table.headers, table.rows, table.numbers))
    return imports.outcome_of(process, read, today_in(process), same), (*remarks(table), *asides)


@bp.get("/variables/import/<variable_file>")
def preview_variables(process: str, variable_file: str) -> str:
    """Show a verdict per line; nothing is written."""
    return _preview(enter(process, "edit plan"), variable_file)


def _preview(process: Process, kept: str, *, changed: bool = False) -> str:
    outcome, notes = _outcome(process, kept_files.load(process, kept))
    return render_template(
        "planner/variable_preview.html", process=process, here=f"{here_of(process)}/",
        sent=kept, outcome=outcome, totals=outcome.totals(), changed=changed,
        verdicts=sorted(outcome.verdicts, key=lambda v: (v.kind != REFUSED, v.row)),
        replaced=imports.replaced(process, outcome), notes=notes,
    )  # fmt: skip


@bp.post("/variables/import/<variable_file>")
def confirm_variables(process: str, variable_file: str) -> Any:
    """Apply exactly what was shown; if the repository has changed since, show what would be done now."""
    found = enter(process, "edit plan")
    today, counts = today_in(found), dict[str, int]()

    def act() -> str:
        fresh = enter(process, "edit plan")
        kept = kept_files.load(fresh, variable_file)
        if _outcome(fresh, kept)[0].digest() != request.form.get("outcome"):
            raise Changed
        outcome, _notes = _outcome(fresh, kept, request.form.getlist("same"))
        imports.apply(fresh, outcome, now(), my_id(), today)
        counts.update(outcome.totals())
        return here_of(fresh)

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except Changed:
        return _preview(enter(process, "edit plan"), variable_file, changed=True), 409
    flash(told(counts) if counts else _("This file was imported when the form arrived first."))
    return redirect(leads_to, 303)
