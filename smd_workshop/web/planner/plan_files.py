"""A plan from a file and as a file: send, look at a verdict per line, confirm; download."""

from collections.abc import Collection
from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.plans.plan import PlanFileForm
from reports.sheets.spreadsheets import Remark, read_table, remarks
from reports.tables import XLSX, Sheet, to_xlsx
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, Refusal
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.database import transaction
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.files import columns, from_json, from_table, imports, to_table
from smd_workshop.plans.files.outcomes import Outcome
from smd_workshop.web.asked import today_in
from smd_workshop.web.errors import sentence
from smd_workshop.web.files.documents import attachment, named
from smd_workshop.web.planner import bp, kept_files
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.sent import once
from smd_workshop.web.words.verdict_words import asides_remarks

JSON = "application/json"


@bp.get("/<plan>/import")
def import_plan(process: str, plan: str) -> str:
    """Explain the file and ask for it."""
    return _ask(plan_for("edit plan", process, plan), PlanFileForm())


def _ask(plan: Plan, form: PlanFileForm) -> str:
    return render_template(
        "planner/import.html", process=plan.process, plan=plan, form=form,
        here=address(plan),
    )  # fmt: skip


@bp.post("/<plan>/import")
def upload_plan(process: str, plan: str) -> Any:
    """Read the file and keep it, so that the confirmation applies exactly what was shown."""
    found = plan_for("edit plan", process, plan)
    form = PlanFileForm(request.form)
    sent = request.files.get("file")
    try:
        if sent is None or not sent.filename:
            raise Invalid(_("Choose a file first."))
        kept = kept_files.Kept(sent.filename, sent.read())
        _outcome(found, kept)
    except Refusal as refusal:
        form.file.errors = [sentence(refusal)]
        return _ask(found, form), 422
    return redirect(address(found, f"import/{kept_files.keep(found, kept)}"), 303)


def _outcome(
    plan: Plan, kept: kept_files.Kept, same: Collection[str] = ()
) -> tuple[Outcome, tuple[Remark, ...]]:
    """Return what a file would do, and how it was read. Raises Invalid where it cannot be read."""
    notes: tuple[Remark, ...] = ()
    if kept.is_json:
        lines = from_json.lines_of(kept.data, plan)
    else:
        kept_files.refuse_macros(kept.data)
        table = read_table(kept.data, kept.name, columns.score)
        lines = from_table.lines_of(table.headers, table.rows, table.numbers, plan)
        asides = from_table.asides_of(table.headers, table.rows, table.numbers)
        notes = (*remarks(table), *asides_remarks(asides))
    return imports.outcome_of(plan, lines, today_in(plan.process), same), notes


@bp.get("/<plan>/import/<sent>")
def preview_plan(process: str, plan: str, sent: str) -> str:
    """Show a verdict per line; nothing is written."""
    found = plan_for("edit plan", process, plan)
    return _preview(found, sent)


def _preview(plan: Plan, sent: str, *, changed: bool = False) -> str:
    outcome, notes = _outcome(plan, kept_files.load(plan, sent))
    return render_template(
        "planner/preview.html", process=plan.process, plan=plan, here=address(plan),
        sent=sent, outcome=outcome, totals=outcome.totals(), changed=changed,
        verdicts=sorted(outcome.verdicts, key=lambda v: (v.kind != REFUSED, v.row)),
        replaced=imports.replaced(plan, outcome), notes=notes,
    )  # fmt: skip


@bp.post("/<plan>/import/<sent>")
def confirm_plan(process: str, plan: str, sent: str) -> Any:
    """Apply exactly what was shown; if the plan has changed since, show what would be done now."""
    found = plan_for("edit plan", process, plan)
    today, counts = today_in(found.process), dict[str, int]()

    def act() -> str:
        fresh = plans.find(found.process, plan)
        kept = kept_files.load(fresh, sent)
        if _outcome(fresh, kept)[0].digest() != request.form.get("outcome"):
            raise Changed
        outcome, _notes = _outcome(fresh, kept, request.form.getlist("same"))
        imports.apply(fresh, outcome, now(), my_id(), today)
        counts.update(outcome.totals())
        return address(fresh)

    try:
        with transaction(of=found.process_id):
            leads_to = once(act)
    except Changed:
        return _preview(plans.find(found.process, plan), sent, changed=True), 409
    flash(told(counts) if counts else _("This file was imported when the form arrived first."))
    return redirect(leads_to, 303)


class Changed(Exception):  # noqa: N818 - the name says what is the matter
    """What was shown is no longer what would be written."""


def told(counts: dict[str, int]) -> str:
    """Return how many rows of a file got each verdict."""
    parts = [
        ngettext("%(num)s row added", "%(num)s rows added", counts["added"]),
        ngettext("%(num)s row updated", "%(num)s rows updated", counts["updated"]),
        ngettext("%(num)s row unchanged", "%(num)s rows unchanged", counts["unchanged"]),
        ngettext("%(num)s row refused", "%(num)s rows refused", counts["refused"]),
    ]
    return str(_("The file was imported: %(parts)s.", parts=", ".join(parts)))


@bp.get("/<plan>/plan.json")
def plan_json(process: str, plan: str) -> Response:
    """Give the plan as smd-plan/1, with what is published."""
    found = plan_for("see process", process, plan)
    return attachment(documents.file_of(found), JSON, f"{named(found.process, plan)}.json")


@bp.get("/<plan>/plan.xlsx")
def plan_xlsx(process: str, plan: str) -> Response:
    """Give the plan as a workbook with the columns of the annex, to fill and send back."""
    found = plan_for("see process", process, plan)
    headers, rows = to_table.table_of(found)
    name, words = named(found.process, plan), to_table.words_of()
    book = to_xlsx(Sheet("Plan", headers, rows), Sheet("Palabras", *words))
    return attachment(book, XLSX, f"{name}.xlsx")
