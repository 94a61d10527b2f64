"""The front page of the portal."""

from flask import render_template

from smd_workshop.services import publications
from smd_workshop.web.portal import bp


@bp.get("/")
def home() -> str:
    """List the processes that are public."""
    processes = publications.public_processes()
    figures = {
        process.id: (len(publications.agreed(process)), publications.commitments(process))
        for process in processes
    }
    return render_template("portal/home.html", processes=processes, figures=figures)
