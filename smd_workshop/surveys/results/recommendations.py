"""What is to be done after a wave: who does it by when, followed by steps that are kept, told to who answers next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Comment,
    CommentCoding,
    Recommendation,
    RecommendationComment,
    RecommendationStep,
    Survey,
    Wave,
)
from smd_workshop.models.surveys.recommendations import RECOMMENDATION_STATES
from smd_workshop.surveys import waves
from smd_workshop.surveys.respondents.turnout import waves_before

STATES = RECOMMENDATION_STATES
#: Still to be done.
WAITING = ("pending", "in_progress")
LONGEST: Final = 2000
#: So many are told on the first page of the next wave: more nobody reads.
TOLD: Final = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be done, who does it, by when; and what people had said, as they will read it."""

    text: str
    unit: str
    due: date
    said: str = ""


def add(
    wave: Wave,
    proposal: Proposal,
    at: datetime,
    user_id: int | None,
    codes: Iterable[int] = (),
) -> Recommendation:
    """Begin a recommendation that answers the comments of the wave with these codes.

    Raises WrongState before the wave is closed, Invalid without what or who.
    """
    text, unit, said = proposal.text.strip(), proposal.unit.strip(), proposal.said.strip()
    if wave.state != "closed":
        raise WrongState(N_("Close the wave first."))
    if not text or not unit:
        raise Invalid(N_("Write what is to be done and which unit does it."))
    if max(len(text), len(said)) > LONGEST or len(unit) > 200:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    waves.lock(wave)  # two that are added at once must not take one number
    last = db.session.scalar(
        select(func.max(Recommendation.number)).where(Recommendation.survey_id == wave.survey_id)
    )
    made = Recommendation(
        survey_id=wave.survey_id, wave_id=wave.id, number=(last or 0) + 1, text=text, said=said,
        unit=unit, due=proposal.due, created_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()  # its history refers to it
    made.steps.append(RecommendationStep(state=made.state, user_id=user_id, at=at))
    _tie(made, codes)
    waves.record("add recommendation", wave, at, user_id, recommendation=made.number)
    return made


def _coded(wave: Wave, codes: Iterable[int]) -> list[str]:
    query = (
        select(Comment.id)
        .join(CommentCoding, CommentCoding.comment_id == Comment.id)
        .where(Comment.wave_id == wave.id, CommentCoding.code_id.in_(list(codes)))
    )
    return list(db.session.scalars(query.distinct()))


def follow(
    recommendation: Recommendation,
    state: str,
    at: datetime,
    user_id: int | None,
    *,
    did: str = "",
    evidence: str = "",
    codes: Iterable[int] = (),
) -> None:
    """Add a step to the life of a recommendation, which from now on answers the comments with these codes too.

    Done needs what was done and evidence, cancelled why: else Invalid, as for no state or a text too long.
    """
    db.session.flush()  # a refresh would drop what is not yet written
    db.session.refresh(recommendation, with_for_update=True)
    did, evidence = did.strip(), evidence.strip()
    if state not in STATES:
        raise Invalid
    if max(len(did), len(evidence)) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    tied = _tie(recommendation, codes)
    _require_said(recommendation, state, did, evidence, tied=tied)
    recommendation.state = state
    recommendation.did = did or recommendation.did
    recommendation.evidence = evidence or recommendation.evidence
    recommendation.steps.append(
        RecommendationStep(state=state, did=did, evidence=evidence, user_id=user_id, at=at)
    )
    waves.record(
        "follow recommendation", recommendation.wave, at, user_id,
        recommendation=recommendation.number, state=state,
    )  # fmt: skip


def _tie(recommendation: Recommendation, codes: Iterable[int]) -> int:
    """Tie the comments with these codes that are not tied yet; return how many were."""
    own = RecommendationComment.recommendation_id == recommendation.id
    known = set(db.session.scalars(select(RecommendationComment.comment_id).where(own)))
    new = [each for each in _coded(recommendation.wave, codes) if each not in known]
    db.session.add_all(
        RecommendationComment(recommendation_id=recommendation.id, comment_id=each) for each in new
    )
    return len(new)


def _require_said(
    recommendation: Recommendation, state: str, did: str, evidence: str, *, tied: int
) -> None:
    if state == recommendation.state and not did and not evidence and not tied:
        raise WrongState(N_("Nothing has changed. Write a note, evidence or another state."))
    if state == "done" and not (did or recommendation.did):
        raise Invalid(N_("Write what was done: who answers the next survey reads it."))
    if state == "done" and not (evidence or recommendation.evidence):
        raise Invalid(N_("Say where it can be seen that this was done."))
    if state == "cancelled" and not did:
        raise Invalid(N_("Write why this is no longer done."))


def find(survey: Survey, number: int) -> Recommendation:
    """Return the recommendation of this survey with this number, or raise NotFound."""
    found = db.session.scalar(
        select(Recommendation).where(
            Recommendation.survey_id == survey.id, Recommendation.number == number
        )
    )
    if found is None:
        raise NotFound
    return found


def is_overdue(recommendation: Recommendation, today: date) -> bool:
    """Say whether the day has passed and it is still to be done."""
    return recommendation.state in WAITING and recommendation.due < today


def of_survey(survey: Survey, today: date) -> list[Recommendation]:
    """Return the recommendations of a survey, overdue first and then by due date, what is finished last."""
    query = select(Recommendation).where(Recommendation.survey_id == survey.id)
    return sorted(
        db.session.scalars(query),
        key=lambda r: (not is_overdue(r, today), r.state not in WAITING, r.due, r.number),
    )


def of_wave(wave: Wave) -> list[Recommendation]:
    """Return what is to be done after a wave, in the order in which it was written down."""
    query = select(Recommendation).where(Recommendation.wave_id == wave.id)
    return list(db.session.scalars(query.order_by(Recommendation.number)))


def answered(recommendation: Recommendation) -> int:
    """Count the comments that a recommendation answers."""
    query = select(func.count()).where(RecommendationComment.recommendation_id == recommendation.id)
    return db.session.scalar(query) or 0


def told_in(wave: Wave) -> list[Recommendation]:
    """Return what people said in the wave before this one and what became of it, what is done first."""
    before = waves_before(wave)
    listed = of_wave(before[-1]) if before else []
    told = [each for each in listed if each.said]
    order = {"done": 0, "in_progress": 1, "pending": 2, "cancelled": 3}
    return sorted(told, key=lambda each: (order[each.state], each.number))[:TOLD]
