"""What planners decide on the proposals of workshops: once, each with its reason, and it stays."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.minutes import commitments
from smd_workshop.models import (
    Agreement,
    Commitment,
    Option,
    PlanDecision,
    PlanReview,
    PlanTarget,
    Workshop,
)
from smd_workshop.plans.files import changes, imports
from smd_workshop.plans.files.lines import TARGETS, Kind
from smd_workshop.plans.files.outcomes import Write
from smd_workshop.plans.reviews.proposals import Proposal, shown
from smd_workshop.plans.reviews.reviewing import COMMITMENT, TARGET
from smd_workshop.processes import journal

LONGEST: Final = 2000


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
