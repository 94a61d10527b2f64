"""What became public, in words, and where it stands: the same in feeds and in letters."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from smd_workshop.core.errors import NotFound
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import percent
from smd_workshop.following.happenings import Edition, Happening, Step
from smd_workshop.following.things import Thing
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import (
    Measurement,
    PlanReport,
    PublishedFigure,
    Recommendation,
    Round,
    Survey,
    Wave,
    WaveSummary,
)
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import figure_names, simulated, values
from smd_workshop.web.addresses import public_address
from smd_workshop.web.sheets.survey_sheets import counts
from smd_workshop.web.words.plan_words import amount, period_words, report_words

#: How a commitment stands, as on its page.
STATES = {
    "pending": N_("not begun"), "in_progress": N_("under way"), "done": N_("kept"),
    "cancelled": N_("cancelled"),
}  # fmt: skip


def title(happening: Happening) -> str:
    """Return what happened, in one line."""
    match happening.what:
        case Round() as round_:
            return str(_("Result published: %(title)s", title=round_.title))
        case Measurement() as row:
            name = row.indicator.name or row.indicator.code
            return value_title(row, name)
        case Step() as step:
            state = _(STATES[step.update.state])
            return str(_("Commitment, %(state)s: %(text)s", state=state, text=step.commitment.text))
        case PlanReport() as report:
            name = report.plan.name or report.plan.code
            words = report_words(report.period)
            return str(_("Report sealed: %(report)s · %(plan)s", report=words, plan=name))
        case Edition() as card:
            return str(_("Scorecard published: %(name)s", name=card.scorecard.name))
        case _:
            return _survey_title(happening)


def _survey_title(happening: Happening) -> str:
    match happening.what:
        case PublishedFigure() as figure:
            name = figure_names.subject_of(figure)
            return str(_("Figure of a survey published: %(name)s", name=name))
        case WaveSummary() as told:
            name = f"{told.wave.survey.name} · {told.wave.name}"
            return str(_("Results of a survey published: %(name)s", name=name))
        case Recommendation() as row:
            return str(_("Done, as was recommended: %(text)s", text=row.text))
    raise NotFound


def value_title(row: Measurement, name: str) -> str:
    """Return what was published of an indicator: a value, a correction of one, or that there is none; of which period."""
    period, name = period_words(period_of(row.period)), name.rstrip(".")
    if row.value is None:
        return str(_("Published that there is no value (n/a): %(name)s", name=f"{name} · {period}"))
    said = f"{name} · {period}: {_amount(row)}"
    if values.former(row):
        return str(_("Value corrected: %(name)s", name=said))
    return str(_("Value published: %(name)s", name=said))


def summary(happening: Happening) -> str:
    """Return what else can be said of it in a line; '' where nothing is."""
    match happening.what:
        case Round() as round_:
            return round_.question
        case Measurement() as row:
            told = f"{period_words(period_of(row.period))}: {_amount(row)}"
            told = str(_("%(value)s (corrected)", value=told)) if values.former(row) else told
            return _marked(told, simulated=simulated.is_simulated(row))
        case Step() as step:
            return str(_("Responsible")) + f": {step.commitment.owner}"
        case PlanReport() as report:
            return report.reason
        case Edition() as card:
            return card.edition.reason
        case _:
            return _survey_summary(happening)


def _survey_summary(happening: Happening) -> str:
    match happening.what:
        case PublishedFigure() as figure:
            share = percent(int(figure.numerator), int(figure.denominator), 2)
            survey = figure.wave.survey if figure.wave else None
            return _of_survey(f"{counts(figure)}: {share}", survey)
        case WaveSummary() as row:
            return _of_survey(row.wave.survey.organisation, row.wave.survey)
        case Recommendation() as row:
            return _of_survey(row.did, row.survey)
    raise NotFound


def _amount(row: Measurement) -> str:
    """Return a value with its unit; without a value there is nothing of which it would be the unit."""
    return str(_("n/a")) if row.value is None else amount(row.value, row.indicator.measure)


def _of_survey(told: str, survey: Survey | None) -> str:
    return _marked(told, simulated=survey is not None and survey.shown_as_simulated)


def _marked(told: str, *, simulated: bool) -> str:
    words = _("Simulated answers: a demonstration, nobody said this")
    return " · ".join(each for each in (told, str(words)) if each) if simulated else told


def address(happening: Happening, thing: Thing) -> str:
    """Return where anybody reads it, with the beginning that readers elsewhere need."""
    code = thing.process.code
    match happening.what:
        case Round() as round_:
            return public_address(
                "portal.result", code=code, workshop=round_.workshop.code, number=round_.number
            )
        case Measurement() as row:
            plan = plans.address_of(row.indicator.plan.code)
            return public_address(
                "portal.plan_indicator", code=code, plan=plan, indicator=row.indicator.code
            )
        case Step() as step:
            return public_address("portal.commitment", code=code, commitment=step.commitment.id)
        case PlanReport() as report:
            plan = plans.address_of(report.plan.code)
            return public_address(
                "portal.plan_report", code=code, plan=plan, period=report.period,
                edition=report.edition,
            )  # fmt: skip
        case Edition() as card:
            return public_address(
                "portal.scorecard_edition", code=code, scorecard=card.scorecard.code,
                card_edition=card.edition.number,
            )  # fmt: skip
        case _:
            endpoint, names = _survey_page(happening)
            return public_address(endpoint, code=code, **names)


def survey_path(happening: Happening) -> str:
    """Return where on this site stands what came of a survey."""
    endpoint, names = _survey_page(happening)
    match happening.what:
        case (
            PublishedFigure(wave=Wave() as wave)
            | WaveSummary(wave=wave)
            | Recommendation(wave=wave)
        ):
            return url_for(endpoint, code=wave.survey.process.code, **names)
    raise NotFound


def _survey_page(happening: Happening) -> tuple[str, dict[str, Any]]:
    match happening.what:
        case PublishedFigure() as figure:
            return "portal.figure", {"figure": figure.id}
        case WaveSummary() | Recommendation() as row:
            return "portal.survey_wave", {"survey": row.wave.survey.code, "wave": row.wave.number}
    raise NotFound


def page_of(thing: Thing) -> str:
    """Return where a thing itself stands."""
    code = thing.process.code
    match thing.kind:
        case "objective":
            return public_address("portal.objective", code=code, objective=thing.code)
        case "commitment":
            return public_address("portal.commitment", code=code, commitment=thing.id)
        case "plan":
            return public_address("portal.plan", code=code, plan=thing.code)
        case "indicator":
            plan, _slash, own = thing.code.partition("/")
            return public_address("portal.plan_indicator", code=code, plan=plan, indicator=own)
    return public_address("portal.process", code=code)
