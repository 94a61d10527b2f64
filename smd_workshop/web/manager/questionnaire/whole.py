"""What belongs to the whole of a questionnaire: its title, its dimensions, the items that stand apart."""

from typing import Any

from flask import redirect, request
from wtforms.fields.choices import SelectChoice

from forms.lines import Line, kept, lines_of, spared
from forms.surveys.questionnaire import WholeForm, text_with, words_of
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.drafts import editing
from smd_workshop.library.survey.instrument.model import Instrument as Questionnaire
from smd_workshop.models import Instrument
from smd_workshop.surveys import instruments
from smd_workshop.surveys.instruments import Seen
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.questionnaire.drafts import (
    draft_for,
    draft_page,
    keep_mark,
    of_draft,
    tried,
)
from smd_workshop.web.manager.questionnaire.question_fields import short


@bp.get("/<survey>/versions/<int:version>/whole")
def edit_whole(process: str, survey: str, version: int) -> str:
    """Show the form of what the questionnaire is called, its dimensions and the items that stand apart."""
    chosen = draft_for("run surveys", process, survey, version)
    questions, document = instruments.read(chosen), chosen.document
    form = WholeForm(
        data={
            "title": words_of(document["title"], questions.default),
            "overall": document.get("overall") or "", "recommend": document.get("recommend") or "",
        }
    )  # fmt: skip
    lines = [
        Line(n, str(n + 1), words_of(each["name"], questions.default), each["code"])
        for n, each in enumerate(document.get("dimensions", ()))
    ]
    return _whole_form(chosen, form, spared(lines))


def _whole_form(version: Instrument, form: WholeForm, lines: list[Line], problem: str = "") -> str:
    _offer_whole(form, instruments.read(version))
    keep_mark(form, version, editing.WHOLE)
    return draft_page("whole.html", version, form=form, lines=lines, problem=problem)


def _offer_whole(form: WholeForm, questions: Questionnaire) -> None:
    scaled = [c for c, item in questions.items.items() if item.question.scale is not None]
    nps = [c for c, item in questions.items.items() if item.question.type == model.NPS]
    for field, codes in ((form.overall, scaled), (form.recommend, nps)):
        field.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(code, f"{short(questions, code)} ({code})") for code in codes),
        ]


@bp.post("/<survey>/versions/<int:version>/whole")
def change_whole(process: str, survey: str, version: int) -> Any:
    """Change what belongs to the whole, unless somebody changed it meanwhile."""
    chosen = draft_for("run surveys", process, survey, version)
    form, lines = WholeForm(request.form), lines_of(request.form, ())
    longer = lines + spared(lines)[len(lines) :]
    if "more" in request.form:
        return _whole_form(chosen, form, longer)
    questions, document = instruments.read(chosen), chosen.document
    _offer_whole(form, questions)
    if not form.validate():
        return _whole_form(chosen, form, lines), 422
    said = {
        "title": text_with(document["title"], questions.default, form.title.data),
        "dimensions": _dimensions_typed(lines, document.get("dimensions", ()), questions.default)
        if lines
        else document.get("dimensions", []),
        "overall": form.overall.data or None, "recommend": form.recommend.data or None,
    }  # fmt: skip
    seen = Seen(editing.WHOLE, "", form.seen.data or "")
    problem, status = tried(chosen, lambda document: editing.put_whole(document, said), seen, form)
    if problem:
        return _whole_form(chosen, form, lines, problem), status
    return redirect(of_draft(chosen, "build"), 303)


def _dimensions_typed(lines: list[Line], old: Any, language: str) -> list[dict[str, Any]]:
    """Return the dimensions in the order of their places; one that had a code keeps its other languages."""
    was = {each["code"]: each["name"] for each in old}
    used = {line.code for line in lines if line.code}
    made = []
    for line in kept(lines):
        code = line.code or editing.proposed(line.words, used, "dim")
        used.add(code)
        made.append({"code": code, "name": text_with(was.get(code), language, line.words)})
    return made
