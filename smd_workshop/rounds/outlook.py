"""What of a round will not be shown, said before it opens: from the seats, or the people who are here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smd_workshop.library import disclosure
from smd_workshop.models import Process, Round, Sector, Workshop
from smd_workshop.processes import protocols
from smd_workshop.rounds import attendance, protection


@dataclass(frozen=True, slots=True)
class Outlook:
    """Which sectors would not be shown apart if these people answered, and what would help."""

    people: int
    #: Whether they were counted in the room; else all seats are.
    in_room: bool
    #: Name and people of every sector that would be hidden.
    hidden: tuple[tuple[str, int], ...]
    #: Whether no more than the decision would be shown at all.
    decision_alone: bool
    threshold: int
    #: Whether the lowest threshold would hide fewer sectors, and may still be chosen.
    lower_helps: bool
    lowest: int = disclosure.FEWEST


def of_round(round_: Round) -> Outlook | None:
    """Look ahead for a draft; None where it hides nothing: by name, nothing to count, or sectors large enough."""
    if round_.step != "vote" or round_.secrecy == "nominal":
        return None
    return _in_room(round_.workshop, round_, protection.earlier_of(round_))


def of_workshop(workshop: Workshop) -> Outlook | None:
    """Look ahead for a secret round that all sectors answer; None where nothing would be hidden."""
    return _in_room(workshop, None, ())


def of_process(process: Process) -> Outlook | None:
    """Look ahead for a secret round that all seats answer; None where nothing would be hidden."""
    seats = attendance.seats(process)
    return _outlook(process, {s: seats.get(s.id, 0) for s in process.sectors}, (), in_room=False)


def _in_room(
    workshop: Workshop, round_: Round | None, earlier: Sequence[disclosure.Earlier]
) -> Outlook | None:
    share = str(protocols.value(workshop.process, "quorum_share"))
    rows = attendance.presence(workshop, round_, share)
    here = any(row.present for row in rows)
    people = {row.sector: row.present if here else row.eligible for row in rows}
    return _outlook(workshop.process, people, earlier, in_room=here)


def _outlook(
    process: Process,
    people: Mapping[Sector, int],
    earlier: Sequence[disclosure.Earlier],
    *,
    in_room: bool,
) -> Outlook | None:
    threshold = int(protocols.value(process, "small_cell"))
    strict = bool(protocols.value(process, "decision_alone"))
    voted = {sector.code: many for sector, many in people.items()}
    if not any(voted.values()):
        return None
    # Who will answer is not known yet: what other rounds hid stays hidden, as far as it can be said now.
    past = disclosure.Past(frozenset(code for each in earlier for code in each.suppressed))
    found = disclosure.plan(voted, threshold, strict=strict, past=past)
    if not found.hides:
        return None
    lower = disclosure.plan(voted, disclosure.FEWEST, past=past)
    return Outlook(
        people=sum(voted.values()),
        in_room=in_room,
        hidden=tuple((s.name, many) for s, many in people.items() if s.code in found.suppressed),
        decision_alone=not found.shown,
        threshold=threshold,
        lower_helps=not strict
        and process.protocol_frozen_at is None
        and len(lower.suppressed) < len(found.suppressed),
    )
