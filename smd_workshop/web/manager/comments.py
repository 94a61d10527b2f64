"""Comments of a closed wave: read, decided who may see them, coded by what they are about."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from forms.survey import CodeForm, RecommendationForm
from smd_workshop.core.clock import now
from smd_workshop.models import Wave
from smd_workshop.surveys import comments, recommendations
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import of_wave, today_of, wave_for, wave_page
from smd_workshop.web.staff.acts import attempt, attempt_once, id_of
from smd_workshop.web.staff.process_access import my_id


@bp.get("/<survey>/waves/<int:wave>/comments")
def wave_comments(process: str, survey: str, wave: int) -> str:
    """Show what people wrote, what nobody has read first, and what follows from it."""
    found = wave_for("run surveys", process, survey, wave)
    return comments_page(found, RecommendationForm())


def comments_page(wave: Wave, form: RecommendationForm, code_form: CodeForm | None = None) -> str:
    """Return the page of the comments of a wave with this form for a recommendation."""
    read = comments.of_wave(wave)
    return wave_page(
        "comments.html", wave, comments=read, codebook=comments.codebook(wave.survey),
        deleted=comments.deleted(wave), waiting=sum(each.review is None for each in read),
        listed=recommendations.of_wave(wave), form=form, code_form=code_form or CodeForm(),
        today=today_of(wave), is_overdue=recommendations.is_overdue,
    )  # fmt: skip


@bp.post("/<survey>/waves/<int:wave>/comments/<comment>")
def review_comment(process: str, survey: str, wave: int, comment: str) -> Any:
    """Decide who may read a comment and what it is about."""
    found = wave_for("run surveys", process, survey, wave)
    chosen = [id_of(code) for code in request.form.getlist("codes")]

    def act() -> None:
        comments.review(
            found, comments.find(found, comment), request.form.get("state", ""), now(), my_id(),
            paraphrase=request.form.get("paraphrase", ""), codes=chosen,
        )  # fmt: skip

    if attempt(act):
        flash(_("Saved."))
    return redirect(of_wave(found, "comments"), 303)


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

    attempt_once(act)
    return redirect(here, 303)
