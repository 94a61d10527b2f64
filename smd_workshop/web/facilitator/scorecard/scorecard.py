"""The draft scorecards: perspectives in the table's order, objectives, room for indicators."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from smd_workshop.board import items
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.database import transaction
from smd_workshop.models import Process
from smd_workshop.publishing import entering, of_plans, portal_queries, scorecards
from smd_workshop.strategy.scorecards import editions, statements
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.board.item import answer_to
from smd_workshop.web.facilitator.scorecard.scorecard_whole import asked_card
from smd_workshop.web.facilitator.workshop.workshop_helpers import attempt, attempt_once
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import lead, refused_page

STEPS = {"up": -1, "down": 1}


@bp.get("/<process>/scorecard")
def scorecard(process: str) -> str:
    """Show the scorecard that was asked for, or the first."""
    found = enter(process, "see process")
    card = scorecards.of_process(found, asked_card())
    return render_template(
        "facilitator/scorecard/page.html", process=found,
        scorecard=card, every=scorecards.all_of(found),
        said={kind: statements.latest(card, kind) if card else None for kind in statements.KINDS},
        candidates=statements.candidates(found), words_of=statements.words_of,
        editions=editions.of(card) if card else [],
        against={
            each.objective.item_id: each.again for each in portal_queries.agreed(found) if each.again
        },
        aims=of_plans.offered(found), factors=items.active(found, "factor"), answers=scorecards.answered_factors(found),
        may_arrange=allowed("arrange scorecard", found),
    )  # fmt: skip


@bp.post("/<process>/scorecard/add")
def add_scorecard(process: str) -> Any:
    """Begin one more scorecard."""
    found = enter(process, "arrange scorecard")
    name = request.form.get("name", "")

    def act() -> str:
        return _address(found, scorecards.add(found, name, now(), my_id()).code)

    leads_to = attempt_once(act)
    return redirect(leads_to, 303) if leads_to else refused_page()


@bp.post("/<process>/scorecard/objectives")
def enter_objective(process: str) -> Any:
    """Let the secretariat enter an objective that no vote adopted, or take some of plans."""
    found = enter(process, "arrange scorecard")
    given = request.form

    def act() -> str:
        perspective = scorecards.find_perspective(found, given.get("perspective", ""), asked_card())
        if "taking" in given:
            chosen = of_plans.find(found, given.getlist("aim"))
            entering.take_several(perspective, chosen, given.getlist("unfinished"), now(), my_id())
            return f"{_address(found, asked_card())}#p-{perspective.code}"
        entering.enter(
            perspective, given.get("wording", ""), given.get("reference", ""), now(), my_id(),
            code=given.get("code", ""),
        )  # fmt: skip
        return f"{_address(found, asked_card())}#entering"

    return lead(attempt_once(act))


def _address(process: Process, card: str) -> str:
    return url_for("facilitator.scorecard", process=process.code, card=card or None)


@bp.post("/<process>/scorecard/perspectives/<code>/move")
def move_perspective(process: str, code: str) -> Any:
    """Move a perspective up or down."""
    found = enter(process, "arrange scorecard")
    step = _step()
    with transaction(of=found.id):
        perspective = scorecards.find_perspective(found, code, asked_card())
        scorecards.move_perspective(perspective, step, now(), my_id())
    return _back(found, f"p-{code}")


def _step() -> int:
    to = request.form.get("to", "")
    if to not in STEPS:
        raise NotFound
    return STEPS[to]


def _back(process: Process, anchor: str) -> Any:
    return redirect(f"{_address(process, asked_card())}#{anchor}", 303)


@bp.post("/<process>/scorecard/objectives/<int:objective>/move")
def move_objective(process: str, objective: int) -> Any:
    """Move an objective up or down in its perspective."""
    found = enter(process, "arrange scorecard")
    step = _step()
    with transaction(of=found.id):
        scorecards.move_objective(scorecards.find_objective(found, objective), step, now(), my_id())
    return _back(found, f"o{objective}")


@bp.post("/<process>/scorecard/objectives/<int:objective>/place")
def place_objective(process: str, objective: int) -> Any:
    """Put an objective into another perspective."""
    found = enter(process, "arrange scorecard")
    code = request.form.get("perspective", "")
    with transaction(of=found.id):
        scorecards.place_objective(
            scorecards.find_objective(found, objective),
            scorecards.find_perspective(found, code, asked_card()), now(), my_id(),
        )  # fmt: skip
    return _back(found, f"o{objective}")


@bp.post("/<process>/scorecard/objectives/<int:objective>/from")
def set_factors(process: str, objective: int) -> Any:
    """Say which factors an objective answers to."""
    found = enter(process, "arrange scorecard")
    with transaction(of=found.id):
        answer_to(found, scorecards.find_objective(found, objective).item)
    flash(_("Saved."))
    return _back(found, f"o{objective}")


@bp.post("/<process>/scorecard/objectives/<int:objective>/indicators")
def add_indicator(process: str, objective: int) -> Any:
    """Make room for one more indicator."""
    found = enter(process, "arrange scorecard")
    name = request.form.get("name", "")

    def act() -> str:
        chosen = scorecards.find_objective(found, objective)
        scorecards.add_indicator(chosen, name, now(), my_id())
        return f"/f/{found.code}/scorecard#o{objective}"

    attempt_once(act)
    return _back(found, f"o{objective}")


@bp.post("/<process>/scorecard/objectives/<int:objective>/indicators/<int:slot>")
def rename_indicator(process: str, objective: int, slot: int) -> Any:
    """Name an indicator."""
    found = enter(process, "arrange scorecard")
    name = request.form.get("name", "")

    def act() -> None:
        chosen = scorecards.find_objective(found, objective)
        indicator = scorecards.find_indicator(chosen, slot)
        scorecards.rename_indicator(chosen, indicator, name, now(), my_id())

    if not attempt(act):
        return refused_page()
    return _back(found, f"o{objective}")
