"""The strategy map for staff: draw and take off arrows, prepare the vote on them, show it to the room."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.models import Process
from smd_workshop.publishing import scorecards
from smd_workshop.strategy.scorecards import arrows, mapping, reading
from smd_workshop.strategy.scorecards.mapping import MapShown
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.scorecard.scorecard_whole import asked_card, card_of
from smd_workshop.web.staff.acts import attempt, attempt_once, id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import refused_page
from smd_workshop.web.words.strategy_words import ODD

MAP = "/<process>/scorecard/map"


def _map(process: Process) -> MapShown:
    today = day_of(now(), process.time_zone)
    return mapping.map_of(reading.shown(card_of(process), today, public=False))


def _address(process: Process) -> str:
    card = asked_card()
    return f"/f/{process.code}/scorecard/map" + (f"?card={card}" if card else "")


@bp.get(MAP)
def strategy_map(process: str) -> str:
    """Show the map, what is odd about it, and the forms that change it."""
    found = enter(process, "see process")
    return render_template(
        "facilitator/scorecard/map.html", process=found, map=_map(found), odd=ODD,
        card=asked_card(), may_arrange=allowed("arrange scorecard", found),
    )  # fmt: skip


@bp.get(f"{MAP}/wall")
def strategy_map_wall(process: str) -> str:
    """Show the map alone, as large as the wall."""
    found = enter(process, "see process")
    return render_template(
        "facilitator/scorecard/wall.html", process=found, map=_map(found), odd=ODD
    )


@bp.post(f"{MAP}/arrows")
def draw_arrow(process: str) -> Any:
    """Draw an arrow from a cause to its effect."""
    found = enter(process, "arrange scorecard")
    given = request.form

    def act() -> str:
        if not (given.get("cause") and given.get("effect")):
            raise Invalid(N_("Choose the objective that leads to another, and the other one."))
        cause, effect = (
            scorecards.find_objective(found, id_of(given.get(name, "")))
            for name in ("cause", "effect")
        )
        arrows.draw(cause, effect, given.get("reason", ""), now(), my_id())
        return _address(found)

    leads_to = attempt_once(act)
    return redirect(leads_to, 303) if leads_to else refused_page()


@bp.post(f"{MAP}/arrows/<int:arrow>/remove")
def remove_arrow(process: str, arrow: int) -> Any:
    """Take an arrow off the map."""
    found = enter(process, "arrange scorecard")
    attempt(lambda: arrows.remove(arrows.find(card_of(found), arrow), now(), my_id()))
    return redirect(_address(found), 303)


@bp.post(f"{MAP}/propose")
def propose_arrows(process: str) -> Any:
    """Make what can be put to the vote of the arrows that were not yet."""
    found = enter(process, "arrange scorecard")
    many: list[int] = []
    if attempt(lambda: many.append(arrows.propose(card_of(found), now(), my_id()))):
        flash(
            ngettext(
                "%(num)s arrow can be put to the vote now, in a round about arrows of the map.",
                "%(num)s arrows can be put to the vote now, in a round about arrows of the map.",
                many[0],
            )
            if many[0]
            else _("Every arrow can be put to the vote already.")
        )
    return redirect(_address(found), 303)
