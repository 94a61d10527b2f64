"""Cards: printed once, their codes kept nowhere."""

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import force_locale, gettext, ngettext
from flask_babel import gettext as _

from forms.workshops.people import CardsForm
from reports.workshops import cards as paper
from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.codes import grouped
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.database import transaction
from smd_workshop.models import Process, Seat
from smd_workshop.people import credentials, roster
from smd_workshop.processes import identity, processes
from smd_workshop.rounds import workshops
from smd_workshop.web.addresses import base_address
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop.workshop_helpers import from_workshop
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.language import current_language
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.sent import once

BOTH = ("titular", "suplente")
#: What stands on a card.
SCAN = N_(
    "Scan the square with the camera, or go to the address and type the code. This card is one vote: do not lend it."
)
DEPUTY = N_(
    "Works only in place of the titular: first tell the door that you have come. Then scan the square, or type the code."
)


@bp.get("/<process>/cards")
def choose_cards(process: str) -> str:
    """Ask whose cards are printed, and say what happens to the old ones."""
    found = enter(process, "issue cards")
    every = [s.code for s in found.sectors]
    return _page(found, _offered(found, CardsForm(data={"sectors": every})))


@bp.post("/<process>/cards")
def print_cards(process: str) -> Any:
    """Issue new cards and answer with the PDF."""
    found = enter(process, "issue cards")
    form = _offered(found, CardsForm(request.form))
    if not form.validate():
        return _page(found, form), 422
    try:
        return _issue(found, _wanted(found, form))
    except Invalid as refusal:
        form.form_errors.append(sentence(refusal))
        return _page(found, form), 422


@bp.get("/<process>/cards/<seat>")
def choose_card(process: str, seat: str) -> str:
    """Say in words what issuing one card does, or again; ?workshop= leads back to its door."""
    found = enter(process, "issue cards")
    chosen = credentials.find(found, seat)
    return render_template(
        "facilitator/cards/one.html", process=found, seat=chosen, workshop=from_workshop(found),
        held=[card for card in chosen.credentials if card.revoked_at is None],
    )  # fmt: skip


@bp.post("/<process>/cards/<seat>")
def print_card(process: str, seat: str) -> Any:
    """Issue one card again; the old one dies."""
    found = enter(process, "issue cards")
    holder = request.form.get("holder", "")
    if holder not in BOTH:
        raise Invalid
    chosen, made = credentials.find(found, seat), list[credentials.Card]()

    def act() -> str:
        made.append(credentials.issue(chosen, holder, secret_key(), now(), my_id()))
        return request.full_path

    with transaction(of=found.id):
        leads_to = once(act)
        printed = [_card(card) for card in made]
        words = _words(found)
    if not printed:  # sent twice: the first is not killed by the second
        flash(
            _(
                "This card was made a moment ago, and works. Its code was shown once, on the page before."
            )
        )
        return redirect(leads_to, 303)
    return _told(found, chosen, printed[0], words)


def _told(process: Process, seat: Seat, card: paper.Card, words: paper.CardWords) -> Response:
    """Show the code of a new card once, to be read aloud, with its paper."""
    data = _printed([card], words)
    response = make_response(
        render_template(
            "facilitator/cards/made.html", process=process, seat=seat, card=card, at=now(),
            workshop=from_workshop(process), address=f"{words.address}/{words.path}",
            paper=b64encode(data).decode(), name=_("cards-%(process)s.pdf", process=process.code),
        )
    )  # fmt: skip
    response.headers["Cache-Control"] = "no-store"
    return response


def _wanted(process: Process, form: CardsForm) -> list[tuple[Seat, str]]:
    chosen = set(form.sectors.data or [])
    holders = BOTH if form.holder.data == "both" else (form.holder.data,)
    return [
        (row.seat, holder)
        for row in roster.seats_of(process, active=True)
        if row.seat.actor.sector.code in chosen
        for holder in holders
        if (holder == "titular" or row.seat.suplente)
        and (form.only.data == "all" or holder not in row.cards)
    ]


def _issue(process: Process, wanted: list[tuple[Seat, str]]) -> Response:
    if not wanted:
        raise Invalid(_("With this choice there is no card to print."))
    ids = [(seat.id, holder) for seat, holder in wanted]
    secret = secret_key()
    with transaction(of=process.id):
        printed = [
            _card(credentials.issue(seat, holder, secret, now(), my_id()))
            for seat, holder in _again(ids)
        ]
        words = _words(process)
        name = _("cards-%(process)s.pdf", process=process.code)
    # Printed after the transaction: nobody's vote waits for paper.
    data = _printed(printed, words)
    response = attachment(data, PDF, name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(process: Process) -> paper.CardWords:
    """Return what all cards of a process say."""
    return paper.CardWords(
        process=process.name,
        simulated=process.simulated,
        address=base_address().rstrip("/"),
        instructions=_instructions(process.languages, SCAN),
        deputies=_instructions(process.languages, DEPUTY),
        logo=identity.logo_of(process),
        colour=identity.colour_of(process),
    )


def _printed(cards: list[paper.Card], words: paper.CardWords) -> bytes:
    return paper.cards(
        cards, words, gettext=gettext, ngettext=ngettext, language=current_language()
    )


def _again(ids: Iterable[tuple[int, str]]) -> Iterable[tuple[Seat, str]]:
    """Read the seats again, inside the transaction, in few queries."""
    loaded = credentials.with_cards([seat_id for seat_id, _holder in ids])
    return ((loaded[seat_id], holder) for seat_id, holder in ids)


def _card(card: credentials.Card) -> paper.Card:
    seat = card.seat
    return paper.Card(
        code=card.code,
        grouped=grouped(card.code),
        seat=seat.code,
        actor=seat.actor.name,
        sector=seat.actor.sector.name,
        place=seat.actor.sector.position + 1,
        holder=card.holder,
        person=seat.titular if card.holder == "titular" else seat.suplente,
    )


def _instructions(languages: list[str], sentence: str) -> tuple[tuple[str, str], ...]:
    lines = []
    for language in languages:
        with force_locale(language):
            lines.append((language, _(sentence)))
    return tuple(lines)


def _offered(process: Process, form: CardsForm) -> CardsForm:
    from wtforms.fields.choices import SelectChoice  # noqa: PLC0415 - the only use

    counts = processes.seats_by_sector(process)
    form.sectors.choices = [
        SelectChoice(s.code, f"{s.name} ({counts.get(s.id, 0)})") for s in process.sectors
    ]
    return form


def _page(process: Process, form: CardsForm) -> str:
    rows = roster.seats_of(process, active=True)
    return render_template(
        "facilitator/cards/choose.html",
        process=process,
        form=form,
        seats=len(rows),
        without=sum(1 for row in rows if row.seat.holder not in row.cards),
        at=now(),
        may_meet=not workshops.of_process(process) and allowed("run workshop", process),
    )
