"""The result of a closed wave: the answer first, what may be shown, and the figure that is published of it."""

from typing import Any

from flask import Response, flash, redirect
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotAllowed, NotFound
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.disclosure import Shown
from smd_workshop.models import Wave
from smd_workshop.plans.measurements import figure_names, from_figures
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset, figures, question_facts
from smd_workshop.surveys.results import (
    charts,
    facts,
    followed_up,
    result_documents,
    summaries,
    two_waves,
)
from smd_workshop.web.files.survey_reports import survey_report
from smd_workshop.web.files.survey_results import json_of, table_of
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, today_of, wave_for, wave_page
from smd_workshop.web.manager.survey_works import asked_of_wave
from smd_workshop.web.manager.wave.exports import exportable
from smd_workshop.web.sheets import two_waves_sheets
from smd_workshop.web.sheets.survey_sheets import language_of, words_of
from smd_workshop.web.staff.acts import attempt_once
from smd_workshop.web.staff.process_access import allowed, my_id
from smd_workshop.web.staff.works import MANY, start


@bp.get("/<survey>/waves/<int:wave>/results")
def wave_results(process: str, survey: str, wave: int) -> str:
    """Show the figures of a closed wave, as far as numbers of people allow."""
    found = wave_for("see surveys", process, survey, wave)
    told = facts.facts(found, language_of(instruments.read(found.instrument)))
    drawn = told is not None and not told.shown.nothing
    return wave_page(
        "results.html", found, facts=told, charts=charts.first(told) if told and drawn else (),
        over_waves=charts.over_waves(told) if told and drawn else None,
        map=charts.importance(told) if told and drawn else None,
        chart_of=charts.of_question, number_names=question_facts.QUANTILES, beside=two_waves.earlier(found),
        candidates=figures.candidates(found), words_of=words_of,
        may_publish=allowed("publish survey figures", found.survey.process),
        published=[f for f in figures.of_survey(found.survey) if f.wave_id == found.id],
        subject_of=figure_names.subject_of, waits=from_figures.waits,
        summary=summaries.of(found), no_file=disclosure.NO_FILE,
        exportable=told is not None and exportable(found, told.shown),
        many=dataset.people(found) > MANY,
    )  # fmt: skip


@bp.get("/<survey>/waves/<int:wave>/report.pdf")
def wave_report(process: str, survey: str, wave: int) -> Response:
    """Give the report of a closed wave on paper."""
    found = wave_for("see surveys", process, survey, wave)
    language = language_of(instruments.read(found.instrument))
    return survey_report(found, followed_up.of(found, today_of(found), language))


@bp.post("/<survey>/waves/<int:wave>/report")
def ask_for_report(process: str, survey: str, wave: int) -> Any:
    """Ask for the report: it is laid out while the reader waits before a bar."""
    found = wave_for("see surveys", process, survey, wave)
    if dataset.of(found) is None:
        raise NotFound
    asked = asked_of_wave(found, "survey report", "see surveys", _("Report (PDF)"))
    return redirect(start(found.survey.process, asked), 303)


@bp.post("/<survey>/waves/<int:wave>/summary")
def approve_summary(process: str, survey: str, wave: int) -> Any:
    """Let the public read the summary of a wave."""
    found = wave_for("publish survey figures", process, survey, wave)
    here = of_wave(found, "results")

    def act() -> str:
        summaries.approve(found, now(), my_id())
        return here

    if attempt_once(act):
        flash(_("The summary is public."))
    return redirect(here, 303)


@bp.get("/<survey>/waves/<int:wave>/result.json")
def result_file(process: str, survey: str, wave: int) -> Response:
    """Give the figures that may be shown, to compute with."""
    found = wave_for("see surveys", process, survey, wave)
    return json_of(result_documents.document(found), found, _("result"))


@bp.get("/<survey>/waves/<int:wave>/result.csv")
def result_table(process: str, survey: str, wave: int) -> Response:
    """Give the same figures as a table, one in each row."""
    found = wave_for("see surveys", process, survey, wave)
    told = facts.facts(found, language_of(instruments.read(found.instrument)))
    if told is None:
        raise NotFound
    return table_of(told, found)


@bp.get("/<survey>/waves/<int:wave>/beside")
def wave_beside(process: str, survey: str, wave: int) -> str:
    """Show a wave beside an earlier one, by questions and groups; `with` is its number."""
    found = wave_for("see surveys", process, survey, wave)
    return wave_page(
        "beside.html", found, told=two_waves_sheets.told(found), rare=two_waves_sheets.RARE
    )


@bp.get("/<survey>/waves/<int:wave>/beside.csv")
def wave_beside_table(process: str, survey: str, wave: int) -> Response:
    """Give the same as a table."""
    return two_waves_sheets.as_table(wave_for("see surveys", process, survey, wave))


@bp.get("/<survey>/waves/<int:wave>/beside.json")
def wave_beside_file(process: str, survey: str, wave: int) -> Response:
    """Give the same to compute with."""
    return two_waves_sheets.as_document(wave_for("see surveys", process, survey, wave))


def _counted(wave: Wave) -> Shown:
    shown = dataset.shown(wave)
    if shown is None:
        raise NotFound
    return shown


@bp.get("/<survey>/waves/<int:wave>/data.json")
def data_file(process: str, survey: str, wave: int) -> Response:
    """Give the answers as smd-survey/1, by which anybody can count again; or say why not."""
    found = wave_for("see surveys", process, survey, wave)
    if not _counted(found).file:
        raise NotAllowed(disclosure.NO_FILE)
    return json_of(dataset.document(found), found, _("answers"), exact=True)
