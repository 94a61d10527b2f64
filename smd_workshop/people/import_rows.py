"""What an import speaks of: columns, what is there, verdicts, the plan. Values only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smd_workshop.core import verdicts
from smd_workshop.core.cells import Broken
from smd_workshop.core.messages import N_
from smd_workshop.people.import_headings import folded

#: The code of a seat: part of addresses.
SEAT_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
EXAMPLE = ("ejemplo", "example")
#: What stands instead of a name in a row that adds up.
TOTALS = ("", "total", "totales", "total general")


@dataclass(frozen=True, slots=True)
class ActorState:
    """An actor as it is, or as it will be."""

    code: str
    name: str
    sector: str
    territory: str = ""


@dataclass(frozen=True, slots=True)
class SeatState:
    """A seat as it is, or as it will be."""

    code: str
    actor: str
    titular: str = ""
    suplente: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """What a process has now: names by code."""

    sectors: Mapping[str, str]
    territories: Mapping[str, str]
    actors: Mapping[str, ActorState]
    seats: Mapping[str, SeatState]
    frozen: bool = False
    opened: bool = False


#: In place of a code: the sector is added.
NEW_SECTOR = "+"
#: Before the name of another sector of the list: it is the same, written otherwise.
SAME_AS = "="


@dataclass(frozen=True, slots=True)
class Choices:
    """What the person who sent a list said about it after looking."""

    #: column → places, instead of what the headings say
    columns: Mapping[str, Sequence[int]] | None = None
    #: the sector of rows that name none
    sector: str = ""
    #: a sector as the list writes it, folded → the code of one that is there, NEW_SECTOR, or SAME_AS with a name
    sectors: Mapping[str, str] = field(default_factory=dict)
    #: rows of which a person said that their code names the same, whatever name it bears now
    same: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row of the file, and why."""

    row: int
    kind: str
    subject: str
    message: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """Whether a person must say that it is the same before the row is taken."""
        return self.message == RENAMED


@dataclass(slots=True)
class Plan:
    """What an import would do: a verdict per row, and everything it would write."""

    verdicts: list[Verdict] = field(default_factory=list)
    sectors: dict[str, str] = field(default_factory=dict)
    territories: dict[str, str] = field(default_factory=dict)
    actors: dict[str, ActorState] = field(default_factory=dict)
    seats: dict[str, SeatState] = field(default_factory=dict)
    #: headings of facts about persons, which are not kept
    private: tuple[str, ...] = ()
    broken: list[Broken] = field(default_factory=list)
    #: sectors that the list names and the process does not have, as written → how many rows
    unknown_sectors: dict[str, int] = field(default_factory=dict)
    #: What is there now of everything that changes: a plan holds only for that.
    was: dict[str, Any] = field(default_factory=dict)

    def totals(self) -> dict[str, int]:
        """Return how many rows got each verdict; they add up to the rows read."""
        return verdicts.totals(each.kind for each in self.verdicts)

    def digest(self) -> str:
        """Return a name for exactly this plan."""
        return verdicts.digest(self)


def changes(
    before: ActorState | SeatState, after: ActorState | SeatState, *names: str
) -> list[list[str]]:
    """Return what becomes another, with both sides: what it is, before, after."""
    sides = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return [[*each] for each in sides if each[1] != each[2]]


class Refuse(Exception):  # noqa: N818 - a verdict, not an error
    """Why a row is not imported."""

    def __init__(self, message: str, **params: Any) -> None:
        self.message, self.params = message, params
        super().__init__(message)


#: Why a row waits whose code is here under another name.
RENAMED = N_(
    "Code %(code)s is “%(before)s” here, and “%(after)s” in the list. Not written, unless you say that it is the same."
)
#: What may change, for the list in a verdict.
WHAT = {
    "name": N_("name of the actor"),
    "sector": N_("sector"),
    "territory": N_("place"),
    "actor": N_("actor"),
    "titular": N_("titular"),
    "suplente": N_("suplente"),
}


#: Of a row that is no seat and cannot be mended into one.
TOTAL = N_("This row holds nothing but a number, as a total does. It is not imported.")


def check(row: Mapping[str, str]) -> None:
    """Refuse a row that no process could hold."""
    if _is_total(row):
        raise Refuse(TOTAL)
    if folded(row["sector"]).startswith(EXAMPLE):
        raise Refuse(N_("This is the template's example row. It is not imported."))
    for key in ("sector_name", "actor", "territory", "titular", "suplente"):
        if len(row[key]) > 200:
            raise Refuse(N_("A name has more than 200 characters."))
    if len(row["sector"]) > 200 or len(row["actor_code"]) > 40:
        raise Refuse(N_("A code has more than 40 characters."))
    if row["seat"] and not SEAT_CODE.fullmatch(row["seat"]):
        raise Refuse(
            N_("The code of the seat may have letters without accents, digits, points and "
               "hyphens, at most 40.")
        )  # fmt: skip
    if row["weight"] not in {"", "1", "1.0", "1,0", "1/1"}:
        raise Refuse(
            N_("Every sector weighs the same. The weight must be 1 or empty, not %(weight)s."),
            weight=row["weight"][:20],
        )


def _is_total(row: Mapping[str, str]) -> bool:
    """Say whether a row names no sector, or “total” for one, and has only numbers where names stand."""
    if row["seat"] or row["sector_name"] or folded(row["sector"]).rstrip(":") not in TOTALS:
        return False
    names = [row[key] for key in ("actor", "titular", "suplente") if row[key]]
    words = [each for each in names if folded(each).rstrip(":") not in TOTALS]
    return bool(names) and all(each.isdecimal() for each in words)
