"""How often each answer was given: read in one pass, and of two parts of a wave the sum is that of both."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, TypeGuard

from smd_workshop.library.survey.instrument.answers import NA
from smd_workshop.library.survey.instrument.flow import Journey
from smd_workshop.library.survey.questions import kinds
from smd_workshop.library.survey.questions.kinds import Asked

#: No score beyond it is counted as a number.
LARGEST: Final = 10**300


@dataclass
class Tally:
    """How many people were asked an item, answered it, said that it does not apply; and how often each answer was given.

    Counts are by point or option; by (option, place) in an order, by number, or by month of days as "2023-09".
    """

    asked: int = 0
    n: int = 0
    na: int = 0
    counts: Counter[Hashable] = field(default_factory=Counter)

    def __add__(self, other: "Tally") -> "Tally":
        """Return the tally of both parts."""
        return Tally(
            self.asked + other.asked,
            self.n + other.n,
            self.na + other.na,
            Counter(dict(self.counts)) + other.counts,
        )


@dataclass
class Tallies:
    """The tallies of several items, and of how many people they are."""

    items: tuple[Asked, ...]
    people: int = 0
    by_code: dict[str, Tally] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with nothing where nothing is given."""
        for item in self.items:
            self.by_code.setdefault(item.code, Tally())

    def add(self, made: Journey) -> None:
        """Count what one person was shown and answered."""
        self.people += 1
        shown = frozenset(made.items)
        for item in self.items:
            if item.kind == kinds.SCORE:
                _computed(self.by_code[item.code], made, item.code)
            elif item.code in shown:
                _answered(self.by_code[item.code], made, item)

    def __add__(self, other: "Tallies") -> "Tallies":
        """Return the tallies of both parts of a wave."""
        added = {code: tally + other.by_code[code] for code, tally in self.by_code.items()}
        return Tallies(self.items, self.people + other.people, added)


def tallies(items: tuple[Asked, ...], journeys: Iterable[Journey]) -> Tallies:
    """Return the tallies of what these people were shown and answered."""
    found = Tallies(items)
    for made in journeys:
        found.add(made)
    return found


def _computed(tally: Tally, made: Journey, code: str) -> None:
    if code not in made.values:
        return
    tally.asked += 1
    value = made.values[code]
    if _is_number(value):
        tally.n += 1
        tally.counts[Fraction(value)] += 1


def _is_number(value: object) -> TypeGuard[int | Fraction]:
    """Whether a score is a number that can be written down: products of products may be larger than any."""
    if not isinstance(value, int | Fraction) or isinstance(value, bool):
        return False
    return -LARGEST <= value <= LARGEST


def _answered(tally: Tally, made: Journey, item: Asked) -> None:
    tally.asked += 1
    answer = made.answers.get(item.code)
    if answer is NA:
        tally.na += 1
    elif answer is not None:
        tally.n += 1
        tally.counts.update(_said(item.kind, answer))


def _said(kind: str, answer: object) -> Iterator[Hashable]:
    """Return under what an answer is counted."""
    match answer:
        case tuple() if kind == kinds.ORDER:
            yield from ((option, place) for place, option in enumerate(answer, 1))
        case tuple():
            yield from answer
        case date():
            yield answer.isoformat()[:7]  # strftime writes the year 999 with three digits
        case _ if kind == kinds.NUMBER:
            yield Fraction(str(answer))
        case _:
            yield str(answer)


def numbers(counts: Mapping[Hashable, int]) -> dict[Fraction, int]:
    """Return the counts of numbers."""
    return {value: many for value, many in counts.items() if isinstance(value, Fraction)}
