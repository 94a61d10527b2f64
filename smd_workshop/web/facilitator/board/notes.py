"""What a seat said, entered by staff; and every note of the round as it was given."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from forms.group import ask_by
from forms.workshops.note_entry import NOBODY_YET, NoteEntryForm
from smd_workshop.board import items
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import transaction
from smd_workshop.models import Process, Round
from smd_workshop.people import roster
from smd_workshop.processes import nameless
from smd_workshop.processes.vocabulary import grouping_of, item_kind
from smd_workshop.rounds import store
from smd_workshop.rounds.ballots import contributions
from smd_workshop.rounds.ballots.contributions import Note
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.board.board import ROUND, board_page, board_round
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.sent import once

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
            leads_to = once(lambda: _enter(round_, form))
    except Invalid as refusal:
        form.group.errors = [sentence(refusal)]
        return _page(round_, form), 422
    flash(_("The note was kept."))
    return redirect(leads_to, 303)


def _enter(round_: Round, form: NoteEntryForm) -> str:
    store.lock(round_)
    if round_.state == "annulled":
        raise WrongState(
            N_("This round was annulled. Nothing in it counts; the reason is in the acta.")
        )
    seat_id, sector_id = _whose(round_.workshop.process, str(form.who.data or ""))
    contributions.enter(
        round_,
        Note(
            str(form.text.data), (form.group.data or "") if form.group else "",
            form.evidence.data or "", form.theme.data or "", round_.subject,
        ),
        seat_id=seat_id, sector_id=sector_id, channel=str(form.channel.data),
        user_id=my_id(), at=now(),
    )  # fmt: skip
    return request.path


def _whose(process: Process, who: str) -> tuple[int | None, int | None]:
    """Return (seat id, sector id): of a seat, of a sector without a name, or of a document."""
    kind, _colon, code = who.partition(":")
    if kind == "seat":
        for seat in roster.active_seats(process):
            if seat.code == code:
                return seat.id, seat.actor.sector_id
    if kind == "sector":
        for sector in process.sectors:
            if sector.code == code:
                return None, sector.id
    return None, None


def _form(round_: Round, data: Any = None) -> NoteEntryForm:
    process = round_.workshop.process
    form = NoteEntryForm(data)
    seats = roster.active_seats(process)
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
    # Nobody is supposed: whose words it was, is chosen.
    form.who.choices = {"": [(NOBODY_YET, _("Choose"))]} | choices
    if item_kind(round_.subject).grouped:
        ask_by(form.group, grouping_of(process), required=False)
    else:
        del form.group
    return form


def _page(round_: Round, form: NoteEntryForm) -> str:
    order = (*grouping_of(round_.workshop.process).codes, "")
    every = contributions.of_round(round_)
    found = sorted(every, key=lambda n: order.index(n.group_code))
    return board_page(
        "notes.html", round_, form=form, notes=found, taken=items.voted_on(round_),
        named=nameless.named(round_.workshop.process),
        withdrawn=sum(note.withdrawn for note in found),
    )  # fmt: skip
