"""The door: who takes which seat today."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.people import credentials
from smd_workshop.rounds import room
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.workshop_helpers import address, attempt, page, workshop_for


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
    )


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
