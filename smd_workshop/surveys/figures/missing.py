"""Who is missing among those who were asked, by a heading of the list, and what that may do to the figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smd_workshop.core.clock import now
from smd_workshop.library.survey.figures.nonresponse import weighed
from smd_workshop.models import Wave
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.figures.groups import Attribute
from smd_workshop.surveys.respondents.turnout import turnout


@dataclass(frozen=True, slots=True)
class Missing:
    """How many of each group were asked and answered, and each dimension's share as counted and by sizes of groups.

    `weighed` is empty where fewer than a hundred people were asked, or somebody's group is not known.
    """

    groups: tuple[tuple[str, int, int], ...]
    weighed: Mapping[str, tuple[Fraction, Fraction]]


def missing(wave: Wave, by: Attribute, table: Mapping[str, Any] | None) -> Missing | None:
    """Return who is missing of a closed wave, grouped as its table is; None where the list says nothing of it.

    A wave that was gathered elsewhere, and what people said of themselves, tell nothing of who did not answer.
    """
    if by.asked or wave.imported is not None or dataset.only_open(wave):
        return None
    people = {
        value: (asked, answered) for value, asked, answered in turnout(wave, now()).groups(by.name)
    }
    rows = tuple((words, *people.get(value, (0, 0))) for value, words in by.groups.items())
    shown = (table or {}).get("groups") or {}
    together = (table or {}).get("together")
    parts = {name: ([name], figures) for name, figures in shown.items()}
    if together:
        parts |= {"": (together["names"], together)}
    asked = {
        key: sum(people.get(name, (0, 0))[0] for name in names) for key, (names, _) in parts.items()
    }
    found = {}
    for code in next(iter(shown.values()), {"dimensions": {}})["dimensions"]:
        counted = {key: _counted(figures, code) for key, (_, figures) in parts.items()}
        if (both := weighed(asked, counted)) is not None:
            found[code] = both
    return Missing(rows, found)


def _counted(figures: Mapping[str, Any], code: str) -> tuple[int, int]:
    share = figures["dimensions"][code]["top"]
    return share["k"], share["n"]
