"""What a page of one round shows of the room: that the round closes, what then counts, and where to go on to.

Nothing of it depends on what others do, except the facilitator, and nothing of it touches a form.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, render_template, request, url_for
from sqlalchemy import Engine

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.rounds import round_definitions
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.room.timer import seconds_left
from smd_workshop.rounds.seats import holders, seat_queries, whereabouts
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import SAVED, card_id, remembered, saved_at
from smd_workshop.web.serving.live import fragment
from smd_workshop.web.serving.live import tag as digest

#: What a page asks for with ?go: to be led on; the same from a form that may hold something unsent;
#: the same from the result of the round, which is not led to itself; from a page that says already that this
#: seat answered with help.
GO, FORM, RESULT, TOLD = "1", "form", "result", "told"


@dataclass(frozen=True, slots=True)
class Bar:
    """What the bar says: how the round stands, what of this seat counts, and where it goes on."""

    words: str
    onward: tuple[str, str] | None = None
    answered: bool = False
    #: When this browser saved the answer that counts, as far as it knows.
    time: str | None = None
    closing_at: datetime | None = None
    ends_at: datetime | None = None
    #: When the round closes by itself.
    until: datetime | None = None
    #: Whether the answer that counts was given with help of staff, and when this browser had saved another.
    helped: bool = False
    saved_here: str | None = None

    @property
    def parts(self) -> tuple[object, ...]:
        """Return what its tag is made of."""
        return (
            self.words, self.onward, self.answered, self.time, self.closing_at, self.ends_at,
            self.until, self.helped,
        )  # fmt: skip

    def context(self, asked: round_definitions.RoundDefinition, go: str) -> dict[str, Any]:
        """Return it for its template."""
        at = now()
        return {
            "state": self.words, "onward": self.onward, "answered": self.answered, "go": go,
            "time": self.time, "step": asked.step, "ends_at": self.ends_at,
            "left": seconds_left(self.closing_at, at), "clock": seconds_left(self.ends_at, at),
            "until": self.until, "helped": self.helped, "saved_here": self.saved_here,
        }  # fmt: skip


# Its old address: phones go on asking there for as long as they have the page open.
@bp.get("/s/<workshop>/<int:number>/strip")
@bp.get("/s/<workshop>/<int:number>/status")
def status_bar(workshop: str, number: int) -> Response:
    """Return the bar; with ?go it also leads on: to the round that opened next, the result, the acta."""
    card = card_id()
    pulse = seat_queries.pulse(card, workshop)
    process_id = casting.owner_of(card)[1]
    asked = round_definitions.asked(process_id, workshop, number)
    go = request.args.get("go", "")
    bar = _bar(pulse, asked, card, workshop, go)

    def again(engine: Engine) -> tuple[object, ...]:
        return _basis(seat_queries.pulse(card, workshop, engine))

    return fragment(
        bar.parts,
        lambda: render_template("participant/parts/status_bar.html", bar=bar.context(asked, go)),
        again,
        _basis(pulse),
    )


def shown(
    who: holders.Holder,
    meeting: seat_queries.Meeting,
    asked: round_definitions.RoundDefinition,
    go: str,
) -> dict[str, Any]:
    """Return the bar as it is now and its tag, for the page that shows it."""
    card = who.credential_id
    bar = _bar(seat_queries.pulse(card, meeting.code), asked, card, meeting.code, go)
    return {"bar": bar.context(asked, go), "tag": digest(bar.parts)}


def _basis(pulse: seat_queries.Pulse) -> tuple[object, ...]:
    """Return what decides about the bar: how a round ended and the acta move the revision."""
    return (
        pulse.revision, pulse.card_ok, pulse.round_id, _closing(pulse),
        pulse.closing_at, pulse.closes_at, pulse.ends_at, pulse.answered, pulse.paper, pulse.elsewhere,
        pulse.helped,
    )  # fmt: skip


def _bar(
    pulse: seat_queries.Pulse,
    asked: round_definitions.RoundDefinition,
    card: int,
    workshop: str,
    go: str,
) -> Bar:
    here = pulse.round_id == asked.round_id
    if here and pulse.paper:
        # What this page shows does not count any more; the workshop says so, and leads back.
        there = url_for("participant.room", workshop=workshop)
        return Bar("paper", (there, "room") if go and go != FORM else None)
    words = _closing(pulse)
    if here and words in {"open", "closing"}:
        return _going(pulse, words, workshop, go)
    return _ended(pulse, asked, card, workshop, go)


def _going(pulse: seat_queries.Pulse, words: str, workshop: str, go: str) -> Bar:
    """Return what there is to say of a round while answers count."""
    closing = words == "closing"
    there = url_for("participant.room", workshop=workshop), "room"
    return Bar(
        words, there if pulse.helped and go == GO else None, ends_at=pulse.ends_at,
        closing_at=pulse.closing_at if closing else None, until=None if closing else pulse.closing_at,
        helped=pulse.helped, saved_here=remembered(SAVED, pulse.round_id) if pulse.round_id else None,
    )  # fmt: skip


def _ended(
    pulse: seat_queries.Pulse,
    asked: round_definitions.RoundDefinition,
    card: int,
    workshop: str,
    go: str,
) -> Bar:
    """Return what there is to say once nothing that arrives counts any more."""
    rounds = seat_queries.agenda(pulse.workshop_id, casting.owner_of(card)[0])
    ended = next(each for each in rounds if each.id == asked.round_id)
    if not pulse.card_ok and ended.state != "annulled":
        return Bar(
            "ended"
        )  # whoever holds a card that speaks for nobody is told nothing of the seat
    by_phone = ended.answered and pulse.card_ok
    return Bar(
        "annulled" if ended.state == "annulled" else "over",
        _onward(pulse, rounds, ended, card, workshop, go) if go and pulse.card_ok else None,
        ended.answered and pulse.card_ok,
        saved_at(ended) if by_phone else None,
        helped=by_phone and ended.channel == "assisted",
        saved_here=remembered(SAVED, asked.round_id),
    )


def _onward(
    pulse: seat_queries.Pulse,
    rounds: list[seat_queries.RoundState],
    ended: seat_queries.RoundState,
    card: int,
    workshop: str,
    go: str,
) -> tuple[str, str] | None:
    """Return where a page goes on to and what that is: the first that there is.

    A round that waits for this seat, here or in another workshop; the acta, once it may be read; the
    result of the last vote; from a form, how its round ended.
    """
    waits = _waiting(pulse, rounds, ended, card)
    if waits is not None:
        code, number = whereabouts.of_round(waits)
        there = url_for("participant.ballot", workshop=code, number=number)
        return there, "round" if code == workshop else "elsewhere"
    if pulse.round_id is None and seat_queries.acta_state(pulse.workshop_id):
        return url_for("participant.acta", workshop=workshop), "acta"
    return _result(rounds, ended, workshop, go) or _own(ended, workshop, go)


def _waiting(
    pulse: seat_queries.Pulse,
    rounds: list[seat_queries.RoundState],
    ended: seat_queries.RoundState,
    card: int,
) -> int | None:
    """Return the round that waits: one that asks this seat before one that tells it why it does not."""
    current = next((r for r in rounds if r.id == pulse.round_id and r.id != ended.id), None)
    if current is None or current.answered or not current.is_open(now()):
        return pulse.elsewhere
    if pulse.elsewhere is None or _asks(current, card):
        return current.id
    return pulse.elsewhere


def _asks(round_: seat_queries.RoundState, card: int) -> bool:
    who = holders.holder_of(card)
    try:
        if who is not None:
            casting.check_round(round_, who.voter, now(), paper=round_.paper)
    except Refusal:
        return False
    return who is not None


def _result(
    rounds: list[seat_queries.RoundState], ended: seat_queries.RoundState, workshop: str, go: str
) -> tuple[str, str] | None:
    """Return the result of the last vote, if it is published and no older than the page."""
    votes = [r for r in rounds if r.step == "vote" and r.state in {"closed", "published"}]
    last = votes[-1] if votes else None
    if last is None or last.number < ended.number or not last.shows_result():
        return None
    if go == RESULT and last.id == ended.id:
        return None
    return url_for("participant.result", workshop=workshop, number=last.number), "result"


def _own(ended: seat_queries.RoundState, workshop: str, go: str) -> tuple[str, str] | None:
    if go != FORM:
        return None
    return url_for("participant.ballot", workshop=workshop, number=ended.number), "ended"


def _closing(pulse: seat_queries.Pulse) -> str:
    """Say how the open round stands: only a close that somebody announced is counted down."""
    if pulse.closing_at is not None and now() >= pulse.closing_at:
        return "over"
    return "open" if pulse.closing_at == pulse.closes_at else "closing"
