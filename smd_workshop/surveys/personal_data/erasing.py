"""Removing somebody at their request: all that says who they are, and what they answered where a name leads to it.

Figures that were computed stay, and each wave says how many answers went since (docs/adr/0060).
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Answer,
    AnswerNote,
    DataRequest,
    Erasure,
    Invitation,
    Letter,
    Mailing,
    Respondent,
    Response,
    SurveyParticipation,
    SurveyResult,
    Wave,
    WaveMember,
)
from smd_workshop.surveys import waves
from smd_workshop.surveys.answers import drafts
from smd_workshop.surveys.personal_data import data_requests
from smd_workshop.surveys.respondents.population import NOBODY


@dataclass(frozen=True, slots=True)
class InWave:
    """What a wave holds of somebody."""

    wave: Wave
    took_part: bool
    #: The response that their name leads to; '' where there is none, or nothing leads to it.
    response: str = ""
    answers: int = 0


def found(person: Respondent) -> list[InWave]:
    """Return what each wave holds of somebody, the first wave first; waves that hold nothing are left out."""
    parts = dict(
        db.session.execute(
            select(SurveyParticipation.wave_id, SurveyParticipation.id).where(
                SurveyParticipation.respondent_id == person.id
            )
        ).all()
    )
    answers = func.count(Answer.item_code)
    given = {
        wave: (response, many)
        for wave, response, many in db.session.execute(
            select(Response.wave_id, Response.id, answers)
            .outerjoin(Answer, Answer.response_id == Response.id)
            .where(Response.participation_id.in_(parts.values()))
            .group_by(Response.wave_id, Response.id)
        )
    }
    every = select(Wave).where(Wave.survey_id == person.survey_id).order_by(Wave.number)
    named = _named(person)
    return [
        InWave(wave, wave.id in parts, *given.get(wave.id, ("", 0)))
        for wave in db.session.scalars(every)
        if wave.id in parts or wave.id in named
    ]


def _named(person: Respondent) -> set[int]:
    """Return the ids of the waves that name somebody: on the roll, in a link or in a letter."""
    asked = (
        select(WaveMember.wave_id).where(WaveMember.respondent_id == person.id),
        select(Invitation.wave_id).where(Invitation.respondent_id == person.id),
        select(Mailing.wave_id).join(Letter).where(Letter.respondent_id == person.id),
    )
    return {wave for query in asked for wave in db.session.scalars(query)}


def erase(
    request: DataRequest, today: date, at: datetime, user_id: int | None, secret: str
) -> None:
    """Remove whom a request for deletion is about, from the list and from every wave where a name leads to something.

    What stays: that somebody was asked, or took part, as numbers; anonymous answers and comments that were cut loose,
    which nobody can find. Raises WrongState where it was answered, Invalid where it is about nobody in the list.
    """
    data_requests.require_open(request)
    person = request.respondent
    if request.kind != data_requests.DELETION or person is None:
        raise Invalid(N_("Say first whose data it is: look for the person in the list."))
    if person.erased_at is not None:
        raise WrongState(N_("All that was kept of this person is gone already."))
    for each in found(person):
        waves.lock(each.wave)
        if waves.takes(each.wave) and each.wave.mode == waves.CONFIDENTIAL:
            drafts.destroy_of_person(each.wave, person.id, secret)
    held = found(person)
    _forget_who(person, at)
    for each in held:
        _remove(each, person, today)
    _forget_where(person, at)
    data_requests.record("erase person", request, at, user_id, waves=len(held))


def _forget_who(person: Respondent, at: datetime) -> None:
    """Empty the row of somebody: first, for the database lets go of answers only of who is gone from the list."""
    person.erased_at, person.active = at, False
    person.code, person.name = f"{NOBODY}{person.id}", ""
    person.phone, person.email, person.attributes = "", "", {}
    db.session.flush()


def _remove(held: InWave, person: Respondent, today: date) -> None:
    """Remove answers; where the wave still takes them also that somebody took part."""
    if held.response:
        db.session.execute(delete(Answer).where(Answer.response_id == held.response))
        db.session.execute(delete(Response).where(Response.id == held.response))
    if waves.takes(held.wave):
        if held.wave.mode == waves.CONFIDENTIAL:
            db.session.execute(
                delete(SurveyParticipation).where(
                    SurveyParticipation.wave_id == held.wave.id,
                    SurveyParticipation.respondent_id == person.id,
                )
            )
    elif held.response:
        counted = db.session.get(SurveyResult, held.wave.id) is not None
        db.session.add(
            Erasure(
                wave_id=held.wave.id, erased_on=today, answers=held.answers, counted=counted
            )
        )  # fmt: skip


def _forget_where(person: Respondent, at: datetime) -> None:
    """Empty what else names somebody: rolls, links, letters, notes."""
    mine = WaveMember.respondent_id == person.id
    db.session.execute(
        update(WaveMember).where(mine).values(code=person.code, name="", attributes={})
    )
    for link in db.session.scalars(select(Invitation).where(Invitation.respondent_id == person.id)):
        forget_link(link, at)
    letters = Letter.respondent_id == person.id
    db.session.execute(
        update(Letter).where(letters, Letter.state == "queued").values(state="skipped")
    )
    db.session.execute(update(Letter).where(letters).values(address="", told=""))
    db.session.execute(delete(AnswerNote).where(AnswerNote.respondent_id == person.id))


def forget_link(link: Invitation, at: datetime) -> None:
    """Let nothing lead to an invitation any more, not even the link of it."""
    link.code_hash = secrets.token_hex(32)
    link.revoked_at = link.revoked_at or at


@dataclass(frozen=True, slots=True)
class Removed:
    """How many responses went from a closed wave, and how many of them its figures had counted."""

    many: int = 0
    counted: int = 0


def removed(wave: Wave) -> Removed:
    """Return how many responses went from a wave at the request of their people since it closed."""
    query = select(func.count(), func.count().filter(Erasure.counted))
    many, counted = db.session.execute(query.where(Erasure.wave_id == wave.id)).one()
    return Removed(many, counted)
