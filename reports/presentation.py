"""How figures, days, tables and charts are put into words: one vocabulary of templates, on pages and on paper.

Both Jinja environments are prepared here, so that a fragment of a method says the same on a screen, on
the wall and in a document. What is really different stays with each: addresses and assets, marks as
classes of a stylesheet (smd_workshop.web.template_helpers) or as signs in ink, drawings cut into sheets
(reports.environment).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Protocol, TypeGuard

from jinja2 import Environment, FunctionLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from reports.spoken import Gettext, Ngettext, Speaker
from smd_workshop.core import names, numbers
from smd_workshop.library import ballots, methods
from smd_workshop.library.ballots.kind import Said
from smd_workshop.library.charts.frame import places
from smd_workshop.library.charts.marks import mark
from smd_workshop.library.charts.spec import Cell, Chart, ChartTable
from smd_workshop.library.charts.svg import svg
from smd_workshop.library.findings import Row, Scale, strips
from smd_workshop.library.findings import histogram as histograms
from smd_workshop.library.numbers import as_fraction
from smd_workshop.library.sectors import status
from smd_workshop.library.sectors.distributions import Distribution
from smd_workshop.library.stats.samples import proportions
from smd_workshop.publishing import published_figures

Language = Callable[[], str]
#: In which time zone moments are written.
Zone = Callable[[], tzinfo]
#: A template as a FunctionLoader wants it: its text, its file, and whether that is still the same.
Source = tuple[str, str, Callable[[], bool]]


class Placed(Protocol):
    """A sector with its place in the process, from 0."""

    @property
    def position(self) -> int:
        """Its place."""
        ...


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A table in words: translated headers, cells as text with equal decimals per column, which columns are figures."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]


def prepare(
    environment: Environment, gettext: Gettext, ngettext: Ngettext, language: Language, zone: Zone
) -> None:
    """Make an environment strict and give it the filters and functions that every template may use.

    `language` and `zone` are asked each time something is written: another reader, another process.
    """
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(_filters(gettext, language, zone))
    environment.globals.update(
        drawing=drawing,
        speak=Speaker(gettext, ngettext),
        strip=strip,
        mark_strip=mark_strip,
        mark_key=mark_key,
        histogram=histogram,
        step_words=lambda words: step_words(words, gettext),
        scale_strip=lambda scale: scale_strip(scale, gettext),
        said=lambda chart: chart.translated(gettext),
        written=lambda table: written(table, gettext),
        decimals=published_figures.places,
        wilson=proportions.wilson,
        is_firm=lambda ends, needed: proportions.is_firm(ends, *map(as_fraction, needed)),
        balanced_share=proportions.balanced,
        without_quorum=without_quorum,
        voted=voted,
        class_words=class_words,
    )


def without_quorum(result: dict[str, Any]) -> list[str]:
    """Return the codes of the sectors that lack their quorum in a stored result."""
    return status.of_seats(result["seats"], as_fraction(result["settings"]["quorum_more_than"]))


def voted(result: dict[str, Any]) -> dict[str, int]:
    """Return how many answered, by sector and, under their code, of sectors that are shown as one."""
    together = result.get("disclosure", {}).get("together", ())
    people = {code: row["voted"] for code, row in result["seats"].items()}
    return people | {each["code"]: each["people"] for each in together}


def class_words(method_id: str) -> Mapping[str, str]:
    """Return class → words of a method that sorts into classes, in their order; nothing where it says none."""
    method = methods.METHODS.get(method_id)
    sorts = method.tracing.classifies if method is not None else None
    return sorts.words if sorts is not None else {}


def _filters(gettext: Gettext, language: Language, zone: Zone) -> dict[str, Callable[..., Any]]:
    return {
        "number": numbers.number,
        "amount": numbers.amount,
        "unquoted": names.unquoted,
        "cost": lambda value: numbers.amount(float(as_fraction(value))),
        "money": numbers.money,
        "in_unit": numbers.in_unit,
        "hundredfold": numbers.hundredfold,
        "grammatical": numbers.grammatical,
        "percent": lambda *share: numbers.unbroken(numbers.percent(*share)),
        "share": lambda part, whole: numbers.unbroken(numbers.share_words(part, whole, language())),
        "rule_of_share": lambda value: numbers.share_said(str(value), gettext),
        "day": lambda value: numbers.day_words(value, language(), zone()),
        "hour": lambda value: numbers.hour(value, zone()),
        "moment": lambda value: numbers.moment_words(value, language(), zone()),
        "weekday": lambda value: numbers.weekday_words(value, language(), zone()),
        "isoweekday": lambda text: numbers.weekday_words(
            datetime.fromisoformat(text), language(), zone()
        ),
        "isoday": lambda text: numbers.day_words(_written(text), language(), zone()),
        "isomoment": lambda text: numbers.moment_words(
            datetime.fromisoformat(text), language(), zone()
        ),
    }


def _written(text: str) -> date:
    """Return the day or the moment that stands in a document: of a moment, the zone says which day."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def folder_templates() -> PrefixLoader:
    """Return what loads method/<id>/<file> and ballot/<kind>/<file> from their folders, also from those registered later."""
    found = {"method": methods.fragment, "ballot": ballots.fragment}
    return PrefixLoader({name: FunctionLoader(_reading(find)) for name, find in found.items()})


def _reading(find: Callable[[str], Path | None]) -> Callable[[str], Source | None]:
    def read(name: str) -> Source | None:
        path = find(name)
        if path is None:
            return None
        written_at = path.stat().st_mtime_ns
        return path.read_text("utf-8"), str(path), lambda: path.stat().st_mtime_ns == written_at

    return read


def strip(scale: Scale, row: Row, tone: str) -> Markup:
    """Draw the balanced figure of a row with its interval on the scale of its grid, by the signs of `mark_key`."""
    return Markup(strips.strip(scale, row, tone, keyed=True))  # noqa: S704 - strips write every element themselves


def mark_strip(scale: Scale, row: Row, sectors: Mapping[str, Placed]) -> Markup:
    """Draw what each sector said of a row, by the marks of `mark_key`."""
    places = {code: sector.position for code, sector in sectors.items()}
    return Markup(strips.mark_strip(scale, row, places))  # noqa: S704 - as above


def histogram(found: Distribution, sector: Placed | None = None) -> Markup:
    """Draw how a sector's answers are spread, in the colour of the sector; without one in that of the text around it."""
    colour = "currentColor" if sector is None else mark(sector.position + 1).colour
    return Markup(histograms.histogram(found, colour))  # noqa: S704 - it writes every element itself


def step_words(words: Said, gettext: Gettext) -> str:
    """Say a step of a scale, or what lies between two, in the reader's language."""
    params = {
        name: step_words(each, gettext) if isinstance(each, Said) else each
        for name, each in words.params.items()
    }
    text = gettext(words.message)
    return text % params if params else text


def mark_key() -> Markup:
    """Draw, unseen, the marks that strips use; once on a page."""
    return Markup(strips.key())  # noqa: S704 - as above


def scale_strip(scale: Scale, gettext: Gettext) -> Markup:
    """Draw the numbers or the words of a scale, as wide as a strip."""
    said = [_tick(scale, tick, gettext) for tick in scale.ticks]
    return Markup(strips.axis(scale, said))  # noqa: S704 - as above


def _tick(scale: Scale, tick: float, gettext: Gettext) -> str:
    if scale.unit in {"mean", "place"}:
        return numbers.number(tick)
    if scale.unit == "amount":
        return numbers.amount(tick)
    if scale.unit == "word":
        return str(escape(gettext(scale.words[int(tick)])))
    return numbers.unbroken(numbers.percent(tick, 1, 0))


def drawing(chart: Chart, width: int) -> Markup:
    """Draw a chart for this width in pixels."""
    return Markup(svg(chart, width))  # noqa: S704 - charts write every element themselves


def written(table: ChartTable, gettext: Gettext) -> WrittenTable:
    """Return a chart's table in words, figures with equal decimals per column."""
    headers = tuple(gettext(header) if header else "" for header in table.headers)
    columns = list(zip(*table.rows, strict=True)) or [()] * len(headers)
    figures = tuple(any(_counts(cell) for cell in column) for column in columns)
    decimals = [places(c for c in column if _counts(c)) for column in columns]
    rows = tuple(
        tuple(_cell(c, p) for c, p in zip(row, decimals, strict=True)) for row in table.rows
    )
    return WrittenTable(headers, rows, figures)


def _counts(cell: Cell) -> TypeGuard[float]:
    return isinstance(cell, int | float)


def _cell(cell: Cell, decimals: int) -> str:
    return cell if isinstance(cell, str) else numbers.number(cell, decimals)
