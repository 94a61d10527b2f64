"""Writing a question: choosing its type, its words and answers, when it is shown; and moving it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from forms.lines import SPARE, Line, spared
from forms.surveys.questionnaire import QuestionForm, text_with
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.database import transaction
from smd_workshop.library.survey.instrument.drafts import editing, locating, publishable
from smd_workshop.library.survey.instrument.flow import ShownQuestion, journey
from smd_workshop.library.survey.instrument.reading import CODE
from smd_workshop.library.survey.instrument.words.translating import name_of
from smd_workshop.models import Instrument
from smd_workshop.surveys import instruments
from smd_workshop.surveys.instruments import Changed, Faulty, Seen
from smd_workshop.web.errors import sentence
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.questionnaire.drafts import (
    arranged,
    draft_for,
    draft_page,
    fault_in_words,
    keep_mark,
    of_draft,
    today_of,
)
from smd_workshop.web.manager.questionnaire.question_fields import (
    Typed,
    fields_of,
    lines_key,
    lines_of_question,
    lines_sent,
    narrowed,
    offered,
    scaled,
)
from smd_workshop.web.manager.questionnaire.question_types import kind_asked, types_of_questions
from smd_workshop.web.sheets.survey_sheets import Sheet
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.sent import once

Json = Mapping[str, Any]
#: Fields that few need, folded where nothing stands in them.
RARE = (
    "reverse", "required_message", "default", "valid_if", "valid_message", "options_if", "attributes",
)  # fmt: skip
#: What staff may do with a question besides changing it.
CHANGES: Mapping[str, Callable[[Json, str], Json]] = {
    "up": lambda document, code: editing.move_question(document, code, editing.UP),
    "down": lambda document, code: editing.move_question(document, code, editing.DOWN),
    "split": editing.split_page,
    "remove": editing.remove_question,
}


@bp.get("/<survey>/versions/<int:version>/questions/new")
def new_question(process: str, survey: str, version: int) -> str:
    """Ask which type of question, then for its words."""
    chosen = draft_for("run surveys", process, survey, version)
    kind = request.args.get("type", "")
    if not kind:
        return draft_page(
            "question_types.html", chosen, types=types_of_questions(),
            part=request.args.get("page", ""),
        )  # fmt: skip
    said: dict[str, Any] = {"type": kind_asked(kind), "page": request.args.get("page", "")}
    return _form(chosen, QuestionForm(data=said), said, new=True)


def _form(
    version: Instrument,
    form: QuestionForm,
    question: Json,
    *,
    new: bool,
    lines: list[Line] | None = None,
    problem: str = "",
) -> str:
    """Show the form of a question, which is `question` as it is kept."""
    questions, kind = instruments.read(version), question["type"]
    own = "" if new else question["code"]
    offered(narrowed(form, kind, new=new), questions, own)
    key = lines_key(kind)
    if lines is None:
        lines = lines_of_question(question, questions.default, key) if key else []
    if not new:
        keep_mark(form, version, editing.QUESTION, own)
    rare = [name for name in RARE if name in form]
    fixed = own in instruments.fixed_codes(version.survey)
    return draft_page(
        "question.html", version, form=form, question=question, new=new, key=key, lines=lines,
        kinds=types_of_questions(), problem=problem, questions=questions, fixed=fixed,
        language_name=name_of(questions.default), scaled=[("", "–"), *scaled(questions, own)],
        rare=rare, rare_used=any(form[name].data or form[name].errors for name in rare),
        preview=None if new else _preview(version, own),
        page_new=new and not _page_there(version, form.page.data or ""),
    )  # fmt: skip


def _page_there(version: Instrument, code: str) -> bool:
    return editing.part(version.document, editing.PAGE, code) is not None


def _preview(version: Instrument, code: str) -> tuple[Sheet, ShownQuestion]:
    """Return a question as people will see it, whatever it depends on."""
    questions = instruments.read(version)
    question = next(each for each in questions.questions if each.code == code)
    sheet = Sheet.of(journey(questions, {}, today_of(version)))
    return sheet, ShownQuestion(question, question.rows, question.options)


@bp.post("/<survey>/versions/<int:version>/questions/new")
def add_question(process: str, survey: str, version: int) -> Any:
    """Add a question at the end of its page, or on a new page."""
    chosen = draft_for("run surveys", process, survey, version)
    form = QuestionForm(request.form)
    kind = kind_asked(form.type.data or "")
    return _kept(chosen, form, {"type": kind, "code": ""}, new=True)


def _kept(version: Instrument, form: QuestionForm, old: Json, *, new: bool) -> Any:
    """Keep what was typed, or show the form again with what is wrong; nothing typed is lost."""
    questions, key = instruments.read(version), lines_key(form.type.data)
    kind = form.type.data
    offered(narrowed(form, kind, new=new), questions, old["code"])
    lines = lines_sent(request.form, key) if key else []
    again = {**old, "type": kind}
    if "more" in request.form:
        return _form(version, form, again, new=new, lines=_longer(lines))
    typed = Typed(form, lines, questions, old)
    valid = form.validate()  # first, for it forgets what was said at the fields before
    code = _code(version, form, typed) if new else old["code"]
    used = editing.taken(version.document) - {row["code"] for row in old.get("rows", ())}
    made = typed.question(old, kind, code, used)
    few = _(publishable.TOO_FEW) if publishable.too_few(kind, len(typed.kept)) else ""
    if not valid or form.errors or few:
        return _form(version, form, again, new=new, lines=_longer(lines, 0), problem=few), 422
    try:
        with transaction(of=version.survey.process_id):
            leads_to = once(lambda: _put(version, form, made, new=new))
    except Refusal as refusal:
        lines, meanwhile = _show_wrong(form, typed, refusal, made), isinstance(refusal, Changed)
        form.seen.data = "" if meanwhile else form.seen.data
        return _form(
            version, form, again, new=new, lines=_longer(lines, 0), problem=_problem(form, refusal)
        ), 409 if meanwhile else 422
    return redirect(leads_to, 303)


def _longer(lines: list[Line], many: int = SPARE) -> list[Line]:
    """Return what was typed with more empty lines below."""
    return lines + spared(lines, many)[len(lines) :]


def _code(version: Instrument, form: QuestionForm, typed: Typed) -> str:
    """Return the code that was typed, or one made of the words."""
    wanted: str = form.code.data or ""
    if not wanted:
        words = form.text.data or " ".join(line.words for line in typed.kept[:1])
        return editing.proposed(words, editing.taken(version.document))
    if not CODE.fullmatch(wanted) or wanted in editing.taken(version.document):
        form.code.errors = [
            _("Another question or page has this code, or it is none: small letters, digits and _.")
        ]
    return wanted


def _put(version: Instrument, form: QuestionForm, made: Json, *, new: bool) -> str:
    if new:
        title = text_with(None, instruments.read(version).default, form.page_title.data)
        instruments.edit(
            version,
            lambda document: editing.add_question(document, made, form.page.data or "", title),
            now(), my_id(),
        )  # fmt: skip
    else:
        seen = Seen(editing.QUESTION, made["code"], form.seen.data or "")
        instruments.edit(
            version, lambda document: editing.put_question(document, made["code"], made),
            now(), my_id(), seen=seen,
        )  # fmt: skip
    flash(_("Saved."))
    return of_draft(version, f"build#{made['code']}")


def _show_wrong(form: QuestionForm, typed: Typed, refusal: Refusal, made: Json) -> list[Line]:
    """Say what is wrong at its field or line, where it is about this question."""
    if not isinstance(refusal, Faulty):
        return typed.lines
    place = locating.place_of(refusal.document, refusal.steps)
    words = sentence(refusal)
    if place.question != made["code"]:
        return typed.lines
    inside = place.inside
    name = str(inside[0]) if inside else ""
    if name == "shown_if" and form.when.data == "simple":
        name = "when_item"
    if name in form:
        form[name].errors = [words]
    return typed.marked(inside, words)


def _problem(form: QuestionForm, refusal: Refusal) -> str:
    if form.errors:
        return ""
    return fault_in_words(refusal) if isinstance(refusal, Faulty) else sentence(refusal)


@bp.get("/<survey>/versions/<int:version>/questions/<question>")
def edit_question(process: str, survey: str, version: int, question: str) -> str:
    """Show the form of a question, with a type of one's choice."""
    chosen = draft_for("run surveys", process, survey, version)
    found = _question(chosen, question)
    kind = kind_asked(request.args.get("type", found["type"]))
    form = QuestionForm(data=fields_of(found, instruments.read(chosen).default) | {"type": kind})
    return _form(chosen, form, {**found, "type": kind}, new=False)


def _question(version: Instrument, code: str) -> dict[str, Any]:
    found = editing.part(version.document, editing.QUESTION, code)
    if found is None:
        raise NotFound
    return found


@bp.post("/<survey>/versions/<int:version>/questions/<question>")
def change_question(process: str, survey: str, version: int, question: str) -> Any:
    """Change a question, unless somebody changed it meanwhile."""
    chosen = draft_for("run surveys", process, survey, version)
    form = QuestionForm(request.form)
    form.type.data = kind_asked(form.type.data or "")
    return _kept(chosen, form, _question(chosen, question), new=False)


@bp.post("/<survey>/versions/<int:version>/questions/<question>/act")
def arrange_question(process: str, survey: str, version: int, question: str) -> Any:
    """Move a question, begin a page with it, or take it out."""
    chosen = draft_for("run surveys", process, survey, version)
    done, seen = request.form.get("act", ""), None
    if done == "remove":
        seen = Seen(editing.QUESTION, question, request.form.get("seen", ""))
    if done not in CHANGES or _question(chosen, question) is None:
        raise NotFound
    kept = arranged(chosen, lambda document: CHANGES[done](document, question), seen)
    gone = kept and done == "remove"
    return redirect(of_draft(chosen, "build" if gone else f"build#{question}"), 303)
