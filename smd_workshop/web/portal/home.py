"""The front page of the portal."""

from flask import render_template

from smd_workshop.publishing import portal_queries
from smd_workshop.web.portal import bp


@bp.get("/")
def home() -> str:
    """List the processes that are public."""
    processes = portal_queries.public_processes()
    figures = {
        process.id: (
            sum(each.round is not None for each in portal_queries.agreed(process)),
            portal_queries.commitments(process),
        )
        for process in processes
    }
    return render_template("portal/home.html", processes=processes, figures=figures)
