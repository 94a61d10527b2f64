"""Answers that staff type in: those on paper, and corrections of what was given, while the wave takes any."""

from datetime import datetime

from sqlalchemy import select

from smd_workshop.core.errors import Refusal, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Invitation,
    Respondent,
    SurveyParticipation,
    Wave,
)
from smd_workshop.surveys import consent, waves
from smd_workshop.surveys.answers import drafts, questionnaire, responses
from smd_workshop.surveys.answers.drafts import AGREED, Stored
from smd_workshop.surveys.answers.responses import PAPER
from smd_workshop.surveys.answers.visits import NotYet, Over
from smd_workshop.surveys.respondents import invitations


class Overtaken(Refusal):
    """What staff put right is not what they saw any more."""

    message = N_("Somebody changed these answers meanwhile. Look at them and correct them again.")


def typed_in(wave: Wave) -> frozenset[int]:
    """Return the ids of those whose answers staff typed in and can still put right."""
    if not waves.takes(wave) or wave.mode != waves.CONFIDENTIAL:
        return frozenset()
    query = select(SurveyParticipation.respondent_id).where(
        SurveyParticipation.wave_id == wave.id, SurveyParticipation.channel == PAPER
    )
    return frozenset(person for person in db.session.scalars(query) if person is not None)


def correct(
    wave: Wave, person: Respondent, answers: Stored, at: datetime, user_id: int | None, *, seen: str
) -> None:
    """Put other answers in the place of those that somebody has given in a confidential wave, before it closes.

    `seen` is questionnaire.mark() of those that were looked at. Raises Over once they are frozen, WrongState where
    there are none that a name leads to, Overtaken if they are others by now.
    """
    waves.hold(wave)
    if not waves.takes(wave):
        raise Over
    kept = responses.kept_of(wave, person)
    if kept is None:
        raise WrongState(N_("There are no answers of this person that can be corrected."))
    if questionnaire.mark(kept) != seen:
        raise Overtaken
    responses.replace(wave, None, person.id, answers)
    waves.record("correct answers", wave, at, user_id, person=person.id)


def enter_paper(wave: Wave, person: Respondent, answers: Stored, secret: str) -> bool:
    """Keep what somebody wrote on paper; False if they had answered before, and then nothing is changed."""
    waves.hold(wave)
    if not waves.takes(wave):
        raise NotYet if wave.state == "draft" else Over
    if person.id in invitations.answered_by(wave):
        return False
    link = db.session.scalar(
        select(Invitation.id).where(
            Invitation.wave_id == wave.id,
            Invitation.respondent_id == person.id,
            Invitation.revoked_at.is_(None),
        )
    )
    drafts.destroy_of_person(wave, person.id, secret)
    if wave.mode == waves.CONFIDENTIAL:
        answers = {**answers, AGREED: consent.only(wave)}
    return responses.take(wave, link, person.id, PAPER, answers, secret)
