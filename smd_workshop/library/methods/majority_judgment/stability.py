"""Whether grades still move between two rounds."""

from smd_workshop.core.messages import N_
from smd_workshop.library.method import JsonResult
from smd_workshop.library.two_rounds import Stability, TwoRounds, every


def compare(rounds: TwoRounds) -> JsonResult:
    """Return per option both majority grades and `stable`: whether they are the same."""
    options = {
        code: _option(
            *(each["options"][code]["majority_grade"] for each in (rounds.before, rounds.after))
        )
        for code in rounds.options
    }
    return {"options": options, "stable": every(row["stable"] for row in options.values())}


def _option(before: int | None, after: int | None) -> JsonResult:
    row: JsonResult = {"majority_grades": [before, after]}
    if before is None or after is None:
        return row | {"stable": None, "reason": N_("nobody graded it in one of the rounds")}
    return row | {"stable": before == after}


STABILITY = Stability(compare=compare, by_option=True)
