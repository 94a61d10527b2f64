"""A seat's workshop: what is open now, what has been, and why one cannot vote."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, current_app, render_template, session
from flask_babel import gettext as _
from sqlalchemy import Engine

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.core.zones import day_of
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.room import attendance
from smd_workshop.rounds.room.timer import seconds_left
from smd_workshop.rounds.seats import holders, seat_queries, whereabouts
from smd_workshop.web.errors import sentence
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import (
    BY_PHONE,
    LATE,
    SAVED,
    advice,
    card_id,
    holder,
    meeting_of,
    page,
    rounds_of,
)
from smd_workshop.web.serving.live import fragment, tag


@bp.get("/s/<workshop>")
def room(workshop: str) -> Response:
    """Show what is open now and what has been."""
    who = holder()
    meeting = meeting_of(who, workshop)
    at = now()
    words = (session.get(SAVED), session.get(LATE))
    state = _state(seat_queries.pulse(who.credential_id, workshop), workshop, at, words)
    scene = _scene(who, meeting, at)
    return page("participant/room.html", who=who, meeting=meeting, tag=tag(state), **scene)


@bp.get("/s/<workshop>/live")
def live(workshop: str) -> Response:
    """Return the part of the page that moves; 304 while nothing of it has changed.

    What the tag is made of: the revision of the workshop, which no ballot moves, and the seat's
    own state.
    """
    card = card_id()
    words = (session.get(SAVED), session.get(LATE))
    state = _state(seat_queries.pulse(card, workshop), workshop, now(), words)

    def again(engine: Engine) -> tuple[object, ...]:
        return _state(seat_queries.pulse(card, workshop, engine), workshop, now(), words)

    return fragment(state, lambda: _moving(workshop), again)


def _state(
    pulse: seat_queries.Pulse, workshop: str, at: datetime, words: tuple[object, ...]
) -> tuple[object, ...]:
    over = pulse.closing_at is not None and at >= pulse.closing_at
    return (
        workshop, pulse.revision, pulse.card_ok, pulse.round_id, pulse.closing_at, pulse.closes_at, over,
        pulse.answered, pulse.paper, pulse.elsewhere, pulse.helped, *words,
    )  # fmt: skip


def _moving(workshop: str) -> str:
    who = holder()
    meeting = meeting_of(who, workshop)
    return render_template(
        "participant/parts/moving.html", who=who, meeting=meeting, **_scene(who, meeting, now())
    )


def _scene(who: holders.Holder, meeting: seat_queries.Meeting, at: datetime) -> dict[str, Any]:
    rounds = rounds_of(who, meeting.id)
    current = next((r for r in rounds if r.state == "open"), None)
    refusal = reason(who, rounds, at)
    awaits = awaited(who, rounds, at)
    return {
        "awaits": awaits,
        "elsewhere": None if awaits else _elsewhere(who, meeting),
        "rounds": rounds,
        "asks": {r.id for r in rounds if casting.is_asked(r, who.voter)},
        "current": current,
        "left": seconds_left(current.grace_ends_at, at) if current else None,
        "opens": None if current else seat_queries.opens_next(meeting.id, at),
        "clock": seconds_left(current.ends_at, at) if current else None,
        "over": current is not None and not current.is_open(at),
        "refusal": sentence(refusal) if refusal else None,
        "told": who.refusal() is None,
        "arrival": None if current or who.refusal() else _arrival(who, meeting, at),
        "advice": advice(who),
        "acta": "" if current is not None else seat_queries.acta_state(meeting.id),
        "saved": session.get(SAVED, {}),
        "late": session.get(LATE, {}),
        "by_phone": BY_PHONE,
        "today": day_of(at, who.time_zone),
        "poll": current_app.config["SMD_POLL_SECONDS"],
    }


def _arrival(
    who: holders.Holder, meeting: seat_queries.Meeting, at: datetime
) -> whereabouts.Gathering | None:
    """Return the workshop where this seat is not noted as present, though it will be or may say that it is in the room."""
    if attendance.has_attended(meeting.id, who.voter.seat_id):
        return None
    today = day_of(at, who.time_zone)
    found = (g for g in whereabouts.of_process(who.voter.process_id) if g.id == meeting.id)
    return next((g for g in found if g.may_begin(today) or g.is_ahead(today)), None)


def _elsewhere(who: holders.Holder, meeting: seat_queries.Meeting) -> whereabouts.Elsewhere | None:
    """Return the round that waits for this seat in another workshop: a waiting phone follows it."""
    if who.refusal() is not None:
        return None
    voter = who.voter
    return whereabouts.elsewhere(voter.process_id, meeting.id, voter.seat_id, voter.sector_code)


def reason(
    who: holders.Holder, rounds: Sequence[seat_queries.RoundState], at: datetime
) -> Refusal | None:
    """Return the true reason why this seat cannot vote now, other than that nothing is open."""
    refusal = who.refusal()
    if refusal is not None:
        return refusal
    current = next((r for r in rounds if r.state == "open"), None)
    if current is None:
        return None
    try:
        casting.check_round(current, who.voter, at, paper=current.paper)
    except Refusal as found:
        return found
    return None


def awaited(
    who: holders.Holder, rounds: Sequence[seat_queries.RoundState], at: datetime
) -> seat_queries.RoundState | None:
    """Return the open round that waits for this seat's first answer: where the phone goes by itself."""
    current = next((r for r in rounds if r.state == "open"), None)
    if current is None or current.step == "organise" or current.answered or not current.is_open(at):
        return None
    return None if reason(who, rounds, at) else current


@bp.get("/s/<workshop>/why")
def why(workshop: str) -> Response:
    """Say truly why this seat can or cannot vote at this moment."""
    who = holder()
    meeting = meeting_of(who, workshop)
    scene = _scene(who, meeting, now())
    return page("participant/why.html", who=who, meeting=meeting, words=_words(scene), **scene)


def _words(scene: dict[str, Any]) -> str:
    """Return one sentence: the reason, or what to do."""
    if scene["over"]:
        return str(_("The round has closed. The votes are being counted."))
    if scene["refusal"]:
        return str(scene["refusal"])
    current = scene["current"]
    if not isinstance(current, seat_queries.RoundState):
        return str(
            _(
                "No round is open now. Go to the workshop: when the facilitator opens one, it appears there by itself."
            )
        )
    if current.step == "organise":
        return str(
            _("The facilitator is putting the notes in order. There is nothing to vote on now.")
        )
    if not current.answered:
        return str(_("You can vote: the round is open and your card is valid."))
    return str(
        _("You can vote: your seat answered with help, and you may answer again until the close.")
        if current.channel == "assisted"
        else _("You can vote: your answer is saved, and you may change it until the close.")
    )
