"""Charts, tables and method fragments for pages: the same words as on paper, drawn for two widths."""

from typing import Any

from flask import Flask
from flask_babel import gettext, ngettext
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader
from markupsafe import Markup

from reports.environment import ballot_templates, environment
from smd_workshop.library import methods
from smd_workshop.library.charts.spec import Chart, ChartTable
from smd_workshop.library.charts.svg import svg
from smd_workshop.web.language import current_language


def init_app(app: Flask) -> None:
    """Let templates draw charts and include method/<id>/result.html and ballot/<kind>/sheet.html."""
    fragments = PrefixLoader({"method": FileSystemLoader(list(methods.__path__))})
    own = app.jinja_env.loader
    others = [fragments, ballot_templates()]
    app.jinja_env.loader = ChoiceLoader([own, *others] if own else others)
    app.jinja_env.globals.update(drawing=drawing, said=said, written=written)


def drawing(chart: Chart, width: int) -> Markup:
    """Draw a chart for this width in pixels."""
    return Markup(svg(chart, width))  # noqa: S704 - rebuilt from a closed list of elements


def said(chart: Chart) -> Chart:
    """Return the chart in the reader's language."""
    return chart.translated(gettext)


def written(table: ChartTable) -> Any:
    """Return a chart's table in words, figures with equal decimals per column."""
    in_words: Any = environment(gettext, ngettext, current_language()).globals["written"]
    return in_words(table)
