"""The territories of a process: what was measured in each, and what its institutions answer for."""

from flask import render_template

from smd_workshop.plans import plans
from smd_workshop.plans.measurements import territories
from smd_workshop.publishing import by_sector
from smd_workshop.web.asked import today_in
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of

HERE = "/p/<code>/territories"


@bp.get(HERE)
def process_territories(code: str) -> str:
    """Show each territory with the indicators that say something of it."""
    found = process_of(code)
    return render_template(
        "portal/territories.html", process=found, plan_address=plans.address_of,
        listed=territories.of_process(found),
    )  # fmt: skip


@bp.get(f"{HERE}/<territory>")
def process_territory(code: str, territory: str) -> str:
    """Show one territory: each value beside that of the whole, and what its institutions answer for."""
    found = process_of(code)
    row, own = territories.find(found, territory)
    return render_template(
        "portal/territory.html", process=found, territory=row, own=own,
        others=[each for each in found.territories if each is not row],
        plan_address=plans.address_of, told=by_sector.answered_for_in(found, row, today_in(found)),
    )  # fmt: skip
