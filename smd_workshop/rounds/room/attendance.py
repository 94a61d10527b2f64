"""Who is in the room: arrivals, and counts by sector."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, literal_column, or_, select
from sqlalchemy import cast as cast_to

from smd_workshop.database import Prepared, db, insert
from smd_workshop.models import (
    Actor,
    Attendance,
    Contribution,
    Participation,
    Process,
    Roll,
    Round,
    Seat,
    Sector,
    Workshop,
)
from smd_workshop.rounds import sealing


def check_in(workshop: Workshop, seat: Seat, channel: str, at: datetime) -> None:
    """Note that a seat is in the room; a second time changes nothing but who holds it."""
    present = db.session.get(Attendance, (workshop.id, seat.id))
    if present is None:
        db.session.add(
            Attendance(
                workshop_id=workshop.id, seat_id=seat.id, holder=seat.holder,
                channel=channel, arrived_at=at,
            )
        )  # fmt: skip
    else:
        present.holder = seat.holder


def _arrival() -> Any:
    names = ["workshop_id", "seat_id", "holder", "channel", "arrived_at"]
    row = insert(Attendance.__table__).from_select(
        names,
        select(
            cast_to(bindparam("workshop", type_=Integer), Integer), Seat.id, Seat.holder,
            literal_column("'card'"),
            # No CAST: SQLite would make a number of it, the year.
            bindparam("at", type_=Attendance.arrived_at.type),
        ).where(
            Seat.id == bindparam("seat"),
            ~sealing.sealed(cast_to(bindparam("workshop", type_=Integer), Integer)),
        ),
    )  # fmt: skip
    return row.on_conflict_do_update(
        index_elements=["workshop_id", "seat_id"],
        set_={"holder": row.excluded.holder},
        where=Attendance.holder != row.excluded.holder,
    )


_ARRIVE = Prepared(_arrival)


def arrive(connection: Any, workshop_id: int, seat_id: int, at: datetime) -> None:
    """Note that a seat came in by its card, as check_in() does; one statement, for group_commit().

    After the acta is sealed the card still opens its pages; whom the acta names stays as it is.
    """
    _ARRIVE.run(connection, workshop=workshop_id, seat=seat_id, at=at)


def has_attended(workshop_id: int, seat_id: int) -> bool:
    """Say whether somebody held this seat in the workshop."""
    return db.session.get(Attendance, (workshop_id, seat_id)) is not None


@dataclass(frozen=True, slots=True)
class Presence:
    """One sector in the room: accredited, present and answered seats; quorum and who is missing."""

    sector: Sector
    eligible: int
    present: int
    answered: int
    needed: int

    @property
    def missing(self) -> int:
        """How many more answers the sector's quorum needs."""
        return max(0, self.needed - self.answered)


def counted(round_: Round | None) -> Any:
    """Return the condition for a seat to be on a round's roll: it may vote, or it has answered already.

    A seat that is withdrawn after it voted stays on the roll: its vote counts, so it was eligible.
    One that was added since the round opened is on it where the round lets such seats vote.
    """
    if round_ is None:
        return Seat.active
    answered = select(Participation.seat_id).where(Participation.round_id == round_.id)
    may: Any = Seat.active
    if round_.opened_at is not None and not round_.late_seats:
        may = and_(may, ~added_since(round_))
    if round_.closing_at is not None:  # a close that comes late finds nobody more than its hour did
        may = and_(may, or_(Seat.added_at.is_(None), Seat.added_at <= round_.closing_at))
    return or_(may, Seat.id.in_(answered))


def added_since(round_: Round) -> Any:
    """Return the condition for a seat to have been added after a round had opened."""
    return and_(Seat.added_at.is_not(None), Seat.added_at > round_.opened_at)


def presence(workshop: Workshop, round_: Round | None, quorum_share: str) -> list[Presence]:
    """Count the room by sector: who is accredited, here, and has answered; never how.

    Of a round that has closed that is its roll: who comes in or is withdrawn afterwards was no part of it.
    """
    on_roll = _frozen(round_)
    counts = on_roll or _counted_now(workshop, round_)
    return [
        Presence(
            sector,
            *counts.get(sector.id, (0, 0, 0)),
            quorum(counts.get(sector.id, (0,))[0], quorum_share),
        )
        for sector in workshop.process.sectors
        if (sector.id in on_roll if on_roll else _asks(round_, sector))
    ]


def _asks(round_: Round | None, sector: Sector) -> bool:
    return round_ is None or not round_.electorate or sector.code in round_.electorate


def _frozen(round_: Round | None) -> dict[int, tuple[int, int, int]]:
    """Return what the roll says of each sector: eligible, present, voted; nothing before the close."""
    if round_ is None or round_.closed_at is None:
        return {}
    rows = db.session.execute(
        select(Roll.sector_id, Roll.eligible, Roll.present, Roll.voted).where(
            Roll.round_id == round_.id
        )
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _counted_now(workshop: Workshop, round_: Round | None) -> dict[int, tuple[int, int, int]]:
    eligible = _by_sector(
        select(Actor.sector_id, func.count())
        .join(Seat, Seat.actor_id == Actor.id)
        .where(Seat.process_id == workshop.process_id, counted(round_))
    )
    present = _by_sector(
        select(Actor.sector_id, func.count())
        .select_from(Attendance)
        .join(Seat, Attendance.seat_id == Seat.id)
        .join(Actor, Seat.actor_id == Actor.id)
        .where(Attendance.workshop_id == workshop.id, counted(round_))
    )
    answered = _answered(round_)
    return {
        sector.id: (
            eligible.get(sector.id, 0), present.get(sector.id, 0), answered.get(sector.id, 0)
        )
        for sector in workshop.process.sectors
    }  # fmt: skip


def seats(process: Process) -> dict[int, int]:
    """Return how many active seats each sector of a process has, by the id of the sector."""
    return _by_sector(
        select(Actor.sector_id, func.count())
        .join(Seat, Seat.actor_id == Actor.id)
        .where(Seat.process_id == process.id, Seat.active)
    )


def quorum(eligible: int, share: str) -> int:
    """Return how many seats are strictly more than the share of those eligible (0 of 0)."""
    return 0 if eligible == 0 else int(Fraction(share) * eligible) + 1


def _by_sector(query: object) -> dict[int, int]:
    rows = db.session.execute(query.group_by(Actor.sector_id))  # type: ignore[attr-defined]
    return dict(rows.all())


def _answered(round_: Round | None) -> dict[int, int]:
    if round_ is None:
        return {}
    rows = db.session.execute(
        select(Participation.sector_id, func.count())
        .where(Participation.round_id == round_.id)
        .group_by(Participation.sector_id)
    )
    return dict(rows.all())


def counters(workshop: Workshop, round_: Round | None) -> tuple[int, int, int, int]:
    """Return what moves on a live page: revision, present, answered, notes written."""
    present = db.session.scalar(
        select(func.count()).where(Attendance.workshop_id == workshop.id).select_from(Attendance)
    )
    answered = notes = 0
    if round_ is not None:
        answered = (
            db.session.scalar(
                select(func.count())
                .select_from(Participation)
                .where(Participation.round_id == round_.id)
            )
            or 0
        )
        notes = (
            db.session.scalar(
                select(func.count())
                .select_from(Contribution)
                .where(Contribution.round_id == round_.id)
            )
            or 0
        )
    return workshop.revision, present or 0, answered, notes
