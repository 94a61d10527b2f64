"""Texts that were promised nameless, notes and reasons: beside which of them a sector may stand.

A sector of one seat is a name. So it stands beside a text only where as many of it answered as a figure of a sector
needs, whether the round is secret or by name, on whatever page or paper, before staff too.
"""

from dataclasses import dataclass

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.models import Process, Roll, Round, Sector, Workshop
from smd_workshop.processes import protocols


@dataclass(frozen=True, slots=True)
class Named:
    """The (round id, sector id) of which enough answered; of a round that has not closed there are none yet."""

    pairs: frozenset[tuple[int, int]]

    def sector(self, round_id: int | None, sector: Sector | None) -> Sector | None:
        """Return the sector that may stand beside a text of this round, or None."""
        return sector if sector is not None and (round_id, sector.id) in self.pairs else None


def fewest(process: Process) -> int:
    """Return from how many answers on a sector is shown apart."""
    return int(protocols.value(process, "small_cell"))


def named(process: Process) -> Named:
    """Return which sectors may stand beside the notes of a process, in one query."""
    rows = db.session.execute(
        select(Roll.round_id, Roll.sector_id)
        .join(Round, Roll.round_id == Round.id)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(Workshop.process_id == process.id, Roll.voted >= fewest(process))
    )
    return Named(frozenset((row.round_id, row.sector_id) for row in rows))


def sectors_of(round_: Round) -> set[int]:
    """Return the ids of the sectors of which enough answered a round; needs its frozen roll."""
    enough = Roll.voted >= fewest(round_.workshop.process)
    return set(db.session.scalars(select(Roll.sector_id).where(Roll.round_id == round_.id, enough)))
