"""One objective of a scorecard for staff: its values and themes, what measures it, and what is done for it."""

from typing import Any

from flask import render_template, request

from smd_workshop.board import item_links, items
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.library.plan.typed import PER_CENT, SOLES, read_in
from smd_workshop.models import IndicatorSlot, Objective, PlanAction, Process
from smd_workshop.plans import plans
from smd_workshop.publishing import scorecards
from smd_workshop.strategy.scorecards import arranging, initiatives, reading
from smd_workshop.web.facilitator import bp
from smd_workshop.web.staff.acts import attempt, attempt_once, id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import lead

OBJECTIVE = "/<process>/scorecard/objectives/<int:objective>"


def address(process: Process, objective_id: int, anchor: str = "") -> str:
    """Return where the page of an objective is."""
    return f"/f/{process.code}/scorecard/objectives/{objective_id}{anchor}"


@bp.get("/<process>/scorecard/objectives/<int:objective_id>")
def scorecard_objective(process: str, objective_id: int) -> str:
    """Show all of one objective."""
    found = enter(process, "see process")
    row = scorecards.find_objective(found, objective_id)
    today = day_of(now(), found.time_zone)
    scorecard = reading.shown(row.perspective.scorecard, today, public=False)
    return render_template(
        "facilitator/scorecard/objective.html", process=found, scorecard=scorecard,
        objective=next(each for each in scorecard.objectives if each.row.id == row.id),
        here=address(found, objective_id), tags=arranging.TAGS,
        themes=items.active(found, "theme"), plans=plans.of_process(found),
        may_arrange=allowed("arrange scorecard", found),
    )  # fmt: skip


@bp.post(f"{OBJECTIVE}/sort")
def sort_objective(process: str, objective: int) -> Any:
    """Say for which values an objective is, and in which themes it stands."""
    found = enter(process, "arrange scorecard")
    chosen = {id_of(each) for each in request.form.getlist("theme")}
    added = " ".join(request.form.get("new_theme", "").split())

    def act() -> None:
        row = scorecards.find_objective(found, objective)
        themes = [items.find(found, each, "theme") for each in sorted(chosen)]
        if added:
            themes.append(item_links.add_theme(found, added, now(), my_id()))
        arranging.tag(row, request.form.getlist("tag"), now(), my_id())
        arranging.set_themes(row, themes, now(), my_id())

    return lead(address(found, objective) if attempt(act) else "")


@bp.post(f"{OBJECTIVE}/indicators/<int:slot>/measure")
def measure_objective(process: str, objective: int, slot: int) -> Any:
    """Let an indicator of a plan measure an objective, or none."""
    found = enter(process, "arrange scorecard")
    chosen = request.form.get("indicator", "")

    def act() -> None:
        row = scorecards.find_objective(found, objective)
        indicator = arranging.find_indicator(found, id_of(chosen)) if chosen else None
        arranging.measure(row, _slot(row, slot), indicator, now(), my_id())

    return lead(address(found, objective, "#indicators") if attempt(act) else "")


def _slot(row: Objective, slot: int) -> IndicatorSlot:
    return scorecards.find_indicator(row, slot)


@bp.post(f"{OBJECTIVE}/initiatives")
def add_initiative(process: str, objective: int) -> Any:
    """Add what is done for an objective."""
    found = enter(process, "arrange scorecard")
    given = request.form

    def act() -> str:
        row = scorecards.find_objective(found, objective)
        budget = read_in(given.get("budget", ""), SOLES)
        action = _action(found, given.get("action", ""))
        fields = initiatives.Fields(given.get("name", ""), given.get("owner", ""), budget, action)
        initiatives.add(row, fields, now(), my_id())
        return address(found, objective, "#initiatives")

    return lead(attempt_once(act))


def _action(process: Process, chosen: str) -> PlanAction | None:
    """Return the action of a plan of this process that a form chose; None for none."""
    if not chosen:
        return None
    wanted = id_of(chosen)
    for plan in plans.of_process(process):
        for each in plan.actions:
            if each.id == wanted:
                return each
    raise NotFound


@bp.post(f"{OBJECTIVE}/initiatives/<int:initiative>/progress")
def say_progress(process: str, objective: int, initiative: int) -> Any:
    """Say how far an initiative is in a year."""
    found = enter(process, "arrange scorecard")
    given = request.form

    def act() -> str:
        row = initiatives.find(scorecards.find_objective(found, objective), initiative)
        initiatives.say_progress(
            row, _year(given.get("year", "")), read_in(given.get("value", ""), PER_CENT),
            given.get("note", ""), now(), my_id(),
        )  # fmt: skip
        return address(found, objective, "#initiatives")

    return lead(attempt_once(act))


def _year(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Invalid(N_("Write a year such as 2026."))
    return int(text)


@bp.post(f"{OBJECTIVE}/initiatives/<int:initiative>/end")
def end_initiative(process: str, objective: int, initiative: int) -> Any:
    """Give an initiative up, with the reason."""
    found = enter(process, "arrange scorecard")
    reason = request.form.get("reason", "")

    def act() -> None:
        row = initiatives.find(scorecards.find_objective(found, objective), initiative)
        initiatives.end(row, reason, now(), my_id())

    return lead(address(found, objective, "#initiatives") if attempt(act) else "")
