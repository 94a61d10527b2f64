"""Texts that were promised nameless, notes and reasons: beside which of them a sector may stand.

A sector of one seat is a name. So it stands beside a text only where as many of it answered as a figure of a sector
needs, whether the round is secret or by name, on whatever page or paper, before staff too; and where that does not say by
what is missing whose the others are.
"""

from collections.abc import Mapping
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
        select(Roll.round_id, Roll.sector_id, Roll.voted)
        .join(Round, Roll.round_id == Round.id)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(Workshop.process_id == process.id, Roll.voted > 0)
    )
    voted: dict[int, dict[int, int]] = {}
    for row in rows:
        voted.setdefault(row.round_id, {})[row.sector_id] = row.voted
    least = fewest(process)
    return Named(
        frozenset((round_id, each) for round_id, of in voted.items() for each in enough(of, least))
    )


def sectors_of(round_: Round) -> set[int]:
    """Return the ids of the sectors that may stand beside a text of a round; needs its frozen roll."""
    rows = db.session.execute(
        select(Roll.sector_id, Roll.voted).where(Roll.round_id == round_.id, Roll.voted > 0)
    )
    voted = {row.sector_id: row.voted for row in rows}
    return set(enough(voted, fewest(round_.workshop.process)))


def enough(voted: Mapping[int, int], least: int) -> frozenset[int]:
    """Return the sectors of which so many answered that they may be named, of who answered by the id of their sector.

    What names no sector must come from as many: were one sector alone too small, its texts would be those without a
    name. So the smallest of the others go unnamed too, until there are enough.
    """
    named = sorted((each for each in voted if voted[each] >= least), key=lambda s: (voted[s], s))
    unnamed = sum(many for many in voted.values() if many < least)
    while 0 < unnamed < least and named:
        unnamed += voted[named.pop(0)]
    return frozenset(named)
