"""What the console, the door and the projector need to know about a workshop under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Actor,
    Attendance,
    Participation,
    Reason,
    Round,
    Seat,
    Sector,
    User,
    Workshop,
)
from smd_workshop.people import credentials
from smd_workshop.processes import journal, protocols
from smd_workshop.rounds import sealing, store
from smd_workshop.rounds.room import attendance as attendance_


@dataclass(frozen=True, slots=True)
class Place:
    """A seat as the door and the console see it: who sits there, since when, and by which door."""

    seat: Seat
    sector: Sector
    holder: str | None  # None: not here

    @property
    def here(self) -> bool:
        """Whether somebody has taken the seat today."""
        return self.holder is not None


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the sectors of a round."""

    eligible: int
    present: int
    answered: int

    @classmethod
    def of(cls, rows: Sequence[attendance_.Presence]) -> "Totals":
        """Add the sectors up."""
        return cls(
            sum(r.eligible for r in rows),
            sum(r.present for r in rows),
            sum(r.answered for r in rows),
        )


def presence(workshop: Workshop, round_: Round | None) -> list[attendance_.Presence]:
    """Count the room by sector with the quorum of the protocol."""
    share = str(protocols.value(workshop.process, "quorum_share"))
    return attendance_.presence(workshop, round_, share)


def places(workshop: Workshop, search: str = "") -> list[Place]:
    """Return the active seats by sector, with who is here; search looks in codes and names."""
    query = (
        select(Seat, Attendance.holder)
        .join(Seat.actor)
        .join(Actor.sector)
        .outerjoin(
            Attendance,
            (Attendance.seat_id == Seat.id) & (Attendance.workshop_id == workshop.id),
        )
        .options(contains_eager(Seat.actor).contains_eager(Actor.sector))
        .where(Seat.process_id == workshop.process_id, Seat.active)
    )
    found = [Place(seat, seat.actor.sector, holder) for seat, holder in db.session.execute(query)]
    return sorted((p for p in found if names.holds(search, _texts(p.seat))), key=_listed)


def _texts(seat: Seat) -> tuple[str, ...]:
    return (seat.code, seat.actor.name, seat.titular, seat.suplente)


def _listed(place: Place) -> tuple[int, names.Key]:
    return place.sector.position, names.order(place.seat.code)


def missing(workshop: Workshop, round_: Round) -> list[Place]:
    """Return who is on the roll and whose answer is still missing, those in the room first; never how anybody answered."""
    answered = set(
        db.session.scalars(select(Participation.seat_id).where(Participation.round_id == round_.id))
    )
    asked = {s.id for s in store.electorate(round_)}
    roll = on_roll(round_)
    waited = [
        p for p in places(workshop)
        if p.seat.id in roll and p.seat.id not in answered and p.sector.id in asked
    ]  # fmt: skip
    return sorted(waited, key=lambda p: (not p.here, _listed(p)))


def on_roll(round_: Round) -> set[int]:
    """Return the ids of the seats that may vote in a round as far as their sector is asked, or have answered it.

    One that was added since the round opened is waited for only where the round lets such seats vote.
    """
    of_process = Seat.process_id == round_.workshop.process_id
    return set(db.session.scalars(select(Seat.id).where(of_process, attendance_.counted(round_))))


def unread_reasons(round_: Round) -> int:
    """Return how many reasons nobody has looked at yet; unread ones are not shown to the public."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Reason)
            .where(Reason.round_id == round_.id, Reason.state == "pending")
        )
        or 0
    )


def unread_by_round(workshop: Workshop) -> dict[int, int]:
    """Return how many reasons of each round, by its id, nobody has looked at yet; rounds without one are left out."""
    rows = db.session.execute(
        select(Reason.round_id, func.count())
        .join(Round, Reason.round_id == Round.id)
        .where(Round.workshop_id == workshop.id, Reason.state == "pending")
        .group_by(Reason.round_id)
    )
    return {row[0]: row[1] for row in rows}


def focus(workshop: Workshop) -> Round | None:
    """Return the round that the console shows first: the one in hand, else the last; None on an empty agenda."""
    return in_hand(workshop) or (workshop.rounds[-1] if workshop.rounds else None)


def in_hand(workshop: Workshop) -> Round | None:
    """Return the round to be led on: the open one; else a counted one that waits to be published; else the next draft.

    Notes and boards need no publication before the work goes on: one that only closed comes last.
    """
    agenda = workshop.rounds
    closed = [r for r in agenda if r.state == "closed"]
    for candidates in (
        [r for r in agenda if r.state == "open"], [r for r in closed if r.step == "vote"],
        [r for r in agenda if r.state == "draft"], closed,
    ):  # fmt: skip
        if candidates:
            return candidates[0]
    return None


def open_round(workshop: Workshop) -> Round | None:
    """Return the round that is open, if there is one."""
    return next((r for r in workshop.rounds if r.state == "open"), None)


def on_projector(workshop: Workshop) -> Round | None:
    """Return the round that the wall shows by itself: the open one, else the last that came to an end.

    Publishing is no end: an old result that is published late does not take over the wall.
    """
    ended = [r for r in workshop.rounds if r.state in {"closed", "published", "annulled"}]
    running = [r for r in workshop.rounds if r.state == "open"]
    if running:
        return running[0]
    return max(ended, key=lambda r: (_ended(r), r.number), default=None)


def _ended(round_: Round) -> datetime:
    moments = (round_.closed_at, round_.opened_at, round_.workshop.created_at)
    return next(m for m in moments if m is not None)


def next_draft(workshop: Workshop, after: Round | None = None) -> Round | None:
    """Return the draft that comes next on the agenda."""
    drafts = [r for r in workshop.rounds if r.state == "draft" and r is not after]
    later = [r for r in drafts if after is not None and r.number > after.number]
    return next(iter(later or drafts), None)


#: What somebody decided about a seat since a page was read, by how it stands now; who did so, where a colleague did.
_DECIDED = {
    "titular": N_(
        "Meanwhile the titular of %(seat)s was let in%(who)s. Nothing was changed: look again and decide."
    ),
    "suplente": N_(
        "Meanwhile the suplente of %(seat)s was let in%(who)s. Nothing was changed: look again and decide."
    ),
    "": N_(
        "Meanwhile the arrival of %(seat)s was taken back%(who)s. Nothing was changed: look again and decide."
    ),
}


def check_found(workshop: Workshop, seat: Seat, found: str | None, wanted: str) -> None:
    """Refuse a decision about a seat that stands otherwise than it was `found`, unless it stands as it is wanted.

    `found` and `wanted` are who is here by the door, '' for nobody; None is not asked. Raises WrongState.
    """
    sealing.require_unsealed(workshop)  # held: two doors may decide about the same seat at once
    present = db.session.get(Attendance, (workshop.id, seat.id), populate_existing=True)
    stands = present.holder if present is not None else ""
    if found not in {None, stands} and stands != wanted:
        raise WrongState(_DECIDED[stands], seat=seat.code, who=_who_decided(workshop, seat))


def _who_decided(workshop: Workshop, seat: Seat) -> str:
    """Return who of staff decided last about a seat at the door, in brackets; '' where nobody did."""
    rows = journal.told(workshop.process, "check in at the door", "undo check in")
    own = (r for r in rows if r.workshop_id == workshop.id and r.detail.get("seat") == seat.code)
    last = next(own, None)
    user = db.session.get(User, last.user_id) if last is not None and last.user_id else None
    return f" ({user.staff_name})" if user is not None else ""


def arrive(
    workshop: Workshop,
    seat: Seat,
    holder: str,
    at: datetime,
    user_id: int | None,
    found: str | None = None,
) -> None:
    """Note at the door that the titular or the suplente has taken the seat, who speaks from now on.

    Raises Invalid where there is no suplente, WrongState where a colleague decided otherwise meanwhile.
    """
    check_found(workshop, seat, found, holder)
    if holder == "suplente" and not seat.suplente:
        raise Invalid(N_("This seat has no suplente. Write down who it is first."))
    credentials.hand_over(seat, holder, at, user_id)
    attendance_.check_in(workshop, seat, "door", at)
    journal.record(
        "check in at the door",
        at,
        workshop=workshop,
        user_id=user_id,
        seat=seat.code,
        holder=holder,
    )
    workshop.revision += 1


def undo_arrival(
    workshop: Workshop, seat: Seat, at: datetime, user_id: int | None, found: str | None = None
) -> None:
    """Take back a check-in made by mistake; WrongState once the seat has answered in the workshop."""
    check_found(workshop, seat, found, "")
    spoke = db.session.scalar(
        select(Participation.seat_id)
        .join(Round, Participation.round_id == Round.id)
        .where(Round.workshop_id == workshop.id, Participation.seat_id == seat.id)
        .limit(1)
    )
    if spoke is not None:
        raise WrongState(N_("This seat has answered already, so it was here."))
    attendance = db.session.get(Attendance, (workshop.id, seat.id))
    if attendance is not None:
        db.session.delete(attendance)
        journal.record("undo check in", at, workshop=workshop, user_id=user_id, seat=seat.code)
        workshop.revision += 1


def open_elsewhere(workshop: Workshop, round_: Round) -> Round | None:
    """Return another round of the workshop that is open, None where there is none."""
    return next((r for r in workshop.rounds if r.state == "open" and r is not round_), None)
