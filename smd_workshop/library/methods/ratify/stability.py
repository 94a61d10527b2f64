"""Whether the outcome of a ratification still moves between two rounds."""

from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, plain
from smd_workshop.library.two_rounds import Stability, TwoRounds, every

LIMITS = {"overall_change": Fraction(10, 100)}


def compare(rounds: TwoRounds) -> JsonResult:
    """Return both outcomes, whether they are the same, how far `overall` moved, and `stable`."""
    outcomes = [rounds.before["outcome"], rounds.after["outcome"]]
    same = outcomes[0] == outcomes[1]
    before, after = _overall(rounds.before), _overall(rounds.after)
    change = None if before is None or after is None else after - before
    result: JsonResult = {
        "outcomes": outcomes,
        "outcome_unchanged": same,
        "overall_change": plain(change),
    }
    if change is None:
        result["overall_change_reason"] = N_("nobody voted yes or no in one of the rounds")
    near = None if change is None else abs(change) <= LIMITS["overall_change"]
    return result | {"stable": every((same, near))}


def _overall(result: JsonResult) -> Fraction | None:
    overall = result["overall"]
    return None if overall is None else Fraction(overall["exact"])


STABILITY = Stability(compare=compare, limits=LIMITS)
