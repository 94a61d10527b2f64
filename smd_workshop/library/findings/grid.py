"""One table of a result, options × sectors: the balanced figure with its interval, and what each shown sector said.

A number, a sign (+ · −) and a tint say the same thing three ways. A frame marks the sector that stands apart: its
figure lies a fixed distance or more from that of every other shown sector, of which there are at least two.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import amount, rounded
from smd_workshop.library.findings.rows import Cell, Outcome, Row, Scale, Section, Tone, Unit
from smd_workshop.library.findings.statements import (
    Count,
    Mean,
    Options,
    Share,
    Statement,
    Value,
    stated,
)

#: Of two sectors neither is the one that stands apart.
FEWEST_TO_STAND_APART = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """A sector that stands apart: its figure of one option, and between which figures the other shown sectors lie."""

    sector: str
    code: str
    own: Cell
    low: Cell
    high: Cell

    unit: Unit = "mean"
    words: tuple[str, ...] = ()

    @property
    def distance(self) -> float:
        """How far it is from the nearest other sector."""
        return max(self.low.value - self.own.value, self.own.value - self.high.value)

    @property
    def statement(self) -> Statement:
        """The difference as a sentence, without the name of the sector."""
        own, low, high = (
            figure(each.value, self.unit, self.words) for each in (self.own, self.low, self.high)
        )
        values: dict[str, Value] = {
            "option": Options((self.code,)),
            "own": Count(*self.own.count, self.own.aside) if self.own.count else own,
            "low": low,
            "high": high,
        }
        if values["low"] == values["high"]:
            return stated(N_("%(option)s: %(own)s; the others, %(low)s."), **values)
        return stated(
            N_("%(option)s: %(own)s; the others, between %(low)s and %(high)s."), **values
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """The table: sections of rows, in the order of a reader, and the sectors that have a column."""

    scale: Scale
    sections: tuple[Section, ...]
    sectors: tuple[str, ...]

    @classmethod
    def of(cls, scale: Scale, sections: Sequence[Section], sectors: Sequence[str]) -> "Grid":
        """Make a grid: sections without rows go, so do sectors without a figure; who stands apart is marked."""
        rows = [row for section in sections for row in section.rows]
        seen = tuple(s for s in sectors if any(row.cells.get(s) is not None for row in rows))
        marked = (
            replace(section, rows=tuple(_marked(row, scale, seen) for row in section.rows))
            for section in sections
            if section.rows
        )
        return cls(scale, tuple(marked), seen)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, section after section."""
        return tuple(row for section in self.sections for row in section.rows)

    def rows_of(self, *tones: Tone) -> tuple[Row, ...]:
        """Return the rows whose outcome has one of these tones."""
        return tuple(
            row
            for section in self.sections
            if section.outcome.tone in tones
            for row in section.rows
        )

    @property
    def has_figures(self) -> bool:
        """Whether any row has a balanced figure."""
        return any(row.value is not None for row in self.rows)

    @property
    def has_margins(self) -> bool:
        """Whether any figure has an interval."""
        return any(row.interval is not None for row in self.rows)

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        """The outcomes that came out, by their key."""
        return {section.outcome.key: section.outcome for section in self.sections}

    def differences(self) -> tuple[Difference, ...]:
        """Return who stands apart on what, the farthest first."""
        found = [each for row in self.rows for each in _apart(row, self.scale)]
        return tuple(sorted(found, key=lambda each: -each.distance))

    def sorted_by(self, key: str) -> tuple[Row, ...]:
        """Return the rows by one column, the highest or first first: "all", "people" or a sector; those without come last.

        Any other key leaves the order of the sections.
        """
        if key not in {"all", "people", *self.sectors}:
            return self.rows
        sign = 1 if self.scale.unit == "place" else -1
        return tuple(sorted(self.rows, key=lambda row: _last_without(figure_of(row, key), sign)))


def figure(value: float, unit: Unit, words: Sequence[str] = ()) -> Mean | Share | Statement | str:
    """Return a figure as a sentence writes it; `words` are those of a scale of words."""
    if unit == "word":
        return stated(words[round(value)])
    if unit == "place":
        return stated(N_("place %(num)s"), num=round(value))
    if unit == "amount":
        return amount(value)
    if unit == "mean":
        return Mean(float(rounded(value, 1)))
    return Share(float(rounded(value, 3)))


def figure_of(row: Row, key: str) -> float | None:
    """Return the figure of a row in one column: "all", "people" or a sector."""
    if key == "all":
        return row.value
    if key == "people":
        return row.pooled
    cell = row.cells.get(key)
    return None if cell is None else cell.value


def _last_without(value: float | None, sign: int) -> tuple[bool, float]:
    return value is None, sign * (value or 0)


def _marked(row: Row, scale: Scale, seen: Sequence[str]) -> Row:
    distance = (row.scale or scale).apart
    cells: dict[str, Cell | None] = {s: row.cells.get(s) for s in seen}
    shown = {sector: cell.value for sector, cell in cells.items() if cell is not None}
    if len(shown) < FEWEST_TO_STAND_APART:
        return replace(row, cells=cells)
    for sector, value in shown.items():
        others = [other for each, other in shown.items() if each != sector]
        cell = cells[sector]
        if cell is not None and min(abs(value - other) for other in others) >= distance:
            cells[sector] = replace(cell, apart=_outside(value, others))
    return replace(row, cells=cells)


def _outside(value: float, others: Sequence[float]) -> bool:
    """Say whether a figure lies beyond all others: one in the middle of two far ones stands apart from nobody."""
    return value < min(others) or value > max(others)


def _apart(row: Row, scale: Scale) -> Iterator[Difference]:
    for sector, cell in row.cells.items():
        if cell is None or not cell.apart:
            continue
        others = sorted(
            (other for each, other in row.cells.items() if each != sector and other is not None),
            key=lambda each: each.value,
        )
        yield Difference(sector, row.code, cell, others[0], others[-1], scale.unit, scale.words)
