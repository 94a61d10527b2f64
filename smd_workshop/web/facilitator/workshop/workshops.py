"""A new workshop, what it is called, and its agenda."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.workshops.workshop import NewWorkshopForm, WorkshopForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.database import transaction
from smd_workshop.models import Process
from smd_workshop.publishing import scorecards
from smd_workshop.rounds import drafting, outlook, store, workshops
from smd_workshop.rounds.room import room
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.facilitator.workshop.workshop_helpers import (
    address,
    attempt,
    page,
    workshop_for,
)
from smd_workshop.web.staff.process_access import enter
from smd_workshop.web.staff.sent import once

COPY = "copy:"


@bp.get("/<process>/workshops/new")
def new_workshop(process: str) -> str:
    """Ask what the workshop is called and what its agenda begins with."""
    found = enter(process, "run workshop")
    return _ask(found, _form(found))


@bp.post("/<process>/workshops/new")
def create_workshop(process: str) -> Any:
    """Add the workshop."""
    found = enter(process, "run workshop")
    form = _form(found, request.form)
    if not form.validate():
        return _ask(found, form), 422
    try:
        with transaction(of=found.id):
            leads_to = once(lambda: address(_create(found, form)) + "/")
    except Invalid as refusal:
        form.name.errors = [sentence(refusal)]
        return _ask(found, form), 422
    flash(_("The workshop is ready. Read its questions before you open the first round."))
    return redirect(leads_to, 303)


def _form(process: Process, data: Any = None) -> NewWorkshopForm:
    form = NewWorkshopForm(data)
    form.start.choices = [
        SelectChoice(
            "smd-moquegua", _("«SMD Moquegua»: from the first notes to the ratified objectives")
        ),
        SelectChoice("blank", _("Blank")),
        *(
            SelectChoice(COPY + w.code, _("As in «%(name)s», without its answers", name=w.name))
            for w in workshops.of_process(process)
        ),
    ]
    return form


def _create(process: Process, form: NewWorkshopForm) -> Any:
    start = str(form.start.data)
    like = None
    if start.startswith(COPY):
        like = workshops.find(process, start.removeprefix(COPY))
    return workshops.create(
        process, str(form.name.data), now(), template="blank" if like else start, like=like,
        place=str(form.place.data or ""), held_on=form.held_on.data, user_id=me().user_id,
        aim=str(form.aim.data or ""),
    )  # fmt: skip


def _ask(process: Process, form: NewWorkshopForm) -> str:
    template = workshops.TEMPLATES["smd-moquegua"]
    return render_template(
        "facilitator/workshop/new.html", process=process, form=form, template=template
    )


@bp.get("/<process>/w/<workshop>/edit")
def edit_workshop(process: str, workshop: str) -> str:
    """Ask what the workshop is called, where and when it meets."""
    found = workshop_for("run workshop", process, workshop)
    return page("workshop/edit.html", found, form=WorkshopForm(obj=found))


@bp.post("/<process>/w/<workshop>/edit")
def change_workshop(process: str, workshop: str) -> Any:
    """Say it anew; refused in words once the acta is sealed."""
    found = workshop_for("run workshop", process, workshop)
    form = WorkshopForm(request.form)
    if not form.validate():
        return page("workshop/edit.html", found, form=form), 422
    done = attempt(
        lambda: workshops.change(
            found, now(), me().user_id, name=str(form.name.data),
            place=str(form.place.data or ""), held_on=form.held_on.data,
        )
    )  # fmt: skip
    if done:
        flash(_("Saved."))
    return redirect(address(found) + "/", 303)


@bp.get("/<process>/w/<workshop>/")
def agenda(process: str, workshop: str) -> str:
    """Show the rounds in their order, with what can be done with each."""
    found = workshop_for("see workshop", process, workshop)
    return page(
        "workshop/agenda.html", found, focus=room.focus(found), outlook=outlook.of_workshop(found),
        repeats=store.repeats, options_from=store.options_from, discarded=drafting.discarded(found),
        drafts=[each for each in found.rounds if each.state == "draft"],
        without_factors=scorecards.without_factors(found.process),
    )  # fmt: skip
