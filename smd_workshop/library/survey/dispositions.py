"""What became of everybody who was asked, and response rates 1 and 2, as AAPOR defines them for surveys of named people.

AAPOR, Standard Definitions, 10th edition (2023): codes 1.1, 1.2, 2.12, 3.11, 3.19 and 3.3;
RR1 = I / ((I + P) + (R + NC + O) + (UH + UO)), RR2 = (I + P) / the same. Nobody is thought to be ineligible.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

#: Of the questions that somebody was asked: from here on an answer is complete, from here on it is partial.
COMPLETE: Final = Fraction(4, 5)
PARTIAL: Final = Fraction(1, 2)
#: Each thing that can become of somebody, with its code in the Standard Definitions.
CODES: Final[Mapping[str, str]] = {
    "complete": "1.1",
    "partial": "1.2",
    "broken_off": "2.12",
    "not_invited": "3.11",
    "silent": "3.19",
    "undelivered": "3.3",
}


@dataclass(frozen=True, slots=True)
class Dispositions:
    """How many people each thing became of; together they are everybody who was asked."""

    #: 1.1: sent, with an answer to at least 80 % of what was asked; "not applicable" is one.
    complete: int
    #: 1.2: sent, with an answer to at least half of it.
    partial: int
    #: 2.12: begun and not sent, or sent with less than half.
    broken_off: int
    #: 3.11: never invited.
    not_invited: int
    #: 3.3: the mail server took no letter to them, and nothing came.
    undelivered: int
    #: 3.19: invited, and nothing came.
    silent: int

    @property
    def asked(self) -> int:
        """Everybody: the denominator of both rates."""
        return (
            self.complete + self.partial + self.broken_off
            + self.not_invited + self.undelivered + self.silent
        )  # fmt: skip

    @property
    def answered(self) -> int:
        """Complete and partial answers: the numerator of RR2, as `complete` is that of RR1."""
        return self.complete + self.partial

    @property
    def rr1(self) -> Fraction | None:
        """Complete answers of all who were asked; None if nobody was."""
        return Fraction(self.complete, self.asked) if self.asked else None

    @property
    def rr2(self) -> Fraction | None:
        """Complete and partial answers of all who were asked; None if nobody was."""
        return Fraction(self.answered, self.asked) if self.asked else None


def of_answers(progress: Iterable[tuple[int, int]]) -> tuple[int, int, int]:
    """Return how many are complete, partial and less than that, of pairs (answered, asked); asked nothing is complete."""
    found = [0, 0, 0]
    for answered, asked in progress:
        share = Fraction(answered, asked) if asked else Fraction(1)
        found[0 if share >= COMPLETE else 1 if share >= PARTIAL else 2] += 1
    return found[0], found[1], found[2]


def dispositions(
    answers: tuple[int, int, int],
    begun: int,
    asked: int,
    *,
    linked: int,
    undelivered: int,
) -> Dispositions:
    """Return what became of `asked` people, of whom `linked` got a link and `undelivered` got no letter and answered nothing.

    Whatever the counts, none is negative and they add up to everybody: a person can be counted in one place only.
    """
    complete, partial, less = answers
    left = max(0, asked - complete - partial - less)
    broken = min(begun, left)
    left -= broken
    never = min(left, max(0, asked - linked))
    left -= never
    lost = min(undelivered, left)
    return Dispositions(complete, partial, less + broken, never, lost, left - lost)
