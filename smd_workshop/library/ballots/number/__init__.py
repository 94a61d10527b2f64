"""A number for each option, in the unit that its wording names."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import amount, parse_number
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    LONGEST_NUMBER,
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

#: Beyond what any indicator counts, and still exact as a float.
LARGEST: Final = 10**15
#: The settings of a round that say from which number to which one may answer; either may be left out.
LOWEST, HIGHEST = "lowest", "highest"
#: Into so many parts the numbers of a histogram are put, where they are more.
PARTS: Final = 7


@dataclass(frozen=True, slots=True)
class Number(BallotKind):
    """One number per option, whole or not, from `low` to `high` where a round says so; one left out was not estimated."""

    low: float | None = None
    high: float | None = None

    id: ClassVar[str] = "number"
    stances: ClassVar[Mapping[str, str]] = {"number": N_("gave a number")}

    def within(self, settings: Mapping[str, Any]) -> "Number":
        """Return the kind with the bounds of a round."""
        low, high = settings.get(LOWEST), settings.get(HIGHEST)
        return self if low is None and high is None else replace(self, low=low, high=high)

    @property
    def below_zero(self) -> bool:
        """Whether a number below zero may be written: then its keys need a minus, which those of digits lack."""
        return self.low is None or self.low < 0

    @property
    def bounds(self) -> Said | None:
        """Say from which number to which one may answer; None where any may be written."""
        ends = {"low": _end(self.low), "high": _end(self.high)}
        if self.low is not None and self.high is not None:
            return Said(N_("From %(low)s to %(high)s."), ends)
        if self.low is not None:
            return Said(N_("%(low)s or more."), ends)
        return None if self.high is None else Said(N_("%(high)s or less."), ends)

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
        return {code: self._number(code, given[code]) for code in options if code in given}

    def _number(self, code: str, value: object) -> float:
        number = _number(code, value)
        ends = {"low": shown(self.low), "high": shown(self.high), "value": shown(value)}
        below = self.low is not None and _exact(number) < _exact(self.low)
        if not below and (self.high is None or _exact(number) <= _exact(self.high)):
            return number
        if self.low is None or self.high is None:
            why = (
                N_("%(value)s is less than %(low)s")
                if below
                else N_("%(value)s is more than %(high)s")
            )
            raise InvalidAnswer((code,), why, **ends)
        raise InvalidAnswer((code,), N_("%(value)s is not between %(low)s and %(high)s"), **ends)

    def read(self, question: Question, data: Data) -> Reading:
        """Return the number of each option, and the reasons for them."""
        reading, raw = Reading(), dict[str, Any]()
        for code in question.codes:
            text = reading.keep_typed(data, code, code, LONGEST_NUMBER)
            if code not in reading.values:
                continue
            reading.keep_reason(code, data.get(WHY + code))
            if code in reading.errors:
                continue
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
        drawn = {
            code: chance.choice((chance.randint(-9, 400), chance.randint(0, 9) + 0.25))
            for code in question.codes
            if chance.random() < 0.9
        }
        return {code: self.nearest(number) for code, number in drawn.items()}

    def nearest(self, number: float) -> float:
        """Return the answer that is nearest to a number, for what is drawn by chance."""
        low = number if self.low is None else max(self.low, number)
        return low if self.high is None else min(self.high, low)

    def steps(self, given: Sequence[Any]) -> Steps | None:
        """Return the numbers that were given, or where they are many, equal parts between the lowest and the highest."""
        numbers = sorted({_exact(number) for number in given})
        if not numbers:
            return None
        if len(numbers) <= PARTS:
            words = tuple(_amount(number) for number in numbers)
            return Steps(words, _exact, lambda number: _among(numbers, number), _amount)
        low, part = numbers[0], (numbers[-1] - numbers[0]) / PARTS
        return Steps(
            tuple(_span(low + n * part, low + (n + 1) * part) for n in range(PARTS)),
            _exact,
            lambda number: (number - low) / part - Fraction(1, 2),
            _amount,
        )

    def stance(self, answer: Answer, code: str) -> str:  # noqa: ARG002 - a number is all that is explained
        """Return what every reason here explains: the number."""
        return "number"


def _exact(number: float) -> Fraction:
    """Return the decimal that was written."""
    return Fraction(repr(number))


def _among(numbers: Sequence[Fraction], number: Fraction) -> Fraction:
    """Return the place of a number in a list, or half way between its neighbours there."""
    below, upto = bisect_left(numbers, number), bisect_right(numbers, number)
    return Fraction(below) if upto > below else below - Fraction(1, 2)


def _end(number: float | None) -> str:
    return "" if number is None else amount(number)


def _amount(number: Fraction) -> Said:
    return verbatim(amount(float(number)))


def _span(low: Fraction, high: Fraction) -> Said:
    return verbatim(f"{amount(float(low))}–{amount(float(high))}")


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
