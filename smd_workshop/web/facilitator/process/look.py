"""By what a process is known at sight: its logo, its colour, the short names of its sectors."""

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.models import Process
from smd_workshop.processes import identity, processes
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop.workshop_helpers import attempt
from smd_workshop.web.files import looks
from smd_workshop.web.staff.process_access import allowed, enter, my_id


@bp.get("/<process>/look")
def show_look(process: str) -> str:
    """Show what the process looks like, with the forms to change it."""
    found = enter(process, "see process")
    return render_template(
        "facilitator/process/look.html", process=found, look=identity.of(found),
        least=identity.LEAST_CONTRAST, may_change=allowed("change process", found),
    )  # fmt: skip


@bp.post("/<process>/look")
def change_look(process: str) -> Any:
    """Set or take away the logo or the colour."""
    found = enter(process, "change process")
    act = request.form.get("act", "")
    if attempt(lambda: _change(found, act)):
        flash(_("Saved."))
    return redirect(f"/f/{found.code}/look", 303)


def _change(process: Process, act: str) -> None:
    if act == "logo":
        file = request.files.get("logo")
        sent = file.read() if file is not None else b""
        if not sent:
            raise Invalid(_("Choose a file first."))
        identity.set_logo(process, sent, now(), my_id())
    elif act == "no-logo":
        identity.remove_logo(process, now(), my_id())
    else:
        colour = "" if act == "no-colour" else request.form.get("colour", "")
        identity.set_colour(process, colour, now(), my_id())


@bp.post("/<process>/sectors/<int:sector>/short-name")
def call_sector_shortly(process: str, sector: int) -> Any:
    """Give a sector the name that the wall shows."""
    found = enter(process, "change process")
    name = request.form.get("name", "")
    each = processes.find_sector(found, sector)
    if attempt(lambda: identity.call_shortly(each, name, now(), my_id())):
        flash(_("Saved."))
    return redirect(f"/f/{found.code}/sectors", 303)


@bp.get("/<process>/logo.png")
def process_logo(process: str) -> Response:
    """Give the logo to staff, also of a process that is not public."""
    return looks.logo(enter(process, "see process"))


@bp.get("/<process>/look.css")
def process_colours(process: str) -> Response:
    """Give the colour to staff."""
    return looks.colours(enter(process, "see process"))
