"""Letters about rounds of days: a seat leaves an address on its phone, or takes it back."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from smd_workshop.config import sends_mail
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.database import transaction
from smd_workshop.rounds import workshops
from smd_workshop.rounds.seats import holders, reminders, seat_queries
from smd_workshop.rounds.seats.reminders import Left
from smd_workshop.web.addresses import public_address
from smd_workshop.web.errors import sentence
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import holder, meeting_of, page, seat_may
from smd_workshop.web.security.access import require
from smd_workshop.worker.jobs import forget


def _mine(workshop: str) -> tuple[holders.Holder, seat_queries.Meeting]:
    """Return the seat and its workshop; NotFound where no mail is sent."""
    if not sends_mail():
        raise NotFound
    who = holder()
    refusal = who.refusal()
    if refusal is not None:
        raise refusal
    return who, meeting_of(who, workshop)


def _page(workshop: str, status: int = 200, error: str = "", typed: str = "") -> Response:
    who, meeting = _mine(workshop)
    return page(
        "participant/letters.html", status, who=who, meeting=meeting, error=error, typed=typed,
        kept=reminders.has_left(meeting.id, who.voter.seat_id), days=reminders.KEPT.days,
    )  # fmt: skip


@bp.get("/s/<workshop>/letters")
def letters(workshop: str) -> Response:
    """Ask whether the seat wants letters; an address that is kept is not shown: others may hold this phone."""
    return _page(workshop)


@bp.post("/s/<workshop>/letters")
def keep_address(workshop: str) -> Any:
    """Keep the address of the seat, or take it back."""
    require(seat_may("attend"))
    who, meeting = _mine(workshop)
    address = "" if request.form.get("act") == "forget" else request.form.get("address", "")[:300]
    if not address.strip() and request.form.get("act") != "forget":
        return _page(workshop, 422, str(_("Write your mail address.")))
    left = Left(address, "seat", public_address("portal.home"))
    try:
        with transaction(of=meeting.process_id):
            reminders.leave(workshops.get(meeting.id), who.voter.seat_id, left, now())
    except Refusal as refusal:
        return _page(workshop, 422, sentence(refusal), address)
    if not address:
        forget()
    flash(_("The address is kept for this workshop.") if address else _("The address is deleted."))
    return redirect(url_for("participant.room", workshop=workshop), 303)
