"""What one person is asked and has answered: stored answers, and the way through a questionnaire that they make."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from smd_workshop.core.codes import normal
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey.instrument import flow
from smd_workshop.library.survey.instrument.answers import Answer, restored, stored
from smd_workshop.library.survey.instrument.flow import Journey
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments, sealing

#: A wave warns people that so few are asked that others may guess who said what.
SMALL_POPULATION = 15
#: Items that somebody reads and answers in a minute.
PER_MINUTE = 6


class Incomplete(Invalid):
    """Something that must be answered is not."""

    message = N_("Some questions still need an answer. Nothing was sent yet.")

    def __init__(self, codes: tuple[str, ...]) -> None:
        super().__init__()
        #: Of the items that lack an answer.
        self.codes = codes


def restored_all(questions: Instrument, kept: Mapping[str, Any]) -> dict[str, Answer]:
    """Return stored answers as they were read; those of items that are not asked any more are left out."""
    items = questions.items
    return {code: restored(items[code], answer) for code, answer in kept.items() if code in items}


def stored_all(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """Return answers as they are stored."""
    return {code: stored(answer) for code, answer in answers.items()}


def mark(kept: Mapping[str, Any]) -> str:
    """Return a short text that is another for every other set of stored answers."""
    return hashlib.sha256(canonical_json(dict(kept)).encode()).hexdigest()[:16]


def way(wave: Wave, kept: Mapping[str, Any], at: datetime, seed: str) -> Journey:
    """Return what somebody with these answers is shown."""
    return way_of(instruments.read(wave.instrument), wave.survey.process.time_zone, kept, at, seed)


def way_of(
    questions: Instrument, time_zone: str, kept: Mapping[str, Any], at: datetime, seed: str
) -> Journey:
    """Return what somebody with these answers is shown of these questions, on the day that it is there."""
    today = day_of(at, time_zone)
    return flow.journey(questions, restored_all(questions, kept), today, seed)


def missing(made: Journey) -> tuple[str, ...]:
    """Return the codes of shown items that must be answered and are not."""
    return tuple(
        code
        for page in made.pages
        for shown in page.questions
        if shown.question.required
        for code in shown.items
        if code not in made.answers
    )


def final(wave: Wave, kept: Mapping[str, Any], at: datetime, seed: str) -> dict[str, Any]:
    """Return the answers that count: to what is shown, and to nothing else. Raises Incomplete."""
    made = way(wave, kept, at, seed)
    if lacking := missing(made):
        raise Incomplete(lacking)
    return stored_all(made.answers)


def seed_of(code: str, secret: str) -> str:
    """Return by which the orders are drawn that one person sees: the same each time they come."""
    return sealing.draft_name(normal(code), secret)[:16]


def minutes(questions: Instrument) -> int:
    """Return about how many minutes a questionnaire takes."""
    return max(1, round(len(questions.items) / PER_MINUTE))
