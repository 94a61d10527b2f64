"""The plans of a process, and one of them: its progress first, then what is missing and what is odd."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.plans.plan import STATES, NewPlanForm, PlanForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.database import transaction
from smd_workshop.models import Plan, Process
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import reading, waiting
from smd_workshop.plans.measurements import measuring, overdue
from smd_workshop.plans.reviews import proposals
from smd_workshop.web.asked import asked_year, today_in
from smd_workshop.web.errors import sentence
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.staff.acts import attempt, id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.sent import once


@bp.get("")
def plan_list(process: str) -> str:
    """List the plans and how far each has come."""
    found = enter(process, "see process")
    return _list(found, NewPlanForm())


@bp.post("")
def begin_plan(process: str) -> Any:
    """Begin a plan that holds nothing yet."""
    found = enter(process, "edit plan")
    form = NewPlanForm(request.form)
    if not form.validate():
        return _list(found, form), 422
    fields = dict(form.data)
    code, period = fields.pop("code"), (fields.pop("first_year"), fields.pop("last_year"))

    def act() -> str:
        return address(plans.begin(found, code, period, now(), my_id(), **fields), "import")

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except Invalid as refusal:
        form.form_errors.append(sentence(refusal))
        return _list(found, form), 422
    flash(_("The plan was begun. Now bring its contents."))
    return redirect(leads_to, 303)


def _list(process: Process, form: NewPlanForm) -> str:
    today = today_in(process)
    shown = [reading.shown(plan, today) for plan in plans.of_process(process)]
    return render_template(
        "planner/list.html", process=process, plans=shown, form=form, states=STATES,
        address=address, may_edit=allowed("edit plan", process),
    )  # fmt: skip


@bp.get("/<plan>/")
def plan_page(process: str, plan: str) -> str:
    """Show a plan in a year."""
    return _page(plan_for("see process", process, plan))


def _page(plan: Plan, form: PlanForm | None = None) -> str:
    today = today_in(plan.process)
    shown = reading.shown(plan, today, asked_year())
    missed = overdue.by_year(overdue.missed(plan, today))
    return render_template(
        "planner/page.html",
        process=plan.process,
        shown=shown,
        waits=waiting.waiting(plan, shown.year),
        late=[each for each in missed.get(shown.year, ()) if each.draft is None],
        late_years=[each for each in missed if each != shown.year],
        light_of_draft=waiting.light_of_draft,
        public_note=measuring.public_note,
        form=form or PlanForm(obj=plan),
        states=STATES,
        here=address(plan),
        proposed=proposals.waiting(plan),
        may_edit=allowed("edit plan", plan.process),
    )


@bp.post("/<plan>/")
def change_plan(process: str, plan: str) -> Any:
    """Change what a plan is called and where it stands."""
    found = plan_for("edit plan", process, plan)
    form = PlanForm(request.form)
    if not form.validate():
        return _page(found, form), 422
    with transaction(of=found.process_id):
        plans.change(found, now(), my_id(), **form.data)
        leads_to = address(found)
    flash(_("Saved."))
    return redirect(leads_to, 303)


@bp.post("/<plan>/advance")
def advance_measurements(process: str, plan: str) -> Any:
    """Validate or publish the values that the form names."""
    found = plan_for("edit plan", process, plan)
    to, named = request.form.get("to", ""), request.form.getlist("measurement")
    done: list[int] = []

    def act() -> None:
        rows = [measuring.find(found, id_of(each)) for each in named]
        done.extend(row.id for row in measuring.advance(rows, to, now(), my_id()))

    back = request.form.get("back", "")
    leads_to = address(found, f"i/{back}" if any(i.code == back for i in found.indicators) else "")
    year = asked_year()
    leads_to += f"?year={year}" if year is not None else ""
    if attempt(act):
        is_read = found.process.public and plans.is_public(found)
        flash(_advanced(to, len(done), is_read=is_read))
    return redirect(leads_to, 303)


def _advanced(to: str, many: int, *, is_read: bool) -> str:
    if to == "validated":
        return str(ngettext("%(num)s value validated.", "%(num)s values validated.", many))
    if not is_read:
        return str(
            ngettext(
                "%(num)s value published. The public reads it once the plan is public.",
                "%(num)s values published. The public reads them once the plan is public.", many,
            )
        )  # fmt: skip
    return str(
        ngettext(
            "%(num)s value published. Everybody can read it now.",
            "%(num)s values published. Everybody can read them now.", many,
        )
    )  # fmt: skip
