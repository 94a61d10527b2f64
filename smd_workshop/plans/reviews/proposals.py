"""What the published rounds of a workshop propose to a plan, and what its planners decided on it.

A proposal is read from the result as everybody may see it and stored nowhere else: it holds what the round published
and nothing besides. What is decided stays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.library.plan.periods import Period, period_of
from smd_workshop.minutes import commitments
from smd_workshop.models import (
    Agreement,
    Commitment,
    Option,
    Plan,
    PlanDecision,
    PlanQuestion,
    PlanReview,
    PlanTarget,
    Result,
    Round,
    Workshop,
)
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import reading
from smd_workshop.plans.files import changes, imports
from smd_workshop.plans.files.lines import TARGETS, Kind
from smd_workshop.plans.files.verdicts import Write
from smd_workshop.plans.measurements import values
from smd_workshop.plans.reviews import reviewing
from smd_workshop.plans.reviews.reviewing import ACTION, COMMITMENT, OBSTACLE, TARGET
from smd_workshop.processes import journal

LONGEST: Final = 2000
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
    """Return how complete the answers to a round were (library.status): of one that nobody answered nothing follows."""
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


@dataclass(frozen=True, slots=True)
class Answer:
    """What a planner says to a proposal; of an accepted commitment who does it, by when."""

    accepted: bool
    reason: str = ""
    owner: str = ""
    due: date | None = None


def decide(
    review: PlanReview, round_id: int, code: str, answer: Answer, at: datetime, user_id: int | None
) -> PlanDecision:
    """Accept a proposal, or refuse it with a reason; once.

    An accepted target is a new version of the target, beside the one before; an accepted commitment is one of the
    process. Raises NotFound for what the workshop does not propose, WrongState for what was decided already or is no
    number, Invalid without a reason, or without who does what by when.
    """
    plan, reason = review.plan, answer.reason.strip()
    proposal = shown(review).find(round_id, code)
    if proposal.decision is not None:
        raise WrongState(N_("This was decided already. The page shows what, and when."))
    if not proposal.open:
        raise WrongState(
            N_("The round published no number for it, so there is nothing to take over.")
        )
    if not answer.accepted and not reason:
        raise Invalid(N_("Write why it is refused. The public reads it."))
    if len(reason) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    promised = _promise(proposal, answer, at, user_id) if answer.accepted else None
    decision = PlanDecision(
        review_id=review.id, round_id=round_id, code=code, accepted=answer.accepted, reason=reason,
        commitment_id=promised.id if promised else None, decided_by_id=user_id, decided_at=at,
    )  # fmt: skip
    db.session.add(decision)
    db.session.flush()  # a target refers to it
    if answer.accepted and proposal.subject == TARGET:
        _take_target(proposal, decision, at, user_id)
    journal.record(
        "decide proposal", at, round_=proposal.round, user_id=user_id, reason=reason,
        plan=plan.code, code=code, accepted=answer.accepted,
    )  # fmt: skip
    return decision


def _promise(
    proposal: Proposal, answer: Answer, at: datetime, user_id: int | None
) -> Commitment | None:
    """Record who does by when what was agreed."""
    if proposal.subject != COMMITMENT:
        return None
    if answer.due is None or not answer.owner.strip():
        raise Invalid(N_("Write who does it and by when."))
    agreement = db.session.scalar(
        select(Agreement)
        .join(Option, Option.item_id == Agreement.item_id)
        .where(
            Agreement.round_id == proposal.round.id, Option.round_id == proposal.round.id,
            Option.code == proposal.code,
        )
    )  # fmt: skip
    workshop = db.session.get_one(Workshop, proposal.round.workshop_id)
    promise = commitments.Promise(
        proposal.wording, answer.owner, answer.due, agreement, None if agreement else workshop
    )
    return commitments.add(proposal.review.plan.process, promise, at, user_id)


def _take_target(
    proposal: Proposal, decision: PlanDecision, at: datetime, user_id: int | None
) -> None:
    """Say the target of the year anew; what it was before stays, and the page shows both."""
    question = proposal.question
    if question is None or question.indicator is None or question.year is None:
        raise NotFound
    indicator, series = question.indicator, {question.year: proposal.value}
    before = imports.snapshot(indicator.plan).get((Kind.INDICATOR, indicator.code))
    indicator.targets.append(
        PlanTarget(
            year=question.year,
            value=proposal.value,
            said_at=at,
            said_by_id=user_id,
            decision_id=decision.id,
        )
    )
    write = Write(Kind.INDICATOR, indicator.code, "", {}, {TARGETS: series}, new=False)
    changes.record(indicator.plan, write, before, at, user_id)


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
