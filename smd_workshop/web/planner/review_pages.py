"""Workshops that evaluate a plan: begun from it; and what they propose, to be accepted or refused."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.plans.plan_review import DecisionForm, ReviewForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.periods import Period, Span, period_of, periods_of
from smd_workshop.models import Plan
from smd_workshop.plans.reviews import decisions, proposals, reviewing
from smd_workshop.web.asked import today_in
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.staff.acts import attempt_once, attempt_typed, id_of
from smd_workshop.web.staff.process_access import allowed, my_id
from smd_workshop.web.staff.refused import lead
from smd_workshop.web.words.plan_words import period_words


@bp.get("/<plan>/reviews")
def plan_reviews(process: str, plan: str) -> str:
    """Show the workshops that evaluate a plan, what they propose, and the form that begins another."""
    found = plan_for("see process", process, plan)
    return _page(found, _form(found))


@bp.post("/<plan>/reviews")
def begin_review(process: str, plan: str) -> Any:
    """Begin a workshop that evaluates this plan."""
    found = plan_for("run workshop", process, plan)
    form = _form(found, request.form)
    if not form.validate():
        return _page(found, form), 422
    today, code = today_in(found.process), found.process.code
    asked = reviewing.Asked(
        str(form.name.data), period_of(str(form.period.data)), tuple(form.actions.data or ()),
        int(form.year.data),
    )  # fmt: skip

    def act() -> str:
        review = reviewing.begin(found, asked, now(), my_id(), today)
        return f"/f/{code}/w/{review.workshop.code}/"

    leads_to = attempt_typed(act, form)
    if not leads_to:
        return _page(plan_for("run workshop", process, plan), form), 422
    flash(
        _("The workshop has its agenda. What is published in it arrives in the plan as proposals.")
    )
    return redirect(leads_to, 303)


@bp.post("/<plan>/reviews/<int:review>/decide")
def decide_proposal(process: str, plan: str, review: int) -> Any:
    """Accept or refuse what a round proposes."""
    found = plan_for("edit plan", process, plan)
    given, form = request.form, DecisionForm(request.form)
    leads_to = address(found, "reviews")

    def act() -> str:
        if given.get("act") not in {"accept", "refuse"}:
            raise Invalid(N_("Say whether it is accepted or refused."))
        if not form.validate():
            raise Invalid(N_("Write the day as in 2031-12-31, and not more than fits the field."))
        answer = decisions.Answer(
            given["act"] == "accept", str(form.reason.data or ""), str(form.owner.data or ""),
            form.due.data,
        )  # fmt: skip
        own = reviewing.find(found, review)
        decisions.decide(
            own, id_of(given.get("round", "")), given.get("code", ""), answer, now(), my_id()
        )
        return leads_to

    done = attempt_once(act)
    return lead(
        leads_to if done else "", _("Decided. The public reads it beside what was measured.")
    )


def _form(plan: Plan, data: Any = None) -> ReviewForm:
    today = today_in(plan.process)
    years = range(plan.first_year, plan.last_year + 1)
    periods = [
        half
        for year in reversed(years)
        for half in (*reversed(periods_of(year, Span.SEMESTER)), Period(year))
        if half.first <= today
    ]
    ended = [each for each in periods if each.last < today and each.span is Span.SEMESTER]
    first = (ended or periods or [Period(plan.first_year)])[0]
    begun = {
        "period": str(first), "year": str(first.year),
        "actions": [each.code for each in plan.actions] if len(plan.actions) <= reviewing.MOST else [],
    }  # fmt: skip
    form = ReviewForm(data, data=begun)
    form.period.choices = [SelectChoice(str(each), period_words(each)) for each in periods]
    form.year.choices = [SelectChoice(str(year), str(year)) for year in years]
    form.actions.choices = [
        SelectChoice(each.code, f"{each.code} {each.name}") for each in plan.actions
    ]
    return form


def _page(plan: Plan, form: ReviewForm) -> str:
    reviews = proposals.of_plan(plan)
    return render_template(
        "planner/reviews.html", process=plan.process, plan=plan, here=address(plan), form=form,
        reviews=reviews, measured=proposals.measured_beside(plan, reviews, today_in(plan.process)),
        targets=proposals.targets_now(reviews),
        may_begin=allowed("run workshop", plan.process),
        may_edit=allowed("edit plan", plan.process),
    )  # fmt: skip
