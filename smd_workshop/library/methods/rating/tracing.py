"""What a rating is to later rounds, and on the way back from an objective to its notes."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.facets import SHORTLIST, Classifying, Following, Offer, Tracing


def _shortlist(_part: str, shown: dict[str, Any]) -> Iterator[str]:
    yield from (code for code, row in shown["options"].items() if row["class"] == "in")


def _class_of(shown: dict[str, Any], code: str) -> str | None:
    found: str | None = shown["options"][code]["class"]
    return found


def _agree(shown: dict[str, Any], code: str) -> float | None:
    found: float | None = shown["options"][code].get("balanced_agree")
    return found


def _sparse(shown: dict[str, Any], code: str) -> bool:
    row = shown["options"][code]
    return row["class"] == "undecided" and (bool(row.get("few")) or row.get("n") == 0)


FOLLOWING = Following(
    takes=(),
    offers=(
        Offer(
            SHORTLIST,
            N_("Those that reached consensus in «%(title)s»"),
            _shortlist,
            least=2,  # one alone could not be weighed against anything
        ),
    ),
)

#: As words.html says them with their signs.
CLASSES = {
    "in": N_("Comes in"),
    "contested": N_("In dispute"),
    "undecided": N_("No agreement yet"),
    "out": N_("Goes out"),
}
TRACING = Tracing(classifies=Classifying(_class_of, _agree, _sparse, CLASSES))
