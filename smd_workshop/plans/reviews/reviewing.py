"""A workshop that evaluates a plan: its agenda, and what of the plan it puts to the vote."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from smd_workshop.board import item_codes, items
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.database import db
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import (
    Item,
    Plan,
    PlanAction,
    PlanIndicator,
    PlanQuestion,
    PlanReview,
    Round,
    Workshop,
)
from smd_workshop.plans.measurements import measuring, values
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of
from smd_workshop.rounds import drafting, option_sources, workshops

#: What a round of such a workshop is about, as its subject says.
ACTION: Final = "action"
OBSTACLE: Final = "obstacle"
TARGET: Final = "target"
COMMITMENT: Final = "commitment"
#: More is no ballot for a phone; what is put to the vote is chosen.
MOST: Final = 40
WITH_TARGET: Final = N_(
    "%(name)s: target of %(year)s. So far: target %(target)s, last value %(value)s"
)
NOTHING: Final = N_("not given")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to be evaluated: in which period, which actions by their codes, targets of which year."""

    name: str
    period: Period
    actions: Collection[str]
    year: int


def of_plan(plan: Plan) -> list[PlanReview]:
    """Return the workshops that evaluate a plan, the newest first."""
    query = select(PlanReview).where(PlanReview.plan_id == plan.id)
    return list(db.session.scalars(query.order_by(PlanReview.id.desc())))


def of_workshop(workshop: Workshop) -> PlanReview | None:
    """Return what a workshop evaluates, None where it evaluates no plan."""
    return db.session.scalar(select(PlanReview).where(PlanReview.workshop_id == workshop.id))


def find(plan: Plan, review_id: int) -> PlanReview:
    """Return the evaluation of this plan with this id, or raise NotFound."""
    review = db.session.get(PlanReview, review_id)
    if review is None or review.plan_id != plan.id:
        raise NotFound
    return review


def begin(plan: Plan, asked: Asked, at: datetime, user_id: int | None, today: date) -> PlanReview:
    """Add a workshop whose drafts ask what is wanted of a plan.

    Raises Invalid for a period that has not begun, a year outside the plan, no action, or too many.
    """
    actions = [each for each in plan.actions if each.code in asked.actions]
    _check(plan, asked, actions, today)
    workshop = workshops.create(plan.process, asked.name, at, user_id=user_id)
    review = PlanReview(
        plan_id=plan.id, workshop_id=workshop.id, period=str(asked.period), begun_by_id=user_id,
        begun_at=at,
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()  # its questions refer to it
    options = _Questions(review, at, user_id).options(plan, actions, asked.year)
    _draft(workshop, options, at, user_id)
    journal.record(
        "begin plan review", at, workshop=workshop, user_id=user_id, plan=plan.code,
        period=review.period, actions=[each.code for each in actions],
    )  # fmt: skip
    return review


def _check(plan: Plan, asked: Asked, actions: list[PlanAction], today: date) -> None:
    measuring.refuse_future(asked.period, today)
    if not plan.first_year <= asked.year <= plan.last_year:
        raise Invalid(
            N_("Choose a year of the plan, from %(first)s to %(last)s."),
            first=plan.first_year, last=plan.last_year,
        )  # fmt: skip
    if not actions:
        raise Invalid(N_("Choose at least one action that is evaluated."))
    targets = len(_indicators(plan, actions))
    if max(len(actions), targets) > MOST:
        raise Invalid(
            N_("That is too long for a ballot: actions: %(actions)s, indicators: %(targets)s, and at most %(most)s of each. Choose fewer actions, or hold two workshops."),
            actions=len(actions), targets=targets, most=MOST,
        )  # fmt: skip


def _indicators(plan: Plan, actions: list[PlanAction]) -> list[PlanIndicator]:
    chosen = {each.id for each in actions}
    return [each for each in plan.indicators if each.action_id in chosen]


def _draft(
    workshop: Workshop, options: dict[str, list[Item]], at: datetime, user_id: int | None
) -> None:
    """Put the agenda into the workshop; a vote on nothing of the plan is left out."""
    for fields in workshops.PLAN_REVIEW:
        subject, votes = fields["subject"], "method_id" in fields
        if votes and subject != COMMITMENT and not options[subject]:
            continue
        words = {
            name: in_words_of(workshop.process, fields[name])
            for name in ("title", "question", "help")
            if name in fields
        }
        round_ = drafting.add(workshop, at, user_id, **fields | words)
        if votes and subject != COMMITMENT:
            _put(round_, options[subject])


def _put(round_: Round, chosen: list[Item]) -> None:
    option_sources.set_options(
        round_, [(each.id, str(each.code), each.wording, "") for each in chosen]
    )


class _Questions:
    """Makes the items of a review, each with what it asks of the plan."""

    def __init__(self, review: PlanReview, at: datetime, user_id: int | None) -> None:
        self.review, self.at, self.user_id = review, at, user_id

    def options(self, plan: Plan, actions: list[PlanAction], year: int) -> dict[str, list[Item]]:
        """Return the items by the subject of the rounds that ask them, in the order of the plan."""
        return {
            ACTION: [self._of_action(ACTION, each) for each in actions],
            OBSTACLE: [self._of_action(OBSTACLE, each) for each in actions],
            TARGET: [self._of_target(each, year) for each in _indicators(plan, actions)],
        }

    def _of_action(self, kind: str, action: PlanAction) -> Item:
        return self._item(kind, _named(action.code, action.name), action_id=action.id)

    def _of_target(self, indicator: PlanIndicator, year: int) -> Item:
        process, known = indicator.plan.process, values.by_year(indicator)
        last = next(
            (
                f"{_amount(indicator, known[y])} ({y})"
                for y in sorted(known, reverse=True)
                if known[y] is not None
            ),
            "",
        )
        target = values.targets(indicator).get(year)
        words = {
            "year": str(year),
            "target": _amount(indicator, target) if target is not None else "",
            "value": last,
        }
        none = in_words_of(process, NOTHING)
        words = {name: text or none for name, text in words.items()}
        room = items.LONGEST - len(in_words_of(process, WITH_TARGET, name="", **words))
        name = shortened(_named(indicator.code, indicator.name.rstrip(".")), room)
        wording = in_words_of(process, WITH_TARGET, name=name, **words)
        return self._item(TARGET, wording, indicator_id=indicator.id, year=year)

    def _item(self, kind: str, wording: str, **asks: int) -> Item:
        item = item_codes.add_coded(
            self.review.plan.process, kind, shortened(wording, items.LONGEST), self.at, self.user_id
        )
        self.review.questions.append(PlanQuestion(item_id=item.id, **asks))
        return item


def _named(code: str, name: str) -> str:
    return f"{code} · {name}" if name else code


def _amount(indicator: PlanIndicator, value: Decimal | None) -> str:
    """Return a value with its unit; a percentage has its sign."""
    text = "" if value is None else number(value)
    return f"{text} {indicator.measure}".strip()
