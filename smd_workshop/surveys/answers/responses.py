"""What was sent: sealed until the close in an anonymous wave, kept with who gave it in a confidential one."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from smd_workshop.database import db, insert
from smd_workshop.models import (
    Answer,
    Envelope,
    Respondent,
    Response,
    SurveyParticipation,
    Wave,
)
from smd_workshop.models.base import random_id
from smd_workshop.models.surveys.invitations import OPEN_LINK_KINDS
from smd_workshop.surveys import sealing, waves
from smd_workshop.surveys.answers import drafts
from smd_workshop.surveys.answers.drafts import AGREED, Stored
from smd_workshop.surveys.answers.standing import Standing
from smd_workshop.surveys.respondents import invitations

LINK, PAPER = "link", "paper"
#: In an envelope, beside the answers: no item is called so.
BY_OPEN_LINK = "@open"


def take(
    wave: Wave,
    invitation_id: int | None,
    respondent_id: int | None,
    channel: str,
    answers: Stored,
    secret: str,
) -> bool:
    """Note that somebody took part and keep the answers; False if they had taken part before.

    Under AGREED, beside the answers, stands the version of the words that they agreed to. Who had in a confidential wave gives other answers now, but not by a paper; in an anonymous one nothing is stored.
    """
    row = {
        "id": random_id(), "wave_id": wave.id, "respondent_id": respondent_id, "channel": channel,
        "invitation_id": invitation_id,
    }  # fmt: skip
    table: Any = SurveyParticipation.__table__
    added = db.session.execute(
        insert(table).values(**row).on_conflict_do_nothing().returning(table.c.id)
    ).one_or_none()
    if wave.mode == waves.CONFIDENTIAL:
        if added is None and channel == PAPER:
            return False  # they sent it on a phone at this very moment: that may be newer than the paper
        if added is None:
            replace(wave, invitation_id, respondent_id, answers)
        else:
            _keep(wave, row, answers)
    elif added:
        mark = {BY_OPEN_LINK: True} if channel in OPEN_LINK_KINDS else {}
        _enclose(wave, {**answers, **mark}, secret)
    return added is not None


def _enclose(wave: Wave, answers: Stored, secret: str) -> None:
    sealed = sealing.seal(drafts.text_of(answers), sealing.wave_key(wave.seal or b"", secret))
    db.session.execute(
        insert(Envelope.__table__).values(id=random_id(), wave_id=wave.id, content=sealed)
    )


def _keep(wave: Wave, taken: Mapping[str, Any], answers: Stored) -> None:
    """Write the answers of a confidential wave, of somebody who takes part for the first time."""
    response_id = random_id()
    values = {
        "id": response_id, "wave_id": wave.id, "participation_id": taken["id"],
        "by_open_link": taken["channel"] in OPEN_LINK_KINDS, "consent_sha256": answers.get(AGREED, ""),
    }  # fmt: skip
    db.session.execute(insert(Response.__table__).values(**values))
    _write(response_id, answers)


def replace(
    wave: Wave, invitation_id: int | None, respondent_id: int | None, answers: Stored
) -> None:
    """Write answers in place of those that the same person had sent in a confidential wave; what they agreed to first stays."""
    response_id = _response_of(wave.id, invitation_id, respondent_id)
    db.session.execute(delete(Answer).where(Answer.response_id == response_id))
    _write(response_id, answers)


def _write(response_id: str, answers: Stored) -> None:
    if rows := rows_of(response_id, answers):
        db.session.execute(insert(Answer.__table__), rows)


def _response_of(wave_id: int, invitation_id: int | None, respondent_id: int | None) -> str:
    query = (
        select(Response.id)
        .join(SurveyParticipation, Response.participation_id == SurveyParticipation.id)
        .where(SurveyParticipation.wave_id == wave_id)
        .with_for_update(of=Response)
    )
    if respondent_id is not None:
        query = query.where(SurveyParticipation.respondent_id == respondent_id)
    elif invitation_id is not None:
        query = query.where(SurveyParticipation.invitation_id == invitation_id)
    return db.session.scalars(query).one()


def rows_of(response_id: str, answers: Stored) -> list[dict[str, Any]]:
    """Return answers as rows: "not applicable" is a row without a value, a missing answer is no row."""
    return [
        {
            "response_id": response_id,
            "item_code": code,
            "value": None if answer is None else json.dumps(answer, ensure_ascii=False),
            "na": answer is None,
        }
        for code, answer in answers.items()
        if code != AGREED
    ]


def sent_by(of: Standing) -> dict[str, Any]:
    """Return the answers that were sent in a confidential wave."""
    response = _response_of(of.wave_id, of.invitation_id, of.respondent_id)
    return answers_of(response)


def answers_of(response_id: str) -> dict[str, Any]:
    """Return the answers of a response as they were given."""
    query = select(Answer.item_code, Answer.value, Answer.na).where(
        Answer.response_id == response_id
    )
    return {
        code: None if na else json.loads(value or "null")
        for code, value, na in db.session.execute(query)
    }


def kept_of(wave: Wave, person: Respondent) -> dict[str, Any] | None:
    """Return what somebody has sent in a confidential wave that still takes answers; None where there is nothing."""
    if not waves.takes(wave) or wave.mode != waves.CONFIDENTIAL:
        return None
    if person.id not in invitations.answered_by(wave):
        return None
    return answers_of(_response_of(wave.id, None, person.id))


def channel_of(wave: Wave, person: Respondent) -> str:
    """Return by which way somebody answered; '' where they did not."""
    query = select(SurveyParticipation.channel).where(
        SurveyParticipation.wave_id == wave.id, SurveyParticipation.respondent_id == person.id
    )
    return db.session.scalar(query) or ""
