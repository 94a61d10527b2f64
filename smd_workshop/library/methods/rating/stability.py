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
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import share, weighed
from smd_workshop.library.stats.percentiles import median
from smd_workshop.library.two_rounds import Kind, Side, Stability, Stand, TwoRounds, camps, every

LIMITS = {
    "class_change": Fraction(15, 100),
    "median_abs_change": Fraction(1),
    "agree_shift": Fraction(10, 100),
}
HALF = Fraction(1, 2)
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


def compare_apart(rounds: TwoRounds) -> JsonResult:
    """Return the same of answers whose people are not known, from the least change that explains both rounds.

    `class_change` is the least share of those who answered both that must have changed their zone; to give a number
    and to give none are zones as well. `median_abs_change` is how far the balanced median moved, `agree_shift` how far
    the balanced share that agrees did, of all who answered. More may have changed, and cancelled out.

    Raises ValueError where the answers of the rounds are not there.
    """
    if rounds.profiles is None:
        raise ValueError("answers of both rounds are needed")
    zones = Zones(*(as_fraction(rounds.settings[name]) for name in Zones.__slots__))
    options = {code: _option_apart(rounds, rounds.profiles, code, zones) for code in rounds.options}
    return {"options": options, "stable": every(row["stable"] for row in options.values())}


def _option_apart(
    rounds: TwoRounds, profiles: tuple[Profile, Profile], code: str, zones: Zones
) -> JsonResult:
    first, second = (each["options"][code] for each in (rounds.before, rounds.after))
    before, after = (_zones_of(profile, code, zones) for profile in profiles)
    figures = {
        "class_change": share(
            _least_changed(rounds.stayed, before, after), sum(rounds.stayed.values())
        ),
        "median_abs_change": _distance(first["median"], second["median"]),
        "agree_shift": _moved_by(first["balanced_agree"], second["balanced_agree"]),
    }
    row: JsonResult = {"n": sum(rounds.stayed.values())}
    row |= {name: plain(value) for name, value in figures.items()}
    known = {name: value for name, value in figures.items() if value is not None}
    if len(known) < len(figures):
        return row | {"stable": None, "reason": NOBODY}
    return row | {"stable": all(abs(value) <= LIMITS[name] for name, value in known.items())}


def _zones_of(profile: Profile, code: str, zones: Zones) -> dict[str, Counter[int | None]]:
    """Return by sector how many stand in each zone; None is the zone of those who gave no number."""
    found: dict[str, Counter[int | None]] = {sector.code: Counter() for sector in profile.sectors}
    for cell in profile.cells:
        number = cell.answer.get(code, DONT_KNOW)
        found[cell.sector][None if number == DONT_KNOW else zones.of(number)] += cell.count
    return found


def _least_changed(
    stayed: Mapping[str, int],
    before: Mapping[str, Counter[int | None]],
    after: Mapping[str, Counter[int | None]],
) -> int:
    """Return how many of those who stayed must have changed: more cannot have kept a zone than stand in it twice."""
    return sum(
        max(0, many - (before[sector] & after[sector]).total()) for sector, many in stayed.items()
    )


def _moved_by(before: float | None, after: float | None) -> Fraction | None:
    return None if before is None or after is None else as_fraction(after) - as_fraction(before)


def _distance(before: float | None, after: float | None) -> Fraction | None:
    moved = _moved_by(before, after)
    return None if moved is None else abs(moved)


def stands(_part: str, shown: JsonResult) -> dict[str, Stand]:
    """Return how opinions on each option stand: by its class, and where it has none, by whether most are in one zone."""
    settings = shown["settings"]
    low, high = (as_fraction(settings[name]) for name in ("low_median", "high_median"))

    def side(median_: float | None) -> Side | None:
        if median_ is None:
            return None
        return "for" if median_ >= high else "against" if median_ <= low else "between"

    return {
        code: Stand(
            _kind(row),
            camps((sector, side(own["median"])) for sector, own in row["sectors"].items()),
        )
        for code, row in shown["options"].items()
    }


def _kind(row: JsonResult) -> Kind | None:
    if row["class"] in {"in", "out"}:
        return "consensus"
    if row["class"] == "contested":
        return "dissent"
    agree, reject = row["balanced_agree"], row["balanced_reject"]
    if agree is None or reject is None:
        return None
    agree, reject = as_fraction(agree), as_fraction(reject)
    return "majority" if max(agree, reject, 1 - agree - reject) > HALF else "dissent"


STABILITY = Stability(
    compare=compare, apart=compare_apart, stands=stands, by_option=True, limits=LIMITS
)
