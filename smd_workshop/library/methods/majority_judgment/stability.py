"""Whether grades still move between two rounds."""

from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.two_rounds import Stability, TwoRounds, every

#: A grade is a word: stable is the same one.
LIMITS = {"grade_change": Fraction(0)}


def compare(rounds: TwoRounds) -> JsonResult:
    """Return per option both majority grades, by how many words the second is better, and `stable`."""
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
        reason = N_("nobody graded it in one of the rounds")
        return row | {"grade_change": None, "stable": None, "reason": reason}
    change = after - before
    return row | {"grade_change": change, "stable": abs(change) <= LIMITS["grade_change"]}


STABILITY = Stability(compare=compare, by_option=True, limits=LIMITS)
