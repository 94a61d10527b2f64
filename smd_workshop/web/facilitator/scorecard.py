"""The draft scorecard: perspectives in the table's order, objectives, room for indicators."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from smd_workshop.board import items
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.database import db, transaction
from smd_workshop.models import Item, Link, Process
from smd_workshop.publishing import scorecards
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.here import allowed, enter, my_id
from smd_workshop.web.facilitator.item import answer_to
from smd_workshop.web.facilitator.within import attempt

STEPS = {"up": -1, "down": 1}


@bp.get("/<process>/scorecard")
def scorecard(process: str) -> str:
    """Show the scorecard."""
    found = enter(process, "see process")
    return render_template(
        "facilitator/scorecard/page.html", process=found, scorecard=scorecards.of_process(found),
        factors=items.active(found, "factor"), answers=_answers(found),
        may_arrange=allowed("arrange scorecard", found),
    )  # fmt: skip


def _answers(process: Process) -> dict[int, list[Item]]:
    """Return the factors that each objective answers to, by the objective's id."""
    links = db.session.scalars(
        select(Link)
        .join(Item, Link.item_id == Item.id)
        .where(Link.kind == "from", Item.process_id == process.id)
        .options(joinedload(Link.target))
    )
    found: dict[int, list[Item]] = {}
    for link in links:
        factor, own = items.root(link.target), found.setdefault(link.item_id, [])
        if factor not in own:
            own.append(factor)
    return {item_id: sorted(own, key=items.place) for item_id, own in found.items()}


@bp.post("/<process>/scorecard/perspectives/<code>/move")
def move_perspective(process: str, code: str) -> Any:
    """Move a perspective up or down."""
    found = enter(process, "arrange scorecard")
    step = _step()
    with transaction(of=found.id):
        scorecards.move_perspective(scorecards.find_perspective(found, code), step, now(), my_id())
    return _back(found, f"p-{code}")


def _step() -> int:
    to = request.form.get("to", "")
    if to not in STEPS:
        raise NotFound
    return STEPS[to]


def _back(process: Process, anchor: str) -> Any:
    return redirect(f"/f/{process.code}/scorecard#{anchor}", 303)


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
            scorecards.find_perspective(found, code), now(), my_id(),
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
    attempt(
        lambda: scorecards.add_indicator(
            scorecards.find_objective(found, objective), name, now(), my_id()
        )
    )
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

    attempt(act)
    return _back(found, f"o{objective}")
