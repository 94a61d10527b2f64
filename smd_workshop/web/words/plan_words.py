"""The words of plans, the same on the pages of staff and of the public."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from forms.plans.plan import STATES, VERSIONS
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.library.charts.spec import Bars, Dots
from smd_workshop.library.plan.evaluation.caution import Kind
from smd_workshop.library.plan.evaluation.lights import Light, light_of, word_of
from smd_workshop.library.plan.evaluation.limits import is_share
from smd_workshop.library.plan.evaluation.pace import Pace, known_of, spread
from smd_workshop.library.plan.figures import Figure
from smd_workshop.library.plan.periods import Period, Span, period_of
from smd_workshop.library.plan.quoted import honest
from smd_workshop.models import Plan, PlanFinance, PlanIndicator, PlanReport
from smd_workshop.plans.evaluation import charts
from smd_workshop.plans.evaluation.sentences import sentence
from smd_workshop.plans.files.lines import Reason
from smd_workshop.plans.measurements import unlikely, values
from smd_workshop.plans.measurements.variables import written
from smd_workshop.plans.plans import address_of
from smd_workshop.repository.variables import last

#: What kinds of warnings are called where they are listed.
CAUTIONS: Final = {
    Kind.NO_INDICATOR: N_("Nothing measures it, or nothing serves it"),
    Kind.NO_TARGET: N_("Without a target nothing can be compared"),
    Kind.NO_VALUE: N_("There is no value yet"),
    Kind.TARGET_TURNS: N_("The targets go against the direction that is wanted"),
    Kind.BEHIND_BASELINE: N_("Less is asked than there was at the beginning"),
    Kind.NOT_ABOVE_ZERO: N_("Zero or less"),
    Kind.FAR_BEYOND: N_("Much more was reached than asked: the target was too low"),
    Kind.ALREADY_MET: N_("What is asked of the last year has been reached already"),
    Kind.OUTSIDE_PERIOD: N_("Outside the years of the plan"),
    Kind.RELEVANCE: N_("The relevance is off its scale"),
    Kind.CODES_DISAGREE: N_("A code says something else than its place"),
    Kind.MEASURES_APART: N_("Two measures of one thing that say different things"),
    Kind.ROUNDING: N_("Rounding would change the light"),
    Kind.BEYOND_WHOLE: N_("More was carried out than there was to do"),
    Kind.FINANCE: N_("About the money"),
}
SENSES: Final = {
    "ascending": N_("Ascending: more is better"),
    "descending": N_("Descending: less is better"),
    "at most": N_("A limit: at most"),
    "at least": N_("A limit: at least"),
}
AGGREGATIONS: Final = {
    "additive": N_("The years add up (agregable)"),
    "not additive": N_("Each year says where one stands (no agregable)"),
}
FREQUENCIES: Final = {
    "year": N_("Once a year"),
    "semester": N_("Every six months"),
    "quarter": N_("Every three months"),
    "month": N_("Every month"),
}
HORIZONS: Final = {
    "": "", "short": N_("Short term"), "medium": N_("Medium term"), "long": N_("Long term"),
}  # fmt: skip
RELEVANCES: Final = {1: N_("Very relevant"), 2: N_("Relevant"), 3: N_("Less relevant")}
PACES: Final = {
    Pace.MET: _l("it has reached it"),
    Pace.ON_TRACK: _l("it goes fast enough"),
    Pace.SLOW: _l("it has to go faster"),
    Pace.LIMITED: _l("it goes much too slowly"),
    Pace.BACKWARDS: _l("it goes backwards"),
}
_SPANS: Final = {
    Span.SEMESTER: N_("semester %(number)s of %(year)s"),
    Span.QUARTER: N_("quarter %(number)s of %(year)s"),
}
_MONTHS: Final = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
    N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Let templates say the words of plans."""
    app.jinja_env.globals["plan_words"] = {
        "cautions": CAUTIONS, "senses": SENSES, "aggregations": AGGREGATIONS,
        "frequencies": FREQUENCIES, "horizons": HORIZONS, "relevances": RELEVANCES,
        "states": STATES, "versions": VERSIONS, "paces": PACES,
    }  # fmt: skip
    app.jinja_env.globals.update(
        variable_name=written,
        counts_per_cent=is_share,
        plan_address=address_of,
        last_value=last,
        light_word=word_of,
        lights_of=lights_of,
        money_of=money_of,
        plan_limits=limits_words,
        plan_outlook=outlook,
        plan_ahead=ahead,
        report_address=report_address,
        report_words=report_words,
    )
    app.jinja_env.filters.update(
        plan_sentence=sentence, plan_period=period_words, plan_reason=reason_words,
        plan_percent=percent_words,
    )  # fmt: skip


def amount(value: Decimal | float, measure: str) -> str:
    """Return a value with its unit: 60 % also where the unit is called Porcentaje, S/ 1,200, 12 empresas."""
    if is_share(measure):
        return f"{number(value)}\N{NO-BREAK SPACE}%"
    if measure == "S/":
        return f"S/\N{NO-BREAK SPACE}{number(value)}"
    return f"{number(value)} {measure}".strip()


def outlook(indicator: PlanIndicator) -> str:
    """Return between which values an indicator would be in the last year of its plan, '' where nothing can be said."""
    read, end = values.as_read(indicator, values.by_year(indicator)), indicator.plan.last_year
    bounds = unlikely.limits(indicator, reached=True)
    found = None if read.additive else spread(known_of(read), end, bounds)
    if found is None:
        return ""
    low, high = (amount(each, indicator.measure) for each in found)
    message = N_(
        "If it goes on as slowly or as fast as in any of its years, it will be between %(low)s and %(high)s in %(year)s."
    )
    said = str(_(message, low=low, high=high, year=end))
    if found == spread(known_of(read), end):
        return said
    ends = str(_("It ends where the indicator does."))
    return f"{said} {ends}"


def limits_words(indicator: PlanIndicator) -> str:
    """Return between which values an indicator can be: from 0 to 100 %, 0 or more, any number."""
    found = unlikely.limits(indicator, reached=True)
    if found.least is not None and found.most is not None:
        return str(
            _("From %(least)s to %(most)s %%", least=number(found.least), most=number(found.most))
        )
    if found.least is not None:
        return str(_("%(least)s or more", least=number(found.least)))
    return str(
        _("%(most)s %% or less", most=number(found.most))
        if found.most is not None
        else _("Any number")
    )


def percent_words(value: Fraction | float) -> str:
    """Write a percentage with two decimals, or as many more as its light needs: 94.996 is no 95.00 in amber."""
    return honest(value, 2) if isinstance(value, Fraction) else number(value, 2)


def lights_of(figure: Figure) -> Light:
    """Return the light of a figure."""
    return light_of(figure.value)


def money_of(plan: Plan, year: int) -> PlanFinance | None:
    """Return the money of a plan in a year, None where it is not in the plan."""
    return values.finance(plan.finance).get(year)


def report_address(row: PlanReport) -> str:
    """Return where anybody reads a sealed edition, with a slash at the end."""
    return url_for(
        "portal.plan_report", code=row.plan.process.code, plan=address_of(row.plan.code),
        period=row.period, edition=row.edition,
    )  # fmt: skip


def reason_words(why: Reason) -> str:
    """Return why a line of a file is as it is, the heading of its column first."""
    params = {
        name: _(value) if name == "what" else value for name, value in why.sentence.params.items()
    }
    said = str(_(why.sentence.message, **params) if params else _(why.sentence.message))
    return f"{why.column}: {said}" if why.column else said


def period_words(period: Period | str) -> str:
    """Return a period in words: 2023, quarter 3 of 2023, May 2023."""
    period = period_of(period) if isinstance(period, str) else period
    if period.span is Span.YEAR:
        return str(period.year)
    if period.span is Span.MONTH:
        return f"{_(_MONTHS[period.number - 1])} {period.year}"
    return str(_(_SPANS[period.span], number=period.number, year=period.year))


def report_words(period: Period | str) -> str:
    """Return what a report on a period is called: Evaluation of 2023, Follow-up by the end of quarter 3 of 2023."""
    of = period_of(period) if isinstance(period, str) else period
    if of.span is Span.YEAR:
        return str(_("Evaluation of %(year)s", year=of.year))
    return str(_("Follow-up, %(period)s", period=period_words(of)))


def ahead(indicator: PlanIndicator) -> Dots | None:
    """Return where an indicator leads as a chart in the reader's language, None where nothing can be said."""
    say: Callable[[str], Any] = _
    words = (
        say(N_("Baseline")),
        say(N_("Target")),
        say(N_("Value")),
        say(N_("Simulated value")),
        say(N_("If it goes on")),
    )
    title = _("%(code)s: where it leads", code=indicator.code)
    measure = indicator.measure
    unit = _("In %(unit)s", unit=measure) if measure else _("In the numbers of the indicator")
    return charts.outlook(indicator, str(title), str(unit), words)


def trend(indicator: PlanIndicator) -> Bars:
    """Return the chart of an indicator in the reader's language."""
    say: Callable[[str], Any] = _
    words = (say(N_("Baseline")), say(N_("Target")), say(N_("Value")), say(N_("Simulated value")))
    title = _("%(code)s: what was asked and what was reached", code=indicator.code)
    measure = indicator.measure
    unit = _("In %(unit)s", unit=measure) if measure else _("In the numbers of the indicator")
    return charts.trend(indicator, str(title), str(unit), words)
