"""Comments of a closed wave: read, decided who may see them, coded by what they are about."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.surveys.survey import CodeForm, RecommendationForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, Refusal, WrongState
from smd_workshop.database import transaction
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.comments import alike, comments
from smd_workshop.surveys.comments.comments import Decision
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.results import recommendations
from smd_workshop.web.errors import sentence
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, today_of, wave_for, wave_page
from smd_workshop.web.staff.acts import attempt_typed, id_of
from smd_workshop.web.staff.process_access import my_id

#: Before the id of a comment: the field that says which decision the reader had before them.
SEEN = "seen-"
#: The same of the others that say it in the same words.
SAME = "same-"
#: Comments on a page, those in the same words as one.
AT_A_TIME = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """What was typed of comments, and where."""

    typed: Mapping[str, Decision] = field(default_factory=dict)
    #: The marks of decisions that their reader had before them; of all others it is that of what is decided now.
    seen: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, Refusal] = field(default_factory=dict)
    #: Which page of a long list, counted from 1.
    number: int = 1


@bp.get("/<survey>/waves/<int:wave>/comments")
def wave_comments(process: str, survey: str, wave: int) -> str:
    """Show what people wrote, what nobody has read first, and what follows from it."""
    found = wave_for("run surveys", process, survey, wave)
    return comments_page(found, RecommendationForm(), sent=Sent(number=_page_number(request.args)))


def _page_number(given: Mapping[str, str]) -> int:
    """Return which page was asked for; the first for what is no number."""
    text = given.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def comments_page(
    wave: Wave,
    form: RecommendationForm,
    code_form: CodeForm | None = None,
    sent: Sent | None = None,
    chosen: Collection[int] = (),
) -> str:
    """Return the page of the comments of a wave with this form for a recommendation, and what was typed of comments."""
    sent = sent or Sent()
    read = comments.of_wave(wave)
    every = alike.together(read)
    many_pages = max(1, -(-len(every) // AT_A_TIME))
    number = min(max(sent.number, 1), many_pages)
    shown = every[(number - 1) * AT_A_TIME : number * AT_A_TIME]
    said = {comment: sentence(refusal) for comment, refusal in sent.why.items()}
    return wave_page(
        "comments.html", wave, comments=read, shown=shown, number=number, many_pages=many_pages,
        suggested=comments.suggested(wave.survey, (each.read for each in shown)), asks=asks(wave), typed=sent.typed, chosen=chosen, seen=sent.seen,
        why=said, faults=[
            (f"c-{each.comment.id}", " ".join(each.comment.text.split())[:60], said[each.comment.id])
            for each in (like.read for like in shown) if each.comment.id in said
        ],
        codebook=comments.codebook(wave.survey), blind=comments.is_blind(wave),
        deleted=comments.deleted(wave), waiting=sum(each.review is None for each in read),
        listed=recommendations.of_wave(wave), form=form, code_form=code_form or CodeForm(),
        today=today_of(wave), is_overdue=recommendations.is_overdue, by_open_links=dataset.beside(wave),
    )  # fmt: skip


def asks(wave: Wave) -> dict[str, str]:
    """Return what the questions ask that were answered in words, by code."""
    questions = instruments.read(wave.instrument)
    return {
        code: questions.said(item.text, questions.default) if item.text else code
        for code, item in questions.items.items()
    }


@bp.post("/<survey>/waves/<int:wave>/comments")
def review_comments(process: str, survey: str, wave: int) -> Any:
    """Decide who may read comments and what they are about: all that was typed on the page, or nothing."""
    found = wave_for("run surveys", process, survey, wave)
    ids = [name.removeprefix(SEEN) for name in request.form if name.startswith(SEEN)]
    typed = {comment: _decision(comment) for comment in ids}
    seen = {comment: request.form[f"{SEEN}{comment}"] for comment in ids}
    # What is said in the same words was read and is decided once.
    given = {
        like: (seen[comment], typed[comment])
        for comment in ids
        for like in (comment, *request.form.getlist(f"{SAME}{comment}"))
    }
    form = CodeForm(request.form)
    try:
        with transaction(of=found.survey.process_id):
            _add_code(found, form)
            changed = comments.review_all(found, given, now(), my_id())
            leads_to = of_wave(found, "comments")
    except comments.Undecided as refusal:
        flash(sentence(refusal))
        return _again(found, typed, seen, refusal.why, form), 422
    except Refusal as refusal:
        form.name.errors = [*form.name.errors] or [sentence(refusal)]
        return _again(found, typed, seen, {}, form), 422
    flash(
        ngettext("%(num)s decision saved.", "%(num)s decisions saved.", changed)
        if changed else _("Nothing was changed.")
    )  # fmt: skip
    return redirect(leads_to, 303)


def _add_code(wave: Wave, form: CodeForm) -> None:
    """Add what was typed that comments are about, if something was; raises why not."""
    if not form.name.data:
        return
    if not form.validate():
        raise Invalid
    comments.add_code(wave.survey, form.name.data, now(), my_id())


def _again(
    wave: Wave, typed: Mapping[str, Decision], seen: Mapping[str, str], why: Mapping[str, Refusal],
    form: CodeForm,
) -> str:  # fmt: skip
    """Return the page with what was typed; each decision as its reader saw it, until they are told of another one."""
    told = {comment for comment, refusal in why.items() if isinstance(refusal, WrongState)}
    gone = len(told - {each.comment.id for each in comments.of_wave(wave)})
    if gone:
        flash(
            ngettext(
                "%(num)s comment was deleted meanwhile: what you decided about it is not kept.",
                "%(num)s comments were deleted meanwhile: what you decided about them is not kept.",
                gone,
            )
        )  # fmt: skip
    marks = {comment: mark for comment, mark in seen.items() if comment not in told}
    sent = Sent(typed, marks, why, _page_number(request.form))
    return comments_page(wave, RecommendationForm(), form, sent)


def _decision(comment: str) -> Decision:
    codes = frozenset(id_of(code) for code in request.form.getlist(f"codes-{comment}"))
    words = request.form.get(f"words-{comment}", "").replace("\r\n", "\n")
    return Decision(request.form.get(f"state-{comment}", ""), words, codes)


@bp.post("/<survey>/waves/<int:wave>/codes")
def add_comment_code(process: str, survey: str, wave: int) -> Any:
    """Add something that comments are about."""
    found = wave_for("run surveys", process, survey, wave)
    form, here = CodeForm(request.form), of_wave(found, "comments")
    if not form.validate():
        return comments_page(found, RecommendationForm(), form), 422

    def act() -> str:
        comments.add_code(found.survey, form.name.data, now(), my_id())
        return here

    if not attempt_typed(act, form):
        return comments_page(found, RecommendationForm(), form), 422
    return redirect(here, 303)
