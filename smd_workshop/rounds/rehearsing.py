"""Rehearsing a process: another one beside it, with the same sectors, seats, rules and agendas, marked as simulated.

A process of its own, because what is on record can be taken away nowhere: votes of a rehearsal that stood in the workshop
itself would stay in its acta, and its first round would fix the rules for good. It bears no name of a person, no card of the
other opens a seat in it, and the public portal does not show it.
"""

from datetime import datetime

from smd_workshop.database import db
from smd_workshop.models import Actor, Membership, Process, Seat, Sector
from smd_workshop.people import roster
from smd_workshop.processes import journal, processes
from smd_workshop.processes.staff import accounts
from smd_workshop.rounds import workshops

#: Of the rules, what each process draws for itself.
OWN = ("seed",)


def copy(of: Process, name: str, code: str, at: datetime, user_id: int | None) -> Process:
    """Return a new process to rehearse another with: nothing of it is shared, and the other stays as it is.

    Raises Invalid where there is a process of that code.
    """
    made = processes.create(
        name, at, code=code, user_id=user_id, simulated=True, public=False, place=of.place,
        purpose=of.purpose, languages=list(of.languages), time_zone=of.time_zone,
        sectors=[(each.code, each.name) for each in of.sectors],
    )  # fmt: skip
    made.contact = of.contact
    made.protocol = {k: v for k, v in of.protocol.items() if k not in OWN} | {
        key: made.protocol[key] for key in OWN
    }
    for mine, theirs in zip(made.sectors, of.sectors, strict=True):
        mine.weight = theirs.weight
    _seat(of, made, at)
    for workshop in reversed(workshops.of_process(of)):
        workshops.create(
            made, workshop.name, at, code=workshop.code, like=workshop, user_id=user_id,
            place=workshop.place, held_on=workshop.held_on,
        )  # fmt: skip
    for each in accounts.team(of):
        db.session.add(Membership(user_id=each.user_id, process_id=made.id, role=each.role))
    journal.record("copy to rehearse", at, process=made, user_id=user_id, of=of.code)
    db.session.flush()
    return made


def _seat(of: Process, into: Process, at: datetime) -> None:
    """Give the organisations of one process a seat each in another, as many as they have; no person is named."""
    sectors: dict[str, Sector] = {each.code: each for each in into.sectors}
    actors: dict[int, Actor] = {}
    for seat in roster.active_seats(of):
        theirs = seat.actor
        if theirs.id not in actors:
            actors[theirs.id] = Actor(
                process_id=into.id, code=theirs.code, name=theirs.name,
                sector=sectors[theirs.sector.code],
            )  # fmt: skip
        made = Seat(process_id=into.id, actor=actors[theirs.id], code=seat.code, added_at=at)
        # That there is a second person is part of what is rehearsed; who they are is not.
        made.suplente = "—" if seat.suplente else ""
        db.session.add(made)
