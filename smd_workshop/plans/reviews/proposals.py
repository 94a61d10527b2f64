"""What the published rounds of a workshop propose to a plan.

A proposal is read from the result as everybody may see it and stored nowhere else: it holds what the round published
and nothing besides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core.errors import NotFound
from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.library.plan.periods import Period, period_of
from smd_workshop.models import (
    Option,
    Plan,
    PlanDecision,
    PlanQuestion,
    PlanReview,
    Result,
    Round,
    Workshop,
)
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import reading
from smd_workshop.plans.measurements import values
from smd_workshop.plans.reviews import reviewing
from smd_workshop.plans.reviews.reviewing import ACTION, COMMITMENT, OBSTACLE, TARGET

#: The order in which they are shown.
SUBJECTS: Final = (ACTION, OBSTACLE, TARGET, COMMITMENT)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a published round says of one thing of a plan."""

    review: PlanReview
    round: Round
    code: str
    wording: str
    item_id: int | None
    #: What it asks of the plan; None for a commitment.
    question: PlanQuestion | None
    #: The class of a rating, and the balanced share (0 to 1) behind it; None where the round shows none.
    verdict: str | None = None
    agree: float | None = None
    #: Whether few or nobody gave a number to a rating: perhaps every answer was “do not know”.
    sparse: bool = False
    #: The number that a target should be; None where the round shows none.
    value: Decimal | None = None
    #: Votes in favour, of how many; None where they are not shown.
    votes: tuple[int, int] | None = None
    #: Whether a sector had no quorum, so that the result says it is provisional.
    provisional: bool = False
    decision: PlanDecision | None = None

    @property
    def subject(self) -> str:
        """What it is about: an action, its obstacles, a target, a commitment."""
        return self.round.subject

    @property
    def open(self) -> bool:
        """Whether it can be decided: of a target without a number, or a rating that few gave one, there is nothing to."""
        nothing = self.sparse or (self.subject == TARGET and self.value is None)
        return self.decision is None and not nothing


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """A workshop that evaluates a plan, and what it proposes so far, by subject, each in the order of its ballot."""

    review: PlanReview
    period: Period
    proposals: dict[str, tuple[Proposal, ...]]

    @property
    def waiting(self) -> int:
        """How many proposals nobody has decided on."""
        return sum(each.open for own in self.proposals.values() for each in own)

    def find(self, round_id: int, code: str) -> Proposal:
        """Return the proposal that a round makes under a code, or raise NotFound."""
        for own in self.proposals.values():
            for each in own:
                if (each.round.id, each.code) == (round_id, code):
                    return each
        raise NotFound


def of_plan(plan: Plan) -> list[ReviewShown]:
    """Return the workshops that evaluate a plan with their proposals, the newest first."""
    return [shown(each) for each in reviewing.of_plan(plan)]


def shown(review: PlanReview) -> ReviewShown:
    """Return what the published rounds of a review propose.

    Of what was asked again the latest counts; what was decided before that stays beside it.
    """
    kept = list(_proposals(review))
    return ReviewShown(
        review, period_of(review.period),
        {
            subject: own
            for subject in SUBJECTS
            if (own := tuple(each for each in kept if each.subject == subject))
        },
    )  # fmt: skip


def _proposals(review: PlanReview) -> Iterator[Proposal]:
    """Yield what counts or was decided of what was published, in the order in which it was asked, options as on the ballot."""
    questions = {each.item_id: each for each in review.questions}
    decisions = {
        (each.round_id, each.code): each
        for each in db.session.scalars(
            select(PlanDecision).where(PlanDecision.review_id == review.id)
        )
    }
    results = _results(review)
    # What is not adopted any more when it is asked again proposes nothing, nor does its round of before.
    latest = {(round_.subject, option.item_id): option for round_, option, _ in results}
    for round_, option, result in results:
        decision = decisions.get((round_.id, option.code))
        if decision is None and latest[round_.subject, option.item_id] is not option:
            continue
        question = questions.get(option.item_id or 0)
        if (question is None) != (round_.subject == COMMITMENT):
            continue
        said, state = _said(option.code, result), _state(result)
        if said is not None and state != "empty":
            yield Proposal(
                review, round_, option.code, option.wording, option.item_id, question,
                provisional=state == "provisional", decision=decision, **said,
            )  # fmt: skip


def _results(review: PlanReview) -> list[tuple[Round, Option, Result]]:
    rows = db.session.execute(
        select(Round, Option, Result)
        .join(Option, Option.round_id == Round.id)
        .join(Result, Result.round_id == Round.id)
        .where(
            Round.workshop_id == review.workshop_id, Round.state == "published",
            Round.subject.in_(SUBJECTS), Result.part.in_(["", Option.code]),
        )
        .order_by(Round.closed_at, Round.id, Option.position)
    )  # fmt: skip
    return [(round_, option, result) for round_, option, result in rows]


def _state(result: Result) -> str:
    """Return how complete the answers to a round were (library.sectors.status): of one that nobody answered nothing follows."""
    return str(result.shown.get("status", {}).get("state", ""))


def _said(code: str, result: Result) -> dict[str, Any] | None:
    """Return what the shown result says of an option; None where it proposes nothing."""
    method = METHODS.get(result.method_id)
    if method is None:
        return None
    part, shown_ = method.tracing, result.shown
    if part.adopts is not None:
        adopted = code in part.adopts.codes(result.part, shown_)
        return {"votes": part.adopts.votes(result.part, shown_)} if adopted else None
    if part.classifies is not None:
        return {
            "verdict": part.classifies.of(shown_, code),
            "agree": part.classifies.agree(shown_, code),
            "sparse": part.classifies.sparse(shown_, code),
        }
    if part.estimates is not None:
        found = part.estimates.of(shown_, code)
        return {"value": None if found is None else _number(found)}
    return None


def _number(found: float) -> Decimal:
    """Return a number with the decimals that it has: a whole one was given without."""
    return Decimal(int(found)) if found == int(found) else Decimal(repr(found))


def targets_now(reviews: list[ReviewShown]) -> dict[tuple[int, str], Decimal | None]:
    """Return what is asked now of the year of each proposed target, by the id of its round and its code."""
    return {
        (each.round.id, each.code): values.targets(asks.indicator).get(asks.year)
        for shown_ in reviews
        for each in shown_.proposals.get(TARGET, ())
        if (asks := each.question) and asks.indicator is not None and asks.year is not None
    }


def measured_beside(
    plan: Plan, reviews: list[ReviewShown], today: date
) -> dict[int, dict[int, reading.ActionShown]]:
    """Return, by the id of a review, the actions of the plan by theirs, as measured in its year."""
    return {
        each.review.id: {
            action.row.id: action
            for objective in reading.shown(plan, today, each.period.year).objectives
            for action in objective.actions
        }
        for each in reviews
        if plan.first_year <= each.period.year <= plan.last_year
    }


def published_of(plan: Plan) -> list[ReviewShown]:
    """Return the workshops that propose something to a plan, the newest first: what the public reads."""
    return [each for each in of_plan(plan) if each.proposals]


def public_of(workshop: Workshop) -> PlanReview | None:
    """Return what a workshop evaluates, None where it evaluates no plan that the public may read."""
    review = reviewing.of_workshop(workshop)
    return review if review is not None and plans.is_public(review.plan) else None


def waiting(plan: Plan) -> int:
    """Return how many proposals of workshops to a plan nobody has decided on."""
    return sum(each.waiting for each in of_plan(plan))
