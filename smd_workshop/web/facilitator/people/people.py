"""Who takes part: actors, seats, titular and suplente."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.workshops.people import SeatForm
from smd_workshop.core import names
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, Refusal
from smd_workshop.database import transaction
from smd_workshop.models import Process, Seat, Sector, Territory
from smd_workshop.people import credentials, roster
from smd_workshop.processes import journal, processes
from smd_workshop.rounds.seats import seat_names
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.sent import once


@bp.get("/<process>/people")
def list_people(process: str) -> str:
    """List the seats by sector; ?sector= and ?q= narrow the list."""
    found = enter(process, "see process")
    sector = request.args.get("sector", "")
    words = request.args.get("q", "").strip()[:100]
    return render_template(
        "facilitator/people/list.html",
        process=found,
        rows=roster.seats_of(found, sector=sector, words=words),
        sector=sector,
        words=words,
        may_change=allowed("manage people", found),
        may_print=allowed("issue cards", found),
    )


@bp.get("/<process>/people/new")
def new_seat(process: str) -> str:
    """Show the form for one more seat."""
    found = enter(process, "manage people")
    return _form(found, offered(found, SeatForm(data={"sector": request.args.get("sector", "")})))


@bp.post("/<process>/people/new")
def add_seat(process: str) -> Any:
    """Add a seat; its actor is found by name or added."""
    found = enter(process, "manage people")
    form = offered(found, SeatForm(request.form))
    if not form.validate():
        return _form(found, form), 422

    def act() -> str:
        sector, place = chosen(found, form)
        actor = actor_of(found, str(form.name.data), sector, place)
        seat = roster.add_seat(
            found, actor, now(), my_id(), code=form.code.data or "",
            titular=form.titular.data or "", suplente=form.suplente.data or "",
        )  # fmt: skip
        return f"/f/{found.code}/people#seat-{seat.code}"

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _form(found, form), 422
    flash(_("Seat %(code)s was added.", code=leads_to.rpartition("#seat-")[2]))
    return redirect(leads_to, 303)


@bp.get("/<process>/people/<seat>/edit")
def edit_seat(process: str, seat: str) -> str:
    """Show the form of a seat."""
    found = enter(process, "manage people")
    one = credentials.find(found, seat)
    data = {
        "name": one.actor.name, "sector": one.actor.sector.code, "code": one.code,
        "territory": one.actor.territory.code if one.actor.territory else "",
        "titular": one.titular, "suplente": one.suplente,
    }  # fmt: skip
    return _form(found, offered(found, SeatForm(data=data)), one)


@bp.post("/<process>/people/<seat>/edit")
def change_seat(process: str, seat: str) -> Any:
    """Change a seat and its actor; the code stays: cards and actas name it."""
    found = enter(process, "manage people")
    one = credentials.find(found, seat)
    form = offered(found, SeatForm(request.form, data={"code": one.code}))
    if not form.validate():
        return _form(found, form, one), 422
    try:
        with transaction(of=found.id):
            sector, place = chosen(found, form)
            roster.change_actor(found, one.actor, str(form.name.data), sector, place)
            spoke, silent = one.speaker, seat_names.silent(one)
            titular, suplente = form.titular.data or "", form.suplente.data or ""
            seat_names.rename(one, titular, suplente, same=bool(form.same.data))
            stops = one.speaker != spoke and not silent and seat_names.silent(one)
            journal.record("change seat", now(), process=found, user_id=my_id(), seat=one.code)
    except Refusal as refusal:
        form.form_errors.append(sentence(refusal))
        return _form(found, form, one), 422
    flash(_("Saved."))
    if stops:
        flash(
            _("Letters about rounds stop: the address was left under another name. Leave it again, or correct the seat and "
              "say that it is the same person.")
        )  # fmt: skip
    return _back(found)


@bp.post("/<process>/people/<seat>/active")
def set_seat_active(process: str, seat: str) -> Any:
    """Let a seat take part, or no more."""
    found = enter(process, "manage people")
    active = request.form.get("active") == "1"
    with transaction(of=found.id):
        roster.set_active(found, credentials.find(found, seat), now(), my_id(), active=active)
    if active:
        flash(_("Seat %(code)s takes part again.", code=seat))
    else:
        flash(_("Seat %(code)s takes part no more. Its history stays.", code=seat))
    return _back(found)


@bp.post("/<process>/people/<seat>/holder")
def hand_over(process: str, seat: str) -> Any:
    """Let the titular or the suplente speak for the seat."""
    found = enter(process, "manage people")
    holder = request.form.get("holder", "")
    with transaction(of=found.id):
        credentials.hand_over(credentials.find(found, seat), holder, now(), my_id())
    if holder == "suplente":
        flash(_("The suplente speaks for seat %(code)s now.", code=seat))
    else:
        flash(_("The titular speaks for seat %(code)s now.", code=seat))
    return _back(found)


def _back(process: Process) -> Any:
    return redirect(f"/f/{process.code}/people", 303)


def offered(process: Process, form: SeatForm) -> SeatForm:
    """Return the form with the sectors and places of the process to choose from."""
    form.offer(
        [(s.code, s.name) for s in process.sectors],
        [(t.code, t.name) for t in processes.places(process)],
    )
    return form


def chosen(process: Process, form: SeatForm) -> tuple[Sector, Territory | None]:
    """Return the sector and the place that were chosen; raises Invalid."""
    sector = next((s for s in process.sectors if s.code == form.sector.data), None)
    if sector is None:
        raise Invalid(_("Choose a sector."))
    return sector, next((t for t in process.territories if t.code == form.territory.data), None)


def actor_of(process: Process, name: str, sector: Sector, place: Territory | None) -> Any:
    """Return the organisation with this name in the sector, added if there is none."""
    known = names.folded(name)
    same = [
        a
        for a in roster.actors_of(process)
        if names.folded(a.name) == known and a.sector_id == sector.id
    ]
    return same[0] if same else roster.add_actor(process, name, sector, place)


def _form(process: Process, form: SeatForm, seat: Seat | None = None) -> str:
    return render_template(
        "facilitator/people/seat.html",
        process=process,
        form=form,
        seat=seat,
        names=[a.name for a in roster.actors_of(process)],
        left=seat_names.addresses(seat) if seat else (),
    )
