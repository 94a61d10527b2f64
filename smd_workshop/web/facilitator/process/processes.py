"""Processes: the list, a new one, its home, what it is called."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.workshops.process import NewProcessForm, ProcessForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.zones import OFFERED
from smd_workshop.database import NO_PROCESS, transaction
from smd_workshop.models import Process
from smd_workshop.people import roster
from smd_workshop.processes import processes
from smd_workshop.publishing import scorecards
from smd_workshop.rounds import rehearsing, workshops
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.security.access import require
from smd_workshop.web.staff.process_access import allowed, enter
from smd_workshop.web.staff.sent import once


@bp.get("/")
def list_processes() -> str:
    """List the processes that I may see."""
    staff = me()
    found = processes.visible({p for p, _role in staff.roles}, everything=staff.administrator)
    return render_template(
        "facilitator/process/list.html", processes=found, may_create=allowed("create process")
    )


@bp.get("/new")
def new_process() -> str:
    """Ask what the new process is called; ?rehearses= makes it one to rehearse another with."""
    of = _begun()
    form = _new_form(of, data={"name": _("Rehearsal: %(name)s", name=of.name)[:200]} if of else {})
    return render_template("facilitator/process/new.html", form=form, rehearsed=of)


def _begun() -> Process | None:
    """Return the process that the new one is to rehearse, if the reader may begin one: who runs it may rehearse it."""
    code = request.values.get("rehearses", "")
    if code:
        return enter(code, "run workshop")
    require(allowed("create process"))
    return None


def _new_form(of: Process | None, *given: Any, **more: Any) -> NewProcessForm:
    """Return the form of a new process; a rehearsal is asked for its name alone."""
    form = NewProcessForm(*given, **more)
    if of is not None:
        del form.purpose, form.place, form.languages, form.time_zone, form.public
    return form


@bp.post("/new")
def create_process() -> Any:
    """Begin a process."""
    of = _begun()
    form = _new_form(of, request.form)
    if not form.validate():
        return render_template("facilitator/process/new.html", form=form, rehearsed=of), 422
    fields = dict(form.data)

    def act() -> str:
        code, name = _free(fields.pop("code") or processes.slug(fields["name"])), fields.pop("name")
        if of is not None:
            rehearsing.copy(of, name, code, now(), me().user_id)
        else:
            processes.create(name, now(), code=code, user_id=me().user_id, **fields)
        return f"/f/{code}/"

    try:
        with transaction(of=NO_PROCESS):
            address = once(act)
    except Invalid as refusal:
        form.code.errors = [sentence(refusal)]
        return render_template("facilitator/process/new.html", form=form, rehearsed=of), 422
    flash(
        _("The rehearsal is ready: print its cards, or answer with help. Nothing of it touches the other process.")
        if of is not None
        else _("The process was created. A workshop begins with its sectors; a survey or a plan needs none.")
    )  # fmt: skip
    return redirect(address, 303)


#: Words that are pages of their own beside the processes.
TAKEN = frozenset({"me", "accounts", "new", "help"})


def _free(code: str) -> str:
    if code in TAKEN:
        return f"{code}-1"
    return code


@bp.get("/<process>/")
def process_home(process: str) -> str:
    """Show where the process stands and what to do next."""
    found = enter(process, "see process")
    meetings = workshops.of_process(found)
    counts = processes.seats_by_sector(found)
    arranges = allowed("arrange scorecard", found)
    steps = roster.next_steps(found, counts, meetings)
    return render_template(
        "facilitator/process/home.html",
        process=found,
        workshops=meetings,
        counts=counts,
        steps=steps,
        without_factors=scorecards.without_factors(found) if arranges else [],
        may_change=allowed("change process", found),
        may_connect=allowed("connect programs", found),
        may_rehearse=allowed("run workshop", found) and not found.simulated,
    )


@bp.get("/<process>/edit")
def edit_process(process: str) -> str:
    """Show the form of what a process is."""
    found = enter(process, "change process")
    form = _form(found)
    return render_template("facilitator/process/edit.html", process=found, form=form)


def _form(process: Process, data: Any = None) -> ProcessForm:
    """Return the form; without the time zone once that is fixed."""
    form = ProcessForm(data, obj=process if data is None else None, time_zone=process.time_zone)
    if process.protocol_frozen_at is not None:
        del form.time_zone
    elif process.time_zone not in OFFERED:
        form.time_zone.choices.append(SelectChoice(process.time_zone, process.time_zone))
    return form


@bp.post("/<process>/edit")
def change_process(process: str) -> Any:
    """Change what a process is called and what it is for."""
    found = enter(process, "change process")
    form = _form(found, request.form)
    if not form.validate():
        return render_template("facilitator/process/edit.html", process=found, form=form), 422
    with transaction(of=found.id):
        processes.change(found, now(), me().user_id, **form.data)
        code = found.code
    flash(_("Saved."))
    return redirect(f"/f/{code}/", 303)
