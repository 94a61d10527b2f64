"""The sides of the table and the places of a process."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.workshops.process import SectorForm, TerritoryForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.input_text import within
from smd_workshop.database import transaction
from smd_workshop.models import Process
from smd_workshop.processes import journal, processes
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.sent import once

LONGEST_NAME = 200


@bp.get("/<process>/sectors")
def list_sectors(process: str) -> str:
    """Show the sectors with colour and shape, and the places."""
    return _page(enter(process, "see process"), SectorForm(prefix="s-"), TerritoryForm(prefix="t-"))


@bp.post("/<process>/sectors")
def add_sector(process: str) -> Any:
    """Add a sector at the end."""
    found = enter(process, "change process")
    form = SectorForm(request.form, prefix="s-")
    if not form.validate():
        return _page(found, form, TerritoryForm(prefix="t-")), 422
    name, code = str(form.name.data), form.code.data or processes.slug(str(form.name.data))

    def act() -> str:
        processes.add_sector(found, code, name)
        journal.record("add sector", now(), process=found, user_id=my_id(), code=code, name=name)
        return f"/f/{found.code}/sectors"

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except Invalid as refusal:
        form.code.errors = [sentence(refusal)]
        return _page(found, form, TerritoryForm(prefix="t-")), 422
    flash(_("Sector “%(name)s” was added.", name=name))
    return redirect(leads_to, 303)


@bp.post("/<process>/sectors/<int:sector>/rename")
def rename_sector(process: str, sector: int) -> Any:
    """Call a sector something else."""
    found = enter(process, "change process")
    name = within(request.form.get("name", ""), LONGEST_NAME)
    with transaction(of=found.id):
        each = processes.find_sector(found, sector)
        if not name:
            raise Invalid(_("Give the sector a name."))
        processes.rename_sector(found, each, name)
        journal.record(
            "rename sector", now(), process=found, user_id=my_id(), code=each.code, name=name
        )
    flash(_("Saved."))
    return _back(found)


@bp.post("/<process>/sectors/<int:sector>/move")
def move_sector(process: str, sector: int) -> Any:
    """Move a sector one place up or down."""
    found = enter(process, "change process")
    step = -1 if request.form.get("step") == "up" else 1
    with transaction(of=found.id):
        processes.move_sector(found, processes.find_sector(found, sector), step)
        journal.record("move sector", now(), process=found, user_id=my_id(), step=step)
    return _back(found)


@bp.post("/<process>/sectors/<int:sector>/remove")
def remove_sector(process: str, sector: int) -> Any:
    """Take an empty sector away."""
    found = enter(process, "change process")
    with transaction(of=found.id):
        each = processes.find_sector(found, sector)
        code = each.code
        processes.remove_sector(found, each)
        journal.record("remove sector", now(), process=found, user_id=my_id(), code=code)
    flash(_("Saved."))
    return _back(found)


@bp.post("/<process>/sectors/territories")
def add_territory(process: str) -> Any:
    """Add a place."""
    found = enter(process, "change process")
    form = TerritoryForm(request.form, prefix="t-")
    if not form.validate():
        return _page(found, SectorForm(prefix="s-"), form), 422
    name, code = str(form.name.data), form.code.data or processes.slug(str(form.name.data))

    def act() -> str:
        processes.add_territory(found, code, name)
        journal.record("add place", now(), process=found, user_id=my_id(), code=code, name=name)
        return f"/f/{found.code}/sectors"

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except Invalid as refusal:
        form.code.errors = [sentence(refusal)]
        return _page(found, SectorForm(prefix="s-"), form), 422
    flash(_("Place “%(name)s” was added.", name=name))
    return redirect(leads_to, 303)


@bp.post("/<process>/sectors/territories/<int:place>/rename")
def rename_territory(process: str, place: int) -> Any:
    """Call a place something else."""
    found = enter(process, "change process")
    name = within(request.form.get("name", ""), LONGEST_NAME)
    with transaction(of=found.id):
        each = processes.find_territory(found, place)
        processes.rename_territory(found, each, name)
        journal.record(
            "rename place", now(), process=found, user_id=my_id(), code=each.code, name=each.name
        )
    flash(_("Saved."))
    return _back(found)


def _back(process: Process) -> Any:
    return redirect(f"/f/{process.code}/sectors", 303)


def _page(process: Process, form: SectorForm, place: TerritoryForm) -> str:
    return render_template(
        "facilitator/process/sectors.html",
        process=process,
        form=form,
        place=place,
        places=processes.places(process),
        counts=processes.seats_by_sector(process),
        may_change=allowed("change process", process),
        frozen=process.protocol_frozen_at is not None,
    )
