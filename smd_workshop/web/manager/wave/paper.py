"""Answers that came on paper: whose it is, and what it says. A gap on paper stays a gap."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext, ngettext
from flask_babel import gettext as _

from reports.surveys import questionnaire as questionnaire_paper
from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.library.survey.instrument import flow, model
from smd_workshop.library.survey.instrument.answering import MISSING, Fault, read_page
from smd_workshop.library.survey.instrument.answers import Answer
from smd_workshop.library.survey.instrument.flow import Journey
from smd_workshop.library.survey.instrument.words.translating import name_of
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments, waves
from smd_workshop.surveys.answers import questionnaire, typed_answers
from smd_workshop.surveys.respondents import population
from smd_workshop.surveys.respondents.turnout import turnout
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.language import current_language
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, today_of, wave_for, wave_page
from smd_workshop.web.sheets.survey_sheets import Fields, Sheet, language_of, sent_fields
from smd_workshop.web.staff.acts import attempt, id_of

#: Types that a browser answers with one of several marks.
_CHOICES = frozenset({model.LIKERT, model.MATRIX, model.SINGLE, model.NPS})
#: The field by which somebody says that a paper came back empty: no question has such a code.
EMPTY = "-empty"
NOT_ASKED = N_(
    "After the answers before it this question is not asked. Leave it empty, or look again at the answer that decides."
)


@bp.get("/<survey>/waves/<int:wave>/paper")
def type_answers(process: str, survey: str, wave: int) -> Any:
    """Show the whole questionnaire, to type a paper in."""
    found = wave_for("run surveys", process, survey, wave)
    if not waves.takes(found):
        return redirect(of_wave(found), 303)
    return _page(found, Sheet.of(whole(found)))


def whole(wave: Wave) -> Journey:
    """Return the questionnaire as a paper has it: everything that may be asked, whatever it depends on."""
    today = day_of(now(), wave.survey.process.time_zone)
    return flow.everything(instruments.read(wave.instrument), today)


def _way(wave: Wave, answers: dict[str, Answer]) -> Journey:
    today = day_of(now(), wave.survey.process.time_zone)
    return flow.journey(instruments.read(wave.instrument), answers, today)


def _page(
    wave: Wave, sheet: Sheet, problem: str = "", person: str = "", *, nothing: bool = False
) -> str:
    return wave_page(
        "paper.html", wave, sheet=sheet, problem=problem, person=person, nothing=nothing,
        languages=[(code, name_of(code)) for code in sheet.made.instrument.languages],
        waiting=turnout(wave, now()).waiting,
    )  # fmt: skip


@bp.get("/<survey>/waves/<int:wave>/paper.pdf")
def print_questionnaire(process: str, survey: str, wave: int) -> Response:
    """Give the questionnaire to hand out on paper, in one of its languages; with ?people=1 one for each who has not answered.

    Of an anonymous wave no paper says whose it is.
    """
    found = wave_for("run surveys", process, survey, wave)
    questions = instruments.read(found.instrument)
    wanted = request.args.get("in", "")
    spoken = wanted if wanted in questions.languages else language_of(questions)
    named = found.mode == waves.CONFIDENTIAL and "people" in request.args and waves.takes(found)
    people = [each.respondent.code for each in turnout(found, now()).waiting] if named else []
    copies = questionnaire_paper.Copies(questions, _frame(found), people, spoken, today_of(found))
    data = questionnaire_paper.document(
        copies, gettext=gettext, ngettext=ngettext, language=current_language()
    )
    answer = attachment(data, PDF, f"{found.survey.code}-{found.number}-{spoken}.pdf", inline=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _frame(wave: Wave) -> questionnaire_paper.Frame:
    survey, people = wave.survey, wave.population
    few = people if people is not None and people <= questionnaire.SMALL_POPULATION else None
    return questionnaire_paper.Frame(
        survey.organisation or survey.process.name, survey.name, wave.name,
        wave.mode == waves.ANONYMOUS, wave.consent, survey.contact, wave.last_day, few,
        survey.shown_as_simulated, wave.instrument.number, wave.keep_until,
    )  # fmt: skip


@bp.post("/<survey>/waves/<int:wave>/paper")
def keep_answers(process: str, survey: str, wave: int) -> Any:
    """Keep what a paper says; what cannot be is shown again with all that was typed."""
    found = wave_for("run surveys", process, survey, wave)
    sent = sent_fields(request.form)
    made, faults = read_paper(found, sent)
    chosen = request.form.get("person", "")
    problem = "" if chosen else str(_("Say whose paper it is."))
    nothing = says_nothing(made, faults)
    if faults or problem or nothing:
        sheet = Sheet.of(whole(found), emptied(sent, faults, found), faults)
        return _page(found, sheet, problem, chosen, nothing=nothing), 422
    person = population.find(found.survey, id_of(chosen))
    answers = questionnaire.stored_all(made.answers)
    done: list[bool] = []
    attempt(lambda: done.append(typed_answers.enter_paper(found, person, answers, secret_key())))
    if done:
        flash(
            _kept_words(person.name, made)
            if done[0]
            else _("%(name)s has answered already. Nothing was changed.", name=person.name)
        )
    return redirect(of_wave(found, "paper"), 303)


def _kept_words(name: str, made: Journey) -> str:
    """Say that a paper is kept, and how far it goes: who typed half of it sees it at once."""
    asked = {*made.items}
    return str(
        ngettext(
            "The paper of %(name)s is kept: %(many)s of %(num)s question answered.",
            "The paper of %(name)s is kept: %(many)s of %(num)s questions answered.",
            len(asked), name=name, many=len(asked & made.answers.keys()),
        )
    )  # fmt: skip


def says_nothing(made: Journey, faults: Mapping[str, Fault]) -> bool:
    """Say whether nothing was typed and nobody said that the paper came back so."""
    return not made.answers and not faults and EMPTY not in request.form


def read_paper(wave: Wave, sent: Fields) -> tuple[Journey, dict[str, Fault]]:
    """Read a whole questionnaire, page by page as its conditions want it."""
    questions = instruments.read(wave.instrument)
    today = day_of(now(), wave.survey.process.time_zone)
    answers: dict[str, Answer] = {}
    faults: dict[str, Fault] = {}
    for page in questions.pages:
        reading = read_page(questions, page.code, sent, answers, today)
        answers |= reading.answers
        faults |= {
            code: f
            for code, f in reading.faults.items()
            if _written(code, sent) and f.message != MISSING
        }
    made = _way(wave, answers)
    for code in questions.items:
        if code not in made.answers and code not in faults and _written(code, sent):
            faults[code] = Fault(NOT_ASKED)
    return made, faults


def emptied(sent: Fields, faults: Mapping[str, Fault], wave: Wave) -> Fields:
    """Return what was sent without choices that are not asked: a browser cannot take a choice back."""
    items = instruments.read(wave.instrument).items
    gone = {
        code
        for code, fault in faults.items()
        if fault.message == NOT_ASKED and items[code].question.type in _CHOICES
    }
    return {name: values for name, values in sent.items() if name not in gone}


def _written(code: str, sent: Fields) -> bool:
    return any(
        any(values) for name, values in sent.items() if name == code or name.startswith(f"{code}-")
    )
