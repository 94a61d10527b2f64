"""What becomes of a round that is closed: its result is published, or it is annulled with a reason."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.making.minutes_pdf import make_annexes
from smd_workshop.models import Round
from smd_workshop.models.workshops.rounds import MAY_BECOME
from smd_workshop.publishing import public_factors, publication
from smd_workshop.rounds import closing, drafting
from smd_workshop.rounds.count import ratifications
from smd_workshop.rounds.results import results
from smd_workshop.rounds.room import room
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt,
    console_of,
    has_become,
    page,
    round_for,
)
from smd_workshop.worker.jobs import draft_soon, forget

LONGEST_ANNULMENT = 2_000


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/publish")
def confirm_publish(process: str, workshop: str, number: int) -> Any:
    """Show the count and the roll to the facilitator first."""
    round_ = round_for("run round", process, workshop, number)
    if round_.state != "closed":
        return console_of(round_)
    result = results.view(round_, staff=True)
    return page(
        "round/publish.html", round_.workshop, round=round_, result=result,
        pending=room.unread_reasons(round_), falling=ratifications.falling(round_),
        unweighed=public_factors.left_without(round_, [option.code for option in round_.options]),
    )  # fmt: skip


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/publish")
def publish_round(process: str, workshop: str, number: int) -> Any:
    """Show the result to everybody."""
    round_ = round_for("run round", process, workshop, number)
    if not has_become(round_, "published") and attempt(
        lambda: publication.publish(round_, now(), me().user_id)
    ):
        flash(_("The result is published."))
        draft_soon(round_.workshop_id)
    return redirect(f"{address(round_.workshop)}/console?round={number}", 303)


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/annul")
def confirm_annul(process: str, workshop: str, number: int) -> Any:
    """Ask why a round shall not count."""
    round_ = round_for("run round", process, workshop, number)
    if "annulled" not in MAY_BECOME[round_.state]:
        return console_of(round_)
    return page("round/annul.html", round_.workshop, round=round_, error="")


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/annul")
def annul_round(process: str, workshop: str, number: int) -> Any:
    """Annul the round, and put it on the agenda again if asked."""
    round_ = round_for("run round", process, workshop, number)
    if has_become(round_, "annulled"):
        return console_of(round_)
    reason = request.form.get("reason", "").strip()
    if len(reason) > LONGEST_ANNULMENT:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST_ANNULMENT)
    if not reason:
        error = _("Write the reason. It goes into the acta.")
        return page("round/annul.html", round_.workshop, round=round_, error=error), 422
    again = request.form.get("then") == "rerun"
    if not attempt(lambda: _annul(round_, reason, again=again)):
        return console_of(round_)
    forget()
    make_annexes(round_.workshop)
    flash(
        _("The round is annulled. Its repetition is next on the agenda.")
        if again else _("The round is annulled. The reason goes into the acta.")
    )  # fmt: skip
    return console_of(round_)


def _annul(round_: Round, reason: str, *, again: bool) -> None:
    closing.annul(round_, reason, now(), me().user_id)
    if again:
        drafting.copy(round_, now(), me().user_id, rerun=True)
