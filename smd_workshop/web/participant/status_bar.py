"""What a page of one round shows of the room: that the round closes, and where to go on to.

Nothing of it depends on what others do, except the facilitator, and nothing of it touches a form.
"""

from datetime import datetime

from flask import Response, render_template, request, url_for
from sqlalchemy import Engine

from smd_workshop.core.clock import now
from smd_workshop.rounds import casting, seat_queries, whereabouts
from smd_workshop.rounds.timer import seconds_left
from smd_workshop.web.live import fragment
from smd_workshop.web.live import tag as digest
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import card_id


# Its old address: phones go on asking there for as long as they have the page open.
@bp.get("/s/<workshop>/<int:number>/strip")
@bp.get("/s/<workshop>/<int:number>/status")
def status_bar(workshop: str, number: int) -> Response:
    """Return the bar; with ?go it also leads on to the round that opened next."""
    pulse = seat_queries.pulse(card_id(), workshop)
    seat_id, process_id = casting.owner_of(card_id())
    asked = seat_queries.asked(process_id, workshop, number)
    words, onward = _state(pulse, asked, seat_id, workshop, go="go" in request.args)
    context = {
        "state": words,
        "left": seconds_left(pulse.closing_at, now()),
        "ends_at": pulse.ends_at,
        "clock": seconds_left(pulse.ends_at, now()),
        "onward": onward,
    }
    card = card_id()

    def again(engine: Engine) -> tuple[object, ...] | None:
        seen = seat_queries.pulse(card, workshop, engine)
        if seen.round_id != asked.round_id or seen.paper:
            return None
        return _closing(seen.closing_at), None, seen.closing_at, seen.ends_at

    return fragment(
        (words, onward, pulse.closing_at, pulse.ends_at),
        lambda: render_template("participant/parts/status_bar.html", **context),
        again,
    )


def tag(
    who: seat_queries.Holder,
    meeting: seat_queries.Meeting,
    asked: seat_queries.RoundDefinition,
    *,
    go: bool,
) -> str:
    """Return the tag of the bar as it is now, for the page that shows it."""
    pulse = seat_queries.pulse(who.credential_id, meeting.code)
    words, onward = _state(pulse, asked, who.voter.seat_id, meeting.code, go=go)
    return digest((words, onward, pulse.closing_at, pulse.ends_at))


def _state(
    pulse: seat_queries.Pulse,
    asked: seat_queries.RoundDefinition,
    seat_id: int,
    workshop: str,
    *,
    go: bool,
) -> tuple[str, str | None]:
    """Return what there is to say of the round, and the address to go on to."""
    if pulse.round_id == asked.round_id and pulse.paper:
        # What this page shows does not count any more; the workshop says so, and leads back.
        return "paper", url_for("participant.room", workshop=workshop) if go else None
    if pulse.round_id == asked.round_id:
        return _closing(pulse.closing_at), None
    ended = seat_queries.round_now(asked.round_id, seat_id).state
    onward = _onward(pulse) if go and pulse.card_ok else None
    return ("annulled" if ended == "annulled" else "over"), onward


def _onward(pulse: seat_queries.Pulse) -> str | None:
    """Return where the round is that waits for this seat now: in this workshop, else in another."""
    round_id = pulse.elsewhere
    if pulse.round_id is not None and not pulse.answered:
        round_id = pulse.round_id
    if round_id is None:
        return None
    workshop, number = whereabouts.of_round(round_id)
    return url_for("participant.ballot", workshop=workshop, number=number)


def _closing(closing_at: datetime | None) -> str:
    if closing_at is None:
        return "open"
    return "closing" if now() < closing_at else "over"
