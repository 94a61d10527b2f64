"""What grades are to other rounds, and on the way back from an objective to its notes."""

from collections.abc import Iterator
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.grades import WORDS
from smd_workshop.library.facets import SHORTLIST, WINNERS, Following, Grading, Offer, Tracing

#: The third best of six words.
GOOD: Final = 3


def _good(_part: str, shown: dict[str, Any]) -> Iterator[str]:
    for code, row in shown["options"].items():
        if row["sufficient"] and row["majority_grade"] >= GOOD:
            yield code


def _grade(shown: dict[str, Any], code: str) -> str | None:
    row = shown["options"][code]
    return WORDS[row["majority_grade"]] if row["sufficient"] else None


FOLLOWING = Following(
    takes=(SHORTLIST, WINNERS),
    offers=(Offer(WINNERS, N_("Those graded good or better in «%(title)s»"), _good),),
)
TRACING = Tracing(grades=Grading(_grade))
