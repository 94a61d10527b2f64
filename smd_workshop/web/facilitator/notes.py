"""What a seat said, entered by staff; and every note of the round as it was given."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forms.note_entry import NoteEntryForm
from smd_workshop.board import items
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db, transaction
from smd_workshop.models import Actor, Contribution, Process, Round, Seat
from smd_workshop.models.board import QUADRANTS as ORDER
from smd_workshop.rounds import contributions, store
from smd_workshop.rounds.contributions import Note
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.board import ROUND, board_page, board_round
from smd_workshop.web.facilitator.here import my_id

Choices = list[tuple[str, str]]


def _round(process: str, workshop: str, number: int) -> Round:
    round_ = board_round("arrange board", process, workshop, number)
    if round_.step != "collect":
        raise NotFound
    return round_


@bp.get(f"{ROUND}/notes")
def notes(process: str, workshop: str, number: int) -> str:
    """Ask for what somebody said, and list what there is."""
    round_ = _round(process, workshop, number)
    return _page(round_, _form(round_))


@bp.post(f"{ROUND}/notes")
def enter_note(process: str, workshop: str, number: int) -> Any:
    """Keep a note as it was said, and how it came in."""
    round_ = _round(process, workshop, number)
    form = _form(round_, request.form)
    if not form.validate():
        return _page(round_, form), 422
    try:
        with transaction(of=round_.workshop.process_id):
            _enter(round_, form)
    except Invalid as refusal:
        form.quadrant.errors = [sentence(refusal)]
        return _page(round_, form), 422
    flash(_("The note was kept."))
    return redirect(request.path, 303)


def _enter(round_: Round, form: NoteEntryForm) -> None:
    store.lock(round_)
    if round_.state == "annulled":
        raise WrongState(
            N_("This round was annulled. Nothing in it counts; the reason is in the acta.")
        )
    seat_id, sector_id = _whose(round_.workshop.process, str(form.who.data or ""))
    factor = round_.subject == "factor"
    contributions.enter(
        round_,
        Note(
            str(form.text.data), (form.quadrant.data or "") if factor else "",
            form.evidence.data or "", form.theme.data or "", round_.subject,
        ),
        seat_id=seat_id, sector_id=sector_id, channel=str(form.channel.data),
        user_id=my_id(), at=now(),
    )  # fmt: skip


def _whose(process: Process, who: str) -> tuple[int | None, int | None]:
    """Return (seat id, sector id): of a seat, of a sector without a name, or of a document."""
    kind, _colon, code = who.partition(":")
    if kind == "seat":
        for seat in _seats(process):
            if seat.code == code:
                return seat.id, seat.actor.sector_id
    if kind == "sector":
        for sector in process.sectors:
            if sector.code == code:
                return None, sector.id
    return None, None


def _seats(process: Process) -> list[Seat]:
    query = (
        select(Seat)
        .join(Actor)
        .where(Seat.process_id == process.id, Seat.active)
        .options(joinedload(Seat.actor).joinedload(Actor.sector))
        .order_by(Seat.code)
    )
    return list(db.session.scalars(query))


def _form(round_: Round, data: Any = None) -> NoteEntryForm:
    process = round_.workshop.process
    form = NoteEntryForm(data)
    seats = _seats(process)
    choices: dict[str, Choices] = {
        _("Nobody named"): [
            ("", _("A document")),
            *(
                (f"sector:{s.code}", _("Somebody from %(sector)s", sector=s.name))
                for s in process.sectors
            ),
        ]
    }
    for sector in process.sectors:
        own = [s for s in seats if s.actor.sector_id == sector.id]
        if own:
            choices[sector.name] = [(f"seat:{s.code}", f"{s.code} · {s.actor.name}") for s in own]
    form.who.choices = choices
    if round_.subject != "factor":
        del form.quadrant
    return form


def _page(round_: Round, form: NoteEntryForm) -> str:
    query = (
        select(Contribution)
        .where(Contribution.round_id == round_.id)
        .options(joinedload(Contribution.sector))
        .order_by(Contribution.text, Contribution.id)
    )
    found = sorted(db.session.scalars(query), key=lambda n: (*ORDER, "").index(n.quadrant))
    return board_page(
        "notes.html", round_, form=form, notes=found, taken=items.voted_on(round_),
        withdrawn=sum(note.withdrawn for note in found),
    )  # fmt: skip
