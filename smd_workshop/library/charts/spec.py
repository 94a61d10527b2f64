"""What a chart shows, as plain values: five kinds, each of which can also be read as a table.

Texts are English message ids or the words people wrote; `translated` gives the same chart in another language.
A value of None is drawn as a dash: "nothing to show" and "too few people to show" look alike.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from smd_workshop.core.messages import N_

Cell = str | float | None
Domain = tuple[float, float]
Translate = Callable[[str], str]
#: What a row is called over the names of rows, unless a chart says otherwise.
OPTION = N_("Option")


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The chart as rows of cells, one cell per header; numbers stay numbers, None is "nothing to show"."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar. `sector` is the place of a sector in its process, from 1: it decides colour and shape."""

    label: str
    value: float | None
    sector: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars from zero. `domain` fixes the axis; without it the axis holds zero and every value."""

    title: str
    unit: str
    rows: tuple[BarRow, ...]
    domain: Domain | None = None
    #: What a row of its table is.
    rows_are: str = OPTION

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be drawn: ValueError."""
        object.__setattr__(self, "rows", tuple(self.rows))
        _check(self.domain, (row.value for row in self.rows))

    def table(self) -> ChartTable:
        """Return the rows under the headers: option, value (its unit), and a note where any row has one."""
        noted = any(row.note for row in self.rows)
        headers = (self.rows_are, self.unit or N_("Value"), *((N_("Note"),) if noted else ()))
        return ChartTable(
            headers,
            tuple((row.label, row.value, *((row.note,) if noted else ())) for row in self.rows),
        )

    def translated(self, _: Translate) -> Bars:
        """Return the same chart with every text passed through `_`."""
        rows = tuple(
            replace(row, label=_say(_, row.label), note=_say(_, row.note)) for row in self.rows
        )
        return replace(self, title=_say(_, self.title), unit=_say(_, self.unit), rows=rows)


@dataclass(frozen=True, slots=True)
class DotRow:
    """One estimate with its interval; rows of equal `group` stand together under it."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Dots:
    """Dots with intervals. `reference` draws one upright line (a threshold, an average).

    `places`: what people wrote that stands in the title, by the name of its place; filled in once it is translated.
    """

    title: str
    unit: str
    rows: tuple[DotRow, ...]
    domain: Domain | None = None
    reference: float | None = None
    places: tuple[tuple[str, str], ...] = ()
    #: What a row of its table is.
    rows_are: str = OPTION

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be drawn: ValueError."""
        object.__setattr__(self, "rows", tuple(self.rows))
        _check(
            self.domain, (number for row in self.rows for number in (row.value, row.low, row.high))
        )
        _check(None, (self.reference,))

    def table(self) -> ChartTable:
        """Return the rows under the headers: group (where there is one), option, value (its unit), and the interval where there is one."""
        grouped = any(row.group for row in self.rows)
        ranged = any(row.low is not None or row.high is not None for row in self.rows)
        headers = (
            *((N_("Group"),) if grouped else ()),
            self.rows_are,
            self.unit or N_("Value"),
            *((N_("From"), N_("To")) if ranged else ()),
        )
        rows = tuple(
            (
                *((row.group,) if grouped else ()),
                row.label,
                row.value,
                *((row.low, row.high) if ranged else ()),
            )
            for row in self.rows
        )
        return ChartTable(headers, rows)

    def translated(self, _: Translate) -> Dots:
        """Return the same chart with every text passed through `_`."""
        rows = tuple(
            replace(row, label=_say(_, row.label), group=_say(_, row.group)) for row in self.rows
        )
        title = _say(_, self.title)
        title = title % dict(self.places) if self.places else title
        return replace(self, title=title, unit=_say(_, self.unit), rows=rows, places=())


@dataclass(frozen=True, slots=True)
class StackedRow:
    """How many answers each category received, in the order of the chart's categories."""

    label: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Shares of answers, from against to in favour: 1–3, 4–6, 7–9, then what stands outside the scale.

    `aside` counts the last categories that are no point of the scale (no sé, abstention): drawn without colour.
    """

    title: str
    unit: str
    categories: tuple[str, ...]
    rows: tuple[StackedRow, ...]
    aside: int = 1
    #: What a row of its table is.
    rows_are: str = OPTION

    def __post_init__(self) -> None:
        """Refuse negative counts and rows of another length than the categories: ValueError."""
        object.__setattr__(self, "categories", tuple(self.categories))
        object.__setattr__(
            self, "rows", tuple(replace(row, values=tuple(row.values)) for row in self.rows)
        )
        _check(None, (value for row in self.rows for value in row.values))
        if any(len(row.values) != len(self.categories) for row in self.rows):
            raise ValueError("a stacked row needs one value per category")
        if any(value < 0 for row in self.rows for value in row.values):
            raise ValueError("a stacked row cannot hold a negative number")

    def table(self) -> ChartTable:
        """Return the rows under the headers: option, then each category, then the total that is the denominator of the shares."""
        headers = (self.rows_are, *self.categories, N_("Total"))
        return ChartTable(
            headers, tuple((row.label, *row.values, sum(row.values)) for row in self.rows)
        )

    def translated(self, _: Translate) -> Stacked:
        """Return the same chart with every text passed through `_`."""
        rows = tuple(replace(row, label=_say(_, row.label)) for row in self.rows)
        categories = tuple(_say(_, category) for category in self.categories)
        return replace(
            self,
            title=_say(_, self.title),
            unit=_say(_, self.unit),
            categories=categories,
            rows=rows,
        )


class Diverging(Stacked):
    """Shares of answers on a scale around its middle: against to the left of zero, in favour to the right.

    What stands outside the scale is in the table and not in the drawing.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Something that stands on a map: across and up; None is not drawn."""

    label: str
    across: float | None
    up: float | None


@dataclass(frozen=True, slots=True)
class Map:
    """Places by two measures, numbered as in the table, with a cross that cuts the map in four and their four names.

    `corners` go from upper left over upper right and lower left to lower right.
    """

    title: str
    across: str
    up: str
    places: tuple[Place, ...]
    domain: tuple[Domain, Domain]
    cut: tuple[float, float] | None = None
    corners: tuple[str, str, str, str] = ("", "", "", "")
    #: What a row of its table is.
    rows_are: str = OPTION

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be drawn: ValueError."""
        object.__setattr__(self, "places", tuple(self.places))
        for domain, values in zip(
            self.domain,
            ((p.across for p in self.places), (p.up for p in self.places)),
            strict=True,
        ):
            _check(domain, values)
        _check(None, self.cut or ())

    def table(self) -> ChartTable:
        """Return the places under the headers: their number on the map, what they are, and both measures."""
        headers = (N_("Number"), self.rows_are, self.across, self.up)
        return ChartTable(
            headers,
            tuple((n, p.label, p.across, p.up) for n, p in enumerate(self.places, 1)),
        )

    def translated(self, _: Translate) -> Map:
        """Return the same chart with every text passed through `_`."""
        first, second, third, fourth = (_say(_, corner) for corner in self.corners)
        return replace(
            self, title=_say(_, self.title), across=_say(_, self.across), up=_say(_, self.up),
            places=tuple(replace(each, label=_say(_, each.label)) for each in self.places),
            corners=(first, second, third, fourth),
        )  # fmt: skip


Chart = Bars | Dots | Stacked | Map


def _say(translate: Translate, text: str) -> str:
    # gettext answers the empty message with the header of the catalogue
    return translate(text) if text else text


def _check(domain: Domain | None, values: Iterable[float | None]) -> None:
    if any(value is not None and not math.isfinite(value) for value in values):
        raise ValueError(
            "a chart shows finite numbers only; use None for a value that is not shown"
        )
    if domain is not None and not 0 < domain[1] - domain[0] < math.inf:
        raise ValueError("a chart's domain goes from a smaller to a larger finite number")
