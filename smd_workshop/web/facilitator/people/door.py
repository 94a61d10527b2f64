"""The door: who takes which seat today."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request
from flask_babel import gettext as _

from forms.workshops.people import SeatForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal
from smd_workshop.database import transaction
from smd_workshop.models import Workshop
from smd_workshop.people import credentials, roster
from smd_workshop.rounds import store, workshops
from smd_workshop.rounds.room import room
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.people.people import actor_of, chosen, offered
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt,
    page,
    workshop_for,
)
from smd_workshop.web.staff.sent import once


@bp.get("/<process>/w/<workshop>/door")
def door(process: str, workshop: str) -> str:
    """List the seats by sector, with who is here; a search narrows it down."""
    found = workshop_for("run workshop", process, workshop)
    search = request.args.get("q", "").strip()[:100]
    groups: dict[Any, list[room.Place]] = {}
    for place in room.places(found, search):
        groups.setdefault(place.sector, []).append(place)
    rows = room.presence(found, None)
    return page(
        "door/door.html",
        found,
        groups=groups,
        search=search,
        rows=rows,
        totals=room.Totals.of(rows),
        going=room.open_round(found),
        other_day=workshops.other_day(found, now()),
    )


@bp.get("/<process>/w/<workshop>/door/new")
def new_at_the_door(process: str, workshop: str) -> str:
    """Ask who has come without a seat, and say whether they vote in the round that is open."""
    found = workshop_for("manage people", process, workshop)
    return _ask(found, offered(found.process, SeatForm()))


@bp.post("/<process>/w/<workshop>/door/new")
def add_at_the_door(process: str, workshop: str) -> Any:
    """Add a seat on the spot and let it in."""
    found = workshop_for("manage people", process, workshop)
    form = offered(found.process, SeatForm(request.form))
    if not form.validate():
        return _ask(found, form), 422
    try:
        with transaction(of=found.process_id):
            leads_to = once(lambda: _add(found, form))
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _ask(found, form), 422
    flash(_("%(seat)s was added and is here. Print its card, or help it with the vote.",
            seat=leads_to.rpartition("q=")[2]))  # fmt: skip
    return redirect(leads_to, 303)


def _add(workshop: Workshop, form: SeatForm) -> str:
    process, at, by = workshop.process, now(), me().user_id
    sector, place = chosen(process, form)
    seat = roster.add_seat(
        process, actor_of(process, str(form.name.data), sector, place), at, by,
        titular=form.titular.data or "", suplente=form.suplente.data or "",
    )  # fmt: skip
    room.arrive(workshop, seat, "titular", at, by)
    going = room.open_round(workshop)
    if going is not None:
        store.touch(going)  # the room grew: who counts it looks again
    return f"{address(workshop)}/door?{urlencode({'q': seat.code})}"


def _ask(workshop: Workshop, form: SeatForm) -> str:
    del form.code
    return page(
        "door/new.html", workshop, form=form, going=room.open_round(workshop),
        names=[a.name for a in roster.actors_of(workshop.process)],
    )  # fmt: skip


@bp.post("/<process>/w/<workshop>/door")
def check_in(process: str, workshop: str) -> Any:
    """Let the titular or the suplente take the seat, or take a mistaken check-in back."""
    found = workshop_for("run workshop", process, workshop)
    taken = credentials.find(found.process, request.form.get("seat", ""))
    act = request.form.get("act", "")
    if act == "undo":
        if attempt(lambda: room.undo_arrival(found, taken, now(), me().user_id)):
            flash(_("%(seat)s is not checked in.", seat=taken.code))
    elif act in {"titular", "suplente"}:
        if attempt(lambda: room.arrive(found, taken, act, now(), me().user_id)):
            flash(_("%(seat)s is here.", seat=taken.code))
    else:
        raise NotFound
    search = request.form.get("q", "").strip()[:100]
    query = f"?{urlencode({'q': search})}" if search else ""
    return redirect(f"{address(found)}/door{query}#s{taken.id}", 303)
