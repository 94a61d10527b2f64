"""What of the figures of a question may be shown: by how many people stand behind it, and by nothing that they answered.

docs/adr/0061 says why. Options are shown all or none. Of numbers quantiles with at least five people on either side, never
the least and the greatest; of days neighbouring months together until each has five people, with open ends.
"""

from collections.abc import Mapping
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.disclosure import FEW, MANY, rounded
from smd_workshop.library.survey.questions import kinds
from smd_workshop.library.survey.questions.figures import QUANTILES

Figures = Mapping[str, Any]

FEW_ANSWERED: Final = N_("Fewer than five people answered it, so nothing is shown.")
TIES: Final = N_(
    "A score ties answers of one person to each other: it is shown from thirty people on, and only where it is made of "
    "points of scales."
)
#: Which figures each kind has in common.
_COMMON: Final = ("kind", "people", "asked", "n", "na", "missing")


def shown(figures: Figures, population: int | None) -> dict[str, dict[str, Any]]:
    """Return of each question what may be shown: `hidden`, a sentence, in place of what may not."""
    return {code: _one(each, population) for code, each in figures.items()}


def _one(figures: Figures, population: int | None) -> dict[str, Any]:
    few_people = figures["people"] < MANY or (population or figures["people"]) < MANY
    if figures["n"] < FEW:
        return _hidden(figures, FEW_ANSWERED)
    if figures["kind"] == kinds.SCORE and (
        few_people or figures["n"] < MANY or not figures["of_points"]
    ):
        return _hidden(figures, TIES)
    found = {key: figures[key] for key in _COMMON} | _own(figures)
    return rounded(found) if few_people else found


def _hidden(figures: Figures, why: str) -> dict[str, Any]:
    return {"kind": figures["kind"], "hidden": why}


def _own(figures: Figures) -> dict[str, Any]:
    match figures["kind"]:
        case kinds.NUMBER | kinds.SCORE:
            return {name: figures[name] for name in quantiles_of(figures["n"])}
        case kinds.DAY:
            return {"periods": periods(figures["months"])}
    return {key: value for key, value in figures.items() if key not in _COMMON}


def quantiles_of(n: int) -> tuple[str, ...]:
    """Return which quantiles of so many people have five on either side: the median from 10, quartiles from 20, and so on."""
    return tuple(name for name, at in QUANTILES.items() if min(at, 1 - at) * n >= FEW)


def periods(months: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return months together in spans of at least five people each, the first and the last without an end of their own.

    Each is {"from": month or None, "to": month or None, "k": people}: the ends are those of the neighbours, for the first
    and the last day are each that of one person.
    """
    spans: list[tuple[str, int]] = []
    begin, many = "", 0
    for month in sorted(months):
        begin, many = begin or month, many + months[month]
        if many >= FEW:
            spans.append((begin, many))
            begin, many = "", 0
    if many and spans:
        first, last = spans[-1]
        spans[-1] = (first, last + many)
    return [
        {
            "from": start if place else None,
            "to": _before(spans[place + 1][0]) if place + 1 < len(spans) else None,
            "k": people,
        }
        for place, (start, people) in enumerate(spans)
    ]


def _before(month: str) -> str:
    """Return the month before one."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 2, 12)
    return f"{year:04d}-{number + 1:02d}"
