"""Papers as staff see them: who has one and answered by which channel, and what of each sector is out."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from smd_workshop.database import db
from smd_workshop.models import (
    Actor,
    PaperBallot,
    Participation,
    Round,
    Seat,
    Sector,
)
from smd_workshop.rounds.room import room


@dataclass(frozen=True, slots=True)
class Hand:
    """A seat as the table of papers shows it."""

    place: room.Place
    #: Whether it has a paper, and whether it has answered, by which channel.
    paper: bool
    channel: str | None


@dataclass(frozen=True, slots=True)
class Pile:
    """The papers of one sector: how many are out, and how many of those were typed in."""

    sector: Sector
    out: int
    typed: int

    @property
    def waiting(self) -> int:
        """How many are out and were not typed in."""
        return max(self.out - self.typed, 0)


def table(round_: Round, search: str = "") -> list[Hand]:
    """Return the seats that the round asks, each with its paper and by which channel it answered."""
    papers = seats_with(round_)
    parts = select(Participation.seat_id, Participation.channel)
    rows = db.session.execute(parts.where(Participation.round_id == round_.id))
    roll = room.on_roll(round_)
    channels: dict[int, str] = {seat_id: channel for seat_id, channel in rows}  # noqa: C416
    return [
        Hand(place, place.seat.id in papers, channels.get(place.seat.id))
        for place in room.places(round_.workshop, search)
        if place.seat.id in roll
        and (not round_.electorate or place.sector.code in round_.electorate)
    ]


def seats_with(round_: Round) -> set[int]:
    """Return the seats that have a paper."""
    query = select(PaperBallot.seat_id).where(PaperBallot.round_id == round_.id)
    return set(db.session.scalars(query))


def untyped(round_: Round) -> list[Pile]:
    """Return the papers by sector, of sectors of which some are out and were not typed in; also after the close."""
    return [pile for pile in piles(round_) if pile.waiting]


def piles(round_: Round) -> list[Pile]:
    """Return the papers by sector, of sectors that have any."""
    out = (
        select(Actor.sector_id, func.count())
        .select_from(PaperBallot)
        .join(Seat, PaperBallot.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .where(PaperBallot.round_id == round_.id)
        .group_by(Actor.sector_id)
    )
    typed = (
        select(Participation.sector_id, func.count())
        .where(Participation.round_id == round_.id, Participation.channel == "paper")
        .group_by(Participation.sector_id)
    )
    given, counted = (
        Counter({sector_id: many for sector_id, many in db.session.execute(query)})  # noqa: C416
        for query in (out, typed)
    )
    sectors = round_.workshop.process.sectors
    return [Pile(s, given[s.id], counted[s.id]) for s in sectors if given[s.id]]
