"""The count, seen by the facilitator before it is published; while the round is open only where the room sees it."""

from flask import request

from smd_workshop.processes import processes
from smd_workshop.rounds import results, store, trail, workshops
from smd_workshop.web.access import may, require
from smd_workshop.web.actor import Public, current_staff
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop_helpers import page


@bp.get("/<code>/w/<workshop>/rounds/<int:number>/result")
def result(code: str, workshop: str, number: int) -> str:
    """Show what the public will see, with what will be withheld marked."""
    process = processes.find(code)
    reader = current_staff() or Public()
    require(may(reader, "see workshop", process))
    round_ = store.find(workshops.find(process, workshop), number)
    if round_.state not in {"published", "annulled"}:
        require(may(reader, "see result first", process))
    view = results.view(round_, staff=True)
    return page(
        "result/preview.html", round_.workshop, view=view, trail=trail.of(view, staff=True),
        sort=request.args.get("sort", ""),
    )  # fmt: skip
