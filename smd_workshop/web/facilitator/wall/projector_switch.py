"""The switch of what the projector shows: a part of the console, and a page of its own for a phone."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.models import Round, Workshop
from smd_workshop.rounds.results import projection
from smd_workshop.rounds.results.projection import Wall
from smd_workshop.rounds.room import room
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt,
    page,
    workshop_for,
)

#: Pages that the switch stands on.
PLACES = {"console": "/console", "switch": "/projector/switch"}


@dataclass(frozen=True, slots=True)
class Switch:
    """What is on the wall, what else can be: (what, its words, whether it can be shown now), and which results."""

    wall: Wall
    choices: tuple[tuple[str, str, bool], ...]
    results: tuple[Round, ...]


@bp.app_template_global("projector_switch")
def switch(workshop: Workshop) -> Switch:
    """Return the switch of a workshop."""
    choices = (
        ("room", _("What goes with the rounds"), True),
        ("join", _("Code to enter"), True),
        ("round", _("The open round"), room.open_round(workshop) is not None),
        ("board", _("The notes"), projection.board_round(workshop) is not None),
        ("nothing", _("Nothing"), True),
    )
    results = tuple(projection.shown_results(workshop))
    return Switch(projection.now_on(workshop), choices, results)


@bp.get("/<process>/w/<workshop>/projector/switch")
def projector_switch_page(process: str, workshop: str) -> str:
    """Show the switch alone."""
    return page("projector/switch_page.html", workshop_for("run workshop", process, workshop))


@bp.post("/<process>/w/<workshop>/projector/switch")
def switch_projector(process: str, workshop: str) -> Any:
    """Put something else on the wall, or change its ground."""
    found = workshop_for("run workshop", process, workshop)
    ground = request.form.get("ground")
    number = request.form.get("round", "")
    if ground in {"dark", "light"}:
        attempt(lambda: projection.dress(found, now(), dark=ground == "dark"))
    else:
        shows = request.form.get("shows", "")
        chosen = (
            int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else None
        )
        attempt(lambda: projection.choose(found, shows, chosen, now()))
    place = PLACES.get(request.form.get("back", ""), PLACES["switch"])
    return redirect(address(found) + place, 303)
