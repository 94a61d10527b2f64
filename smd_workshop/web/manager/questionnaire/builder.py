"""A questionnaire being written: its pages and questions at a glance, and the form of a page."""

from typing import Any

from flask import redirect, request
from flask_babel import gettext as _

from forms.surveys.questionnaire import PageForm, text_with, words_of
from smd_workshop.core.errors import NotFound
from smd_workshop.library.survey.instrument import flow
from smd_workshop.library.survey.instrument.conditions import simple_conditions
from smd_workshop.library.survey.instrument.conditions.expressions import Expression
from smd_workshop.library.survey.instrument.drafts import editing
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.library.survey.instrument.writing import written
from smd_workshop.models import Instrument
from smd_workshop.surveys import instruments
from smd_workshop.surveys.instruments import Seen
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.questionnaire.condition_fields import condition_of, shown_fields
from smd_workshop.web.manager.questionnaire.drafts import (
    arranged,
    draft_for,
    draft_page,
    keep_mark,
    of_draft,
    today_of,
    tried,
)
from smd_workshop.web.manager.questionnaire.question_fields import offer_conditions, short
from smd_workshop.web.manager.questionnaire.question_types import types_of_questions


@bp.get("/<survey>/versions/<int:version>/build")
def build_questionnaire(process: str, survey: str, version: int) -> str:
    """Show every page and question of a draft, with what can be done to each."""
    chosen = draft_for("run surveys", process, survey, version)
    questions = instruments.read(chosen)
    made = flow.everything(questions, today_of(chosen))
    return draft_page(
        "build.html", chosen, questions=questions, asked=made.progress.asked, kinds=types_of_questions(),
        shown=lambda expression: condition_in_words(expression, questions),
        used={question.scale for question in questions.questions},
    )  # fmt: skip


def condition_in_words(expression: Expression | None, questions: Questionnaire) -> str:
    """Return when something is shown, as people say it; '' for always."""
    simple = simple_conditions.simple_of(expression)
    if simple is None:
        return written(expression) or ""
    asked, value = simple_conditions.in_words(simple, questions)
    how = _(simple_conditions.HOWS[simple.how])
    known = short(questions, simple.code) if simple.code in questions.items else asked
    return f"“{known}” {how} {f'“{value}”' if value else ''}".strip()


@bp.get("/<survey>/versions/<int:version>/pages/<page_code>")
def edit_page(process: str, survey: str, version: int, page_code: str) -> str:
    """Show the form of a page."""
    chosen = draft_for("run surveys", process, survey, version)
    found = editing.part(chosen.document, editing.PAGE, page_code)
    if found is None:
        raise NotFound
    default = instruments.read(chosen).default
    said = {"title": words_of(found.get("title"), default), "shuffle": found.get("shuffle", False)}
    return _page_form(chosen, PageForm(data=said | shown_fields(found)), page_code)


def _page_form(version: Instrument, form: PageForm, code: str, problem: str = "") -> str:
    questions = instruments.read(version)
    _offered(version, form, code)
    keep_mark(form, version, editing.PAGE, code)
    place = [page.code for page in questions.pages].index(code)
    return draft_page(
        "page_edit.html", version, form=form, code=code, place=place, problem=problem,
        many=len(questions.pages),
    )  # fmt: skip


def _offered(version: Instrument, form: PageForm, code: str) -> None:
    questions = instruments.read(version)
    codes = [page.code for page in questions.pages]
    own = codes.index(code) if code in codes else 0
    before = [c for c, item in questions.items.items() if codes.index(item.page.code) < own]
    offer_conditions(form, questions, before)


PAGES = {"up": editing.UP, "down": editing.DOWN}


@bp.post("/<survey>/versions/<int:version>/pages/<page_code>")
def change_page(process: str, survey: str, version: int, page_code: str) -> Any:
    """Change a page, move it, or join it with the one before."""
    chosen = draft_for("run surveys", process, survey, version)
    old = editing.part(chosen.document, editing.PAGE, page_code)
    if old is None:
        raise NotFound
    done = request.form.get("act", "")
    if done in PAGES:
        arranged(chosen, lambda document: editing.move_page(document, page_code, PAGES[done]))
        return redirect(of_draft(chosen, f"build#{page_code}"), 303)
    seen = Seen(editing.PAGE, page_code, request.form.get("seen", ""))
    if done == "join":
        arranged(chosen, lambda document: editing.join_page(document, page_code), seen)
        return redirect(of_draft(chosen, "build"), 303)
    form = PageForm(request.form)
    _offered(chosen, form, page_code)
    valid, questions = form.validate(), instruments.read(chosen)
    condition = condition_of(form, questions, old)
    said = {
        "title": text_with(old.get("title"), questions.default, form.title.data),
        "shown_if": condition, "shuffle": bool(form.shuffle.data),
    }  # fmt: skip
    said = {key: value for key, value in said.items() if value}
    if not valid or form.errors:
        return _page_form(chosen, form, page_code), 422
    problem, status = tried(
        chosen, lambda document: editing.put_page(document, page_code, said), seen, form, page_code
    )
    if problem:
        return _page_form(chosen, form, page_code, problem), status
    return redirect(of_draft(chosen, f"build#{page_code}"), 303)
