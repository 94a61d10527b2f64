"""Importance and performance: the map of Martilla & James (1977), stated or derived, and the gap between both."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from smd_workshop.library.numbers import plain
from smd_workshop.library.stats.agreement.rank_correlation import Table, spearman
from smd_workshop.library.survey.figures import reasons
from smd_workshop.library.survey.figures.reasons import told
from smd_workshop.library.survey.figures.shares import deviation
from smd_workshop.library.survey.summary import Summary

#: Quadrants, by whether importance and performance reach the cut.
QUADRANTS: Final[Mapping[tuple[bool, bool], str]] = {
    (True, False): "concentrate here",
    (True, True): "keep up the good work",
    (False, False): "low priority",
    (False, True): "possible overkill",
}
#: From so many people on an importance is derived.
DERIVED_FROM: Final = 30

Number = Fraction | float
#: Item → its importance and its performance, None where undefined.
Points = Mapping[str, tuple[Number | None, Number | None]]
Cut = tuple[Number, Number]


def stated(summary: Summary) -> dict[str, Any]:
    """Return the map of items and the items that ask how important they are, cut at both middles, with gaps.

    A gap is performance less importance among those who answered both; the places on the map are the means of all.
    """
    pairs = dict(summary.design.importance)
    points = {item: (_mean(summary, asks), _mean(summary, item)) for item, asks in pairs.items()}
    scale = summary.design.scale
    middle = Fraction(scale.low + scale.high, 2)
    cuts = {"scale": (middle, middle), "mean": _middle(points)}
    return {
        "cuts": _cuts(cuts),
        "items": {
            item: {"importance_item": asks}
            | _placed(points[item], cuts)
            | _gap(summary.tables[item, asks])
            for item, asks in pairs.items()
        },
    }


def derived(summary: Summary, overall: str) -> dict[str, Any]:
    """Return the map of items where importance is how closely each goes with the overall item, cut at the means."""
    tables = {
        item: summary.tables[item, overall] for item in summary.design.rated if item != overall
    }
    both = {item: sum(table.values()) for item, table in tables.items()}
    points: dict[str, tuple[Number | None, Number | None]] = {
        item: (
            spearman(table) if both[item] >= DERIVED_FROM else None,
            _mean(summary, item),
        )
        for item, table in tables.items()
    }
    cuts = {"mean": _middle(points)}
    return {
        "item": overall,
        "cuts": _cuts(cuts),
        "items": {
            item: {"n": both[item]}
            | _placed(
                points[item],
                cuts,
                reasons.FEW_BOTH % {"n": both[item], "least": DERIVED_FROM}
                if both[item] < DERIVED_FROM
                else reasons.CONSTANT,
            )
            for item in tables
        },
    }


def _mean(summary: Summary, item: str) -> Fraction | None:
    numbers = summary.numbers[item]
    many = sum(numbers.values())
    return Fraction(sum(value * like for value, like in numbers.items()), many) if many else None


def _middle(points: Points) -> Cut | None:
    """Return the mean of the importances and of the performances of all items that have both."""
    known = [(a, b) for a, b in points.values() if a is not None and b is not None]
    if not known:
        return None
    # Sorted, for the last digit of a sum of floats depends on its order.
    importances, performances = (sorted(side) for side in zip(*known, strict=True))
    return sum(importances) / len(known), sum(performances) / len(known)


def _cuts(cuts: Mapping[str, Cut | None]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, cut in cuts.items():
        both = None if cut is None else {"importance": plain(cut[0]), "performance": plain(cut[1])}
        found |= told(name, both, reasons.NO_NUMBER)
    return found


def _placed(
    point: tuple[Number | None, Number | None],
    cuts: Mapping[str, Cut | None],
    why: str = reasons.NO_NUMBER,
) -> dict[str, Any]:
    """Return where an item stands; on a cut counts as above it."""
    importance, performance = point
    quadrants: dict[str, Any] = {}
    for name, cut in cuts.items():
        where = None
        if cut is not None and importance is not None and performance is not None:
            where = QUADRANTS[importance >= cut[0], performance >= cut[1]]
        quadrants |= told(name, where, reasons.NO_NUMBER if performance is None else why)
    return {
        **told("importance", plain(importance), why),
        **told("performance", plain(performance), reasons.NO_NUMBER),
        "quadrant": quadrants,
    }


def _gap(table: Table) -> dict[str, Any]:
    """Return the mean of performance less importance and its standard deviation, of those who answered both."""
    apart: dict[int, int] = {}
    for (performance, importance), many in table.items():
        apart[performance - importance] = apart.get(performance - importance, 0) + many
    both = sum(apart.values())
    total = sum(value * many for value, many in apart.items())
    return {
        "n": both,
        **told("gap", total / both if both else None, reasons.NO_NUMBER),
        **told("gap_sd", deviation(apart), reasons.TWO_NUMBERS),
    }
