"""The scorecards of a process: objectives in perspectives, with room for indicators."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from smd_workshop.board import items
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.minutes import agreements
from smd_workshop.models import (
    IndicatorSlot,
    Item,
    Link,
    Objective,
    Option,
    Perspective,
    Process,
    Result,
    Round,
    Scorecard,
)
from smd_workshop.people.roster import free_code
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of
from smd_workshop.processes.processes import slug
from smd_workshop.rounds.count import ratifications

#: The perspectives of a balanced scorecard of an ecosystem; the table may order them otherwise.
PERSPECTIVES = (
    ("results", N_("Results")),
    ("stakeholders", N_("Interest groups")),
    ("processes", N_("Sustainable processes and practices")),
    ("enablers", N_("Enablers and key resources")),
)

#: The code of the first scorecard of a process: the balanced scorecard of its ecosystem.
FIRST = "bsc"

Placed = TypeVar("Placed", Perspective, Objective)


def all_of(process: Process) -> list[Scorecard]:
    """Return the scorecards of a process, the default first."""
    query = select(Scorecard).where(Scorecard.process_id == process.id).order_by(Scorecard.id)
    return list(db.session.scalars(query))


def of_process(process: Process, code: str = "") -> Scorecard | None:
    """Return the scorecard with this code, or the default; None before there is any, or NotFound."""
    every = all_of(process)
    if not code:
        return every[0] if every else None
    for scorecard in every:
        if scorecard.code == code:
            return scorecard
    raise NotFound


def answered_factors(process: Process) -> dict[int, list[Item]]:
    """Return the factors that each objective answers to, by the objective's id, in their order."""
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


def without_factors(process: Process) -> list[Objective]:
    """Return the objectives that answer to no factor yet; none where the process has no factor to name."""
    if not items.any_active(process, "factor"):
        return []
    answered = answered_factors(process)
    listed = db.session.scalars(
        select(Objective)
        .join(Objective.perspective)
        .join(Scorecard)
        .where(Scorecard.process_id == process.id)
        .order_by(Objective.id)
        .options(
            joinedload(Objective.item),
            joinedload(Objective.perspective).joinedload(Perspective.scorecard),
        )
    )
    return [each for each in listed if each.item_id not in answered]


def ensure(process: Process) -> Scorecard:
    """Return the default scorecard of a process, a new draft if need be."""
    return of_process(process) or _begin(process, FIRST, process.name)


def add(process: Process, name: str, at: datetime, user_id: int | None) -> Scorecard:
    """Begin one more scorecard, the first being the default; of two with one name there is one; Invalid without a name."""
    name = _name(name)
    if not name:
        raise Invalid(N_("Give the scorecard a name."))
    default = of_process(process)
    if default is not None:
        hold(default)
    taken = {each.code: each for each in all_of(process)}
    for each in taken.values():
        if each.name == name:
            return each
    code = free_code(slug(name)[:30] or FIRST, taken) if taken else FIRST
    begun = _begin(process, code, name)
    journal.record("add scorecard", at, process=process, user_id=user_id, scorecard=begun.code)
    return begun


def _begin(process: Process, code: str, name: str) -> Scorecard:
    scorecard = Scorecard(process_id=process.id, code=code, name=name, state="draft")
    for position, (key, words) in enumerate(PERSPECTIVES, start=1):
        scorecard.perspectives.append(
            Perspective(code=key, name=in_words_of(process, words), position=position)
        )
    db.session.add(scorecard)
    db.session.flush()  # objectives refer to the perspectives
    return scorecard


def adopt(round_: Round, at: datetime, user_id: int | None) -> list[Objective]:
    """Take over what a round adopted, if its method adopts; return the objectives that rest on it from now on.

    Each becomes an agreement, and an objective in the first perspective with one empty indicator
    slot. What was contested or rejected does not, nor what a published round decided that closed later.
    A second call changes nothing.
    """
    adopted: list[Objective] = []
    for option in _adopted_options(round_):
        item = db.session.get(Item, option.item_id) if option.item_id is not None else None
        agreements.adopt(round_, option.code, option.wording, item, at)
        if item is not None and item.kind == "objective":
            objective = _objective(round_, item)
            if objective is not None:
                adopted.append(objective)
    if adopted:
        journal.record(
            "adopt objectives", at, round_=round_, user_id=user_id,
            items=[objective.item_id for objective in adopted],
        )  # fmt: skip
    return adopted


def _adopted_options(round_: Round) -> list[Option]:
    """Return the options that the round's method adopts, in the order of the ballot."""
    method = METHODS.get(round_.method_id or "")
    adopts = method.tracing.adopts if method is not None else None
    if adopts is None:
        return []
    results = db.session.scalars(select(Result).where(Result.round_id == round_.id))
    codes = {code for result in results for code in adopts.codes(result.part, result.shown)}
    said = ratifications.latest(o.item_id for o in round_.options if o.item_id is not None)
    return [
        option
        for option in round_.options
        if option.code in codes
        and (option.item_id not in said or said[option.item_id].round.id == round_.id)
    ]


def _objective(round_: Round, item: Item) -> Objective | None:
    there = db.session.scalar(select(Objective).where(Objective.item_id == item.id))
    if there is not None:
        return _ratified(there, round_)
    first = ensure(round_.workshop.process).perspectives[0]
    objective = Objective(
        item=item,
        round_id=round_.id,
        position=1 + max((o.position for o in first.objectives), default=0),
    )
    objective.indicators.append(IndicatorSlot(name="", position=1))
    first.objectives.append(objective)
    db.session.flush()  # the next one must see that it is there
    return objective


def _ratified(there: Objective, round_: Round) -> Objective | None:
    """Let an objective rest on the vote that adopted it now; the reference of one that was entered stays."""
    if there.round_id == round_.id:
        return None
    there.source, there.round_id = "ratification", round_.id
    return there


def find_perspective(process: Process, code: str, scorecard: str = "") -> Perspective:
    """Return the perspective with this code of a scorecard (the default), or raise NotFound."""
    chosen = of_process(process, scorecard)
    for perspective in chosen.perspectives if chosen else ():
        if perspective.code == code:
            return perspective
    raise NotFound


def find_objective(process: Process, objective_id: int) -> Objective:
    """Return the objective of one of the process's scorecards with this id, or raise NotFound."""
    objective = db.session.get(Objective, objective_id)
    if objective is None or objective.perspective.scorecard.process_id != process.id:
        raise NotFound
    return objective


def find_indicator(objective: Objective, slot_id: int) -> IndicatorSlot:
    """Return the indicator slot of this objective with this id, or raise NotFound."""
    for slot in objective.indicators:
        if slot.id == slot_id:
            return slot
    raise NotFound


def move_perspective(
    perspective: Perspective, step: int, at: datetime, user_id: int | None
) -> None:
    """Move a perspective one place up (-1) or down (1); at the end nothing changes."""
    hold(perspective.scorecard)
    _move(perspective.scorecard.perspectives, perspective, step)
    _record(perspective.scorecard, at, user_id, perspective=perspective.code, step=step)


def move_objective(objective: Objective, step: int, at: datetime, user_id: int | None) -> None:
    """Move an objective one place up (-1) or down (1) in its perspective."""
    perspective = objective.perspective
    hold(perspective.scorecard)
    _move(perspective.objectives, objective, step)
    _record(perspective.scorecard, at, user_id, objective=objective.id, step=step)


def place_objective(
    objective: Objective, perspective: Perspective, at: datetime, user_id: int | None
) -> None:
    """Put an objective at the end of another perspective of its scorecard; NotFound for one of another."""
    scorecard = objective.perspective.scorecard
    if perspective.scorecard_id != scorecard.id:
        raise NotFound
    hold(scorecard)
    if objective.perspective_id == perspective.id:
        return
    last = max((o.position for o in perspective.objectives), default=0)
    objective.perspective, objective.position = perspective, last + 1
    _record(scorecard, at, user_id, objective=objective.id, perspective=perspective.code)


def add_indicator(objective: Objective, name: str, at: datetime, user_id: int | None) -> None:
    """Give an objective room for one more indicator; it may still have no name."""
    hold(objective.perspective.scorecard)
    last = max((slot.position for slot in objective.indicators), default=0)
    objective.indicators.append(IndicatorSlot(name=_name(name), position=last + 1))
    _record(objective.perspective.scorecard, at, user_id, objective=objective.id, indicator=name)


def rename_indicator(
    objective: Objective, slot: IndicatorSlot, name: str, at: datetime, user_id: int | None
) -> None:
    """Name an indicator slot; an empty name leaves it open again."""
    slot.name = _name(name)
    _record(objective.perspective.scorecard, at, user_id, objective=objective.id, indicator=name)


def _name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > 200:
        raise Invalid(N_("Please write at most %(most)s characters."), most=200)
    return name


def hold(scorecard: Scorecard) -> None:
    """Wait for whoever else is ordering the same scorecard."""
    db.session.flush()  # a refresh would drop what is not yet written
    db.session.refresh(scorecard, with_for_update={"key_share": True})
    db.session.expire(scorecard, ["perspectives"])


def _move(row: list[Placed], moved: Placed, step: int) -> None:
    order = sorted(row, key=lambda each: each.position)
    at_place = order.index(moved)
    order.insert(max(0, min(len(order) - 1, at_place + step)), order.pop(at_place))
    for position, each in enumerate(order, start=1):
        each.position = position


def _record(scorecard: Scorecard, at: datetime, user_id: int | None, **detail: Any) -> None:
    process = db.session.get(Process, scorecard.process_id)
    journal.record("arrange scorecard", at, process=process, user_id=user_id, **detail)
