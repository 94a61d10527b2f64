"""What of a round will not be shown, said before it opens: from the seats, or the people who are here."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library import disclosure
from smd_workshop.models import Actor, Attendance, Process, Round, Seat, Sector, Workshop
from smd_workshop.processes import protocols
from smd_workshop.rounds.count import protection
from smd_workshop.rounds.room import attendance

_NOBODY: Final[Mapping[str, AbstractSet[int]]] = MappingProxyType({})


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
    #: Sectors of which more would be shown if they were shown as one, which may still be chosen; or none.
    could_join: tuple[str, ...] = ()
    #: What is shown as one: its name, and its people.
    together: tuple[tuple[str, int], ...] = ()
    #: Sectors that an earlier round showed and of which few people are others: their names, and how many.
    changed: tuple[tuple[str, int], ...] = ()
    lowest: int = disclosure.FEWEST


@dataclass(frozen=True, slots=True)
class Held:
    """What would be held back of a secret round that closed as it stands."""

    #: Of each sector that would not be shown apart: its name, its answers, and who of it is here without an answer.
    hidden: tuple[tuple[str, int, int], ...]
    decision_alone: bool
    threshold: int
    #: How many of those sectors are here and have not answered, where their answers would let more be shown.
    waiting: int


def of_open(round_: Round, rows: Sequence[attendance.Presence]) -> Held | None:
    """Look ahead for an open round and who is in its room; None where closing it now would hold nothing back."""
    if round_.step != "vote" or round_.secrecy == "nominal" or round_.state != "open":
        return None
    process = round_.workshop.process
    earlier = protection.earlier_of(round_)
    found, all_here = (
        _Looking.of(process, people, earlier).plan()
        for people in (
            {row.sector: row.answered for row in rows},
            {row.sector: max(row.answered, row.present) for row in rows},
        )
    )
    hidden = tuple(
        (row.sector.name, row.answered, max(0, row.present - row.answered))
        for row in rows
        if row.sector.code in found.suppressed and row.answered
    )
    if not hidden:
        return None
    helps = len(all_here.suppressed) < len(found.suppressed)
    return Held(
        hidden,
        decision_alone=not found.shown and not found.together,
        threshold=int(protocols.value(process, "small_cell")),
        waiting=sum(missing for *_, missing in hidden) if helps else 0,
    )


def of_round(round_: Round) -> Outlook | None:
    """Look ahead for a draft; None where nothing is to be said: by name, nothing to count, or sectors large enough."""
    if round_.step != "vote" or round_.secrecy == "nominal":
        return None
    return _in_room(round_.workshop, round_, protection.earlier_of(round_))


def of_workshop(workshop: Workshop) -> Outlook | None:
    """Look ahead for a secret round that all sectors answer; None where nothing would be hidden."""
    return _in_room(workshop, None, ())


def of_process(process: Process) -> Outlook | None:
    """Look ahead for a secret round that all seats answer; None where nothing would be hidden."""
    seats = attendance.seats(process)
    people = {s: seats.get(s.id, 0) for s in process.sectors}
    return _outlook(process, people, _Looking.of(process, people), in_room=False)


def _in_room(
    workshop: Workshop, round_: Round | None, earlier: Sequence[disclosure.Earlier]
) -> Outlook | None:
    share = str(protocols.value(workshop.process, "quorum_share"))
    rows = attendance.presence(workshop, round_, share)
    here = any(row.present for row in rows)
    people = {row.sector: row.present if here else row.eligible for row in rows}
    voters = _here(workshop, people) if here and earlier else {}
    looking = _Looking.of(workshop.process, people, earlier, voters)
    return _outlook(workshop.process, people, looking, in_room=here)


def _here(workshop: Workshop, sectors: Iterable[Sector]) -> dict[str, set[int]]:
    """Return the seats that are here, by the code of their sector: as far as is known, they will answer."""
    rows = db.session.execute(
        select(Actor.sector_id, Seat.id)
        .join(Seat, Seat.actor_id == Actor.id)
        .join(Attendance, Attendance.seat_id == Seat.id)
        .where(Attendance.workshop_id == workshop.id, Seat.active)
    )
    codes = {sector.id: sector.code for sector in sectors}
    found: dict[str, set[int]] = {}
    for sector_id, seat_id in rows:
        if sector_id in codes:
            found.setdefault(codes[sector_id], set()).add(seat_id)
    return found


def _outlook(
    process: Process, people: Mapping[Sector, int], looking: "_Looking", *, in_room: bool
) -> Outlook | None:
    found = looking.plan()
    names = {sector.code: sector.name for sector in people}
    changed = tuple(
        (names[code], many) for code, many in looking.changed.items() if code in found.shown
    )
    if not any(people.values()) or not (found.hides or changed):
        return None
    may_change = process.protocol_frozen_at is None and not looking.strict
    return Outlook(
        people=sum(people.values()),
        in_room=in_room,
        hidden=tuple((s.name, many) for s, many in people.items() if s.code in found.suppressed),
        decision_alone=not found.shown and not found.together,
        threshold=looking.threshold,
        lower_helps=may_change and looking.lower_helps(found),
        could_join=tuple(names[code] for code in looking.could_join(found)) if may_change else (),
        together=tuple((each.name, each.people) for each in found.together),
        changed=changed,
    )


@dataclass(frozen=True, slots=True)
class _Looking:
    """A rule for these people, and what another rule would show of them."""

    voted: Mapping[str, int]
    threshold: int
    strict: bool
    past: disclosure.Past
    names: Mapping[str, str]
    #: How many are others, by sector that another round showed.
    changed: Mapping[str, int]

    @classmethod
    def of(
        cls,
        process: Process,
        people: Mapping[Sector, int],
        earlier: Sequence[disclosure.Earlier] = (),
        voters: Mapping[str, AbstractSet[int]] = _NOBODY,
    ) -> "_Looking":
        """Read the rules of a process, for these people; `voters` are known where they are in the room."""
        threshold = int(protocols.value(process, "small_cell"))
        guarded = bool(protocols.value(process, "guard_repeats"))
        return cls(
            {sector.code: many for sector, many in people.items()},
            threshold,
            bool(protocols.value(process, "decision_alone")),
            disclosure.past_of(voters, earlier, threshold, guarded=guarded)
            if voters
            else _past(earlier),
            protocols.shown_together(process),
            disclosure.few_changed(voters, earlier, threshold),
        )

    def plan(
        self, threshold: int | None = None, names: Mapping[str, str] | None = None
    ) -> disclosure.Disclosure:
        """Return what may be shown, by this rule or with another threshold or other names."""
        return disclosure.plan(
            self.voted,
            threshold or self.threshold,
            strict=self.strict,
            past=self.past,
            names=names or self.names,
        )

    def lower_helps(self, now: disclosure.Disclosure) -> bool:
        """Whether the lowest threshold hides fewer sectors."""
        return len(self.plan(threshold=disclosure.FEWEST).suppressed) < len(now.suppressed)

    def could_join(self, now: disclosure.Disclosure) -> tuple[str, ...]:
        """Return two or three sectors, hidden now, of which more is shown if they are one; none if that helps nobody."""
        most = [
            c for c, many in self.voted.items() if c in now.suppressed and many >= disclosure.FEWEST
        ]
        for many in (2, 3):
            for sectors in combinations(most, many):
                names = {**self.names, **dict.fromkeys(sectors, "+")}
                if len(self.plan(names=names).suppressed) < len(now.suppressed):
                    return sectors
        return ()


def _past(earlier: Sequence[disclosure.Earlier]) -> disclosure.Past:
    """Return what is sure while nobody knows who will answer: what other rounds hid or joined stays so."""
    hidden = frozenset(code for each in earlier for code in each.suppressed)
    as_one = {code: sectors for each in earlier for sectors in each.together for code in sectors}
    return disclosure.Past(hidden, frozenset(), as_one)
