"""Whether estimates still move between two rounds."""

from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.two_rounds import (
    Side,
    Stability,
    Stand,
    TwoRounds,
    camps,
    every,
    most_agree,
)

LIMITS = {"relative_change": Fraction(10, 100)}


def compare(rounds: TwoRounds) -> JsonResult:
    """Return per option both balanced medians, how far the second is from the first as a share of it, and `stable`."""
    options = {
        code: _option(
            *(each["options"][code]["balanced_median"] for each in (rounds.before, rounds.after))
        )
        for code in rounds.options
    }
    return {"options": options, "stable": every(row["stable"] for row in options.values())}


def _option(before: float | None, after: float | None) -> JsonResult:
    change = _relative(before, after)
    row: JsonResult = {"balanced_medians": [before, after], "relative_change": plain(change)}
    if change is not None:
        return row | {"stable": abs(change) <= LIMITS["relative_change"]}
    if before is None or after is None:
        return row | {"stable": None, "reason": N_("nobody gave a number in one of the rounds")}
    # From zero to anything is no share of it, but it is a change.
    return row | {"stable": False, "reason": N_("a change from zero is no share of it")}


def _relative(before: float | None, after: float | None) -> Fraction | None:
    if before is None or after is None:
        return None
    first, second = as_fraction(before), as_fraction(after)
    if first == second:
        return Fraction(0)
    return (second - first) / abs(first) if first else None


def stands(_part: str, shown: JsonResult) -> dict[str, Stand]:
    """Return how opinions stand: whether each sector, or most of them, is as near to the median of all as a stable one."""
    whole = "disclosure" not in shown
    return {code: _stand(row, whole=whole) for code, row in shown["options"].items()}


def _stand(row: JsonResult, *, whole: bool) -> Stand:
    middle = row["balanced_median"]
    sides = {
        sector: _side(own["median"], middle)
        for sector, own in row["sectors"].items()
        if own["median"] is not None and middle is not None
    }
    kind = most_agree([side == "between" for side in sides.values()]) if whole else None
    return Stand(kind, camps(sides.items()))


def _side(median: float, middle: float) -> Side:
    moved = _relative(middle, median)
    if moved is not None and abs(moved) <= LIMITS["relative_change"]:
        return "between"
    return "for" if median > middle else "against"


STABILITY = Stability(compare=compare, stands=stands, by_option=True, limits=LIMITS)
