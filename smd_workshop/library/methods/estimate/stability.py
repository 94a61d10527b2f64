"""Whether estimates still move between two rounds."""

from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.two_rounds import Stability, TwoRounds, every

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


STABILITY = Stability(compare=compare, by_option=True, limits=LIMITS)
