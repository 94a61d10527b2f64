"""Surveys in public: the summary of a wave that was approved, and every figure that was published of one."""

from fractions import Fraction

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.library.survey.figures import readings
from smd_workshop.models import PublishedFigure, Wave
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import figure_names, from_figures
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import figures, published, question_facts
from smd_workshop.surveys.results import (
    charts,
    facts,
    followed_up,
    result_documents,
    summaries,
    two_waves,
)
from smd_workshop.surveys.results.followed import Followed
from smd_workshop.web.files.survey_reports import survey_report
from smd_workshop.web.files.survey_results import json_of, table_of
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of
from smd_workshop.web.sheets import two_waves_sheets
from smd_workshop.web.sheets.survey_sheets import asked_by, counts, language_of

#: With more people or items than this a printed percentage fits nearly everything.
MOST_PEOPLE, MOST_ITEMS = 40, 50
#: So many readings are listed.
LISTED = 12


@bp.get("/p/<code>/surveys/<survey>/<int:wave>")
def survey_wave(code: str, survey: str, wave: int) -> str:
    """Show the summary of a wave."""
    found = summaries.find(process_of(code), survey, wave)
    told = facts.facts(found, language_of(instruments.read(found.instrument)), public=True)
    if told is None:
        raise NotFound
    return render_template(
        "portal/survey/wave.html", process=found.survey.process, survey=found.survey, wave=found, facts=told,
        charts=charts.first(told), over_waves=charts.over_waves(told),
        map=None if told.shown.nothing else charts.importance(told), followed=_followed(found),
        beside=two_waves.earlier(found, public=True),
        chart_of=charts.of_question, number_names=question_facts.QUANTILES,
        published=[row for row in figures.of_survey(found.survey) if row.wave_id == found.id], counts=counts,
        subject_of=figure_names.subject_of,
    )  # fmt: skip


def _followed(wave: Wave) -> Followed:
    today = day_of(now(), wave.survey.process.time_zone)
    return followed_up.of(wave, today, language_of(instruments.read(wave.instrument)))


@bp.get("/p/<code>/surveys/<survey>/<int:wave>/report.pdf")
def survey_report_pdf(code: str, survey: str, wave: int) -> Response:
    """Give the same on paper."""
    found = summaries.find(process_of(code), survey, wave)
    return survey_report(found, _followed(found), public=True)


@bp.get("/p/<code>/surveys/<survey>/<int:wave>/result.csv")
def survey_result_csv(code: str, survey: str, wave: int) -> Response:
    """Give the same as a table, one figure in each row."""
    found = summaries.find(process_of(code), survey, wave)
    told = facts.facts(found, language_of(instruments.read(found.instrument)), public=True)
    if told is None:
        raise NotFound
    return table_of(told, found)


@bp.get("/p/<code>/surveys/<survey>/<int:wave>/result.json")
def survey_result_json(code: str, survey: str, wave: int) -> Response:
    """Give the same to compute with."""
    found = summaries.find(process_of(code), survey, wave)
    return json_of(result_documents.document(found, public=True), found, _("result"))


@bp.get("/p/<code>/surveys/<survey>/<int:wave>/beside")
def survey_beside(code: str, survey: str, wave: int) -> str:
    """Show a wave beside an earlier one whose summary was approved, too: `with` is its number."""
    found = summaries.find(process_of(code), survey, wave)
    return render_template(
        "portal/survey/beside.html", process=found.survey.process, survey=found.survey, wave=found,
        told=two_waves_sheets.told(found, public=True), rare=two_waves_sheets.RARE,
        at=url_for("portal.survey_wave", code=code, survey=survey, wave=wave),
    )  # fmt: skip


@bp.get("/p/<code>/surveys/<survey>/<int:wave>/beside.csv")
def survey_beside_csv(code: str, survey: str, wave: int) -> Response:
    """Give the same as a table."""
    return two_waves_sheets.as_table(summaries.find(process_of(code), survey, wave), public=True)


@bp.get("/p/<code>/surveys/<survey>/<int:wave>/beside.json")
def survey_beside_json(code: str, survey: str, wave: int) -> Response:
    """Give the same to compute with."""
    return two_waves_sheets.as_document(summaries.find(process_of(code), survey, wave), public=True)


@bp.get("/p/<code>/figures/<int:figure>")
def figure(code: str, figure: int) -> str:
    """Show a published figure: what was counted, of what, who approved it, and what stood before it."""
    found = figures.find(process_of(code), figure)
    return _page("figure.html", found, **_in_words(found))


def _in_words(found: PublishedFigure) -> dict[str, object]:
    """Return what says in words how a figure was counted: its parts, the wave as the public reads it, the question about the whole."""
    wave = found.wave
    if wave is None:
        raise NotFound
    told = facts.facts(wave, language_of(instruments.read(wave.instrument)), public=True)
    return {
        "told": told,
        "counted": figures.candidate_of(found),
        "asked": asked_by(found, wave, told),
    }


@bp.get("/p/<code>/figures/<int:figure>/reading")
def figure_reading(code: str, figure: int) -> str:
    """Say what a simulated figure shows of the printed one: one of several readings, and what would settle it."""
    found = figures.find(process_of(code), figure)
    if found.wave is None or not found.wave.survey.shown_as_simulated:
        raise NotFound
    printed = Fraction(from_figures.value_of(found))
    people = found.wave.population or MOST_PEOPLE
    fitting = readings.readings(printed, min(people, MOST_PEOPLE), MOST_ITEMS)
    return _page(
        "reading.html", found, printed=printed, people=people, fitting=fitting[:LISTED],
        more=max(0, len(fitting) - LISTED), fewest=readings.fewest(printed),
        near=readings.near_shares(printed, people),
    )  # fmt: skip


def _page(template: str, found: PublishedFigure, **context: object) -> str:
    wave = found.wave
    if wave is None:
        raise NotFound
    history = published.history(found)
    standing = {each.id for each in published.of_process(wave.survey.process)}
    return render_template(
        f"portal/survey/{template}", process=wave.survey.process, survey=wave.survey, wave=wave, figure=found,
        words=counts(found), points=figures.called(found, wave), history=history, standing=standing,
        stands=found.id in standing, **_meant(found),
        approver=figures.approver(found), public=summaries.of(wave) is not None,
        resting=from_figures.resting_on(found), plan_address=plans.address_of, **context,
    )  # fmt: skip


def _meant(found: PublishedFigure) -> dict[str, object]:
    """Return the indicator that a figure is for, and where it names a code alone the indicators that have it."""
    alike = [] if found.plan_indicator_id else published.having(found.process_id, found.subject)
    return {
        "meant": figure_names.public_indicator(found),
        "alike": [each for each in alike if plans.is_public(each.plan)],
        "subject_of": figure_names.subject_of,
        "called": figure_names.indicator_of_plan,
    }
