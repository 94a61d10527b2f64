"""Cumulative effects for staff: what people value, what acts on it, and the six steps of each."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.models import Component, Process
from smd_workshop.plans import plans
from smd_workshop.rounds import sealing, workshops
from smd_workshop.strategy.scorecards import arranging
from smd_workshop.strategy.territory import components, effect_ratings, effects
from smd_workshop.web.planner import bp
from smd_workshop.web.staff.acts import attempt, attempt_once, id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import lead
from smd_workshop.web.staff.typed import tell_reading

HERE = "/effects"
ONE = f"{HERE}/<int:component>"


def address(process: Process, component: int | None = None, anchor: str = "") -> str:
    """Return where the page of a component is, or that of all."""
    return f"/f/{process.code}/plans{HERE}{f'/{component}' if component else ''}{anchor}"


@bp.get(HERE)
def effects_page(process: str) -> str:
    """Show components by stressors as a matrix, and what may be named next."""
    found = enter(process, "see process")
    return render_template(
        "planner/effects/list.html", process=found, here=address(found),
        shown=[effects.shown(each) for each in components.of_process(found, public=False)],
        stressors=components.stressors(found), may_edit=allowed("edit plan", found),
        proposals=effect_ratings.proposals(found), may_ask=allowed("run workshop", found),
        workshops=[each for each in workshops.of_process(found) if not sealing.is_sealed(each.id)],
    )  # fmt: skip


@bp.post(HERE)
def name_component(process: str) -> Any:
    """Name what people value."""
    found = enter(process, "edit plan")
    given = request.form.to_dict()
    leads_to = attempt_once(lambda: address(found, components.add(found, given, now(), my_id()).id))
    if leads_to:
        tell_reading([given.get("threshold", "")], given.get("unit", ""))
    return lead(leads_to)


@bp.post(f"{HERE}/stressors")
def say_stressor(process: str) -> Any:
    """Name what acts on components, or say anew when it acts."""
    found = enter(process, "edit plan")
    given = request.form

    def act() -> str:
        components.say_stressor(
            found, given.get("name", ""), given.get("state", ""), given.get("note", ""),
            now(), my_id(),
        )  # fmt: skip
        return address(found, anchor="#stressors")

    return lead(attempt_once(act))


@bp.get(ONE)
def component_page(process: str, component: int) -> str:
    """Show one component with its six steps."""
    found = enter(process, "see process")
    row = components.find(found, component)
    return render_template(
        "planner/effects/page.html", process=found, shown=effects.shown(row),
        stressors=components.stressors(found), rounds=effects.rounds_of(found),
        plans=plans.of_process(found), here=address(found, row.id),
        may_edit=allowed("edit plan", found),
    )  # fmt: skip


@bp.post(ONE)
def change_component(process: str, component: int) -> Any:
    """Put right what is said of a component."""
    found = enter(process, "edit plan")

    given = request.form.to_dict()

    def act() -> None:
        components.change(components.find(found, component), given, now(), my_id())

    if not attempt(act):
        return lead("")
    tell_reading([given.get("threshold", "")], given.get("unit", ""))
    return lead(address(found, component))


@bp.post(f"{ONE}/show")
def show_component(process: str, component: int) -> Any:
    """Show a component to the public, or no longer."""
    found = enter(process, "edit plan")
    to_public = request.form.get("act") == "show"

    def act() -> None:
        components.show(components.find(found, component), now(), my_id(), to_public=to_public)

    if attempt(act):
        flash(_("Saved."))
    return redirect(address(found, component), 303)


def _say(
    process: str, component: int, anchor: str, act: Callable[[Process, Component], object],
    tell: Callable[[Component], object] = lambda _row: None,
) -> Any:  # fmt: skip
    """Add something to a component once, and lead back to it; `tell` says there what was made of it."""
    found = enter(process, "edit plan")

    def once() -> str:
        act(found, components.find(found, component))
        return address(found, component, anchor)

    if leads_to := attempt_once(once):
        tell(components.find(found, component))
    return lead(leads_to)


@bp.post(f"{ONE}/baseline")
def say_baseline(process: str, component: int) -> Any:
    """Say where a component stands and where it is going."""
    given = request.form.to_dict()
    return _say(
        process, component, "#s3",
        lambda _found, row: effects.say_baseline(row, given, now(), my_id()),
        lambda row: tell_reading([given.get("value", "")], row.unit),
    )  # fmt: skip


@bp.post(f"{ONE}/contributions")
def say_contribution(process: str, component: int) -> Any:
    """Say what a stressor does to a component."""
    given = request.form.to_dict()

    def act(found: Process, row: Component) -> None:
        stressor = components.find_stressor(found, id_of(given.get("stressor", "")))
        chosen = given.get("round", "")
        round_ = effects.find_round(found, id_of(chosen)) if chosen else None
        effects.say_contribution(row, stressor, given, round_, now(), my_id())

    return _say(
        process, component, "#s4", act,
        lambda row: tell_reading([given.get("magnitude", "")], effects.unit_of(row, given)),
    )  # fmt: skip


@bp.post(f"{ONE}/significance")
def decide_significance(process: str, component: int) -> Any:
    """Say whether what accumulates is significant, and who decided it."""
    given = request.form.to_dict()
    return _say(
        process, component, "#s5", lambda _found, row: effects.decide(row, given, now(), my_id())
    )


@bp.post(f"{ONE}/measures")
def add_effect_measure(process: str, component: int) -> Any:
    """Say what is done about an effect."""
    given = request.form.to_dict()

    def act(found: Process, row: Component) -> None:
        chosen = given.get("indicator", "")
        indicator = arranging.find_indicator(found, id_of(chosen)) if chosen else None
        effects.add_measure(row, given, indicator, now(), my_id())

    return _say(process, component, "#s6", act)


@bp.post(f"{ONE}/measures/<int:measure>/end")
def end_effect_measure(process: str, component: int, measure: int) -> Any:
    """Give a measure up, with the reason."""
    found = enter(process, "edit plan")
    reason = request.form.get("reason", "")

    def act() -> None:
        row = components.find(found, component)
        effects.end_measure(row, measure, reason, now(), my_id())

    return lead(address(found, component, "#s6") if attempt(act) else "")
