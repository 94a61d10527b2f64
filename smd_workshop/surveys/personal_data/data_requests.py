"""Requests of people about their data (Ley 29733): what they asked for, until when it is answered, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    AnswerNote,
    DataRequest,
    Respondent,
    Response,
    Survey,
    SurveyParticipation,
    Wave,
)
from smd_workshop.models.data_requests import OUTCOMES, RIGHTS
from smd_workshop.processes import journal

ACCESS, RECTIFICATION, DELETION, PORTABILITY, OPPOSITION = RIGHTS
MET, REFUSED = OUTCOMES
LONGEST: Final = 2000
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for, as staff write it down."""

    kind: str
    asked_by: str
    received_on: date
    #: Whose data; None where the list has nobody of that name.
    person: Respondent | None = None
    wanted: str = ""


def due(received: date, days: int) -> date:
    """Return the last of so many working days after a day, Monday to Friday.

    Holidays are counted as working days: what is answered by this day is never late by the law.
    """
    day = received
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() >= 5:
            day += timedelta(days=1)
    return day


def add(
    survey: Survey,
    asked: Asked,
    terms: Mapping[str, int],
    today: date,
    at: datetime,
    user_id: int | None,
) -> DataRequest:
    """Write a request down; `terms` are the working days that each right is answered in.

    Raises Invalid for no right, no name, a text too long or a day that cannot be.
    """
    name, wanted = asked.asked_by.strip(), asked.wanted.strip()
    if asked.kind not in RIGHTS:
        raise Invalid
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(N_("Write who asked, in at most %(most)s characters."), most=LONGEST_NAME)
    if len(wanted) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    if asked.received_on > today or asked.received_on.year < 2011:
        raise Invalid(N_("It cannot have come on that day. Look at the day again."))
    db.session.refresh(survey, with_for_update=True)  # two at once must not take one number
    last = db.session.scalar(
        select(func.max(DataRequest.number)).where(DataRequest.survey_id == survey.id)
    )
    made = DataRequest(
        survey=survey, number=(last or 0) + 1, kind=asked.kind, asked_by=name, wanted=wanted,
        respondent=asked.person, received_on=asked.received_on,
        due_on=due(asked.received_on, terms[asked.kind]), created_at=at, created_by_id=user_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()  # its number is its address
    record("receive data request", made, at, user_id, kind=made.kind)
    return made


def find(survey: Survey, number: int) -> DataRequest:
    """Return the request of this survey with this number, or raise NotFound."""
    query = select(DataRequest).where(
        DataRequest.survey_id == survey.id, DataRequest.number == number
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def of_survey(survey: Survey) -> list[DataRequest]:
    """Return the requests of a survey: those to be answered by the day they are due, then the answered ones, the last first."""
    query = select(DataRequest).where(DataRequest.survey_id == survey.id)
    found = list(db.session.scalars(query.order_by(DataRequest.number.desc())))
    waiting = sorted((r for r in found if r.done_on is None), key=lambda r: (r.due_on, r.number))
    return waiting + [r for r in found if r.done_on is not None]


def open_for(person: Respondent, kind: str) -> DataRequest | None:
    """Return a request of this kind about somebody that is not answered yet."""
    query = select(DataRequest).where(
        DataRequest.respondent_id == person.id,
        DataRequest.kind == kind,
        DataRequest.done_on.is_(None),
    )
    return db.session.scalars(query.order_by(DataRequest.number)).first()


def require_open(request: DataRequest) -> None:
    """Raise WrongState for a request that was answered."""
    if request.done_on is not None:
        raise WrongState(N_("This request was answered already. Write down a new one."))


def finish(
    request: DataRequest, outcome: str, did: str, today: date, at: datetime, user_id: int | None
) -> None:
    """Write down how a request was answered, once and for good.

    Raises Invalid without what was done, or for no outcome.
    """
    require_open(request)
    did = did.strip()
    if outcome not in OUTCOMES:
        raise Invalid
    if not 1 <= len(did) <= LONGEST:
        raise Invalid(
            N_("Write what was done, or why not, in at most %(most)s characters."), most=LONGEST
        )
    request.outcome, request.did, request.done_on, request.done_by_id = outcome, did, today, user_id
    record("answer data request", request, at, user_id, outcome=outcome)


def note(
    request: DataRequest, wave: Wave, text: str, at: datetime, user_id: int | None
) -> AnswerNote:
    """Put beside the frozen answers of somebody what they want to have put right: the figures stay as they are.

    Raises WrongState for a wave that is not closed, or where no name leads to answers of this person (any more); Invalid
    without a text, for another right, or for a wave of another survey.
    """
    require_open(request)
    person, text = request.respondent, text.strip()
    if request.kind != RECTIFICATION or person is None or wave.survey_id != request.survey_id:
        raise Invalid
    if wave.state != "closed" or not _answered(wave, person):
        raise WrongState(N_("A note stands beside answers that are frozen and have a name."))
    if not 1 <= len(text) <= LONGEST:
        raise Invalid(
            N_("Write what is to be put right, in at most %(most)s characters."), most=LONGEST
        )
    made = AnswerNote(
        request_id=request.id, wave=wave, respondent_id=person.id, text=text, noted_at=at,
        noted_by_id=user_id,
    )  # fmt: skip
    db.session.add(made)
    record("note on answers", request, at, user_id, wave=wave.number)
    return made


def _answered(wave: Wave, person: Respondent) -> bool:
    query = (
        select(Response.id)
        .join(SurveyParticipation, Response.participation_id == SurveyParticipation.id)
        .where(Response.wave_id == wave.id, SurveyParticipation.respondent_id == person.id)
    )
    return db.session.scalar(query) is not None


def notes(wave: Wave) -> int:
    """Count the notes beside the answers of a wave."""
    query = select(func.count()).select_from(AnswerNote).where(AnswerNote.wave_id == wave.id)
    return db.session.scalar(query) or 0


def record(
    verb: str, request: DataRequest, at: datetime, user_id: int | None, **detail: Any
) -> None:
    """Add a row about a request to the journal: its number, never who asked nor about whom."""
    journal.record(
        verb, at, process=request.survey.process, user_id=user_id,
        survey=request.survey.code, request=request.number, **detail,
    )  # fmt: skip
