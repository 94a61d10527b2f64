"""What the public may read of a process: its steps, published rounds, objectives, items, commitments."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from smd_workshop.board import items as catalogue
from smd_workshop.board.support import notes_and_support
from smd_workshop.core import names
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.minutes import actas
from smd_workshop.models import (
    Acta,
    Commitment,
    Item,
    Objective,
    Option,
    Perspective,
    Process,
    Result,
    Round,
    Scorecard,
    Workshop,
)
from smd_workshop.processes import processes
from smd_workshop.publishing import tracing
from smd_workshop.publishing.newest import newest_of_each
from smd_workshop.rounds import store
from smd_workshop.rounds.count import ratifications
from smd_workshop.rounds.count.ratifications import Ratification
from smd_workshop.rounds.series import repeating

_NAMESPACE = uuid.UUID("6f0c0d0e-8a4e-5d0b-9a35-0e3a5f7f2a11")


@dataclass(frozen=True, slots=True)
class Agreed:
    """An objective of a scorecard with the latest vote if that adopted it, else with the one that once did.

    The round is None for an objective that was entered.
    """

    objective: Objective
    round: Round | None
    #: (in favour, of) over all sectors; None where that is not shown.
    votes: tuple[int, int] | None
    #: What the adoption means, in words to translate, where there are no votes to show.
    words: str = ""
    #: The vote that decides, where it did not adopt the objective.
    again: Ratification | None = None

    @property
    def stands(self) -> bool:
        """Whether a vote adopted it, and no later one said otherwise."""
        return self.round is not None and self.again is None


@dataclass(frozen=True, slots=True)
class Step:
    """A workshop with its rounds that have begun, and how many are still to come."""

    workshop: Workshop
    rounds: tuple[Round, ...]
    to_come: int
    #: The sealed acta and its annexes.
    papers: tuple[Acta, ...] = ()
    #: Of a round that asks the same again, by its id: for which time.
    times: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tally:
    """Commitments by state."""

    total: int
    done: int
    overdue: tuple[Commitment, ...]
    all: tuple[Commitment, ...] = field(default=())


def find(code: str) -> Process:
    """Return the public process with this code; NotFound for one that is not public."""
    process = processes.find(code)
    if not process.public:
        raise NotFound
    return process


def public_processes() -> list[Process]:
    """Return what the portal lists."""
    query = select(Process).where(Process.public)
    return names.by_name(db.session.scalars(query), lambda p: p.name, lambda p: p.code)


def steps(process: Process) -> list[Step]:
    """Return the workshops by date, those without one last, each with the rounds that have opened."""
    query = select(Workshop).where(Workshop.process_id == process.id)
    ordered = query.order_by(Workshop.held_on.asc().nulls_last(), Workshop.id)
    return [
        Step(
            workshop,
            tuple(r for r in workshop.rounds if r.state != "draft"),
            sum(r.state == "draft" for r in workshop.rounds),
            tuple(actas.public_papers(workshop)),
            {
                r.id: repeating.held(r)
                for r in workshop.rounds
                if r.state != "draft" and store.repeats(r) is not None
            },
        )
        for workshop in db.session.scalars(ordered)
    ]


def latest(process: Process, most: int = 10) -> list[Round]:
    """Return the published rounds, those first that were published last: what is news."""
    query = _published(process).order_by(Round.published_at.desc(), Round.id.desc())
    return list(db.session.scalars(query.limit(most)))


def latest_of_each(processes_: Collection[int], most: int) -> list[Round]:
    """Return the same few of several processes, by their ids, in one question, each with its workshop."""
    every = select(Round).join(Workshop, Round.workshop_id == Workshop.id)
    published = every.where(Round.state == "published")
    few = newest_of_each(
        published, Round.id, Workshop.process_id, Round.published_at, processes_, most
    )
    query = select(Round).join(few, few.c.key == Round.id).order_by(few.c.place)
    return list(db.session.scalars(query.options(joinedload(Round.workshop))))


def by_word(process: Process) -> list[Round]:
    """Return the published rounds, those first that closed last: what was said last, whenever it was published."""
    query = _published(process).order_by(Round.closed_at.desc(), Round.id.desc())
    return list(db.session.scalars(query))


def _published(process: Process) -> Select[Round]:
    return (
        select(Round)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(Workshop.process_id == process.id, Round.state == "published")
    )


def feed_id(process: Process, round_: Round | None = None) -> str:
    """Return an id that stays the same wherever the portal moves."""
    name = (
        process.code if round_ is None else f"{process.code}/{round_.workshop.code}/{round_.number}"
    )
    return urn(name)


def urn(name: str) -> str:
    """Return the id under which feeds know what has this name."""
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, name)}"


def last_change(process: Process) -> datetime:
    """Return when something was published last, or when the process began."""
    newest = latest(process, 1)
    return newest[0].published_at or process.created_at if newest else process.created_at


def agreed(process: Process) -> list[Agreed]:
    """Return the objectives that rest on a published ratification or were entered, in their order."""
    return agreed_by_process([process])[process.id]


def agreed_by_process(processes_: Iterable[Process]) -> dict[int, list[Agreed]]:
    """Return the same of several processes by their ids, however many they are in two questions."""
    found: dict[int, list[Agreed]] = {process.id: [] for process in processes_}
    query = (
        select(Scorecard.process_id, Objective, Round, Result)
        .join(Perspective, Objective.perspective_id == Perspective.id)
        .join(Scorecard, Perspective.scorecard_id == Scorecard.id)
        .join(Item, Objective.item_id == Item.id)
        .outerjoin(Round, Objective.round_id == Round.id)
        .outerjoin(Result, (Result.round_id == Round.id) & Result.part.in_(["", Item.code]))
        .where(
            Scorecard.process_id.in_(found),
            (Objective.source != "ratification") | (Round.state == "published"),
        )
        .order_by(Scorecard.id, Perspective.position, Objective.position, Objective.id)
    )
    rows = list(db.session.execute(query))
    said = ratifications.latest(row.Objective.item_id for row in rows)
    for process_id, objective_, round_, result in rows:
        found[process_id].append(_agreed(objective_, round_, result, said.get(objective_.item_id)))
    return found


def _agreed(
    objective_: Objective, round_: Round | None, result: Result | None, said: Ratification | None
) -> Agreed:
    if said is not None and said.adopted:
        return Agreed(objective_, said.round, said.votes, said.words)
    method = METHODS.get((round_ and round_.method_id) or "")
    adopts = method.tracing.adopts if method is not None else None
    if adopts is None or result is None:
        return Agreed(objective_, round_, None, again=said)
    return Agreed(
        objective_, round_, adopts.votes(result.part, result.shown), adopts.words, again=said
    )


def objective(process: Process, code: str) -> Agreed:
    """Return the agreed objective with this code, or raise NotFound."""
    for each in agreed(process):
        if each.objective.item.code == code:
            return each
    raise NotFound


def trace(agreed_: Agreed) -> tracing.Trace:
    """Follow an objective back to factors and notes; what no published round holds is left out."""
    found = tracing.trace(agreed_.objective.item)
    process = db.session.get_one(Process, agreed_.objective.item.process_id)
    public = {item.id for item in public_items(process, "factor")}
    factors_ = tuple(_public(origin) for origin in found.factors if origin.item.id in public)
    return replace(found, origin=_public(found.origin), factors=factors_)


def _public(origin: tracing.Origin) -> tracing.Origin:
    """Leave out the notes of rounds that are not published, also where they are only counted."""
    notes, support = notes_and_support(origin.item, published=True)
    written = [origin.item.evidence, *(note.evidence for note in notes)]
    lines = (line for text in written for line in text.split("\n") if line)
    return replace(origin, notes=notes, support=support, evidence=tuple(dict.fromkeys(lines)))


def commitments(process: Process, today: date | None = None) -> Tally:
    """Return the commitments by due date and which are overdue today."""
    query = select(Commitment).where(Commitment.process_id == process.id)
    rows = db.session.scalars(query.order_by(Commitment.due, Commitment.id))
    return tally_of(rows, today or day_of(now(), process.time_zone))


def workshop_names(process: Process) -> dict[int, str]:
    """Return what the workshops of a process are called, by their ids."""
    query = select(Workshop.id, Workshop.name).where(Workshop.process_id == process.id)
    return {row.id: row.name for row in db.session.execute(query)}


def tallies(processes_: Iterable[Process], at: datetime) -> dict[int, Tally]:
    """Return the commitments of several processes by their ids, each on the day it is there, in one question."""
    own: dict[int, list[Commitment]] = {}
    zones = {process.id: process.time_zone for process in processes_}
    query = select(Commitment).where(Commitment.process_id.in_(zones))
    for row in db.session.scalars(query.order_by(Commitment.due, Commitment.id)):
        own.setdefault(row.process_id, []).append(row)
    return {each: tally_of(own.get(each, ()), day_of(at, zone)) for each, zone in zones.items()}


def tally_of(rows: Iterable[Commitment], today: date) -> Tally:
    """Return how commitments stand on a day."""
    every = tuple(rows)
    waiting = [c for c in every if c.state in {"pending", "in_progress"}]
    return Tally(
        total=len(every),
        done=sum(c.state == "done" for c in every),
        overdue=tuple(c for c in waiting if c.due < today),
        all=every,
    )


def public_items(process: Process, kind: str) -> list[Item]:
    """Return the coded items that a published round brought out or put to the vote, or staff entered."""
    published = (
        select(Round.id)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(Workshop.process_id == process.id, Round.state == "published")
    )
    voted_on = select(Option.item_id).where(
        Option.round_id.in_(published), Option.item_id.is_not(None)
    )
    entered = select(Objective.item_id).where(Objective.source != "ratification")
    query = select(Item).where(
        Item.process_id == process.id, Item.kind == kind, Item.state == "active",
        Item.code.is_not(None),
        Item.round_id.in_(published) | Item.id.in_(voted_on) | Item.id.in_(entered),
    )  # fmt: skip
    return sorted(db.session.scalars(query), key=catalogue.by_code)
