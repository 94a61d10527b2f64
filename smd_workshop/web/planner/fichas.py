"""One thing of a plan in the browser: begun and corrected in a form, and what changed in it since when."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.plans.ficha import YEAR, FichaForm, ficha_form, years_called
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.database import transaction
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation.sentences import sentence as said
from smd_workshop.plans.files import changes, from_form, imports
from smd_workshop.plans.files.from_json import spelled
from smd_workshop.plans.files.lines import Kind, Reason
from smd_workshop.plans.files.outcomes import Known
from smd_workshop.web.asked import today_in
from smd_workshop.web.errors import sentence
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.ficha_choices import choices_of
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.sent import once

#: What the kinds of things are called in addresses.
KINDS = {str(kind): kind for kind in from_form.FORMED}
CHANGED = N_("Somebody has changed this meanwhile. Look at what it says now and decide again.")
REMARK = N_("Kept, but look at it: %(remark)s")


@bp.get("/<plan>/fichas/<thing>")
def new_ficha(process: str, plan: str, thing: str) -> str:
    """Ask for a new objective, action, activity or indicator."""
    found, kind = plan_for("edit plan", process, plan), _kind(thing)
    return _page(found, kind, _form(found, kind, None, _begun(kind)), "")


@bp.post("/<plan>/fichas/<thing>")
def begin_ficha(process: str, plan: str, thing: str) -> Any:
    """Begin it."""
    found, kind = plan_for("edit plan", process, plan), _kind(thing)
    return _keep(found, kind, "")


@bp.get("/<plan>/fichas/<thing>/<ficha>")
def ficha(process: str, plan: str, thing: str, ficha: str) -> str:
    """Show a thing of a plan to be corrected, and what was changed in it."""
    found, kind = plan_for("see process", process, plan), _kind(thing)
    there = _known(found, kind, ficha)
    return _page(found, kind, _form(found, kind, None, _texts(kind, ficha, there)), ficha)


@bp.post("/<plan>/fichas/<thing>/<ficha>")
def change_ficha(process: str, plan: str, thing: str, ficha: str) -> Any:
    """Correct it; the page says what changed."""
    found, kind = plan_for("edit plan", process, plan), _kind(thing)
    _known(found, kind, ficha)
    return _keep(found, kind, ficha)


def _kind(thing: str) -> Kind:
    if thing not in KINDS:
        raise NotFound
    return KINDS[thing]


def _known(plan: Plan, kind: Kind, code: str) -> Known:
    there = from_form.known(plan, kind, code)
    if there is None:
        raise NotFound
    return there


def _begun(kind: Kind) -> dict[str, str]:
    """Return what a new thing begins with."""
    if kind is Kind.INDICATOR:
        return {"sense": "ascending", "aggregation": "not additive", "relevance": "2"}
    return {}


def _texts(kind: Kind, code: str, there: Known) -> dict[str, str]:
    """Return what a thing says, as the fields of its form show it."""
    of_years = there.years.get(from_form.OF_YEARS.get(kind, ""), {})
    return {
        "code": code, "parent": there.parent, "seen": from_form.seen(there),
        **{name: from_form.written(word) for name, word in there.words.items()},
        **{f"{YEAR}{year}": "N/D" if value is None else from_form.written(value) for year, value in of_years.items()},
    }  # fmt: skip


def _form(plan: Plan, kind: Kind, data: Any, given: Mapping[str, str] | None = None) -> FichaForm:
    return ficha_form(kind, _years(plan), choices_of(plan, kind), data, given)


def _years(plan: Plan) -> range:
    return range(plan.first_year, plan.last_year + 1)


def _keep(plan: Plan, kind: Kind, code: str) -> Any:
    """Write what the form says, or show it again with what is wrong."""
    form, process, wanted = (
        _form(plan, kind, request.form),
        plan.process,
        plans.address_of(plan.code),
    )
    if code:
        form.code.data = code
    if not form.validate():
        return _page(plan, kind, form, code), 422
    remarks: list[str] = []

    def act() -> str:
        fresh = plans.find(process, wanted)
        remarks.extend(_write(fresh, kind, code, form))
        return _where(fresh, kind, spelled(str(form.code.data)))

    try:
        with transaction(of=process.id):
            leads_to = once(act)
    except (Invalid, WrongState) as refusal:
        _mark(form, refusal)
        again = plans.find(enter(process.code, "edit plan"), wanted)
        return _page(again, kind, form, code), refusal.status
    flash(_("Saved."))
    for each in remarks:
        flash(_(REMARK, remark=each))
    return redirect(leads_to, 303)


def _write(plan: Plan, kind: Kind, code: str, form: FichaForm) -> list[str]:
    """Write what a form says and return what is odd about it. Raises _Refused, Invalid, WrongState."""
    before = from_form.known(plan, kind, code) if code else None
    if code and form.seen.data != from_form.seen(before):
        raise WrongState(CHANGED)
    texts = {field.name: str(field.data or "") for field in form}
    years = {year: texts.get(f"{YEAR}{year}", "") for year in _years(plan)}
    today = today_in(plan.process)
    line = from_form.line_of(kind, texts, years, before)
    outcome = from_form.outcome_of(plan, line, today, new=not code)
    (verdict,) = outcome.verdicts
    if verdict.kind == REFUSED:
        raise _Refused(verdict.reasons[0])
    imports.apply(plan, outcome, now(), my_id(), today)
    return [said(each.sentence) for each in verdict.reasons]


class _Refused(Invalid):
    """Why the line of a form is not written."""

    def __init__(self, why: Reason) -> None:
        self.why = why
        super().__init__(why.sentence.message, **why.sentence.params)


def _mark(form: FichaForm, refusal: Invalid | WrongState) -> None:
    """Say what is wrong at its field, or above the form."""
    name = from_form.field_of(refusal.why) if isinstance(refusal, _Refused) else ""
    words = said(refusal.why.sentence) if isinstance(refusal, _Refused) else sentence(refusal)
    if name and name in form:
        form[name].errors = [words]
    else:
        form.form_errors.append(words)


def _where(plan: Plan, kind: Kind, code: str) -> str:
    return address(plan, f"i/{code}#ficha" if kind is Kind.INDICATOR else f"fichas/{kind}/{code}")


def _page(plan: Plan, kind: Kind, form: FichaForm, code: str) -> str:
    return render_template(
        "planner/ficha.html", process=plan.process, plan=plan, here=address(plan), kind=kind,
        form=form, code=code, years=[form[f"{YEAR}{y}"] for y in _years(plan) if f"{YEAR}{y}" in form],
        years_called=years_called(kind), names=changes.NAMES,
        changed=changes.of(plan, kind, code) if code else [],
        may_edit=allowed("edit plan", plan.process),
    )  # fmt: skip
