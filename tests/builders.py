"""What tests build things with: small functions with good defaults, on the real services."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import select

from smd_workshop.database import db, transaction
from smd_workshop.models import Actor, Contribution, Process, Round, Seat, Workshop
from smd_workshop.services import (
    closing,
    contributions,
    processes,
    rounds,
    seats,
    voting,
    workshops,
)
from smd_workshop.services.contributions import Note

NOON = datetime(2022, 10, 14, 17, 0, tzinfo=UTC)
SECTORS = [("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa")]


@dataclass
class Room:
    """A workshop with seats whose cards are known."""

    process: Process
    workshop: Workshop
    cards: list[seats.Card]

    def cards_of(self, sector: str) -> list[seats.Card]:
        return [c for c in self.cards if c.seat.actor.sector.code == sector]


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
                    seats.issue(seat, "titular", current_app.config["SECRET_KEY"], NOON, None)
                )
    return Room(process, workshop, cards)


def make_round(room: Room, kind="rating", options=("F1", "F2"), *, open=True, **fields) -> Round:  # noqa: A002
    """A round of a room with options F1, F2, …; open unless said otherwise. Committed."""
    with transaction():
        round_ = rounds.add(
            room.workshop, NOON, kind=kind, title=f"Ronda {kind}", question="¿Qué opina?", **fields
        )
        rounds.set_options(
            round_, [(None, c, f"Factor {c}", c[0] if kind == "points" else "") for c in options]
        )
        if open:
            rounds.open_round(round_, NOON, None)
    return round_


def cast(
    card: seats.Card, round_: Round, answer, reasons=None, key=None, at=NOON, channel="own"
) -> bool:
    """Cast one ballot. Committed."""
    key = key or f"{card.credential_id}-{round_.id}-{voting.canonical(answer)}"
    with transaction():
        return voting.cast(
            card.credential_id, voting.Ballots(round_.id, answer, reasons or {}, key, channel), at
        )


def close(round_: Round, *, publish=False, user_id=None) -> None:
    """Announce, let the grace pass, close; publish if asked. Committed."""
    with transaction():
        rounds.announce_close(round_, NOON, user_id)
    with transaction():
        closing.close(round_, NOON + timedelta(minutes=1), user_id)
    if publish:
        with transaction():
            closing.publish(round_, NOON + timedelta(minutes=2), user_id)


def make_user(
    email="facilitadora@example.org", password="una-clave-larga", role="administrator", process=None
):
    """A member of staff. Committed."""
    from smd_workshop.cli.users import create_user

    with transaction():
        create_user(email, password, role, process.code if process else None)
    return email, password


def make_notes(room, notes, kind="factor"):
    """A closed round of notes, each (seat index or None, text, quadrant); items in that order."""
    process_id = room.process.id
    seats = db.session.scalars(
        select(Seat).where(Seat.process_id == process_id).order_by(Seat.id)
    ).all()
    with transaction():
        round_ = rounds.add(
            room.workshop,
            NOON,
            kind="contributions",
            subject=kind,
            title="Aportes",
            question="¿Qué ve?",
            secrecy="nominal",
        )
        rounds.open_round(round_, NOON, None)
    with transaction():
        written = [
            contributions.enter(
                round_,
                Note(text, quadrant, evidence=f"Prueba de {text}", kind=kind),
                seat_id=None if who is None else seats[who].id,
                sector_id=None if who is None else seats[who].actor.sector_id,
                channel="document" if who is None else "aloud",
                user_id=None,
                at=NOON,
            )
            for who, text, quadrant in notes
        ]
        ids = [note.id for note in written]
    with transaction():
        rounds.announce_close(round_, NOON, None)
    with transaction():
        closing.close(round_, NOON + timedelta(minutes=1), None)
    return [db.session.get(Contribution, i).item for i in ids]
