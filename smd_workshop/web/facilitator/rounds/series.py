"""Ending a series of secret rounds that repeat, before the acta does."""

from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.rounds import threads
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.board.board import ROUND
from smd_workshop.web.facilitator.workshop.workshop_helpers import address, attempt, page, round_for
from smd_workshop.worker.jobs import forget


@bp.get(f"{ROUND}/end-series")
def confirm_end_series(process: str, workshop: str, number: int) -> Any:
    """Say what is destroyed and what can no longer be found out, before it is."""
    round_ = round_for("run round", process, workshop, number)
    if not threads.lasts(round_):
        return redirect(f"{address(round_.workshop)}/console?round={number}", 303)
    return page("round/end_series.html", round_.workshop, round=round_)


@bp.post(f"{ROUND}/end-series")
def end_series(process: str, workshop: str, number: int) -> Any:
    """Destroy what could pair ballots of this round with those of a next one."""
    round_ = round_for("run round", process, workshop, number)
    if threads.lasts(round_) and attempt(lambda: threads.end_by_hand(round_, now(), me().user_id)):
        forget()
        flash(_("The series has ended: nothing leads from a ballot to its seat any more."))
    return redirect(f"{address(round_.workshop)}/console?round={number}", 303)
