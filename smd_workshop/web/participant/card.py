"""Whose card this browser holds, and the frame of every page of a seat."""

from dataclasses import replace
from typing import Any

from flask import Response, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from smd_workshop.core.errors import SeatHandedOver
from smd_workshop.people import phones
from smd_workshop.rounds.seats import holders, seat_queries
from smd_workshop.web.language import keep_time_of
from smd_workshop.web.security.access import MAY, SEAT
from smd_workshop.web.security.actor import CARD, PHONE

#: Kept in the signed cookie only, because the database must not know when a seat voted.
SAVED, LATE = "seat_saved", "seat_late"
#: The id of the last secret ballot that this browser sent: it is shown what it sent, and nothing else.
SENT = "seat_sent"
#: By which ways an answer comes from a phone; else staff entered it.
BY_PHONE = ("own", "shared")
#: Rounds remembered in the cookie.
REMEMBERED = 12


class NoCard(HTTPException):
    """This browser holds no card: on to the page where one is entered."""

    code = 303

    def get_response(self, *_args: Any, **_kwargs: Any) -> Any:
        """Return the redirect."""
        return redirect(url_for("participant.join"), 303)


def held_card() -> int | None:
    """Return the card in this browser; None also where the seat was taken off this phone since."""
    held, phone = session.get(CARD), session.get(PHONE)
    if held is None or (phone is not None and phones.has_left(phone)):
        return None
    return int(held)


def card_id() -> int:
    """Return the card in this browser; raises NoCard where it holds none."""
    held = held_card()
    if held is None:
        raise NoCard
    return held


def seat_may(verb: str) -> bool:
    """Say whether who holds a card may do this; without a card, lead to where one is entered.

    Whether the card still speaks for a seat is asked inside the transaction, by the service.
    """
    return card_id() > 0 and SEAT in MAY[verb]


def holder() -> holders.Holder:
    """Return whose card this browser holds, even one that speaks for nobody any more."""
    found = holders.holder_of(card_id())
    if found is None:
        raise NoCard
    keep_time_of(found.time_zone)
    return found


def advice(who: holders.Holder) -> str:
    """Return what somebody does whose seat is held by its other delegate, and nothing for anybody else."""
    if not isinstance(who.refusal(), SeatHandedOver):
        return ""
    if who.voter.holder == "suplente":
        return str(
            _(
                "Did you come in their place? Ask the facilitator at the door to press “Suplente is here” or “Hand over to the suplente”."
            )
        )
    return str(
        _(
            "Have you come after all? Ask the facilitator at the door to press “Titular is here” or “Hand over to the titular”."
        )
    )


def reader() -> holders.Holder:
    """Return whose card this browser holds if it may read what all seats read; raises the reason why not.

    Who has handed the seat over was there, and reads on; who holds a replaced card may be anybody.
    """
    who = holder()
    refusal = who.refusal()
    if refusal is not None and not isinstance(refusal, SeatHandedOver):
        raise refusal
    return who


def meeting_of(who: holders.Holder, code: str) -> seat_queries.Meeting:
    """Return the workshop of the seat's own process, or raise NotFound."""
    return seat_queries.meeting(who.voter.process_id, code)


def rounds_of(who: holders.Holder, workshop_id: int) -> list[seat_queries.RoundState]:
    """Return the rounds that have opened, as this card may know them."""
    return [_told(who, each) for each in seat_queries.agenda(workshop_id, who.voter.seat_id)]


def round_of(who: holders.Holder, round_id: int) -> seat_queries.RoundState:
    """Return how an opened round stands now, as this card may know it."""
    return _told(who, seat_queries.round_now(round_id, who.voter.seat_id))


def _told(who: holders.Holder, round_: seat_queries.RoundState) -> seat_queries.RoundState:
    """Leave out what the seat did where the card speaks for it no more: anybody may have found it."""
    if who.refusal() is None:
        return round_
    return replace(round_, answered=False, paper=False, channel=None)


def saved_at(round_: seat_queries.RoundState) -> str | None:
    """Return when this browser saved the answer that counts; None where that one came in by another hand."""
    return remembered(SAVED, round_.id) if round_.channel in BY_PHONE else None


def remember(key: str, round_id: int, words: str) -> None:
    """Keep a word about a round in this browser; the oldest make room."""
    kept = dict(session.get(key, {}))
    kept.pop(str(round_id), None)
    kept[str(round_id)] = words
    session[key] = dict(list(kept.items())[-REMEMBERED:])


def remembered(key: str, round_id: int) -> str | None:
    """Return what this browser keeps about a round."""
    found = session.get(key, {}).get(str(round_id))
    return None if found is None else str(found)


def page(template: str, status: int = 200, **context: Any) -> Response:
    """Render a page of a seat."""
    return make_response(render_template(template, **context), status)


def stored(leads_to: str) -> Answer:
    """Say that what was sent is stored: to a browser by leading on, to our script by 204.

    A script cannot see where a redirect leads; it must not take the way out for the way on.
    """
    if request.headers.get("X-Script"):
        return Response(status=204)
    return redirect(leads_to, 303)
