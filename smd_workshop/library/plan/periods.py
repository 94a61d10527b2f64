"""The periods in which an indicator is measured, and what those of one year say of the year."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from enum import StrEnum
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_


class Span(StrEnum):
    """How long a period is."""

    YEAR = "year"
    SEMESTER = "semester"
    QUARTER = "quarter"
    MONTH = "month"


#: How many of a span make a year, and the letter that its number follows.
_PARTS: Final = {Span.YEAR: 1, Span.SEMESTER: 2, Span.QUARTER: 4, Span.MONTH: 12}
_LETTERS: Final = {Span.SEMESTER: "S", Span.QUARTER: "Q"}
_SHAPE: Final = re.compile(
    r"([1-9][0-9]{3})(?:-(?:S([12])|[QT]([1-4])|(0[1-9]|1[0-2])))?", re.IGNORECASE
)
#: Sums of decimals keep every digit.
_EXACT: Final = Context(prec=2_000)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A year, or the `number`th part of it."""

    year: int
    span: Span = Span.YEAR
    number: int = 1

    def __str__(self) -> str:
        """Return 2023, 2023-S1, 2023-Q3 or 2023-05."""
        if self.span is Span.YEAR:
            return str(self.year)
        letter = _LETTERS.get(self.span)
        return f"{self.year}-{letter}{self.number}" if letter else f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, (self.number - 1) * self._months + 1, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        month = self.number * self._months
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def _months(self) -> int:
        return 12 // _PARTS[self.span]

    @property
    def next(self) -> "Period":
        """The period of the same length that follows."""
        if self.number < _PARTS[self.span]:
            return Period(self.year, self.span, self.number + 1)
        return Period(self.year + 1, self.span)


def period_of(text: str) -> Period:
    """Read 2023, 2023-S1, 2023-Q3 (or 2023-T3) or 2023-05; `Invalid` for anything else."""
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        raise Invalid(
            N_("“%(text)s” is not a period. Write 2023, 2023-S1, 2023-Q3 or 2023-05."),
            text=text.strip()[:40],
        )
    year, *parts = found.groups()
    spans = (Span.SEMESTER, Span.QUARTER, Span.MONTH)
    for span, number in zip(spans, parts, strict=True):
        if number:
            return Period(int(year), span, int(number))
    return Period(int(year))


def periods_of(year: int, span: Span) -> list[Period]:
    """Return the periods of this length in a year, in their order."""
    return [Period(year, span, number) for number in range(1, _PARTS[span] + 1)]


def year_value(
    values: Mapping[Period, Decimal | None], year: int, *, additive: bool
) -> Decimal | None:
    """Return what the periods of a year say of the year; None where they do not say it.

    What was measured of the year itself counts before its parts. Parts that add up say it once all of one
    length are known; else the part with which the year ends says where one stands.
    """
    whole = Period(year)
    if whole in values:
        return values[whole]
    for span in (Span.SEMESTER, Span.QUARTER, Span.MONTH):
        parts = [values.get(each) for each in periods_of(year, span)]
        known = [each for each in parts if each is not None]
        if additive and len(known) == len(parts):
            return _sum(known)
        if not additive and parts[-1] is not None:
            return parts[-1]
    return None


def value_until(
    values: Mapping[Period, Decimal | None], end: Period, *, additive: bool
) -> Decimal | None:
    """Return what the year of a period has come to when that period ends; None where nobody can say.

    Parts that add up say it once all of one length up to that day are known; else the part that ended last does.
    """
    known = {each: value for each, value in values.items() if each.last <= end.last}
    whole = year_value(known, end.year, additive=additive)
    if whole is not None or Period(end.year) in known:
        return whole  # also where it says that nobody knows it
    if not additive:
        ended = [each for each in known if each.year == end.year and known[each] is not None]
        return (
            known[max(ended, key=lambda each: (each.last, -each.first.toordinal()))]
            if ended
            else None
        )
    for span in (Span.SEMESTER, Span.QUARTER, Span.MONTH):
        parts = [each for each in periods_of(end.year, span) if each.last <= end.last]
        found = [value for each in parts if (value := known.get(each)) is not None]
        if parts and parts[-1].last == end.last and len(found) == len(parts):
            return _sum(found)
    return None


def _sum(values: list[Decimal]) -> Decimal:
    total = Decimal(0)
    for each in values:
        total = _EXACT.add(total, each)
    return total


def following(measured: list[Period], span: Span, first_year: int, last_year: int) -> Period | None:
    """Return the period that is to be measured next, None after the last of the plan."""
    of_span = [each for each in measured if each.span is span]
    whole = {each.year for each in measured if each.span is Span.YEAR}
    asked = max(of_span).next if of_span else Period(first_year, span)
    while asked.year in whole:
        asked = Period(asked.year + 1, span)
    return asked if asked.year <= last_year else None


def overdue(period: Period, today: date, days: int = 0) -> bool:
    """Say whether so many days have passed since a period ended."""
    return today > period.last + timedelta(days=days)
