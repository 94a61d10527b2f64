"""Cards: printed once, their codes kept nowhere."""

from collections.abc import Iterable
from typing import Any

from flask import Response, current_app, render_template, request
from flask_babel import force_locale, gettext, ngettext
from flask_babel import gettext as _

from forms.people import CardsForm
from reports import cards as paper
from smd_workshop.config import secret_key
from smd_workshop.core.clock import now
from smd_workshop.core.codes import grouped
from smd_workshop.core.errors import Invalid
from smd_workshop.database import transaction
from smd_workshop.models import Process, Seat
from smd_workshop.people import credentials, roster
from smd_workshop.processes import identity, processes
from smd_workshop.rounds import workshops
from smd_workshop.web.documents import PDF, attachment
from smd_workshop.web.errors import sentence
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop_helpers import from_workshop
from smd_workshop.web.language import current_language
from smd_workshop.web.staff.process_access import allowed, enter, my_id

BOTH = ("titular", "suplente")


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
        held=any(card.revoked_at is None for card in chosen.credentials),
    )  # fmt: skip


@bp.post("/<process>/cards/<seat>")
def print_card(process: str, seat: str) -> Any:
    """Issue one card again; the old one dies."""
    found = enter(process, "issue cards")
    holder = request.form.get("holder", "")
    if holder not in BOTH:
        raise Invalid
    return _issue(found, [(credentials.find(found, seat), holder)])


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
        words = paper.CardWords(
            process=process.name,
            simulated=process.simulated,
            address=str(current_app.config["SMD_PUBLIC_URL"] or request.url_root).rstrip("/"),
            instructions=_instructions(process.languages),
            logo=identity.logo_of(process),
            colour=identity.colour_of(process),
        )
        name = _("cards-%(process)s.pdf", process=process.code)
    # Printed after the transaction: nobody's vote waits for paper.
    data = paper.cards(
        printed, words, gettext=gettext, ngettext=ngettext, language=current_language()
    )
    response = attachment(data, PDF, name)
    response.headers["Cache-Control"] = "no-store"
    return response


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


def _instructions(languages: list[str]) -> tuple[tuple[str, str], ...]:
    lines = []
    for language in languages:
        with force_locale(language):
            lines.append(
                (
                    language,
                    _(
                        "Scan the square with the camera, or go to the address and type the code. This card is one vote: do not lend it."
                    ),
                )
            )
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
        may_meet=not workshops.of_process(process) and allowed("run workshop", process),
    )
