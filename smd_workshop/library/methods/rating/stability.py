"""Whether the ratings of the same people still move between two rounds.

Zones, change and shift after the stability criteria of Delphi studies: Scheibe, Skutsch and Schofer 1975 (15 %).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.sectors import share, weighed
from smd_workshop.library.stats.percentiles import median
from smd_workshop.library.two_rounds import Stability, TwoRounds, every

LIMITS = {
    "class_change": Fraction(15, 100),
    "median_abs_change": Fraction(1),
    "agree_shift": Fraction(10, 100),
}
NOBODY = N_("nobody gave a number in both rounds")

#: The sector of a person, and their number in each of the two rounds.
Moved = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Zones:
    """Where agreeing begins and rejecting ends."""

    agree_from: Fraction
    reject_to: Fraction

    def of(self, number: int) -> int:
        """Return -1 for a number that rejects, 1 for one that agrees, 0 between them."""
        return (number >= self.agree_from) - (number <= self.reject_to)


def compare(rounds: TwoRounds) -> JsonResult:
    """Return per option `n`, `class_change`, `median_abs_change`, `agree_shift` and `stable`, and whether all are."""
    zones = Zones(*(as_fraction(rounds.settings[name]) for name in Zones.__slots__))
    options = {
        code: _option(_moved(rounds, code), rounds.weights, zones) for code in rounds.options
    }
    return {"options": options, "stable": every(row["stable"] for row in options.values())}


def _moved(rounds: TwoRounds, code: str) -> list[Moved]:
    """Return those who gave a number in both rounds: who knows nothing or saw nothing has no opinion that moves."""
    found = []
    for pair in rounds.pairs:
        before, after = pair.before.get(code, DONT_KNOW), pair.after.get(code, DONT_KNOW)
        if DONT_KNOW not in {before, after}:
            found.append((pair.sector, before, after))
    return found


def _option(moved: Sequence[Moved], weights: Mapping[str, Fraction], zones: Zones) -> JsonResult:
    before = _agree(((sector, first) for sector, first, _ in moved), weights, zones)
    after = _agree(((sector, second) for sector, _, second in moved), weights, zones)
    steps = Counter(abs(second - first) for _, first, second in moved)
    changed = sum(zones.of(first) != zones.of(second) for _, first, second in moved)
    figures = {
        "class_change": share(changed, len(moved)),
        "median_abs_change": median(steps),
        "agree_shift": None if before is None or after is None else after - before,
    }
    row: JsonResult = {"n": len(moved)} | {name: plain(value) for name, value in figures.items()}
    known = {name: value for name, value in figures.items() if value is not None}
    if not known:
        return row | {"stable": None, "reason": NOBODY}
    return row | {"stable": all(abs(value) <= LIMITS[name] for name, value in known.items())}


def _agree(
    numbers: Iterable[tuple[str, int]], weights: Mapping[str, Fraction], zones: Zones
) -> Fraction | None:
    """Return the balanced share that agrees, of the people given."""
    people, agreeing = dict.fromkeys(weights, 0), dict.fromkeys(weights, 0)
    for sector, number in numbers:
        people[sector] += 1
        agreeing[sector] += number >= zones.agree_from
    return weighed(
        (weight, share(agreeing[sector], people[sector])) for sector, weight in weights.items()
    )


STABILITY = Stability(compare=compare, by_option=True, limits=LIMITS)
