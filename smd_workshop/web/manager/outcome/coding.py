"""Two people code comments, each for themselves; then how far they agree, and what is settled."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.models import Wave
from smd_workshop.surveys.comments import coding, comments
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.outcome.comments import asks
from smd_workshop.web.manager.survey_pages import of_wave, wave_for, wave_page
from smd_workshop.web.staff.acts import attempt, id_of
from smd_workshop.web.staff.process_access import my_id

#: Before the id of a comment: that its codes stood on the page.
SHOWN = "shown-"


@bp.get("/<survey>/waves/<int:wave>/coding")
def comment_coding(process: str, survey: str, wave: int) -> str:
    """Show a coder the comments with their own codes alone; when both are done, how far they agree."""
    found = wave_for("run surveys", process, survey, wave)
    mine = coding.place_of(found, my_id())
    left = coding.differences(found)
    return wave_page(
        "coding.html", found, coders=coding.coders(found), mine=mine, done=coding.is_done(found),
        comments=comments.of_wave(found), codebook=comments.codebook(found.survey), asks=asks(found),
        marks=coding.marks(found, mine.place) if mine else {}, agreements=coding.agreements(found),
        differences=left, open=sum(each.settled is None for each in left),
    )  # fmt: skip


def _back(wave: Wave) -> Any:
    return redirect(of_wave(wave, "coding"), 303)


@bp.post("/<survey>/waves/<int:wave>/coding/begin")
def begin_coding(process: str, survey: str, wave: int) -> Any:
    """Take one of the two places."""
    found = wave_for("run surveys", process, survey, wave)
    attempt(lambda: coding.begin(found, now(), my_id()))
    return _back(found)


@bp.post("/<survey>/waves/<int:wave>/coding")
def mark_comments(process: str, survey: str, wave: int) -> Any:
    """Keep what a coder found; with the other button for good."""
    found = wave_for("run surveys", process, survey, wave)
    ids = [name.removeprefix(SHOWN) for name in request.form if name.startswith(SHOWN)]
    given = {
        comment: frozenset(id_of(code) for code in request.form.getlist(f"codes-{comment}"))
        for comment in ids
    }
    done = request.form.get("act") == "done"
    if attempt(lambda: coding.mark(found, given, now(), my_id(), done=done)):
        flash(_("Saved."))
    return _back(found)


@bp.post("/<survey>/waves/<int:wave>/coding/<comment>")
def settle_comment(process: str, survey: str, wave: int, comment: str) -> Any:
    """Decide what a comment is about on which the two differ."""
    found = wave_for("run surveys", process, survey, wave)
    codes = frozenset(id_of(code) for code in request.form.getlist("codes"))
    seen = request.form.get("seen", "")
    if attempt(lambda: coding.settle(found, comment, codes, now(), my_id(), seen)):
        flash(_("Saved."))
    return redirect(of_wave(found, "coding") + "#differ", 303)


@bp.post("/<survey>/waves/<int:wave>/coding/over")
def start_coding_over(process: str, survey: str, wave: int) -> Any:
    """Let two others code the comments: what was found so far goes."""
    found = wave_for("run surveys", process, survey, wave)
    attempt(lambda: coding.start_over(found, now(), my_id()))
    return _back(found)
