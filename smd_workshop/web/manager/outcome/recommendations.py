"""Recommendations of a survey: begun from its comments, followed until they are done, told to who answers next."""

from collections.abc import Collection
from datetime import date
from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext as _

from forms.surveys.survey import RecommendationForm, StepForm
from reports import figure_names
from reports.tables import CSV, to_csv
from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.models import Recommendation, Survey
from smd_workshop.processes.processes import slug
from smd_workshop.surveys.comments import comments
from smd_workshop.surveys.results import recommendations
from smd_workshop.surveys.results.recommendations import Proposal
from smd_workshop.web.files.documents import attachment, named_of
from smd_workshop.web.language import current_language
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.outcome.comments import comments_page
from smd_workshop.web.manager.survey_pages import address, of_wave, page, survey_for, wave_for
from smd_workshop.web.staff.acts import attempt_typed, id_of
from smd_workshop.web.staff.process_access import my_id

COLUMNS = (
    "number", "wave", "year", "recommendation", "said", "unit", "due", "state", "overdue", "did", "evidence",
    "comments",
)  # fmt: skip


def _today(survey: Survey) -> date:
    return day_of(now(), survey.process.time_zone)


@bp.get("/<survey>/recommendations")
def list_recommendations(process: str, survey: str) -> str:
    """Show what is to be done, what is overdue first."""
    found = survey_for("see surveys", process, survey)
    asked = request.args.get("step", "")
    if not asked:
        return _list(found, None, StepForm())
    row = recommendations.find(found, id_of(asked))
    return _list(found, row.number, StepForm(data={"state": row.state, "evidence": row.evidence}))


def _list(
    survey: Survey, open_one: int | None, form: StepForm, chosen: Collection[int] = ()
) -> str:
    today = _today(survey)
    listed = recommendations.of_survey(survey, today)
    return page(
        "recommendations.html", survey, listed=listed, form=form, open_one=open_one,
        overdue={each.number for each in listed if recommendations.is_overdue(each, today)},
        answered={each.number: recommendations.answered(each) for each in listed},
        codebook=comments.codebook(survey) if open_one is not None else (), chosen=chosen,
    )  # fmt: skip


@bp.post("/<survey>/waves/<int:wave>/recommendations")
def add_recommendation(process: str, survey: str, wave: int) -> Any:
    """Begin a recommendation that answers the comments of some codes."""
    found = wave_for("run surveys", process, survey, wave)
    form, here = RecommendationForm(request.form), of_wave(found, "comments")
    codes = [id_of(code) for code in request.form.getlist("codes")]
    if not form.validate():
        return comments_page(found, form, chosen=codes), 422
    proposal = Proposal(form.text.data, form.unit.data, form.due.data, str(form.told_as.data or ""))

    def act() -> str:
        recommendations.add(found, proposal, now(), my_id(), codes)
        return here

    if not attempt_typed(act, form):
        return comments_page(found, form, chosen=codes), 422
    flash(_("The recommendation was added."))
    return redirect(here, 303)


@bp.post("/<survey>/recommendations/<int:recommendation>")
def follow_recommendation(process: str, survey: str, recommendation: int) -> Any:
    """Add a step to the life of a recommendation."""
    found = survey_for("run surveys", process, survey)
    row = recommendations.find(found, recommendation)
    form, here = StepForm(request.form), address(found, "recommendations")
    codes = [id_of(code) for code in request.form.getlist("codes")]
    if not form.validate():
        return _list(found, recommendation, form, codes), 422

    def act() -> str:
        recommendations.follow(
            row, form.state.data, now(), my_id(),
            did=str(form.did.data or ""), evidence=str(form.evidence.data or ""), codes=codes,
        )  # fmt: skip
        return here

    if not attempt_typed(act, form):
        return _list(found, recommendation, form, codes), 422
    flash(_("Saved."))
    return redirect(here, 303)


@bp.get("/<survey>/recommendations.csv")
def recommendations_csv(process: str, survey: str) -> Response:
    """Give all recommendations as CSV."""
    found = survey_for("see surveys", process, survey)
    today = _today(found)
    rows = [_row(each, today) for each in recommendations.of_survey(found, today)]
    columns: tuple[str, ...] = COLUMNS
    if found.shown_as_simulated:
        columns, rows = (*COLUMNS, "simulated"), [[*row, True] for row in rows]
    table = figure_names.told(columns, rows, current_language())
    what = slug(_("recommendations"))
    name = named_of(found, f"{found.code}-{what}")
    return attachment(to_csv(*table, bom=True), CSV, f"{name}.csv")


def _row(each: Recommendation, today: date) -> list[Any]:
    return [
        each.number, each.wave.name, each.wave.year, each.text, each.said, each.unit, each.due, each.state,
        recommendations.is_overdue(each, today), each.did, each.evidence, recommendations.answered(each),
    ]  # fmt: skip
