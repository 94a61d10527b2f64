"""Letters about rounds of days: which seats left an address, and what became of what was written to them."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.config import sends_mail
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.models import Seat, Workshop
from smd_workshop.processes import post
from smd_workshop.rounds.room import room
from smd_workshop.rounds.seats import reminders
from smd_workshop.rounds.seats.reminders import Left
from smd_workshop.web.addresses import public_address
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.board.board import ROUND
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt,
    page,
    round_for,
    workshop_for,
)
from smd_workshop.web.letters import round_letters
from smd_workshop.web.staff.refused import refused_page
from smd_workshop.worker.jobs import forget
from smd_workshop.worker.queues import later

LETTERS = "/<process>/w/<workshop>/letters"


@bp.get(LETTERS)
def letters(process: str, workshop: str) -> str:
    """List the seats with what they left, and the letters of each round."""
    return _page(workshop_for("run round", process, workshop))


def _page(found: Workshop) -> str:
    at = now()
    written = [(each, reminders.of_round(each)) for each in found.rounds]
    return page(
        "round/letters.html", found, places=room.places(found), kept=reminders.of_workshop(found),
        written=[(round_, those) for round_, those in written if those],
        lost=lambda letter: post.is_lost(letter, at), due=post.due,
        sends=sends_mail(),
    )  # fmt: skip


@bp.post(LETTERS)
def keep_address(process: str, workshop: str) -> Any:
    """Keep or delete the address of a seat, at its wish."""
    found = workshop_for("run round", process, workshop)
    seat = _seat(found, request.form.get("seat", ""))
    written = request.form.get("address", "")[:300]
    left = Left(written, "staff", public_address("portal.home"))
    if not attempt(lambda: reminders.leave(found, seat.id, left, now(), me().user_id)):
        return refused_page()
    if not written.strip():
        forget()
    flash(_("Saved."))
    return redirect(f"{address(found)}/letters", 303)


def _seat(workshop: Workshop, code: str) -> Seat:
    for place in room.places(workshop):
        if place.seat.code == code:
            return place.seat
    raise NotFound


@bp.post(f"{ROUND}/letters/again")
def send_round_letters_again(process: str, workshop: str, number: int) -> Any:
    """Send again what was refused, given up or dropped half-way."""
    round_ = round_for("run round", process, workshop, number)
    many: list[int] = []
    if attempt(lambda: many.append(reminders.again(round_, now(), me().user_id))) and many[0]:
        later(round_letters.send_round_letters.__name__, round_.id)
        flash(
            ngettext("%(num)s letter is tried again.", "%(num)s letters are tried again.", many[0])
        )
    return redirect(f"{address(round_.workshop)}/letters", 303)
