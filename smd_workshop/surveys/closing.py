"""Closing a wave: answers are frozen, seals opened and destroyed; then its figures are computed, once."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Answer,
    Comment,
    Envelope,
    Response,
    SurveyDraft,
    SurveyResult,
    Wave,
    WaveGroups,
)
from smd_workshop.models.base import random_id
from smd_workshop.processes import webhooks
from smd_workshop.surveys import (
    answering,
    dataset,
    drafts,
    groups,
    instruments,
    roll,
    sealing,
    waves,
)


def close(wave: Wave, at: datetime, user_id: int | None, known: Sequence[str]) -> None:
    """Close a wave for good. `known` are the secrets of the installation, the present one first.

    Raises WrongState for one that takes no answers, sealing.Unreadable if its answers do not open.
    """
    waves.lock(wave)
    if not waves.takes(wave):
        raise WrongState(N_("This wave is closed already, or it never opened."))
    if wave.mode == waves.ANONYMOUS:
        _open_envelopes(wave, known)
    else:
        detach_comments(wave)
    roll.write_down(wave, at)
    # Of a confidential wave nobody knows: who has sent may have begun again, to change something.
    wave.broken_off = drafts.begun_by_asked(wave) if wave.mode == waves.ANONYMOUS else None
    db.session.execute(delete(SurveyDraft).where(SurveyDraft.wave_id == wave.id))
    # Not before: of a wave that is closed the database takes no answers.
    wave.seal, wave.state, wave.closed_at = None, "closed", at
    waves.record("close wave", wave, at, user_id)
    webhooks.announce(
        wave.survey.process, webhooks.WAVE_CLOSED, at, survey=wave.survey.code, wave=wave.number
    )


def _open_envelopes(wave: Wave, known: Sequence[str]) -> None:
    """Write what was sealed as responses, in an order of chance and under new names, and destroy the envelopes."""
    keys = [sealing.wave_key(wave.seal or b"", secret) for secret in known]
    opened: list[dict[str, Any]] = [
        json.loads(sealing.unseal(content, keys))
        for content in db.session.scalars(
            select(Envelope.content).where(Envelope.wave_id == wave.id)
        )
    ]
    db.session.execute(delete(Envelope).where(Envelope.wave_id == wave.id))
    write_unnamed(wave, opened)


def write_unnamed(wave: Wave, opened: list[dict[str, Any]]) -> None:
    """Write what was answered, each a mapping of stored answers, in an order of chance and under names that lead to nobody."""
    texts = frozenset(dataset.text_items(instruments.read(wave.instrument)))
    secrets.SystemRandom().shuffle(opened)
    responses: list[dict[str, Any]] = [
        {
            "id": random_id(), "wave_id": wave.id, "participation_id": None,
            "by_open_link": each.pop(answering.BY_OPEN_LINK, False),
        }
        for each in opened
    ]  # fmt: skip
    rows = [
        row
        for response, answers in zip(responses, opened, strict=True)
        for row in answering.rows_of(
            response["id"], {c: a for c, a in answers.items() if c not in texts}
        )
    ]
    for table, found in (
        (Response, responses), (Answer, rows), (Comment, _comments(wave, opened, texts)),
    ):  # fmt: skip
        if found:
            db.session.execute(insert(table), found)


def _comments(
    wave: Wave, opened: Sequence[Mapping[str, Any]], texts: frozenset[str]
) -> list[dict[str, Any]]:
    """Return what was written in words, cut loose from all else and from each other."""
    found = [
        {"id": random_id(), "wave_id": wave.id, "item_code": code, "text": str(answer)}
        for answers in opened
        for code, answer in answers.items()
        if code in texts and answer is not None
    ]
    secrets.SystemRandom().shuffle(found)
    return found


def detach_comments(wave: Wave) -> None:
    """Cut what was written in a confidential wave loose from who wrote it and from the other answers."""
    texts = dataset.text_items(instruments.read(wave.instrument))
    own = select(Response.id).where(Response.wave_id == wave.id)
    written = Answer.item_code.in_(texts), Answer.response_id.in_(own)
    found = db.session.execute(select(Answer.item_code, Answer.value).where(*written)).all()
    rows = [
        {"id": random_id(), "wave_id": wave.id, "item_code": code, "text": str(json.loads(value))}
        for code, value in found
        if value is not None
    ]
    db.session.execute(delete(Answer).where(*written))
    secrets.SystemRandom().shuffle(rows)
    if rows:
        db.session.execute(insert(Comment), rows)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was computed of a wave and is not stored yet."""

    result: SurveyResult
    groups: WaveGroups


def count(wave: Wave, at: datetime) -> Counted | None:
    """Compute the figures of a closed wave; None where they are stored already.

    Written with store() in a transaction of its own: computing takes longer than others should wait.
    """
    if wave.state != "closed":
        raise WrongState(N_("Close the wave first."))
    if db.session.get(SurveyResult, wave.id) is not None:
        return None
    document = dataset.document(wave)
    result = SurveyResult(wave_id=wave.id, document=(found := dataset.figures(document)))
    result.dataset_sha256, result.computed_at = found["input_sha256"], at
    return Counted(result, groups.counted(wave, result.document))


def store(counted: Counted) -> None:
    """Store the figures of a wave and the tables of its groups, once."""
    if db.session.get(SurveyResult, counted.result.wave_id) is None:
        db.session.add_all([counted.result, counted.groups])
