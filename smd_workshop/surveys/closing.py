"""Closing a wave: answers are frozen, seals opened and destroyed; then its figures are computed, once."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

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
from smd_workshop.processes.programs import webhooks
from smd_workshop.surveys import consent, instruments, sealing, waves
from smd_workshop.surveys.answers import drafts, responses
from smd_workshop.surveys.figures import dataset, groups
from smd_workshop.surveys.personal_data import erasing
from smd_workshop.surveys.respondents import roll

T = TypeVar("T")
#: Responses that are held at a time; the names of all of them are.
AT_A_TIME: Final = 1_000


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
    consent.note(wave)
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
    """Write what was sealed as responses, in an order of chance and under new names, and destroy the envelopes.

    Some are open at a time. What was written in words is opened again, each question in an order of chance of its own:
    nothing that lies beside it leads to the other answers.
    """
    keys = [sealing.wave_key(wave.seal or b"", secret) for secret in known]
    texts = frozenset(dataset.text_items(instruments.read(wave.instrument)))
    of_wave = Envelope.wave_id == wave.id
    names = list(db.session.scalars(select(Envelope.id).where(of_wave)))
    for part in by_chance(names):
        _write_responses(wave, _opened(part, keys), texts)
    for code in sorted(texts):
        for part in by_chance(names):
            given = (answers.get(code) for answers in _opened(part, keys))
            _write_comments(wave, ((code, answer) for answer in given if answer is not None))
    db.session.execute(delete(Envelope).where(of_wave))


def by_chance(names: list[T]) -> Iterator[list[T]]:
    """Give all in an order of chance, some at a time."""
    secrets.SystemRandom().shuffle(names)
    for first in range(0, len(names), AT_A_TIME):
        yield names[first : first + AT_A_TIME]


def _opened(names: list[str], keys: Sequence[bytes]) -> list[dict[str, Any]]:
    """Return what is in some envelopes, in this order."""
    query = select(Envelope.id, Envelope.content).where(Envelope.id.in_(names))
    sealed: dict[str, bytes] = dict(db.session.execute(query).all())
    return [json.loads(sealing.unseal(sealed[name], keys)) for name in names]


def write_unnamed(wave: Wave, opened: list[dict[str, Any]]) -> None:
    """Write what was answered, each a mapping of stored answers, in an order of chance and under names that lead to nobody."""
    texts = frozenset(dataset.text_items(instruments.read(wave.instrument)))
    written = [
        (code, answer)
        for answers in opened
        for code, answer in answers.items()
        if code in texts and answer is not None
    ]
    for part in by_chance(opened):
        _write_responses(wave, part, texts)
    for found in by_chance(written):
        _write_comments(wave, found)


def _write_responses(
    wave: Wave, opened: Sequence[Mapping[str, Any]], texts: frozenset[str]
) -> None:
    """Write some responses under new names, without what was written in words."""
    sent, rows = [], []
    for answers in opened:
        response = {
            "id": random_id(), "wave_id": wave.id, "participation_id": None,
            "by_open_link": answers.get(responses.BY_OPEN_LINK, False),
        }  # fmt: skip
        kept = {c: a for c, a in answers.items() if c not in texts and c != responses.BY_OPEN_LINK}
        sent.append(response)
        rows += responses.rows_of(response["id"], kept)
    for table, found in ((Response, sent), (Answer, rows)):
        if found:
            db.session.execute(insert(table), found)


def _write_comments(wave: Wave, written: Iterable[tuple[str, Any]]) -> None:
    """Write what was written in words to these questions, cut loose from all else."""
    rows = [
        {"id": random_id(), "wave_id": wave.id, "item_code": code, "text": str(answer)}
        for code, answer in written
    ]
    if rows:
        db.session.execute(insert(Comment), rows)


def detach_comments(wave: Wave) -> None:
    """Cut what was written in a confidential wave loose from who wrote it and from the other answers."""
    texts = dataset.text_items(instruments.read(wave.instrument))
    own = select(Response.id).where(Response.wave_id == wave.id)
    written = Answer.item_code.in_(texts), Answer.response_id.in_(own)
    found = select(Answer.item_code, Answer.response_id).where(*written, Answer.value.is_not(None))
    for part in by_chance([(code, name) for code, name in db.session.execute(found)]):
        _write_comments(wave, _said(part))
    db.session.execute(delete(Answer).where(*written))


def _said(part: list[tuple[str, str]]) -> list[tuple[str, Any]]:
    """Return the words of some answers in this order, each a question and the name of a response, with the question."""
    query = select(Answer.item_code, Answer.response_id, Answer.value).where(
        Answer.item_code.in_({code for code, _name in part}),
        Answer.response_id.in_({name for _code, name in part}),
    )
    words = {(code, name): value for code, name, value in db.session.execute(query)}
    return [(key[0], json.loads(str(words[key]))) for key in part]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was computed of a wave and is not stored yet."""

    result: SurveyResult
    groups: WaveGroups
    #: What the answers were when it was begun.
    state: tuple[object, ...]


def count(wave: Wave, at: datetime) -> Counted | None:
    """Compute the figures of a closed wave; None where they are stored already.

    Written with store() in a transaction of its own: computing takes longer than others should wait.
    Raises WrongState of a wave that is not closed.
    """
    if wave.state != "closed":
        raise WrongState(N_("Close the wave first."))
    if db.session.get(SurveyResult, wave.id) is not None:
        return None
    state = _state(wave)
    result = SurveyResult(
        wave_id=wave.id, document=(found := dataset.mixed(wave, dataset.counted(wave)))
    )
    result.dataset_sha256, result.computed_at = found["input_sha256"], at
    return Counted(result, groups.counted(wave, result.document), state)


def store(counted: Counted) -> bool:
    """Store the figures of a wave and the tables of its groups, once.

    False where somebody's answers went, or names did, while it was computed: then it is to be computed again.
    """
    wave = db.session.get_one(Wave, counted.result.wave_id)
    waves.lock(wave)
    if db.session.get(SurveyResult, wave.id) is not None:
        return True
    if _state(wave) != counted.state:
        return False
    db.session.add_all([counted.result, counted.groups])
    return True


def _state(wave: Wave) -> tuple[object, ...]:
    """Return what says that the answers of a closed wave are still those that they were."""
    return wave.anonymised_at, dataset.people(wave), erasing.removed(wave).many
