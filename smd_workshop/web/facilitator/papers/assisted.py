"""Ballots opened for a person beside one: the screen is theirs until it is sent."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from forms.workshops import ballot as forms
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotAllowed, NotFound, Refusal, RoundClosed
from smd_workshop.database import transaction
from smd_workshop.models import Round, Seat
from smd_workshop.rounds import option_sources, store
from smd_workshop.rounds.ballots import casting, late_ballots, papers, replacing
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.papers.paper_helpers import (
    PAPERS,
    ask_to_replace,
    asked_of,
    here,
    is_sure,
    open_round,
    private,
)
from smd_workshop.web.facilitator.workshop.workshop_helpers import address
from smd_workshop.web.sheets import ballot_sheets as sheets
from smd_workshop.web.staff.refused import remember


@bp.get(f"{PAPERS}/assisted/<seat>")
def assist(process: str, workshop: str, number: int, seat: str) -> Any:
    """Open an empty ballot for a person beside one: the screen is theirs until it is sent."""
    round_ = open_round(process, workshop, number)
    whose = papers.seat_of(round_, seat)
    if not store.takes(round_, now()):
        flash(_("The round is closed: nobody can be helped with it any more."))
        return redirect(f"{address(round_.workshop)}/console", 303)
    try:
        replacing.refuse_paper(round_, whose)
    except Refusal as refusal:
        flash(sentence(refusal))
        return redirect(here(round_), 303)
    if not is_sure() and replacing.channel_of(round_, whose.id) is not None:
        return ask_to_replace(round_, whose, f"{here(round_)}/assisted/{whose.code}")
    return _assisting(round_, whose, forms.Sheet())


@bp.post(f"{PAPERS}/assisted/<seat>")
def cast_assisted(process: str, workshop: str, number: int, seat: str) -> Any:
    """Count what the person answered, and close the ballot."""
    round_ = open_round(process, workshop, number)
    whose = papers.seat_of(round_, seat)
    sheet = forms.read(sheets.question(asked_of(round_)), request.form)
    if sheet.errors:
        return _assisting(round_, whose, sheet, 422)
    drawn = request.form.get("key", "")[:64] or secrets.token_hex(16)
    key = forms.submission_key(drawn, sheet.answer, sheet.reasons)
    by = casting.OnBehalf(whose.id, me().user_id, "assisted")
    sent = casting.BallotSubmission(round_.id, sheet.answer, sheet.reasons, key)
    act = partial(replacing.enter, by, round_, whose, sent, now(), sure=is_sure())
    try:
        return _closed(round_, whose, _refused(act, round_, whose))
    except replacing.AnsweredAlready:
        there = f"{here(round_)}/assisted/{whose.code}"
        return ask_to_replace(round_, whose, there)


def _refused(act: Callable[[], Any], round_: Round, seat: Seat) -> str:
    """Do it; return why it is refused, or nothing. Who comes late is noted as late."""
    try:
        with transaction(of=round_.workshop.process_id):
            act()
    except (NotFound, NotAllowed, replacing.AnsweredAlready):
        raise
    except RoundClosed as late:
        with transaction(of=round_.workshop.process_id):
            late_ballots.note_late(round_.id, seat.id)
        return sentence(late)
    except Refusal as refusal:
        remember(refusal)
        return sentence(refusal)
    return ""


def _closed(round_: Round, seat: Seat, refusal: str) -> Answer:
    if refusal:
        if "refused" not in g:
            flash(refusal)
        return redirect(here(round_), 303)
    return redirect(f"{here(round_)}/done/{seat.code}", 303)


@bp.get(f"{PAPERS}/done/<seat>")
def assisted_done(process: str, workshop: str, number: int, seat: str) -> str:
    """Thank the person, without a word of what they answered: the ballot has closed itself."""
    round_ = open_round(process, workshop, number)
    papers.seat_of(round_, seat)
    return render_template(
        "facilitator/papers/done.html", round=round_, at=here(round_),
        console=f"{address(round_.workshop)}/console",
    )  # fmt: skip


def _assisting(round_: Round, seat: Seat, sheet: forms.Sheet, status: int = 200) -> Response:
    asked = asked_of(round_)
    order = option_sources.seat_order(list(asked.codes), asked.seed, seat.id)
    return private(
        render_template(
            "facilitator/papers/assisted.html", round=round_, at=here(round_), seat=seat,
            asked=asked, sheet=sheet, places=sheets.places(asked, sheet),
            body=sheets.body(asked, sheet, order),
            key=request.form.get("key") or secrets.token_hex(16), sure=is_sure(),
        ),
        status,
    )  # fmt: skip
