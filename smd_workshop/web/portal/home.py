"""The front page of the portal."""

from flask import render_template

from smd_workshop.core.clock import now
from smd_workshop.plans import plans
from smd_workshop.publishing import portal_queries
from smd_workshop.strategy import news
from smd_workshop.web.portal import bp


@bp.get("/")
def home() -> str:
    """List the processes that are public: their vision, what advances, what is behind, what is new."""
    processes = portal_queries.public_processes()
    at = now()
    told, tallies = news.of_processes(processes, at), portal_queries.tallies(processes, at)
    figures = {
        each: (sum(one.stands for one in found.agreed), tallies[each], found)
        for each, found in told.items()
    }
    return render_template(
        "portal/home.html", processes=processes, figures=figures, plan_address=plans.address_of
    )
