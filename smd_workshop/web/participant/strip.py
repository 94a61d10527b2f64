"""What a page of one round shows of the room: that the round closes, and where to go on to.

Nothing of it depends on what others do, except the facilitator, and nothing of it touches a form.
"""

from datetime import datetime

from flask import Response, render_template, request
from sqlalchemy import Engine

from smd_workshop.clock import now
from smd_workshop.services import standing, voting
from smd_workshop.web.live import fragment
from smd_workshop.web.live import tag as digest
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import card_id, seconds_left


@bp.get("/s/<workshop>/<int:number>/strip")
def strip(workshop: str, number: int) -> Response:
    """Return the strip; with ?go it also leads on to the round that opened next."""
    pulse = standing.pulse(card_id(), workshop)
    seat_id, process_id = voting.owner_of(card_id())
    asked = standing.asked(process_id, workshop, number)
    words, onward = _state(pulse, asked, seat_id, go="go" in request.args)
    context = {
        "state": words,
        "left": seconds_left(pulse.closing_at, now()),
        "onward": onward,
        "workshop": workshop,
    }
    card = card_id()

    def again(engine: Engine) -> tuple[object, ...] | None:
        seen = standing.pulse(card, workshop, engine)
        if seen.round_id != asked.round_id:
            return None
        return _closing(seen.closing_at), None, seen.closing_at

    return fragment(
        (words, onward, pulse.closing_at),
        lambda: render_template("participant/parts/strip.html", **context),
        again,
    )


def tag(
    who: standing.Holder, meeting: standing.Meeting, asked: standing.Definition, *, go: bool
) -> str:
    """Return the tag of the strip as it is now, for the page that shows it."""
    pulse = standing.pulse(who.credential_id, meeting.code)
    words, onward = _state(pulse, asked, who.voter.seat_id, go=go)
    return digest((words, onward, pulse.closing_at))


def _state(
    pulse: standing.Pulse, asked: standing.Definition, seat_id: int, *, go: bool
) -> tuple[str, int | None]:
    """Return what there is to say of the round, and the number of the one to go on to."""
    if pulse.round_id == asked.round_id:
        return _closing(pulse.closing_at), None
    ended = standing.round_now(asked.round_id, seat_id).state
    onward = pulse.number if go and pulse.card_ok and not pulse.answered else None
    return ("annulled" if ended == "annulled" else "over"), onward


def _closing(closing_at: datetime | None) -> str:
    if closing_at is None:
        return "open"
    return "closing" if now() < closing_at else "over"
