"""The count, seen by the facilitator before it is published; while the round is open only where the room sees it."""

from typing import Any

from flask import redirect, request

from smd_workshop.models import Round
from smd_workshop.processes import processes
from smd_workshop.rounds import store, workshops
from smd_workshop.rounds.results import results, trail
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop.workshop_helpers import address, page
from smd_workshop.web.security.access import may, require
from smd_workshop.web.security.actor import Public, current_staff


@bp.get("/<code>/w/<workshop>/rounds/<int:number>/result")
def result(code: str, workshop: str, number: int) -> str:
    """Show what the public will see, with what will be withheld marked."""
    round_, staff = _readable(code, workshop, number)
    view = results.view(round_, staff=staff)
    return page(
        "result/preview.html", round_.workshop, view=view, trail=trail.of(view, staff=staff),
        sort=request.args.get("sort", ""),
    )  # fmt: skip


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/trail")
def round_trail(process: str, workshop: str, number: int) -> Any:
    """Show each item through the rounds that asked it; of a round that was asked once, its result."""
    round_, staff = _readable(process, workshop, number)
    view = results.view(round_, staff=staff)
    found = trail.of(view, staff=staff, spreads=True)
    if found is None:
        return redirect(f"{address(view.round.workshop)}/rounds/{number}/result", 303)
    return page("result/trail.html", view.round.workshop, view=view, trail=found)


def _readable(code: str, workshop: str, number: int) -> tuple[Round, bool]:
    """Return a round whose result the reader may see now, and whether they see more than what is published.

    Whoever looks on reads of the rounds before it, too, only what is published.
    """
    process = processes.find(code)
    reader = current_staff() or Public()
    require(may(reader, "see workshop", process))
    round_ = store.find(workshops.find(process, workshop), number)
    if round_.state not in {"published", "annulled"}:
        require(may(reader, "see result first", process))
    return round_, may(reader, "see result first", process)
