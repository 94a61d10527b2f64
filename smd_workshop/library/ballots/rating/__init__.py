"""A whole number for each option, or “do not know”."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    ANSWER,
    DONT_KNOW,
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
    whole_steps,
)


@dataclass(frozen=True, slots=True)
class Rating(BallotKind):
    """One whole number per option, from `low` to `high`; a reason is asked up to `reason_at_most`."""

    low: int = 1
    high: int = 9
    dont_know: bool = True
    reason_at_most: int = 3

    id: ClassVar[str] = "rating"
    stances: ClassVar[Mapping[str, str]] = {"low": N_("gave a low mark")}

    @property
    def asks_reasons(self) -> bool:
        """Whether any number is low enough to be asked why."""
        return self.reason_at_most >= self.low

    def check(
        self,
        answer: object,
        options: Sequence[str],
        groups: Groups | None = None,  # noqa: ARG002 - each option is answered by itself
    ) -> Answer:
        """Return the numbers in the order of the options, or raise InvalidAnswer."""
        given = as_object(answer)
        canonical = {}
        low, high = self.low, self.high
        for code in options:
            if code in given:
                value = given[code]
                # The common case first: a form of 24 items is checked in a few microseconds.
                if not (type(value) is int and low <= value <= high):
                    value = self._rated(code, value)
                canonical[code] = value
        if len(canonical) != len(given):
            refuse_strangers(given, options)
        return canonical

    def _rated(self, code: str, value: object) -> int | str:
        if value == DONT_KNOW and self.dont_know:
            return DONT_KNOW
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and whole and self.low <= value <= self.high:
            return value
        between = N_("%(value)s is not between %(low)s and %(high)s")
        message = (
            between if whole else N_("%(value)s is not a whole number between %(low)s and %(high)s")
        )
        raise InvalidAnswer((code,), message, value=shown(value), low=self.low, high=self.high)

    def read(self, question: Question, data: Data) -> Reading:
        """Return the number or “do not know” of each option, and the reasons for low numbers."""
        reading, raw = Reading(), dict[str, Any]()
        known: dict[str, int | str] = {str(n): n for n in range(self.low, self.high + 1)}
        if self.dont_know:
            known[DONT_KNOW] = DONT_KNOW
        get = data.get
        for code in question.codes:
            given = get(ANSWER + code)
            if not given:
                continue
            reading.values[code] = given
            value = known.get(given)
            if value is None:
                message = N_("Choose a number from %(low)s to %(high)s.")
                reading.errors[code] = Said(message, {"low": self.low, "high": self.high})
                continue
            raw[code] = value
            if isinstance(value, int) and value <= self.reason_at_most:
                reading.keep_reason(code, get(WHY + code))
        reading.answer = raw
        return reading

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return numbers by chance; some options are left out."""
        scale = [*range(self.low, self.high + 1), *([DONT_KNOW] if self.dont_know else [])]
        return {code: chance.choice(scale) for code in question.codes if chance.random() < 0.9}

    def said(self, value: str) -> Said:
        """Say a number, or that somebody does not know."""
        return Said(N_("I don't know")) if value == DONT_KNOW else verbatim(value)

    def steps(self, given: Sequence[Any]) -> Steps:  # noqa: ARG002 - the scale is fixed
        """Return the numbers of the scale."""
        return whole_steps(self.low, self.high)

    def stance(self, answer: Answer, code: str) -> str:  # noqa: ARG002 - only low numbers are asked why
        """Return what every reason here explains: a low number."""
        return "low"
