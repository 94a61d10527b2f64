"""Templates of reports: strict about missing values, escaping everything, writing figures as Peru does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeGuard

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
)
from markupsafe import Markup

from smd_workshop.core import numbers
from smd_workshop.library import methods
from smd_workshop.library.ballots import FILES, KINDS, folder_of
from smd_workshop.library.charts.frame import places
from smd_workshop.library.charts.marks import MARKS, mark
from smd_workshop.library.charts.sheets import sheets
from smd_workshop.library.charts.spec import Cell, Chart, ChartTable, Stacked
from smd_workshop.library.charts.svg import svg
from smd_workshop.library.stats import proportions
from smd_workshop.publishing import published_figures

TEMPLATES = Path(__file__).resolve().parent / "templates"
PAGES = TEMPLATES.parent.parent / "smd_workshop" / "templates"
PAPER_WIDTH, PAPER_HEIGHT = 640, 880  # pixels between the margins of an A4 page, less a caption
PIECE = 220  # the height of a piece of a long chart: what is left of a page holds some of its rows

_LONG, _PIECES, _BREAK = re.compile(r"\S{71,}"), re.compile(r".{1,30}", re.DOTALL), "\u200b"

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]


@dataclass(frozen=True, slots=True)
class Written:
    """A table in words: translated headers, cells as text with equal decimals per column, which columns are figures."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]


def render(
    template: str, *, gettext: Gettext, ngettext: Ngettext, language: str, **values: Any
) -> str:
    """Return the HTML of a report template; a value it needs and did not get is an UndefinedError."""
    return (
        environment(gettext, ngettext, language)
        .get_template(template)
        .render(language=language, **values)
    )


@lru_cache(maxsize=16)
def environment(gettext: Gettext, ngettext: Ngettext, language: str) -> Environment:
    """Return the environment for one language; the translation functions are the caller's."""
    made = Environment(
        # A method's own fragments are the same on paper as on the page.
        loader=ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES),
                FileSystemLoader(PAGES),
                PrefixLoader({"method": FileSystemLoader(list(methods.__path__))}),
                ballot_templates(),
            ]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_breakable,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        number=numbers.number,
        money=numbers.money,
        percent=lambda *share: numbers.unbroken(numbers.percent(*share)),
        share=lambda part, whole: numbers.unbroken(numbers.share_words(part, whole, language)),
        date=lambda value: numbers.day_words(value, language),
        day=numbers.day,
        isoday=lambda text: numbers.day_words(date.fromisoformat(text), language),
        isomoment=lambda text: numbers.moment_words(datetime.fromisoformat(text), language),
        moment=lambda value: numbers.moment_words(value, language),
    )
    made.globals.update(
        drawings=_drawings,
        said=_said(gettext),
        written=_written(gettext),
        marks=MARKS,
        mark=mark,
        decimals=published_figures.places,
        wilson=proportions.wilson,
        balanced_share=proportions.balanced,
    )
    return made


def ballot_templates() -> PrefixLoader:
    """Load ballot/<kind>/<file>.html from the folder of a kind of ballot, of one registered later too."""

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        kind, _, file = name.partition("/")
        if kind not in KINDS or file not in FILES:
            return None
        path = folder_of(KINDS[kind]) / file
        changed = path.stat().st_mtime_ns
        text = path.read_text(encoding="utf-8")
        return text, str(path), lambda: path.stat().st_mtime_ns == changed

    return PrefixLoader({"ballot": FunctionLoader(load)})


def _breakable(value: object) -> object:
    """Let a word longer than any digest break, or it would push a table over the edge of the paper."""
    if isinstance(value, str) and not isinstance(value, Markup) and len(value) > 70:
        return _LONG.sub(lambda found: _BREAK.join(_PIECES.findall(found.group())), value)
    return value


def _drawings(chart: Chart) -> list[Markup]:
    """Draw a chart; where it is long, in pieces that a page may break between."""
    # Shares have a key above them, which would stand over every piece.
    parts = sheets(chart, PAPER_WIDTH, PAPER_HEIGHT if isinstance(chart, Stacked) else PIECE)
    last = parts[-1]
    drawn = [svg(part, PAPER_WIDTH, foot=part is last) for part in parts]
    return [Markup(each) for each in drawn]  # noqa: S704 - rebuilt from a closed list


def _said(gettext: Gettext) -> Callable[[Chart], Chart]:
    def said(chart: Chart) -> Chart:
        return chart.translated(gettext)

    return said


def _written(gettext: Gettext) -> Callable[[ChartTable], Written]:
    def written(table: ChartTable) -> Written:
        headers = tuple(gettext(header) if header else "" for header in table.headers)
        columns = list(zip(*table.rows, strict=True)) or [()] * len(headers)
        figures = tuple(any(_counts(cell) for cell in column) for column in columns)
        decimals = [places(c for c in column if _counts(c)) for column in columns]
        rows = tuple(
            tuple(_cell(c, p) for c, p in zip(row, decimals, strict=True)) for row in table.rows
        )
        return Written(headers, rows, figures)

    return written


def _counts(cell: Cell) -> TypeGuard[float]:
    return isinstance(cell, int | float)


def _cell(cell: Cell, places: int) -> str:
    return cell if isinstance(cell, str) else numbers.number(cell, places)
