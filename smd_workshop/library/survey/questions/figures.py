"""Tallies → figures of each question: shares of people, places in an order, quantiles of numbers, days by month."""

from collections import Counter
from collections.abc import Hashable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from smd_workshop.library.numbers import plain
from smd_workshop.library.stats.percentiles import percentile
from smd_workshop.library.survey.figures import reasons, shares
from smd_workshop.library.survey.figures.reasons import told
from smd_workshop.library.survey.questions import kinds
from smd_workshop.library.survey.questions.kinds import Asked
from smd_workshop.library.survey.questions.tallies import Tallies, Tally, numbers

#: Quantiles of numbers; the least and the greatest are each the number of one person, and are none of them.
QUANTILES: Final[Mapping[str, Fraction]] = MappingProxyType(
    {
        "p5": Fraction(1, 20),
        "lower_quartile": Fraction(1, 4),
        "median": Fraction(1, 2),
        "upper_quartile": Fraction(3, 4),
        "p95": Fraction(19, 20),
    }
)


def figures(found: Tallies, population: int | None) -> dict[str, Any]:
    """Return the figures of every item by its code, before it is judged what may be shown.

    `population` is how many people there are, of whom these are a part; None where nobody knows.
    """
    return {
        item.code: _common(item, found.by_code[item.code], found.people)
        | _own(item, found.by_code[item.code], population if item.of_all else None)
        for item in found.items
    }


def _common(item: Asked, tally: Tally, people: int) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "people": people,
        "asked": tally.asked,
        "n": tally.n,
        "na": tally.na,
        "missing": tally.asked - tally.n - tally.na,
    }


def _own(item: Asked, tally: Tally, population: int | None) -> dict[str, Any]:
    match item.kind:
        case kinds.ORDER:
            return {"options": _places(item, tally)}
        case kinds.NUMBER | kinds.SCORE:
            counts = numbers(tally.counts)
            of_points = {"of_points": item.of_points} if item.kind == kinds.SCORE else {}
            return {
                name: plain(percentile(counts, at)) for name, at in QUANTILES.items()
            } | of_points
        case kinds.DAY:
            return {
                "months": {
                    str(month): tally.counts[month] for month in sorted(tally.counts, key=str)
                }
            }
    chosen = {option: _share(tally, option, population) for option in item.options}
    if item.kind != kinds.SEVERAL:
        return {"options": chosen}
    return {"options": chosen, "chosen": sum(each["k"] for each in chosen.values())}


def _share(tally: Tally, option: str, population: int | None) -> dict[str, Any]:
    """Return the share of those who answered, with the intervals of a share of people (`shares.of_people`)."""
    wave = shares.Wave(population, "", 0)
    return shares.of_people(tally.counts[option], tally.n, wave)


def _places(item: Asked, tally: Tally) -> dict[str, Any]:
    """Return of each option how many placed it, how many of them first, and its mean place."""
    placed: dict[str, Counter[int]] = {option: Counter() for option in item.options}
    for (option, place), many in _pairs(tally.counts):
        placed[option][place] += many
    found = {}
    for option, places in placed.items():
        ranked = sum(places.values())
        total = sum(place * many for place, many in places.items())
        mean = Fraction(total, ranked) if ranked else None
        found[option] = {
            "ranked": ranked,
            "first": places[1],
            **told("mean_place", plain(mean), reasons.NO_NUMBER),
        }
    return found


def _pairs(counts: Mapping[Hashable, int]) -> list[tuple[tuple[str, int], int]]:
    return [(key, many) for key, many in counts.items() if isinstance(key, tuple)]
