"""The ballot: ask, take, confirm. Taking one is the busiest act of the program."""

import secrets
from datetime import datetime
from typing import Any

from flask import Response, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from forms.workshops import ballot as forms
from smd_workshop.core.clock import now
from smd_workshop.core.errors import PaperOut, Refusal, RoundClosed
from smd_workshop.core.numbers import hour
from smd_workshop.core.zones import zone
from smd_workshop.database import transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.rounds import option_sources, round_definitions
from smd_workshop.rounds.ballots import casting, late_ballots
from smd_workshop.rounds.results import earlier
from smd_workshop.rounds.seats import holders, seat_queries
from smd_workshop.web.errors import sentence
from smd_workshop.web.participant import bp, notes, scripts
from smd_workshop.web.participant.card import (
    LATE,
    SAVED,
    SENT,
    card_id,
    holder,
    meeting_of,
    page,
    remember,
    remembered,
    round_of,
    saved_at,
    seat_may,
    stored,
)
from smd_workshop.web.participant.status_bar import FORM, GO, TOLD, shown
from smd_workshop.web.security.access import require
from smd_workshop.web.security.shared_phone import is_shared
from smd_workshop.web.sheets import ballot_sheets as sheets


@bp.get("/s/<workshop>/<int:number>")
def ballot(workshop: str, number: int) -> Answer:
    """Show the round as it stands for this seat: the form, what is saved, or how it ended."""
    who = holder()
    meeting = meeting_of(who, workshop)
    asked = round_definitions.asked(who.voter.process_id, workshop, number)
    state = round_of(who, asked.round_id)
    if asked.step != "vote":
        return notes.show(who, meeting, asked, state)
    refusal = _refusal(who, state)
    if isinstance(refusal, PaperOut):
        return redirect(url_for("participant.room", workshop=workshop), 303)
    if refusal is not None:
        return _ended(who, meeting, asked, state, refusal)
    kept = _kept(who, asked, state)
    if kept is not None and "change" not in request.args:
        return _saved(who, meeting, asked, state, kept)
    if state.answered and kept is None and "change" not in request.args:
        frame = _frame(who, meeting, asked, state)
        return page("participant/elsewhere.html", **frame, **shown(who, meeting, asked, _go(state)))
    return _form(who, meeting, asked, state, kept or forms.Sheet())


def _go(state: seat_queries.RoundState) -> str:
    """Return where the bar leads: not away from a page that says already that the answer was given with help."""
    return TOLD if state.channel == "assisted" else GO


def _kept(
    who: holders.Holder, asked: round_definitions.RoundDefinition, state: seat_queries.RoundState
) -> forms.Sheet | None:
    """Return the stored ballot, to the browser that sent it, while its card speaks for the seat.

    Whoever prints a card anew, takes a seat over or has handed it over, holds the seat but not its
    secret: in a secret round a ballot is shown only where this very ballot was cast.
    """
    if not state.answered or who.refusal() is not None:
        return None
    sent = remembered(SENT, asked.round_id) if asked.secrecy == "secret" else None
    if asked.secrecy == "secret" and sent is None:
        return None
    kept = seat_queries.own_ballot(asked.round_id, who.voter.seat_id, sent)
    return forms.filled(sheets.question(asked), *kept) if kept is not None else None


def _refusal(who: holders.Holder, state: seat_queries.RoundState) -> Refusal | None:
    try:
        casting.check_card(who.voter)
        casting.check_round(state, who.voter, now(), paper=state.paper)
    except Refusal as reason:
        return reason
    return None


def _frame(
    who: holders.Holder,
    meeting: seat_queries.Meeting,
    asked: round_definitions.RoundDefinition,
    state: seat_queries.RoundState,
) -> dict[str, Any]:
    return {
        "who": who,
        "meeting": meeting,
        "asked": asked,
        "state": state,
        "saved_here": remembered(SAVED, asked.round_id),
        "poll": current_app.config["SMD_POLL_SECONDS"],
        "draft": f"{who.voter.seat_id}.{asked.round_id}.{asked.digest}",
        # Under which name a phone alone keeps what was answered in this round, and in the one that it repeats.
        "mine": f"{who.voter.seat_id}.{asked.round_id}",
        "before": f"{who.voter.seat_id}.{asked.repeats_id}" if asked.repeats_id else "",
    }


def _form(
    who: holders.Holder,
    meeting: seat_queries.Meeting,
    asked: round_definitions.RoundDefinition,
    state: seat_queries.RoundState,
    sheet: forms.Sheet,
    status: int = 200,
) -> Response:
    order = option_sources.seat_order(list(asked.codes), asked.seed, who.voter.seat_id)
    return page(
        "participant/ballot.html",
        status,
        **_frame(who, meeting, asked, state),
        **shown(who, meeting, asked, FORM),
        sheet=sheet,
        body=sheets.body(asked, sheet, order, _own_before(asked, who.voter.seat_id)),
        places=sheets.places(asked, sheet),
        key=request.form.get("key") or secrets.token_hex(16),
        script=scripts.address(sheets.question(asked).ballot),
        script_words=sheets.script_words(asked),
        minutes=sheets.minutes(asked),
        note=sheets.note(asked),
    )


def _own_before(asked: round_definitions.RoundDefinition, seat_id: int) -> dict[str, str]:
    """Return by code what a seat said in the round by name that this one repeats.

    What was said in secret is never given back: it would prove to others how a seat voted.
    """
    before = earlier.of(asked)
    if before is None or before.secrecy == "secret":
        return {}
    kept = seat_queries.own_ballot(before.round_id, seat_id)
    if kept is None:
        return {}
    then = round_definitions.definition(before.round_id)
    wordings = {option.wording: option.code for option in asked.options}
    said = sheets.lines(then, forms.filled(sheets.question(then), *kept))
    return {wordings[wording]: words for _code, wording, words, _why in said if wording in wordings}


def _saved(
    who: holders.Holder,
    meeting: seat_queries.Meeting,
    asked: round_definitions.RoundDefinition,
    state: seat_queries.RoundState,
    sheet: forms.Sheet,
) -> Response:
    return page(
        "participant/saved.html",
        **_frame(who, meeting, asked, state),
        **shown(who, meeting, asked, _go(state)),
        time=saved_at(state),
        lines=sheets.lines(asked, sheet),
        missing=sheets.missing(asked, sheet),
        blank=sheets.blank(asked),
        shared=is_shared(),
    )


def _ended(
    who: holders.Holder,
    meeting: seat_queries.Meeting,
    asked: round_definitions.RoundDefinition,
    state: seat_queries.RoundState,
    refusal: Refusal,
) -> Response:
    kept = _kept(who, asked, state)
    return page(
        "participant/ended.html",
        **_frame(who, meeting, asked, state),
        **shown(who, meeting, asked, GO),
        time=saved_at(state),
        lines=sheets.lines(asked, kept) if kept else [],
        refusal=sentence(refusal),
        barred=state.is_open(now()) or who.refusal() is not None,
        late=remembered(LATE, asked.round_id),
    )


@bp.post("/s/<workshop>/<int:number>")
def cast(workshop: str, number: int) -> Answer:
    """Take a ballot: check it, store it, say so. A resent one is the same ballot."""
    require(seat_may("vote"))
    card = card_id()
    seat_id, process_id = casting.owner_of(card)
    asked = round_definitions.asked(process_id, workshop, number)
    if asked.step != "vote":
        return notes.send(asked, workshop)
    sheet = forms.read(sheets.question(asked), request.form)
    if sheet.errors:
        return _wrong(workshop, asked, sheet)
    # Never without chance in it: from a key of the answer alone anyone could try out the answers.
    sent_key = request.form.get("key", "")[:64] or secrets.token_hex(16)
    key = forms.submission_key(sent_key, sheet.answer, sheet.reasons)
    channel = "shared" if is_shared() else "own"
    by = casting.ByCard(card, channel)
    sent = casting.BallotSubmission(asked.round_id, sheet.answer, sheet.reasons, key)
    at = now()
    try:
        fresh = group_commit(lambda connection: casting.cast(by, sent, at, connection))
    except RoundClosed:
        return _late(workshop, asked, sheet, sent, seat_id, at)
    ident = casting.id_sent(asked.round_id, seat_id, key)
    if (fresh or _stands(asked, seat_id, ident)) and ident is not None:
        remember(SENT, asked.round_id, ident)
    if fresh or remembered(SAVED, asked.round_id) is None:
        remember(SAVED, asked.round_id, hour(at, zone(asked.time_zone)))
    return stored(request.path)


def _stands(asked: round_definitions.RoundDefinition, seat_id: int, sent: str | None) -> bool:
    """Say whether a ballot that had arrived before is the one that counts; tell if it is not.

    It may be late news from a slow network, or an old page that was sent again on purpose: nobody
    can know, so the later ballot stays, and whoever sent the older one is told.
    """
    if seat_queries.own_ballot(asked.round_id, seat_id, sent) is not None:
        return True
    if seat_queries.own_ballot(asked.round_id, seat_id) is not None:
        flash(
            _("This ballot had arrived before. The seat has sent another since, and that one "
              "counts. To change it, answer again.")
        )  # fmt: skip
    else:
        flash(_("This ballot was withdrawn when the seat was given a paper. Answer again, please."))
    return False


def _wrong(workshop: str, asked: round_definitions.RoundDefinition, sheet: forms.Sheet) -> Response:
    """Show the form again with everything that was sent, and what is wrong with it."""
    who = holder()
    meeting = meeting_of(who, workshop)
    state = round_of(who, asked.round_id)
    refusal = _refusal(who, state)
    if refusal is not None:
        raise refusal
    return _form(who, meeting, asked, state, sheet, 422)


def _late(
    workshop: str,
    asked: round_definitions.RoundDefinition,
    sheet: forms.Sheet,
    sent: casting.BallotSubmission,
    seat_id: int,
    at: datetime,
) -> Response:
    """Say plainly that a ballot was not counted, and give it back to its author."""
    with transaction(beside=True):
        late_ballots.note_late(sent.round_id, seat_id)
    remember(LATE, asked.round_id, hour(at, zone(asked.time_zone)))
    who = holder()
    meeting = meeting_of(who, workshop)
    state = round_of(who, asked.round_id)
    return page(
        "participant/late.html",
        409,
        **_frame(who, meeting, asked, state),
        **shown(who, meeting, asked, GO),
        time=hour(at, zone(asked.time_zone)),
        lines=sheets.lines(asked, sheet),
    )
