"""The territories of a process: what was measured in each."""

from flask import render_template

from smd_workshop.plans import plans, territories
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.public_process import process_of


@bp.get("/p/<code>/territories")
def process_territories(code: str) -> str:
    """Show each territory with the indicators that say something of it."""
    found = process_of(code)
    return render_template(
        "portal/territories.html", process=found, plan_address=plans.address_of,
        listed=territories.of_process(found),
    )  # fmt: skip
