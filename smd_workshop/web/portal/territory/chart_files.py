"""Charts of plans and effects as files: a picture that pages of others show, and its specification with its data."""

import json
from dataclasses import replace

from flask import Response
from flask_babel import gettext as _

from smd_workshop.core.errors import NotFound
from smd_workshop.library.charts.alone import alone
from smd_workshop.library.charts.spec import BarRow, Bars, Chart, Map
from smd_workshop.library.charts.vega import vega
from smd_workshop.library.strategy.effects import Use
from smd_workshop.models import PlanIndicator, Process
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import charts, reading
from smd_workshop.plans.measurements import territories
from smd_workshop.strategy.scorecards import reading as of_cards
from smd_workshop.strategy.scorecards import scorecard_queries
from smd_workshop.strategy.territory import components, effects, hybrids, shared_values
from smd_workshop.web.asked import asked_year, today_in
from smd_workshop.web.files.documents import attachment, marked, named, picture, spelled
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of
from smd_workshop.web.words.plan_words import trend
from smd_workshop.web.words.strategy_words import scorecard_bars
from smd_workshop.web.words.value_words import hybrid_chart

INDICATOR = "/p/<code>/plans/<plan>/i/<indicator>"
DRAWN = "<any(svg, json):drawn>"


def _indicator(code: str, plan: str, indicator: str) -> PlanIndicator:
    return plans.find_indicator(plans.find_public(process_of(code), plan), indicator)


@bp.get(f"{INDICATOR}/chart.{DRAWN}")
def plan_indicator_chart(code: str, plan: str, indicator: str, drawn: str) -> Response:
    """Give what was asked of an indicator and what was reached, as a picture or as Vega-Lite."""
    row = _indicator(code, plan, indicator)
    return _given(row.plan.process, trend(row), f"{plan}-{row.code}", drawn)


@bp.get(f"{INDICATOR}/territories.{DRAWN}")
def plan_indicator_territories_chart(code: str, plan: str, indicator: str, drawn: str) -> Response:
    """Give what an indicator was in each territory in the year that the address asks for, as a picture or as Vega-Lite."""
    row = _indicator(code, plan, indicator)
    shown = reading.shown(row.plan, today_in(row.plan.process), asked_year())
    found = territories.of_year(row, shown.year)
    unit = (
        _("In %(unit)s", unit=row.measure) if row.measure else _("In the numbers of the indicator")
    )
    period = str(shown.year if found is None else found.period)
    title = _("%(code)s in each territory, %(period)s", code=row.code, period=period)
    chart = charts.by_territory(found, str(title), str(unit))
    words = spelled(_("Territories"))
    return _given(row.plan.process, chart, f"{plan}-{row.code}-{words}", drawn)


@bp.get(f"/p/<code>/effects/chart.{DRAWN}")
def effects_chart(code: str, drawn: str) -> Response:
    """Give how much of its threshold each component uses, now and with what is planned, as a picture or as Vega-Lite."""
    process = process_of(code)
    shown = [effects.shown(each) for each in components.of_process(process, public=True)]
    rows = [
        row
        for each in shown
        for row in (
            _use(_("%(name)s, now", name=each.row.name), each.outlook.now, 1),
            _use(_("%(name)s, with what is planned", name=each.row.name), each.outlook.then, None),
        )
        if row is not None
    ]
    chart = Bars(_("Use of the threshold"), _("Per cent of the threshold"), tuple(rows))
    return _given(process, chart, spelled(_("Cumulative effects"), code), drawn)


def _use(label: str, use: Use, colour: int | None) -> BarRow | None:
    """Return the bar of a use, None where there is no threshold to use."""
    return None if use.share is None else BarRow(label, float(use.share * 100), colour)


@bp.get(f"/p/<code>/scorecards/<scorecard>/chart.{DRAWN}")
def scorecard_chart(code: str, scorecard: str, drawn: str) -> Response:
    """Give both measures of each objective in the year that the address asks for, as a picture or as Vega-Lite."""
    process = process_of(code)
    card = scorecard_queries.find_public(process, scorecard)
    shown = of_cards.shown(card, today_in(process), asked_year(), public=True)
    return _given(process, scorecard_bars(shown), f"{code}-{scorecard}-{shown.year}", drawn)


@bp.get(f"/p/<code>/shared-value/<int:shared_value>/<int:metric>/chart.{DRAWN}")
def hybrid_metric_chart(code: str, shared_value: int, metric: int, drawn: str) -> Response:
    """Give the pairs of a hybrid metric, its word of evidence with them, as a picture or as Vega-Lite; NotFound where none is known."""
    process = process_of(code)
    row = shared_values.find(process, shared_value, public=True)
    known = [each for each in hybrids.shown(row, public=True) if each.row.id == metric]
    chart = hybrid_chart(known[0]) if known else None
    if chart is None:
        raise NotFound
    words = [_(hybrids.EVIDENCE[known[0].read.evidence])]
    words += [_("Simulated answers")] if known[0].simulated and not process.simulated else []
    told = replace(
        chart, title=". ".join([chart.title, *words]), across=". ".join([chart.across, *words])
    )
    name = spelled(code, _("Shared value"), str(shared_value), str(metric))
    return _given(process, told, name, drawn)


def _given(process: Process, chart: Bars | Map, name: str, drawn: str) -> Response:
    """Return a chart as a file; in another page nothing but itself says that its votes are simulated."""
    title = marked(process, chart.title)
    told: Chart = (
        replace(chart, title=title, across=marked(process, chart.across))
        if isinstance(chart, Map)
        else replace(chart, title=title, unit=marked(process, chart.unit))
    )
    if drawn == "svg":
        return picture(process, alone(told), name)
    text = json.dumps(vega(told), ensure_ascii=False, allow_nan=False)
    return attachment(text.encode(), "application/json", f"{named(process, name)}.json")
