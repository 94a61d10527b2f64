"""Which workshop of a process is on for a seat: a card opens the process, this finds the room.

An open round decides; else today's date where the process lives; else nobody but the person knows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Text, and_, bindparam, exists, func, literal_column, or_, select, type_coerce
from sqlalchemy.orm import aliased

from smd_workshop.database import Prepared
from smd_workshop.database.autocommit import fetch
from smd_workshop.models import Attendance, Participation, Round, Workshop
from smd_workshop.rounds import sealing


@dataclass(frozen=True, slots=True)
class Gathering:
    """A workshop of a process as a seat that is looking for its own sees it."""

    id: int
    code: str
    name: str
    held_on: date | None
    sealed: bool
    #: Whom its open round asks, none meaning everybody; None where no round is open.
    asks: tuple[str, ...] | None
    #: Whether staff noted somebody at its door: there is a room, and somebody who leads it.
    begun: bool = False

    @property
    def is_going(self) -> bool:
        """Whether a round is open in it."""
        return self.asks is not None

    def is_on(self, today: date) -> bool:
        """Whether who comes in now is present: a round is open, or it is of today or of no day.

        Who reads an old workshop or looks at a coming one was not there.
        """
        return not self.sealed and (self.is_going or self.held_on in {None, today})

    def is_ahead(self, today: date) -> bool:
        """Whether it is announced for a later day and nothing in it has opened."""
        return not self.is_on(today) and not self.sealed and (self.held_on or today) > today

    def may_begin(self, today: date) -> bool:
        """Whether who says that they are in the room is believed.

        Before the day only once somebody was noted at the door: the day may be wrong, but a phone at home cannot say it.
        """
        return self.is_on(today) or (self.begun and self.is_ahead(today))


def _gatherings() -> Any:
    return (
        select(
            Workshop.id, Workshop.code, Workshop.name, Workshop.held_on,
            sealing.sealed(Workshop.id), Round.id, Round.electorate,
            exists().where(
                Attendance.workshop_id == Workshop.id, Attendance.channel == literal_column("'door'")
            ),
        )
        .outerjoin(
            Round,
            (Round.workshop_id == Workshop.id) & (Round.state == literal_column("'open'")),
        )
        .where(Workshop.process_id == bindparam("process"))
    )  # fmt: skip


_GATHERINGS = Prepared(_gatherings)


def of_process(process_id: int) -> list[Gathering]:
    """Return the workshops of a process, the latest first."""
    found = [
        Gathering(
            id_, code, name, day, bool(sealed), None if going is None else tuple(electorate),
            bool(begun),
        )
        for id_, code, name, day, sealed, going, electorate, begun in fetch(
            _GATHERINGS, process=process_id
        )
    ]  # fmt: skip
    return sorted(found, key=lambda g: (g.held_on or date.min, g.id), reverse=True)


def likeliest(found: Sequence[Gathering], sector: str, today: date) -> list[Gathering]:
    """Return those that may be the one the seat is in: one is certain, of several the person chooses.

    The first that there are: with an open round that asks the sector; with any open round; of
    today; of today and sealed; not sealed; whatever there is.
    """
    ranks: tuple[Callable[[Gathering], bool], ...] = (
        lambda g: g.asks is not None and (not g.asks or sector in g.asks),
        lambda g: g.is_going,
        lambda g: g.held_on == today and not g.sealed,
        lambda g: g.held_on == today,
        lambda g: not g.sealed,
        lambda _: True,
    )
    for fits in ranks:
        chosen = [g for g in found if fits(g)]
        if chosen:
            return chosen
    return []


class Elsewhere(NamedTuple):
    """A round that waits for a seat in another workshop of its process."""

    workshop: str
    name: str
    number: int
    title: str


_there, _round = aliased(Workshop), aliased(Round)


def _waits(process: Any, workshop: Any, seat: Any, sector: Any) -> Any:
    """Return the condition for `_round` to be open elsewhere, to ask the sector, and to lack the seat's answer."""
    codes = type_coerce(_round.electorate, Text)
    named = func.replace(codes, '"' + sector + '"', "") != codes
    answered = exists().where(Participation.round_id == _round.id, Participation.seat_id == seat)
    return and_(
        _round.workshop_id == _there.id,
        _there.process_id == process,
        _there.id != workshop,
        _round.state == literal_column("'open'"),
        _round.step != literal_column("'organise'"),
        or_(codes == literal_column("'[]'"), named),
        ~answered,
    )


def waiting_round(process: Any, workshop: Any, seat: Any, sector: Any) -> Any:
    """Return the subquery for the id of a round that waits for the seat in another workshop, or NULL."""
    query = select(func.min(_round.id)).select_from(_round, _there)
    return query.where(_waits(process, workshop, seat, sector)).scalar_subquery()


def _elsewhere() -> Any:
    waits = _waits(
        bindparam("process"), bindparam("workshop"), bindparam("seat"),
        bindparam("sector", type_=Text),
    )  # fmt: skip
    return (
        select(_there.code, _there.name, _round.number, _round.title)
        .select_from(_round, _there)
        .where(waits)
        .order_by(_round.id)
        .limit(literal_column("1"))
    )


_ELSEWHERE = Prepared(_elsewhere)


def elsewhere(process_id: int, workshop_id: int, seat_id: int, sector: str) -> Elsewhere | None:
    """Return the round that waits for this seat in another workshop, if there is one."""
    rows = fetch(_ELSEWHERE, process=process_id, workshop=workshop_id, seat=seat_id, sector=sector)
    return Elsewhere(*rows[0]) if rows else None


_OF_ROUND = Prepared(
    lambda: (
        select(Workshop.code, Round.number)
        .join(Round, Round.workshop_id == Workshop.id)
        .where(Round.id == bindparam("round"))
    )
)


def of_round(round_id: int) -> tuple[str, int]:
    """Return where a round is: the code of its workshop, and its number there."""
    code, number = fetch(_OF_ROUND, round=round_id)[0]
    return code, number
