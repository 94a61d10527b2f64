"""The money of a plan by year: what was programmed and spent, said in a form, with what was said before."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.plans.plan import MoneyForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.models import Plan
from smd_workshop.plans import money, plans
from smd_workshop.plans.evaluation.sentences import sentence as said
from smd_workshop.plans.files import from_form
from smd_workshop.plans.measurements import values
from smd_workshop.web.asked import asked_year, today_in
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.staff.acts import attempt_typed
from smd_workshop.web.staff.process_access import allowed, my_id


@bp.get("/<plan>/money")
def plan_money(process: str, plan: str) -> str:
    """Show the money of each year, and the form of the year that the address asks for, else of this one."""
    found = plan_for("see process", process, plan)
    year = asked_year() or min(max(today_in(found.process).year, found.first_year), found.last_year)
    if not found.first_year <= year <= found.last_year:
        raise NotFound
    known = values.finance(found.finance).get(year)
    form = _form(found, data={
        "year": str(year), "seen": from_form.seen(money.known(found, year)),
        **{name: _written(amount) for name, amount in (values.money(known) if known else {}).items()},
    })  # fmt: skip
    return _page(found, form)


def _written(amount: Any) -> str:
    return "N/D" if amount is None else from_form.written(amount)


@bp.post("/<plan>/money")
def say_money(process: str, plan: str) -> Any:
    """Say the money of a year; what was said before stays."""
    found = plan_for("edit plan", process, plan)
    form = _form(found, request.form)
    if not form.validate():
        return _page(found, form), 422
    year, wanted, today = int(form.year.data), plans.address_of(found.code), today_in(found.process)
    texts = {name: str(form[name].data or "") for name in money.AMOUNTS}
    remarks: list[str] = []

    def act() -> str:
        own = plans.find(found.process, wanted)
        odd = money.say(own, year, texts, now(), my_id(), today, seen=str(form.seen.data or ""))
        remarks.extend(said(each) for each in odd)
        return address(own, f"money?year={year}")

    leads_to = attempt_typed(act, form)
    if not leads_to:
        return _page(plan_for("edit plan", process, plan), form), 422
    flash(_("Saved."))
    for each in remarks:
        flash(_("Kept, but look at it: %(remark)s", remark=each))
    return redirect(leads_to, 303)


def _form(plan: Plan, sent: Any = None, data: Any = None) -> MoneyForm:
    form = MoneyForm(sent, data=data)
    years = range(plan.first_year, plan.last_year + 1)
    form.year.choices = [SelectChoice(str(year), str(year)) for year in years]
    return form


def _page(plan: Plan, form: MoneyForm) -> str:
    return render_template(
        "planner/money.html", process=plan.process, plan=plan, here=address(plan), form=form,
        said=money.said(plan), may_edit=allowed("edit plan", plan.process),
    )  # fmt: skip
