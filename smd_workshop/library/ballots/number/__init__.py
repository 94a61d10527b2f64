"""A number for each option, in the unit that its wording names."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import parse_number
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    ANSWER,
    WHY,
    Answer,
    BallotKind,
    Data,
    Groups,
    Question,
    Reading,
    Said,
    as_object,
    refuse_strangers,
)

#: Beyond what any indicator counts, and still exact as a float.
LARGEST: Final = 10**15


@dataclass(frozen=True, slots=True)
class Number(BallotKind):
    """One number per option, whole or not, below zero or above; an option left out was not estimated."""

    id: ClassVar[str] = "number"
    stances: ClassVar[Mapping[str, str]] = {"number": N_("gave a number")}

    @property
    def asks_reasons(self) -> bool:
        """Reasons are what the next round thinks about."""
        return True

    def check(
        self,
        answer: object,
        options: Sequence[str],
        groups: Groups | None = None,  # noqa: ARG002 - each option is answered by itself
    ) -> Answer:
        """Return the numbers in the order of the options, whole ones as integers, or raise InvalidAnswer."""
        given = as_object(answer)
        refuse_strangers(given, options)
        return {code: _number(code, given[code]) for code in options if code in given}

    def read(self, question: Question, data: Data) -> Reading:
        """Return the number of each option, and the reasons for them."""
        reading, raw = Reading(), dict[str, Any]()
        for code in question.codes:
            text = (data.get(ANSWER + code) or "").strip()[:40]
            if not text:
                continue
            reading.values[code] = text
            reading.keep_reason(code, data.get(WHY + code))
            try:
                raw[code] = parse_number(text)
            except Invalid as wrong:
                reading.errors[code] = Said(wrong.message, wrong.params)
        reading.answer = raw
        return reading

    def filled(self, answer: Answer) -> dict[str, str]:
        """Return what the controls hold for a stored answer: what is read back as the same number."""
        return {code: _written(given) for code, given in answer.items()}

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return numbers by chance, whole and not; some options are left out."""
        return {
            code: chance.choice((chance.randint(-9, 400), chance.randint(0, 9) + 0.25))
            for code in question.codes
            if chance.random() < 0.9
        }

    def stance(self, answer: Answer, code: str) -> str:  # noqa: ARG002 - a number is all that is explained
        """Return what every reason here explains: the number."""
        return "number"


def _written(value: float) -> str:
    """Write digits, never an exponent; 1.234 becomes 1.2340, for alone it can be read in two ways."""
    text = format(Decimal(repr(value)), "f")
    try:
        parse_number(text)
    except Invalid:
        return f"{text}0"
    return text


def _number(code: str, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise InvalidAnswer((code,), N_("%(value)s is not a number"), value=shown(value))
    if not isinstance(value, int) and not math.isfinite(value):
        raise InvalidAnswer((code,), N_("%(value)s is not a number"), value=shown(value))
    if not -LARGEST <= value <= LARGEST:
        raise InvalidAnswer((code,), N_("%(value)s is too large"), value=shown(value))
    return int(value) if value == int(value) else float(value)
