"""One of six words for each option."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Final

from smd_workshop.core.messages import N_
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
    Steps,
    as_object,
    refuse_strangers,
    verbatim,
)

#: The words of the grades from 0 to 5, the best last; after Balinski & Laraki 2010, *Majority Judgment*, §1.
WORDS: Final = (
    N_("To be rejected"), N_("Poor"), N_("Acceptable"), N_("Good"), N_("Very good"), N_("Excellent"),
)  # fmt: skip
LOWEST, HIGHEST = 0, len(WORDS) - 1


@dataclass(frozen=True, slots=True)
class Grades(BallotKind):
    """One of six words per option, stored as 0 to 5; an option left out was not graded."""

    reason_at_most: int = 1

    id: ClassVar[str] = "grades"
    stances: ClassVar[Mapping[str, str]] = {"low": N_("gave a low grade")}

    @property
    def asks_reasons(self) -> bool:
        """Whether any grade is low enough to be asked why."""
        return self.reason_at_most >= LOWEST

    @property
    def words(self) -> Sequence[tuple[int, str]]:
        """The grades with their words, the best first."""
        return [(grade, WORDS[grade]) for grade in range(HIGHEST, LOWEST - 1, -1)]

    def check(
        self,
        answer: object,
        options: Sequence[str],
        groups: Groups | None = None,  # noqa: ARG002 - each option is graded by itself
    ) -> Answer:
        """Return the grades in the order of the options, or raise InvalidAnswer."""
        given = as_object(answer)
        refuse_strangers(given, options)
        return {code: _grade(code, given[code]) for code in options if code in given}

    def read(self, question: Question, data: Data) -> Reading:
        """Return the grade of each option, and the reasons for low ones."""
        reading, raw = Reading(), dict[str, Any]()
        for code in question.codes:
            given = data.get(ANSWER + code)
            if not given:  # “I do not grade it” sends nothing
                continue
            reading.values[code] = given
            if given not in _KNOWN:
                reading.errors[code] = Said(N_("Choose one of the words."))
                continue
            raw[code] = _KNOWN[given]
            if raw[code] <= self.reason_at_most:
                reading.keep_reason(code, data.get(WHY + code))
        reading.answer = raw
        return reading

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return grades by chance; some options are left out."""
        return {
            code: chance.randint(LOWEST, HIGHEST)
            for code in question.codes
            if chance.random() < 0.9
        }

    def said(self, value: str) -> Said:
        """Say the word of a grade."""
        return Said(WORDS[_KNOWN[value]]) if value in _KNOWN else verbatim(value)

    def steps(self, given: Sequence[Any]) -> Steps:  # noqa: ARG002 - the scale is fixed
        """Return the words of the grades, the lowest first."""
        return Steps(tuple(Said(word) for word in WORDS), Fraction, lambda grade: grade, _between)

    def stance(self, answer: Answer, code: str) -> str:  # noqa: ARG002 - only low grades are asked why
        """Return what every reason here explains: a low grade."""
        return "low"


def _between(grade: Fraction) -> Said:
    """Say a grade, or the two between which it lies."""
    low, high = WORDS[math.floor(grade)], WORDS[math.ceil(grade)]
    if low == high:
        return Said(low)
    return Said(N_("between %(low)s and %(high)s"), {"low": Said(low), "high": Said(high)})


_KNOWN: Final[Mapping[str, int]] = {str(grade): grade for grade in range(LOWEST, HIGHEST + 1)}


def _grade(code: str, value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        message = N_("%(value)s is not a whole number between %(low)s and %(high)s")
    elif LOWEST <= value <= HIGHEST:
        return value
    else:
        message = N_("%(value)s is not between %(low)s and %(high)s")
    raise InvalidAnswer((code,), message, value=shown(value), low=LOWEST, high=HIGHEST)
