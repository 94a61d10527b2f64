"""A plan from a file and as a file: send, look at a verdict per line, confirm; download."""

from collections.abc import Collection
from typing import Any

from flask import Response, redirect, render_template, request

from forms.plans.plan import PlanFileForm
from reports.sheets.spreadsheets import Remark, read_table, remarks
from reports.tables import XLSX, Sheet, to_xlsx
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.files import columns, from_json, from_table, imports, to_table
from smd_workshop.web.asked import today_in
from smd_workshop.web.errors import sentence
from smd_workshop.web.files.documents import attachment, named
from smd_workshop.web.planner import bp, kept_files, read_files
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.planner.read_files import Judged
from smd_workshop.web.staff.previews import confirmed
from smd_workshop.web.staff.process_access import my_id
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
    try:
        sent = read_files.keep_sent(found, _judged)
    except Refusal as refusal:
        form.file.errors = [sentence(refusal)]
        return _ask(found, form), 422
    return redirect(address(found, f"import/{sent}"), 303)


def _judged(plan: Plan, kept: kept_files.Kept, same: Collection[str] = ()) -> Judged:
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
    return Judged(imports.outcome_of(plan, lines, today_in(plan.process), same), notes)


@bp.get("/<plan>/import/<sent>")
def preview_plan(process: str, plan: str, sent: str) -> str:
    """Show a verdict per line; nothing is written."""
    return _preview(plan_for("edit plan", process, plan), sent)


def _preview(plan: Plan, sent: str, *, changed: bool = False) -> str:
    shown = read_files.shown(plan, sent, _judged)
    return render_template(
        "planner/preview.html", process=plan.process, plan=plan, here=address(plan),
        changed=changed, replaced=imports.replaced(plan, shown["outcome"]), **shown,
    )  # fmt: skip


@bp.post("/<plan>/import/<sent>")
def confirm_plan(process: str, plan: str, sent: str) -> Any:
    """Apply exactly what was shown; if the plan has changed since, show what would be done now."""
    found = plan_for("edit plan", process, plan)
    today, counts = today_in(found.process), dict[str, int]()

    def act() -> str:
        fresh = plans.find(found.process, plan)
        outcome = read_files.as_shown(fresh, sent, _judged)
        imports.apply(fresh, outcome, now(), my_id(), today)
        counts.update(outcome.totals())
        return address(fresh)

    leads_to = confirmed(found.process_id, act)
    if not leads_to:
        return _preview(plans.find(found.process, plan), sent, changed=True), 409
    read_files.tell(counts)
    return redirect(leads_to, 303)


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
