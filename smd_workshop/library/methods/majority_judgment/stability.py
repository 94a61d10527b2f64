"""Whether grades still move between two rounds."""

from fractions import Fraction

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.two_rounds import (
    Side,
    Stability,
    Stand,
    TwoRounds,
    camps,
    every,
    most_agree,
)

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


def stands(_part: str, shown: JsonResult) -> dict[str, Stand]:
    """Return how opinions stand: whether each sector, or most of them, says the word of all; None where one is hidden."""
    whole = "disclosure" not in shown
    return {code: _stand(row, whole=whole) for code, row in shown["options"].items()}


def _stand(row: JsonResult, *, whole: bool) -> Stand:
    middle = row["majority_grade"]
    words = {
        sector: own["majority_grade"]
        for sector, own in row["sectors"].items()
        if own["majority_grade"] is not None
    }
    if middle is None:
        return Stand()
    kind = most_agree([word == middle for word in words.values()]) if whole else None
    return Stand(kind, camps((sector, _side(word, middle)) for sector, word in words.items()))


def _side(word: int, middle: int) -> Side:
    return "for" if word > middle else "against" if word < middle else "between"


STABILITY = Stability(compare=compare, stands=stands, by_option=True, limits=LIMITS)
