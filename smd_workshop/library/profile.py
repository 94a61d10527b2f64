"""Weighted answers by sector: the input of every method.

Equal answers of a sector are one cell with a count, so a result costs as much as there are different answers,
not as there are voters; two profiles of the same round add up to the profile of both.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

Answer = Any  # canonical JSON as `ballots.check` returns it


@dataclass(frozen=True, slots=True)
class SectorInfo:
    """A sector of the round: its code, the seats that may vote, and its weight (exact, above 0).

    Version 1 of a method counts sectors alike, and a file of it has no weights: docs/adr/0022.
    """

    code: str
    eligible: int
    weight: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        """Refuse a weight that would silence a sector or turn it round; a float is not exact."""
        if not isinstance(self.weight, int | Fraction) or self.weight <= 0:
            raise ValueError(f"sector {self.code}: a weight is an exact number above 0")


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of one sector, and how many gave it."""

    sector: str
    answer: Answer
    count: int


def key_of(answer: Answer) -> str:
    """Name an answer so that equal answers have equal names, whatever the order of options."""
    return json.dumps(answer, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _quick(answer: Answer) -> Any:
    """Return a twin of an answer, cheap to make; hashable where nothing stands in it but texts and numbers."""
    if isinstance(answer, dict):
        return tuple(answer.items())
    return tuple(answer) if isinstance(answer, list) else answer


_NO_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Profile:
    """The answers of one round. Cells are merged and stand in an order that tells nothing about arrival."""

    sectors: tuple[SectorInfo, ...]
    options: tuple[str, ...]
    cells: tuple[Cell, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_GROUPS)

    @classmethod
    def of(
        cls,
        sectors: Iterable[SectorInfo],
        options: Iterable[str],
        ballots: Iterable[tuple[str, Answer, int]],
        groups: Mapping[str, tuple[str, ...]] = _NO_GROUPS,
    ) -> "Profile":
        """Group (sector, canonical answer, count) into a profile; ValueError for a sector that is not listed."""
        sectors = tuple(sectors)
        known = {sector.code for sector in sectors}
        quick: dict[tuple[str, Any], int] = {}
        answers: dict[tuple[str, Any], Answer] = {}
        for sector, answer, count in ballots:
            key = (sector, _quick(answer))
            try:
                hash(key)
            except TypeError:  # lists inside it
                key = (sector, key_of(answer))
            if key in quick:
                quick[key] += count
            else:
                if sector not in known:
                    raise ValueError(f"there is no sector {sector}")
                quick[key], answers[key] = count, answer
        # Only different answers pay for a name that does not depend on the order of keys.
        named: dict[tuple[str, str], Cell] = {}
        for key, count in quick.items():
            name = (key[0], key_of(answers[key]))
            before = named[name].count if name in named else 0
            named[name] = Cell(key[0], answers[key], before + count)
        return cls(sectors, tuple(options), tuple(named[name] for name in sorted(named)), groups)

    def __add__(self, other: "Profile") -> "Profile":
        """Return the profile of both halves of one round; ValueError if they are not of the same round."""
        if (self.sectors, self.options, self.groups) != (
            other.sectors,
            other.options,
            other.groups,
        ):
            raise ValueError("only profiles of the same sectors, options and groups can be added")
        both = ((cell.sector, cell.answer, cell.count) for cell in (*self.cells, *other.cells))
        return Profile.of(self.sectors, self.options, both, self.groups)

    def without(self, sector: str) -> "Profile":
        """Return the same round as if this sector did not exist."""
        return replace(
            self,
            sectors=tuple(info for info in self.sectors if info.code != sector),
            cells=tuple(cell for cell in self.cells if cell.sector != sector),
        )

    def of_sector(self, sector: str) -> tuple[Cell, ...]:
        """Return the cells of one sector."""
        return tuple(cell for cell in self.cells if cell.sector == sector)

    def voted(self) -> dict[str, int]:
        """How many ballots each sector gave, zero included, in the order of the sectors."""
        counts = {sector.code: 0 for sector in self.sectors}
        for cell in self.cells:
            counts[cell.sector] += cell.count
        return counts

    @property
    def size(self) -> int:
        """The number of ballots."""
        return sum(cell.count for cell in self.cells)
