"""What tests build things with: small functions with good defaults, on the real services."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from kept import built_once
from sqlalchemy import inspect, select

from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Acta, Actor, Contribution, Process, Round, Seat, Sector, Workshop
from smd_workshop.people import credentials
from smd_workshop.processes import processes
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening, option_sources, store, workshops
from smd_workshop.rounds.ballots import ballot_keys, casting, contributions
from smd_workshop.rounds.ballots.contributions import Note

NOON = datetime(2022, 10, 14, 17, 0, tzinfo=UTC)
#: The headings of a list of seats.
HEAD = (
    "Sector", "Nombre del sector", "Peso", "Actor", "Código del actor", "Provincia", "Escaño",
    "Titular", "Suplente",
)  # fmt: skip
SECTORS = [("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa")]


@dataclass
class Room:
    """A workshop with seats whose cards are known."""

    process: Process
    workshop: Workshop
    cards: list[credentials.Card]

    def cards_of(self, sector: str) -> list[credentials.Card]:
        of_sector = select(Seat.id).join(Seat.actor).join(Actor.sector).where(Sector.code == sector)
        found = set(
            db.session.scalars(of_sector)
        )  # asking each seat would take three questions for each
        return [c for c in self.cards if inspect(c.seat).identity[0] in found]


@built_once
def make_room(per_sector=(6, 5, 5), sectors=SECTORS, code="moq", **fields) -> Room:
    """A process with sectors, seats and cards, and one blank workshop. Committed."""
    with transaction():
        process = processes.create(
            "SMD Moquegua",
            NOON,
            code=code,
            seed=7,
            sectors=list(sectors)[: len(per_sector)],
            public=True,
            **fields,
        )
        workshop = workshops.create(process, "Mesa 1", NOON, code="mesa-1")
        cards = []
        for sector, many in zip(process.sectors, per_sector, strict=True):
            for i in range(1, many + 1):
                actor = Actor(
                    process_id=process.id,
                    code=f"{sector.code}-{i}",
                    name=f"{sector.name} {i}",
                    sector=sector,
                )
                seat = Seat(process_id=process.id, actor=actor, code=f"{sector.code.upper()}{i}")
                db.session.add(seat)
                db.session.flush()
                cards.append(
                    credentials.issue(seat, "titular", current_app.config["SECRET_KEY"], NOON, None)
                )
    return Room(process, workshop, cards)


def make_round(
    room: Room,
    asks="rating",
    options=("F1", "F2"),
    *,
    items=None,
    open=True,  # noqa: A002
    **fields,
) -> Round:
    """A round of a room with options F1, F2, … or these coded items; open unless said otherwise. Committed."""
    words = {"title": f"Ronda {asks}", "question": "¿Qué opina?"} | fields
    chosen = [
        (None, c, f"Factor {c}", c[0] if asks in {"points", "cross"} else "") for c in options
    ]
    if items is not None:
        chosen = [(i.id, i.code, i.wording, "") for i in items]
    with transaction():
        round_ = drafting.add(room.workshop, NOON, **store.asking(asks), **words)
        option_sources.set_options(round_, chosen)
        if open:
            opening.open_round(round_, NOON, None)
    return round_


def cast(
    card: credentials.Card, round_: Round, answer, reasons=None, key=None, at=NOON, channel="own"
) -> bool:
    """Cast one ballot. Committed."""
    key = key or f"{card.credential_id}-{round_.id}-{ballot_keys.canonical(answer)}"
    with transaction():
        return casting.cast(
            casting.ByCard(card.credential_id, channel),
            casting.BallotSubmission(round_.id, answer, reasons or {}, key),
            at,
        )


def close(round_: Round, *, publish=False, user_id=None) -> None:
    """Announce, let the grace pass, close; publish if asked. Committed."""
    with transaction():
        closing.announce_close(round_, NOON, user_id, sure=True)
    with transaction():
        closing.close(round_, NOON + timedelta(minutes=1), user_id)
    if publish:
        with transaction():
            publication.publish(round_, NOON + timedelta(minutes=2), user_id)


def seal(room, pdf="a" * 64) -> Acta:
    """The acta of a room, sealed after a window for corrections that ended early. Committed."""
    end = NOON + timedelta(hours=1)
    with transaction():
        acta = actas.begin(room.workshop)
        actas.open_corrections(acta, 72, NOON, None)
    with transaction():
        actas.end_corrections(acta, "Todos la leyeron en la sala", end, None)
    with transaction():
        actas.seal(acta, contents(acta), pdf, end, None)
    return acta


def seal_unasked(room) -> Acta:
    """The same, past the services: a workshop that was sealed while a round was going on. Committed."""
    with transaction():
        acta = actas.begin(room.workshop)
        acta.state, acta.sealed_at, acta.document = "sealed", NOON, contents(acta)
        acta.pdf_sha256, acta.data_sha256 = "a" * 64, "b" * 64
    return acta


def make_user(
    email="facilitadora@example.org", password="una-clave-larga", role="administrator", process=None
):
    """A member of staff. Committed."""
    from smd_workshop.cli.users import create_user

    with transaction():
        create_user(email, password, role, process.code if process else None)
    return email, password


def gather(room, notes, kind="factor", *, evidence="", shut=True) -> Round:
    """A round of notes, each (place of a seat or None, text, quadrant), closed unless said otherwise. Committed."""
    of_process = select(Seat).where(Seat.process_id == room.process.id).order_by(Seat.id)
    seats_ = db.session.scalars(of_process).all()
    with transaction():
        round_ = drafting.add(
            room.workshop,
            NOON,
            step="collect",
            subject=kind,
            title="Aportes",
            question="¿Qué ve?",
            secrecy="nominal",
        )
        opening.open_round(round_, NOON, None)
        for who, text, quadrant in notes:
            seat = None if who is None else seats_[who]
            contributions.enter(
                round_,
                Note(text, quadrant, evidence=evidence.format(text), kind=kind),
                seat_id=seat and seat.id,
                sector_id=seat and seat.actor.sector_id,
                channel="aloud" if seat else "document",
                user_id=None,
                at=NOON,
            )
    if shut:
        close(round_)
    return round_


def make_notes(room, notes, kind="factor"):
    """The items of a closed round of notes, in the order of the notes."""
    round_ = gather(room, notes, kind, evidence="Prueba de {}")
    written = db.session.scalars(select(Contribution).where(Contribution.round_id == round_.id))
    items = {note.text: note.item for note in written}
    return [items[text] for _who, text, _quadrant in notes]
