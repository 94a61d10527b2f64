"""Answers of a confidential wave that are put right by staff before it closes: a paper, or because its person asked."""

from typing import Any

from flask import Response, flash, make_response, redirect, request
from flask_babel import gettext as _
from wtforms import Form

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.library.survey.instrument import flow
from smd_workshop.models import Respondent, Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.answers import questionnaire, responses, typed_answers
from smd_workshop.surveys.personal_data import data_requests
from smd_workshop.surveys.respondents import population
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, wave_for, wave_page
from smd_workshop.web.manager.wave.paper import emptied, read_paper, says_nothing, whole
from smd_workshop.web.sheets.survey_sheets import Sheet, sent_fields
from smd_workshop.web.staff.acts import attempt_typed
from smd_workshop.web.staff.process_access import my_id


def correctable(wave: Wave, person: Respondent) -> bool:
    """Say whether staff may put the answers of somebody right: of a paper, or where the person asked for it."""
    if responses.kept_of(wave, person) is None:
        return False
    typed = responses.channel_of(wave, person) == responses.PAPER
    asked = data_requests.open_for(person, data_requests.RECTIFICATION)
    return typed or asked is not None


def _found(process: str, survey: str, wave: int, person: int) -> tuple[Wave, Respondent]:
    found = wave_for("run surveys", process, survey, wave)
    return found, population.find(found.survey, person)


def _page(
    wave: Wave, person: Respondent, sheet: Sheet, problem: str = "", seen: str | None = None,
    *, nothing: bool = False,
) -> Response:  # fmt: skip
    """Return the page; `seen`: the mark of the answers that were looked at, None for those that are kept now."""
    mark = questionnaire.mark(responses.kept_of(wave, person) or {}) if seen is None else seen
    answer = make_response(
        wave_page(
            "paper_again.html", wave, sheet=sheet, person=person, problem=problem,
            typed=responses.channel_of(wave, person) == responses.PAPER,
            seen=mark, nothing=nothing,
        )
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/<survey>/waves/<int:wave>/people/<int:person>/answers")
def reopen_answers(process: str, survey: str, wave: int, person: int) -> Response:
    """Show what somebody answered, all that may be asked, to be put right."""
    found, somebody = _found(process, survey, wave, person)
    if not correctable(found, somebody):
        raise NotFound
    return _page(found, somebody, _kept(found, somebody))


def _kept(wave: Wave, person: Respondent) -> Sheet:
    """Return the whole questionnaire with what is kept in its fields."""
    questions = instruments.read(wave.instrument)
    kept = questionnaire.restored_all(questions, responses.kept_of(wave, person) or {})
    today = day_of(now(), wave.survey.process.time_zone)
    shown = Sheet.of(flow.journey(questions, kept, today))
    return Sheet.of(whole(wave), shown.fields)


@bp.post("/<survey>/waves/<int:wave>/people/<int:person>/answers")
def correct_answers(process: str, survey: str, wave: int, person: int) -> Any:
    """Put the answers right; what cannot be kept is shown again with all that was typed."""
    found, somebody = _found(process, survey, wave, person)
    if found.state != "closed" and not correctable(found, somebody):
        raise NotFound
    sent, seen = sent_fields(request.form), request.form.get("seen", "")
    made, faults = read_paper(found, sent)
    nothing = says_nothing(made, faults)
    if faults or nothing:
        sheet = Sheet.of(whole(found), emptied(sent, faults, found), faults)
        # What they looked at stays what it was: somebody else may have corrected it since.
        return _again(_page(found, somebody, sheet, seen=seen, nothing=nothing), 422)
    answers, form = questionnaire.stored_all(made.answers), Form()

    def act() -> str:
        typed_answers.correct(found, somebody, answers, now(), my_id(), seen=seen)
        return of_wave(found)

    leads_to = attempt_typed(act, form)
    if not leads_to:
        why = form.form_errors[0]
        return _again(_page(found, somebody, Sheet.of(whole(found), sent), why), 409)
    flash(_("The answers of %(name)s are corrected.", name=somebody.name))
    return redirect(leads_to, 303)


def _again(answer: Response, status: int) -> Response:
    answer.status_code = status
    return answer
