"""Templates of reports: escaping everything, and breaking what would push a table off the paper."""

from __future__ import annotations

import re
from datetime import tzinfo
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache, ChoiceLoader, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from markupsafe import Markup

from reports import presentation
from reports.spoken import Gettext, Ngettext, unfilled
from smd_workshop.core.caching import bounded
from smd_workshop.core.numbers import LIMA
from smd_workshop.library.charts.marks import MARKS, mark
from smd_workshop.library.charts.sheets import scale, sheets
from smd_workshop.library.charts.spec import Chart, Stacked
from smd_workshop.library.findings import Row, Scale, strips

TEMPLATES = Path(__file__).resolve().parent / "templates"
PAGES = TEMPLATES.parent.parent / "smd_workshop" / "templates"
PAPER_WIDTH, PAPER_HEIGHT = 640, 880  # pixels between the margins of an A4 page, less a caption
PIECE = 220  # the height of a piece of a long chart: what is left of a page holds some of its rows

_LONG, _PIECES, _BREAK = re.compile(r"\S{71,}"), re.compile(r".{1,30}", re.DOTALL), "\u200b"


def render(
    template: str, *, gettext: Gettext, ngettext: Ngettext, language: str, zone: tzinfo = LIMA,
    **values: Any,
) -> str:  # fmt: skip
    """Return the HTML of a report template; a value it needs and did not get is an UndefinedError."""
    return (
        environment(gettext, ngettext, language, zone)
        .get_template(template)
        .render(language=language, **values)
    )


class _Compiled(BytecodeCache):
    """Templates as Python, compiled once for all languages: half a second for the acta.

    Jinja looks itself whether the source is still the one that was compiled.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what was compiled of this template, if anything was."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled: one entry for each template that is shipped."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@bounded("environments of papers", 16)
def environment(
    gettext: Gettext, ngettext: Ngettext, language: str, zone: tzinfo = LIMA
) -> Environment:
    """Return the environment for one language and time zone; the translation functions are the caller's."""
    made = Environment(
        # A method's own fragments are the same on paper as on the page.
        loader=ChoiceLoader(
            [FileSystemLoader(TEMPLATES), FileSystemLoader(PAGES), presentation.folder_templates()]
        ),
        autoescape=True,
        finalize=_breakable,
        bytecode_cache=_COMPILED,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, unfilled(ngettext), newstyle=True)  # type: ignore[attr-defined]
    presentation.prepare(made, gettext, ngettext, lambda: language, lambda: zone)
    made.globals.update(drawings=_drawings, scale=_scale, strip=_strip, marks=MARKS, mark=mark)
    return made


def _breakable(value: object) -> object:
    """Let a word longer than any digest break, or it would push a table over the edge of the paper."""
    if isinstance(value, str) and not isinstance(value, Markup) and len(value) > 70:
        return _LONG.sub(lambda found: _BREAK.join(_PIECES.findall(found.group())), value)
    return value


def _drawings(chart: Chart) -> list[Markup]:
    """Draw a chart; where it is long, in pieces that a page may break between."""
    # Shares have a key above them, which would stand over every piece.
    height = PAPER_HEIGHT if isinstance(chart, Stacked) else PIECE
    drawn = sheets(chart, PAPER_WIDTH, height, foot=False)
    return [Markup(each) for each in drawn]  # noqa: S704 - charts write every element themselves


def _strip(scale: Scale, row: Row, tone: str) -> Markup:
    """Draw a strip that uses nothing from elsewhere: on paper no drawing sees another."""
    return Markup(strips.strip(scale, row, tone))  # noqa: S704 - as above


def _scale(chart: Chart) -> Markup:
    """Draw the numbers of a chart's scale, which stand below it on each of its pages."""
    return Markup(scale(chart, PAPER_WIDTH))  # noqa: S704 - as above
