"""Closing a round: announced to the phones, taken back, or finished when the grace is over."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.input_text import within
from smd_workshop.models import Round
from smd_workshop.rounds import closing, store
from smd_workshop.rounds.ballots import paper_piles
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
from smd_workshop.web.staff.refused import leads_on
from smd_workshop.worker.jobs import close_now
from smd_workshop.worker.queues import later

LONGEST_REASON = 500


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/announce")
def confirm_close(process: str, workshop: str, number: int) -> Any:
    """Ask before a board with an unanswered objection closes, or a round of which more time was promised.

    So does one of which papers are out. Anything else closes on the console.
    """
    round_ = round_for("run round", process, workshop, number)
    found = closing.objected(round_)
    piles = paper_piles.untyped(round_) if round_.state == "open" and not round_.is_closing else []
    if round_.state == "open" and round_.until is not None:
        missing = room.missing(round_.workshop, round_)
        return page(
            "round/end_early.html", round_.workshop, round=round_, missing=len(missing), piles=piles
        )
    if piles:
        return page("round/papers_out.html", round_.workshop, round=round_, piles=piles)
    if round_.state != "open" or not found:
        return console_of(round_)
    return page("round/close.html", round_.workshop, round=round_, objections=found)


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/announce")
def announce_close(process: str, workshop: str, number: int) -> Any:
    """Tell the phones that the round closes; the worker closes it when the grace is over."""
    round_ = round_for("run round", process, workshop, number)
    if has_become(round_, "closed", "published"):
        return console_of(round_)
    sure = request.form.get("sure") == "1"
    done = attempt(lambda: closing.announce_close(round_, now(), me().user_id, sure=sure))
    if (
        not done
        and not has_become(round_, "closed", "published", "annulled")
        and (round_.until is not None or closing.objected(round_) or paper_piles.untyped(round_))
    ):
        leads_on()
        return redirect(f"{address(round_.workshop)}/rounds/{number}/announce", 303)
    if done and round_.closing_at is not None:
        if closing.is_over(round_, now()):
            close_now(round_.id, me().user_id)
        else:
            end = round_.closing_at
            later("finish_close", round_.id, me().user_id, end, at=end)
    return console_of(round_)


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/keep-open")
def keep_open(process: str, workshop: str, number: int) -> Any:
    """Take the announced close back; the phones show that the round stays open."""
    round_ = round_for("run round", process, workshop, number)
    reason = request.form.get("reason", "")
    was_closing = round_.is_closing
    if attempt(lambda: _keep_open(round_, reason)) and was_closing:
        flash(_("The close is taken back. The round stays open and the phones show it."))
    return console_of(round_)


def _keep_open(round_: Round, reason: str) -> None:
    store.lock(round_)  # the time counts from when nobody else decides any more
    closing.keep_open(round_, now(), me().user_id, within(reason, LONGEST_REASON))


@bp.post("/<process>/w/<workshop>/rounds/<int:number>/close")
def close_round(process: str, workshop: str, number: int) -> Any:
    """Finish an announced close whose grace is over, where the worker has not done so.

    Asked twice, or while the grace runs, it changes nothing and says nothing: the console shows.
    """
    round_ = round_for("run round", process, workshop, number)
    if closing.is_over(round_, now()):
        close_now(round_.id, me().user_id)
    return console_of(round_)
