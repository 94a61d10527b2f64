"""What staff arrange of a scorecard besides its order: values, themes, and what measures it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from smd_workshop.board import item_links
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    IndicatorSlot,
    Item,
    Link,
    Objective,
    Perspective,
    Plan,
    PlanIndicator,
    PlanObjective,
    Process,
    Scorecard,
)
from smd_workshop.plans import plans
from smd_workshop.processes import journal
from smd_workshop.publishing import scorecards, tracing
from smd_workshop.strategy.scorecards.arrows import support_of

#: Which values an objective may be for, in the order of every page.
TAGS = {
    "economic": N_("Economic"), "social": N_("Social"), "environmental": N_("Environmental"),
}  # fmt: skip
#: The kind of a plan that measures what an ecosystem agreed.
OWN_PLAN = "SMD"
LONGEST_NAME = 200


def objectives_of(scorecard: Scorecard) -> list[Objective]:
    """Return the objectives of a scorecard in the order of its page."""
    return [each for row in scorecard.perspectives for each in row.objectives]


def tag(objective: Objective, tags: Iterable[str], at: datetime, user_id: int | None) -> None:
    """Say for which values an objective is, in the one order; raises Invalid for a value that is none."""
    chosen = set(tags)
    if not chosen <= TAGS.keys():
        raise Invalid
    objective.tags = [each for each in TAGS if each in chosen]
    _record("tag objective", objective.perspective.scorecard, at, user_id,
            objective=objective.id, tags=objective.tags)  # fmt: skip


def set_themes(
    objective: Objective, themes: Iterable[Item], at: datetime, user_id: int | None
) -> None:
    """Put an objective into these themes and no others: the columns of the scorecard."""
    wanted = {each.id: each for each in themes}
    tied = db.session.scalars(
        select(Link).where(Link.item_id == objective.item_id, Link.kind == "theme")
    ).all()
    for each in tied:
        if each.target_id not in wanted:
            item_links.unlink(objective.item, each.target, "theme", at, user_id)
    for theme in wanted.values():
        item_links.assign_theme(objective.item, theme, at, user_id)


def rename_perspective(
    perspective: Perspective, name: str, at: datetime, user_id: int | None
) -> None:
    """Call a perspective what the table calls it. Raises Invalid."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("Write the name."))
    if len(name) > LONGEST_NAME:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST_NAME)
    before, perspective.name = perspective.name, name
    _record("rename perspective", perspective.scorecard, at, user_id,
            perspective=perspective.code, before=before)  # fmt: skip


def measure(
    objective: Objective,
    slot: IndicatorSlot,
    indicator: PlanIndicator | None,
    at: datetime,
    user_id: int | None,
) -> None:
    """Let an indicator of a plan of the same process measure an objective; None takes it away again.

    Raises NotFound for an indicator of another process.
    """
    scorecard = objective.perspective.scorecard
    if indicator is not None and indicator.plan.process_id != scorecard.process_id:
        raise NotFound
    slot.plan_indicator = indicator
    if indicator is not None and not slot.name:
        slot.name = shortened(indicator.name or indicator.code, LONGEST_NAME)
    _record("measure objective", scorecard, at, user_id, objective=objective.id,
            indicator=indicator.code if indicator else "")  # fmt: skip


def find_indicator(process: Process, indicator_id: int) -> PlanIndicator:
    """Return the indicator of a plan of this process with this id, or raise NotFound."""
    found = db.session.get(PlanIndicator, indicator_id)
    if found is None or found.plan.process_id != process.id:
        raise NotFound
    return found


def begin_plan(
    scorecard: Scorecard, period: tuple[int, int], at: datetime, user_id: int | None
) -> Plan:
    """Begin the plan in which a scorecard is measured: its objectives, and each named indicator that no plan has.

    What the table chose is the indicator's name; targets and values come as in any plan. Raises Invalid.
    """
    process = db.session.get_one(Process, scorecard.process_id)
    scorecards.hold(scorecard)
    todo = [
        (place, objective, [s for s in objective.indicators if s.name and not s.plan_indicator_id])
        for place, objective in enumerate(objectives_of(scorecard), start=1)
    ]
    if not any(slots for _, _, slots in todo):
        raise Invalid(N_("Name at least one indicator that no plan measures yet."))
    plan = plans.begin(
        process, f"{OWN_PLAN} {scorecard.code} {period[0]}-{period[1]}", period, at, user_id,
        name=scorecard.name, kind=OWN_PLAN,
    )  # fmt: skip
    for place, objective, slots in todo:
        if slots:
            _into(plan, place, objective, slots)
    return plan


def _into(plan: Plan, place: int, objective: Objective, slots: list[IndicatorSlot]) -> None:
    code = f"OEI.{place:02}"
    row = PlanObjective(code=code, name=objective.item.wording, type="", position=place)
    plan.objectives.append(row)
    db.session.flush()  # its indicators name its id
    for number, slot in enumerate(slots, start=1):
        indicator = PlanIndicator(
            objective_id=row.id, code=f"IND.{number:02}.{code}", name=slot.name,
            sense="ascending", aggregation="not additive", relevance=1,
            position=100 * place + number,
        )  # fmt: skip
        plan.indicators.append(indicator)
        slot.plan_indicator = indicator


def bring(scorecard: Scorecard, at: datetime, user_id: int | None) -> int:
    """Take over the indicators that published votes chose for objectives of a scorecard; return how many were new.

    A second call changes nothing. Each keeps the item that was voted on, from which its page leads back to the vote.
    """
    scorecards.hold(scorecard)
    by_item = {objective.item_id: objective for objective in objectives_of(scorecard)}
    brought = []
    for indicator, objective in _chosen(by_item):
        if any(slot.item_id == indicator.id for slot in objective.indicators):
            continue
        empty = next((s for s in objective.indicators if not s.name and s.item_id is None), None)
        slot = empty or IndicatorSlot(position=1 + len(objective.indicators))
        slot.name, slot.item = shortened(indicator.wording, LONGEST_NAME), indicator
        if empty is None:
            objective.indicators.append(slot)
        brought.append(indicator.id)
    if brought:
        _record("bring indicators", scorecard, at, user_id, items=brought)
    return len(brought)


def untied(scorecard: Scorecard) -> list[Item]:
    """Return the indicators that a vote chose and that are tied to no objective of a scorecard: nothing says whose they are."""
    tied = {link.item_id for link in _links([each.item_id for each in objectives_of(scorecard)])}
    indicators = db.session.scalars(
        select(Item)
        .where(
            Item.process_id == scorecard.process_id, Item.kind == "indicator",
            Item.state == "active", Item.id.not_in(tied),
        )
        .order_by(Item.position, Item.id)
    )  # fmt: skip
    return [each for each in indicators if _was_chosen(each)]


def _chosen(by_item: dict[int, Objective]) -> list[tuple[Item, Objective]]:
    """Return the indicators tied to these objectives that a published vote chose."""
    return [
        (link.item, by_item[link.target_id]) for link in _links(by_item) if _was_chosen(link.item)
    ]


def _links(targets: Iterable[int]) -> list[Link]:
    """Return what ties indicators to these objectives, as they stand on the board."""
    links = db.session.scalars(
        select(Link)
        .join(Item, Link.item_id == Item.id)
        .where(
            Link.kind == "from", Link.target_id.in_(list(targets)), Item.kind == "indicator",
            Item.state == "active",
        )
        .order_by(Item.position, Item.id)
    )  # fmt: skip
    return list(links)


def _was_chosen(item: Item) -> bool:
    """Say whether a published vote chose an item: one that decides about it, else the latest that names winners."""
    support = support_of(item)
    if support is not None:
        return support.agreed
    votes = tracing.trace(item).origin.votes
    said = (each.preferred for each in reversed(votes))
    return next((each for each in said if each is not None), False)


def _record(
    verb: str, scorecard: Scorecard, at: datetime, user_id: int | None, **detail: Any
) -> None:
    process = db.session.get(Process, scorecard.process_id)
    journal.record(verb, at, process=process, user_id=user_id, scorecard=scorecard.code, **detail)
