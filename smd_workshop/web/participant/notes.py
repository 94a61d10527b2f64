"""Notes in a seat's own words: write, take back, see what became of them, object."""

import secrets
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from forms.group import ask_by
from forms.workshops.ballot import submission_key
from forms.workshops.note import NoteForm, ObjectionForm, ProposalForm
from smd_workshop.board import merging, objections
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound, Refusal, RoundClosed
from smd_workshop.core.numbers import hour
from smd_workshop.core.zones import zone
from smd_workshop.database import transaction
from smd_workshop.models import Contribution
from smd_workshop.processes.vocabulary import GROUPINGS, item_kind
from smd_workshop.rounds import round_definitions, store
from smd_workshop.rounds.ballots import casting, contributions, late_ballots
from smd_workshop.rounds.seats import holders, seat_queries
from smd_workshop.web.errors import sentence
from smd_workshop.web.participant import bp
from smd_workshop.web.participant.card import (
    LATE,
    card_id,
    holder,
    meeting_of,
    page,
    remember,
    round_of,
    seat_may,
    stored,
)
from smd_workshop.web.participant.status_bar import FORM, GO, shown
from smd_workshop.web.security.access import require
from smd_workshop.web.serving.live import fragment
from smd_workshop.web.serving.live import tag as digest


def show(
    who: holders.Holder,
    meeting: seat_queries.Meeting,
    asked: round_definitions.RoundDefinition,
    state: seat_queries.RoundState,
) -> Response:
    """Show the form while the round is open, and what became of the seat's notes afterwards."""
    return _page(who, meeting, asked, state, _blank(asked))


def _blank(asked: round_definitions.RoundDefinition, data: Any = None) -> NoteForm:
    grouping = GROUPINGS[asked.grouping] if item_kind(asked.subject).grouped else None
    kind = NoteForm if grouping else ProposalForm
    form = kind(data) if data is not None else kind(data={"key": secrets.token_hex(16)})
    if grouping:
        ask_by(form.group, grouping, required=True)
    elif asked.subject == "objective":
        form.text.label.text = _("Your objective, one only")
    elif asked.subject == "commitment":
        form.text.label.text = _("What is done, who does it, by when: one commitment only")
    return form


@bp.get("/s/<workshop>/<int:number>/notes")
def my_notes(workshop: str, number: int) -> Response:
    """Return what became of the seat's notes; 304 while nothing on the board has changed."""
    card = card_id()
    seen = _seen(seat_queries.pulse(card, workshop))
    asked = round_definitions.asked(casting.owner_of(card)[1], workshop, number)

    def render() -> str:
        who = holder()
        state = round_of(who, asked.round_id)
        return render_template(
            "participant/parts/my_notes.html",
            **_notes(who, meeting_of(who, workshop), asked, state, ObjectionForm()),
        )

    return fragment(seen, render, lambda engine: _seen(seat_queries.pulse(card, workshop, engine)))


def _seen(pulse: seat_queries.Pulse) -> tuple[object, ...]:
    """Return what decides about what a seat reads of its notes: the board moves the revision."""
    return "notes", pulse.revision, pulse.card_ok


def _notes(
    who: holders.Holder,
    meeting: seat_queries.Meeting,
    asked: round_definitions.RoundDefinition,
    state: seat_queries.RoundState,
    objection: ObjectionForm,
) -> dict[str, Any]:
    """Return what the list of the seat's notes is drawn from."""
    refusal = _refusal(who, state)
    return {
        "who": who, "meeting": meeting, "asked": asked, "state": state, "objection": objection,
        "refusal": refusal, "open": asked.step == "collect" and refusal is None,
        "grouping": GROUPINGS[asked.grouping], "mine": _mine(asked, who.voter.seat_id) if who.refusal() is None else None,
    }  # fmt: skip


def _page(
    who: holders.Holder,
    meeting: seat_queries.Meeting,
    asked: round_definitions.RoundDefinition,
    state: seat_queries.RoundState,
    form: NoteForm,
    objection: ObjectionForm | None = None,
    status: int = 200,
) -> Response:
    # Its tag before what it shows: what changes in between arrives with the first question.
    seen = _seen(seat_queries.pulse(who.credential_id, meeting.code))
    drawn = _notes(who, meeting, asked, state, objection or ObjectionForm())
    return page(
        "participant/notes.html",
        status,
        **drawn,
        form=form,
        over=state.closing_at is not None and now() >= state.closing_at,
        **shown(who, meeting, asked, FORM if drawn["open"] else GO),
        notes_tag=digest(seen),
        poll=current_app.config["SMD_POLL_SECONDS"],
        draft=f"{who.voter.seat_id}.{asked.round_id}.{asked.digest}",
    )


def _refusal(who: holders.Holder, state: seat_queries.RoundState) -> str | None:
    try:
        casting.check_card(who.voter)
        casting.check_round(state, who.voter, now())
    except Refusal as reason:
        return sentence(reason)
    return None


def _mine(
    asked: round_definitions.RoundDefinition, seat_id: int
) -> list[tuple[Contribution, merging.Fate]]:
    """Return the seat's notes and what became of each; organising shows those of the round before."""
    round_ = store.get(asked.round_id)
    if round_.step == "organise":
        notes = contributions.of_seat_before(round_, seat_id)
    else:
        notes = contributions.of_seat(round_, seat_id)
    return [(note, merging.fate(note)) for note in notes]


def send(asked: round_definitions.RoundDefinition, workshop: str) -> Answer:
    """Take a note; a resent one is the same note."""
    card = card_id()
    form = _blank(asked, request.form)
    if asked.step != "collect":
        raise NotFound
    if not form.validate():
        return _again(asked, workshop, form)
    note = contributions.Note(
        text=form.text.data or "",
        group=form.group.data if form.group is not None else "",
        evidence=form.evidence.data or "",
        theme=form.theme.data or "",
        kind=asked.subject,
    )
    key = submission_key(form.key.data or "", note, {})
    try:
        with transaction(beside=True):
            contributions.send(asked.round_id, card, note, key, now())
    except RoundClosed:
        return _late(asked, workshop, note)
    flash(_("Your note is saved. You may write another."))
    return stored(url_for("participant.ballot", workshop=workshop, number=asked.number))


def _again(asked: round_definitions.RoundDefinition, workshop: str, form: NoteForm) -> Response:
    who = holder()
    state = round_of(who, asked.round_id)
    return _page(who, meeting_of(who, workshop), asked, state, form, status=422)


def _late(
    asked: round_definitions.RoundDefinition, workshop: str, note: contributions.Note
) -> Response:
    who = holder()
    meeting = meeting_of(who, workshop)
    at = now()
    with transaction(beside=True):
        late_ballots.note_late(asked.round_id, who.voter.seat_id)
    remember(LATE, asked.round_id, hour(at, zone(asked.time_zone)))
    state = round_of(who, asked.round_id)
    return page(
        "participant/late.html",
        409,
        who=who,
        meeting=meeting,
        asked=asked,
        state=state,
        **shown(who, meeting, asked, GO),
        poll=current_app.config["SMD_POLL_SECONDS"],
        time=hour(at, zone(asked.time_zone)),
        lines=[(note.group, note.text, "", note.evidence)],
        draft=f"{who.voter.seat_id}.{asked.round_id}.{asked.digest}",
    )


@bp.post("/s/<workshop>/<int:number>/withdraw")
def withdraw(workshop: str, number: int) -> Answer:
    """Take one's own note back while the round is open."""
    require(seat_may("contribute"))
    who = holder()
    casting.check_card(who.voter)
    asked = round_definitions.asked(who.voter.process_id, workshop, number)
    with transaction(of=who.voter.process_id):
        round_ = store.get(asked.round_id)
        contributions.withdraw(round_, request.form.get("note", ""), who.voter, now())
    flash(_("You took your note back. It is no longer part of the round."))
    return redirect(url_for("participant.ballot", workshop=workshop, number=number), 303)


@bp.post("/s/<workshop>/<int:number>/object")
def object_to(workshop: str, number: int) -> Answer:
    """Say that the wording one's note got does not hold what was meant."""
    require(seat_may("object"))
    who = holder()
    casting.check_card(who.voter)
    asked = round_definitions.asked(who.voter.process_id, workshop, number)
    form = ObjectionForm(request.form)
    note = _own_note(asked, form.note.data or "", who.voter.seat_id)
    if not form.validate():
        state = round_of(who, asked.round_id)
        meeting = meeting_of(who, workshop)
        return _page(who, meeting, asked, state, _blank(asked), form, 422)
    with transaction(of=who.voter.process_id):
        item = merging.fate(contributions.get(note)).item
        if item is None:
            raise NotFound
        objections.raise_objection(item, who.voter.seat_id, form.text.data or "", now())
    flash(
        _(
            "Your objection is on the board. Under your note you will read the answer: it must come before the vote opens."
        )
    )
    return redirect(url_for("participant.ballot", workshop=workshop, number=number), 303)


def _own_note(asked: round_definitions.RoundDefinition, note_id: str, seat_id: int) -> str:
    """Return the id of a note that is the seat's own and of this page, or raise NotFound."""
    for note, _fate in _mine(asked, seat_id):
        if note.id == note_id:
            return note.id
    raise NotFound
