"""Comments of a closed wave: read, decided who may see them, coded by what they are about."""

from collections.abc import Collection, Mapping
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.surveys.survey import CodeForm, RecommendationForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal, WrongState
from smd_workshop.database import transaction
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.comments import comments
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


@bp.get("/<survey>/waves/<int:wave>/comments")
def wave_comments(process: str, survey: str, wave: int) -> str:
    """Show what people wrote, what nobody has read first, and what follows from it."""
    found = wave_for("run surveys", process, survey, wave)
    return comments_page(found, RecommendationForm())


def comments_page(
    wave: Wave,
    form: RecommendationForm,
    code_form: CodeForm | None = None,
    typed: Mapping[str, Decision] | None = None,
    why: Mapping[str, Refusal] | None = None,
    chosen: Collection[int] = (),
    seen: Mapping[str, str] | None = None,
) -> str:
    """Return the page of the comments of a wave with this form for a recommendation, and what was typed of comments.

    `seen`: the marks of decisions that their reader had before them; of all others it is that of what is decided now.
    """
    read = comments.of_wave(wave)
    said = {comment: sentence(refusal) for comment, refusal in (why or {}).items()}
    return wave_page(
        "comments.html", wave, comments=read, suggested=comments.suggested(wave.survey, read), asks=asks(wave), typed=typed or {}, chosen=chosen, seen=seen or {},
        why=said, faults=[
            (f"c-{each.comment.id}", " ".join(each.comment.text.split())[:60], said[each.comment.id])
            for each in read if each.comment.id in said
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
    try:
        with transaction(of=found.survey.process_id):
            given = {comment: (seen[comment], typed[comment]) for comment in ids}
            changed = comments.review_all(found, given, now(), my_id())
            leads_to = of_wave(found, "comments")
    except comments.Undecided as refusal:
        flash(sentence(refusal))
        return _again(found, typed, seen, refusal.why), 422
    flash(
        ngettext("%(num)s decision saved.", "%(num)s decisions saved.", changed)
        if changed else _("Nothing was changed.")
    )  # fmt: skip
    return redirect(leads_to, 303)


def _again(
    wave: Wave, typed: Mapping[str, Decision], seen: Mapping[str, str], why: Mapping[str, Refusal]
) -> str:
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
    return comments_page(wave, RecommendationForm(), typed=typed, why=why, seen=marks)


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
