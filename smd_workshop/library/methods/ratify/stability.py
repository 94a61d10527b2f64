"""Whether the outcome of a ratification still moves between two rounds."""

from collections.abc import Mapping
from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.two_rounds import Kind, Side, Stability, Stand, TwoRounds, camps, every

HALF = Fraction(1, 2)
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


def stands(part: str, shown: JsonResult) -> dict[str, Stand]:
    """Return how opinions on the one question stand: by its outcome, and else by the sectors and the share in favour."""
    sides = camps((sector, _side(row)) for sector, row in shown["sectors"].items())
    return {part: Stand(_kind(shown, sides), sides)}


def _side(row: JsonResult) -> Side | None:
    if row["yes"] is None or row["no"] is None:
        return None
    return "for" if row["yes"] > row["no"] else "against" if row["no"] > row["yes"] else "between"


def _kind(shown: JsonResult, sides: Mapping[Side, tuple[str, ...]]) -> Kind | None:
    if shown["outcome"] == "adopted":
        return "consensus"
    if shown["outcome"] == "contested" or {"for", "against"} <= sides.keys():
        return "dissent"
    share = None if shown["overall"] is None else Fraction(shown["overall"]["exact"])
    if shown["outcome"] != "rejected" or share is None:
        return None
    if sides.keys() == {"against"} and 1 - share >= as_fraction(
        shown["settings"]["overall_at_least"]
    ):
        return "consensus"
    return "dissent" if share == HALF else "majority"


STABILITY = Stability(compare=compare, stands=stands, limits=LIMITS)
