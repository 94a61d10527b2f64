"""What people ask about their data: the list with what is overdue, one request, and what is done about it."""

import json
from datetime import date
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.data_request import AnswerNoteForm, DataRequestForm, EraseForm, FinishForm
from reports.tables import CSV, to_csv
from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.models import DataRequest, Respondent, Survey
from smd_workshop.models.data_requests import RIGHTS
from smd_workshop.surveys import waves
from smd_workshop.surveys.personal_data import data_requests, erasing, person_data
from smd_workshop.surveys.personal_data.data_requests import Asked
from smd_workshop.surveys.respondents import population
from smd_workshop.web.files.documents import attachment
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.asking import kept_lists
from smd_workshop.web.manager.survey_pages import address, page, survey_for
from smd_workshop.web.manager.wave import kept_waves
from smd_workshop.web.staff.acts import attempt_typed, id_of
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.worker import jobs, long_work

#: Rights that are met by handing the data over, or for which somebody must look at it.
SHOWS_DATA = frozenset(
    {data_requests.ACCESS, data_requests.PORTABILITY, data_requests.RECTIFICATION}
)


def _today(survey: Survey) -> date:
    return day_of(now(), survey.process.time_zone)


def terms() -> dict[str, int]:
    """Return in how many working days each right is answered, as this installation says."""
    others = int(current_app.config["SMD_RIGHTS_DAYS"])
    found = dict.fromkeys(RIGHTS, others)
    return found | {data_requests.ACCESS: int(current_app.config["SMD_ACCESS_DAYS"])}


@bp.get("/<survey>/requests")
def list_data_requests(process: str, survey: str) -> str:
    """List what people asked for, what is due first at the top."""
    found = survey_for("run surveys", process, survey)
    return _list(found, DataRequestForm(data={"received_on": _today(found), "kind": "access"}))


def _list(survey: Survey, form: DataRequestForm) -> str:
    today = _today(survey)
    listed = data_requests.of_survey(survey)
    anonymous = [wave for wave in survey.waves if wave.state != "draft" and not wave.named]
    return page(
        "data_requests.html", survey, listed=listed, form=_offered(survey, form), today=today, terms=terms(),
        overdue=sum(each.is_overdue(today) for each in listed), anonymous=anonymous,
    )  # fmt: skip


def _offered(survey: Survey, form: DataRequestForm) -> DataRequestForm:
    nobody = SelectChoice("", _("nobody in the list"))
    form.person.choices = [
        nobody,
        *(SelectChoice(str(p.id), f"{p.name} ({p.code})") for p in population.of_survey(survey)),
    ]
    return form


@bp.post("/<survey>/requests")
def add_data_request(process: str, survey: str) -> Any:
    """Write down what somebody asked for, with the day by which it is answered."""
    found = survey_for("run surveys", process, survey)
    form = _offered(found, DataRequestForm(request.form))
    if not form.validate():
        return _list(found, form), 422

    def act() -> str:
        chosen = form.person.data
        person = population.find(found, id_of(chosen)) if chosen else None
        asked = Asked(
            form.kind.data,
            form.asked_by.data,
            form.received_on.data,
            person,
            form.wanted.data or "",
        )
        made = data_requests.add(found, asked, terms(), _today(found), now(), my_id())
        return _at(made)

    leads_to = attempt_typed(act, form)
    return redirect(leads_to, 303) if leads_to else (_list(found, form), 422)


def _at(row: DataRequest) -> str:
    return address(row.survey, "requests", row.number)


def _found(process: str, survey: str, number: int) -> DataRequest:
    return data_requests.find(survey_for("run surveys", process, survey), number)


@bp.get("/<survey>/requests/<int:data_request>")
def show_data_request(process: str, survey: str, data_request: int) -> str:
    """Show one request, what is kept of its person, and what can be done."""
    return _one(_found(process, survey, data_request))


def _one(row: DataRequest, **forms: Any) -> str:
    person = row.respondent
    held = erasing.found(person) if person else []
    ready = {
        "finish": FinishForm(data={"outcome": "met"}), "note": AnswerNoteForm(), "erase": EraseForm(),
    } | forms  # fmt: skip
    frozen = [each.wave for each in held if each.wave.state == "closed" and each.response]
    ready["note"].wave.choices = [SelectChoice(wave.number, wave.name) for wave in frozen]
    return page(
        "data_request.html", row.survey, row=row, person=person, held=held, frozen=frozen, today=_today(row.survey),
        shows_data=_shown(row) is not None, takes=[h.wave for h in held if h.response and waves.takes(h.wave)],
        why_not=(person_data.ANONYMOUS, person_data.NO_NAMES, person_data.CUT_LOOSE), **ready,
    )  # fmt: skip


def _shown(row: DataRequest) -> Respondent | None:
    """Return whose data may be looked at for a request: only while it waits, and only where it asks for that."""
    person = row.respondent
    if person is None or person.erased_at is not None or row.done_on is not None:
        return None
    return person if row.kind in SHOWS_DATA else None


def _document(row: DataRequest) -> dict[str, Any]:
    person = _shown(row)
    if person is None:
        raise NotFound
    return person_data.document(person, now(), secret_key())


@bp.get("/<survey>/requests/<int:data_request>/data")
def person_page(process: str, survey: str, data_request: int) -> Response:
    """Show all that is kept of the person of a request, to be printed and handed over."""
    row = _found(process, survey, data_request)
    told = _document(row)
    answer = make_response(
        page("person_data.html", row.survey, row=row, told=told, as_day=date.fromisoformat)
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/<survey>/requests/<int:data_request>/data.<data_kind>")
def person_file(process: str, survey: str, data_request: int, data_kind: str) -> Response:
    """Give the same as a file: JSON for programs, CSV for spreadsheets."""
    row = _found(process, survey, data_request)
    told = _document(row)
    name = f"{row.survey.code}-data-{row.number}.{data_kind}"
    if data_kind == "json":
        text = json.dumps(told, ensure_ascii=False, indent=1)
        answer = attachment(text.encode(), "application/json", name)
    elif data_kind == "csv":
        rows = person_data.rows(told)
        answer = attachment(to_csv((_("What"), _("Value")), rows, bom=True), CSV, name)
    else:
        raise NotFound
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<survey>/requests/<int:data_request>/note")
def note_answers(process: str, survey: str, data_request: int) -> Any:
    """Put a note beside answers that are frozen: the figures stay."""
    row = _found(process, survey, data_request)
    form = AnswerNoteForm(request.form)
    form.wave.choices = [SelectChoice(wave.number, wave.name) for wave in row.survey.waves]
    if not form.validate():
        return _one(row, note=form), 422

    def act() -> str:
        wave = waves.find(row.survey, form.wave.data)
        data_requests.note(row, wave, form.text.data, now(), my_id())
        return _at(row)

    leads_to = attempt_typed(act, form)
    if not leads_to:
        return _one(row, note=form), 422
    flash(_("The note is kept beside the answers. The figures stay as they were."))
    return redirect(leads_to, 303)


@bp.post("/<survey>/requests/<int:data_request>/erase")
def erase_person(process: str, survey: str, data_request: int) -> Any:
    """Remove all that leads to the person of a request, for good."""
    row = _found(process, survey, data_request)
    form = EraseForm(request.form)
    if not form.validate():
        return _one(row, erase=form), 422

    def act() -> str:
        erasing.erase(row, _today(row.survey), now(), my_id(), secret_key())
        long_work.forget_of(row.survey.process_id)
        return _at(row)

    # Files first, which is slow and can be sent again: who is killed after the act leaves nothing of this person.
    kept_lists.forget(row.survey)
    kept_waves.forget_of(row.survey)
    jobs.forget_in_a_while()
    leads_to = attempt_typed(act, form)
    if not leads_to:
        return _one(row, erase=form), 422
    jobs.forget(people=True)
    flash(_("What led to this person was removed. Write down below what you tell them."))
    return redirect(leads_to, 303)


@bp.post("/<survey>/requests/<int:data_request>/done")
def finish_data_request(process: str, survey: str, data_request: int) -> Any:
    """Write down how a request was answered, once and for good."""
    row = _found(process, survey, data_request)
    form = FinishForm(request.form)
    if not form.validate():
        return _one(row, finish=form), 422

    def act() -> str:
        data_requests.finish(
            row, form.outcome.data, form.did.data, _today(row.survey), now(), my_id()
        )
        return address(row.survey, "requests")

    leads_to = attempt_typed(act, form)
    if not leads_to:
        return _one(row, finish=form), 422
    flash(_("The request is answered."))
    return redirect(leads_to, 303)
