"""When the time of names is over: a wave is written anew without them, and holds what an anonymous wave holds."""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.models import (
    Answer,
    AnswerNote,
    Invitation,
    Letter,
    Mailing,
    Respondent,
    Response,
    Survey,
    Wave,
)
from smd_workshop.models.base import random_id
from smd_workshop.surveys import waves
from smd_workshop.surveys.closing import by_chance
from smd_workshop.surveys.personal_data import erasing


def due(at: datetime) -> list[int]:
    """Return the ids of the closed waves whose last day with names is over, the oldest first."""
    query = select(Wave).where(
        Wave.state == "closed", Wave.keep_until.is_not(None), Wave.anonymised_at.is_(None)
    )
    return [wave.id for wave in db.session.scalars(query.order_by(Wave.id)) if is_over(wave, at)]


def is_over(wave: Wave, at: datetime) -> bool:
    """Say whether the last day on which a wave keeps names is over, as the calendar of its process says."""
    last = wave.keep_until
    return last is not None and day_of(at, wave.survey.process.time_zone) > last


def anonymise(wave: Wave, at: datetime, user_id: int | None) -> bool:
    """Remove what leads from a person to answers, links, addresses of letters and, where no other wave needs them, contacts.

    Figures, groups, who was asked and who took part stay, as an anonymous wave has them. False where it was done
    before. Raises WrongState for a wave that is not closed.
    """
    waves.lock(wave)
    if wave.state != "closed":
        raise WrongState(N_("Close the wave first."))
    if wave.anonymised_at is not None:
        return False
    wave.rewriting = True
    db.session.flush()
    _write_unnamed(wave)
    _forget_ways(wave, at)
    wave.rewriting, wave.anonymised_at = False, at
    db.session.flush()
    if not _needs_contacts(wave.survey, day_of(at, wave.survey.process.time_zone)):
        listed = Respondent.survey_id == wave.survey_id, Respondent.erased_at.is_(None)
        db.session.execute(update(Respondent).where(*listed).values(phone="", email=""))
    waves.record("anonymise wave", wave, at, user_id)
    return True


def _write_unnamed(wave: Wave) -> None:
    """Write the responses anew, some at a time, under other names and in an order of chance: rows of a file lie as they were written.

    By which words each person agreed goes too: of an anonymous wave the wave alone says it.
    """
    names = list(db.session.scalars(select(Response.id).where(Response.wave_id == wave.id)))
    for part in by_chance(names):
        _write_part(wave, part)
    # All of them after all is written: what is written meanwhile takes no place that one of its part leaves.
    for part in by_chance(names):
        db.session.execute(delete(Answer).where(Answer.response_id.in_(part)))
        db.session.execute(delete(Response).where(Response.id.in_(part)))


def _write_part(wave: Wave, part: list[str]) -> None:
    """Write some responses once more, as nobody's."""
    old = select(Response.id, Response.by_open_link).where(Response.id.in_(part))
    by_open_link: dict[str, bool] = dict(db.session.execute(old).all())
    names = {name: random_id() for name in part}
    responses: list[dict[str, Any]] = [
        {
            "id": names[name], "wave_id": wave.id, "participation_id": None, "by_open_link": by_open_link[name],
            "consent_sha256": "",
        }
        for name in part
    ]  # fmt: skip
    given = select(Answer.response_id, Answer.item_code, Answer.value, Answer.na)
    answers: list[dict[str, Any]] = [
        {"response_id": names[name], "item_code": code, "value": value, "na": na}
        for name, code, value, na in db.session.execute(given.where(Answer.response_id.in_(part)))
    ]
    secrets.SystemRandom().shuffle(answers)
    for table, rows in ((Response, responses), (Answer, answers)):
        if rows:
            db.session.execute(insert(table), rows)


def _forget_ways(wave: Wave, at: datetime) -> None:
    """Let no link lead to a wave any more, and no letter say where it went; notes beside answers go too."""
    for link in db.session.scalars(select(Invitation).where(Invitation.wave_id == wave.id)):
        erasing.forget_link(link, at)
    of_wave = select(Mailing.id).where(Mailing.wave_id == wave.id)
    letters = update(Letter).where(Letter.mailing_id.in_(of_wave))
    db.session.execute(letters.values(address="", told=""))
    db.session.execute(delete(AnswerNote).where(AnswerNote.wave_id == wave.id))


def _needs_contacts(survey: Survey, today: date) -> bool:
    """Say whether another wave of a survey is still prepared, asked, or within its time."""
    every = db.session.scalars(select(Wave).where(Wave.survey_id == survey.id))
    return any(
        wave.anonymised_at is None
        and (wave.state != "closed" or wave.keep_until is None or wave.keep_until >= today)
        for wave in every
    )
