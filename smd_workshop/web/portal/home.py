"""The front page of the portal."""

from flask import render_template
from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Process
from smd_workshop.web.portal import bp


@bp.get("/")
def home() -> str:
    """List the processes that are public."""
    processes = db.session.scalars(select(Process).where(Process.public).order_by(Process.name))
    return render_template("portal/home.html", processes=list(processes))
