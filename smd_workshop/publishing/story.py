"""A process told as a story to the public: where it comes from, what was agreed and promised, what comes next.

Only what is published is read; what is not there yet says so, and what would bring it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.library.findings import Cell, Findings
from smd_workshop.models import (
    Agreement,
    Commitment,
    Contribution,
    Item,
    Process,
    Round,
    Workshop,
)
from smd_workshop.processes import vocabulary
from smd_workshop.processes.vocabulary import Group
from smd_workshop.publishing import portal_queries, public_factors
from smd_workshop.publishing.portal_queries import Agreed, Tally
from smd_workshop.publishing.public_factors import Factor
from smd_workshop.publishing.refused import Refused, refused
from smd_workshop.rounds.results import results
from smd_workshop.rounds.results.result_views import ResultView
from smd_workshop.rounds.seats import seat_queries

#: Factors of a group in the picture, and dates of what comes next; the rest is a page away.
FIRST = 3
#: The place of sectors that are shown as one (docs/adr/0034): their mark is a ring.
AS_ONE = -1


@dataclass(frozen=True, slots=True)
class Origin:
    """What people wrote: notes of published rounds, by how many seats."""

    notes: int
    people: int


@dataclass(frozen=True, slots=True)
class Support:
    """What a sector said of an objective."""

    name: str
    position: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment and how it stands today: its state, or 'overdue' with the days since it was due."""

    commitment: Commitment
    state: str
    days: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """An objective with who supported it and what was promised for it."""

    agreed: Agreed
    support: tuple[Support, ...]
    #: How many people belong to sectors that are not shown apart; None where all are, or nobody is.
    others: int | None
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Quadrant:
    """A group of factors: what it weighs, how many there are, the first of them."""

    group: Group
    weight: float | None
    many: int
    first: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """All that the page of a process tells."""

    origin: Origin
    quadrants: tuple[Quadrant, ...]
    weighting: public_factors.Weighted | None
    #: The published round that sorted factors into classes last.
    sorting: Round | None
    cards: tuple[Card, ...]
    #: What was voted on and stands nowhere on the scorecards.
    refused: tuple[Refused, ...]
    #: Promises that belong to no objective shown.
    other_promises: tuple[Promise, ...]
    commitments: Tally
    #: Meetings from today on, and promises that wait, the next first.
    meetings: tuple[Workshop, ...]
    due: tuple[Promise, ...]
    open_round: Round | None

    @property
    def begun(self) -> bool:
        """Whether workshops, or whoever entered something in their stead, led to anything yet."""
        return bool(self.cards or self.commitments.total or self.origin.notes or self.factors)

    @property
    def factors(self) -> int:
        """How many factors there are."""
        return sum(each.many for each in self.quadrants)

    @property
    def weighed(self) -> bool:
        """Whether what factors weigh may be shown: of few answers only their order is."""
        return any(
            each.weight is not None or any(factor.weight is not None for factor in each.first)
            for each in self.quadrants
        )

    @property
    def agreed(self) -> int:
        """How many objectives were adopted by a vote, the latest that asked for them."""
        return sum(card.agreed.stands for card in self.cards)


def tell(process: Process) -> Story:
    """Return the story of a public process as it stands today."""
    today = day_of(now(), process.time_zone)
    commitments = portal_queries.commitments(process, today)
    promises = [_promise(each, today) for each in commitments.all]
    of_item = _items_of(process)
    cards = tuple(_cards(process, promises, of_item))
    told = {p.commitment.id for card in cards for p in card.promises}
    steps = portal_queries.steps(process)
    weighting = public_factors.weighting(process)
    waiting = (p for p in promises if p.state in {"pending", "in_progress"})
    opened = (r for step in steps for r in step.rounds if r.state == "open")
    return Story(
        origin=_origin(process),
        quadrants=tuple(_quadrants(process, weighting)),
        weighting=weighting,
        sorting=public_factors.sorting(process),
        cards=cards,
        refused=tuple(refused(process, {card.agreed.objective.item_id for card in cards})),
        other_promises=tuple(p for p in promises if p.commitment.id not in told),
        commitments=commitments,
        meetings=tuple(s.workshop for s in steps if _is_ahead(s.workshop, today)),
        due=tuple(waiting)[:FIRST],
        open_round=next(opened, None),
    )  # fmt: skip


def promises_for(process: Process, item: Item) -> tuple[Promise, ...]:
    """Return what was promised for an objective, and how each promise stands today."""
    today = day_of(now(), process.time_zone)
    of_item = _items_of(process)
    return tuple(
        _promise(each, today)
        for each in portal_queries.commitments(process, today).all
        if of_item.get(each.id) == item.id
    )


def _is_ahead(workshop: Workshop, today: date) -> bool:
    """Say whether a meeting is still to come, or goes on: its day has not passed, and its acta is not read yet."""
    ahead = workshop.held_on is not None and workshop.held_on >= today
    return ahead and not seat_queries.acta_state(workshop.id)


def _origin(process: Process) -> Origin:
    written = (
        select(func.count(), func.count(Contribution.seat_id.distinct()))
        .join(Round, Contribution.round_id == Round.id)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(
            Workshop.process_id == process.id, Round.state == "published",
            Contribution.withdrawn.is_(False),
        )
    )  # fmt: skip
    notes, people = db.session.execute(written).one()
    return Origin(notes, people)


def _promise(commitment: Commitment, today: date) -> Promise:
    late = commitment.state in {"pending", "in_progress"} and commitment.due < today
    if late:
        return Promise(commitment, "overdue", (today - commitment.due).days)
    return Promise(commitment, commitment.state)


def _items_of(process: Process) -> dict[int, int]:
    """Return which item the agreement of a commitment is about, by the commitment."""
    rows = db.session.execute(
        select(Commitment.id, Agreement.item_id)
        .join(Agreement, Commitment.agreement_id == Agreement.id)
        .where(Commitment.process_id == process.id, Agreement.item_id.is_not(None))
    )
    return {commitment: item for commitment, item in rows if item is not None}


def _cards(
    process: Process, promises: Iterable[Promise], of_item: dict[int, int]
) -> Iterable[Card]:
    votes: dict[int, tuple[ResultView, Findings | None]] = {}
    every = list(promises)
    for agreed in portal_queries.agreed(process):
        item = agreed.objective.item
        own = tuple(p for p in every if of_item.get(p.commitment.id) == item.id)
        support: tuple[Support, ...] = ()
        others = None
        vote = agreed.again.round if agreed.again is not None else agreed.round
        if vote is not None:
            if vote.id not in votes:
                view = results.view(vote)
                votes[vote.id] = view, view.findings
            support, others = _support(process, str(item.code), *votes[vote.id])
        yield Card(agreed, support, others, own)


def _support(
    process: Process, code: str, view: ResultView, findings: Findings | None
) -> tuple[tuple[Support, ...], int | None]:
    if findings is None or findings.grid.scale.unit != "count":
        return (), None
    row = next((row for row in findings.grid.rows if row.code == code), None)
    if row is None:
        return (), None
    places = {sector.code: sector.position for sector in process.sectors}
    shown = tuple(
        Support(view.labels.sector(code), places.get(code, AS_ONE), cell)
        for code, cell in row.cells.items()
        if cell is not None
    )
    as_one = {sector for code in row.cells if code not in places for sector in code.split("+")}
    hidden = [
        seat.voted for seat in view.roll if seat.code in view.suppressed and seat.code not in as_one
    ]
    return shown, sum(hidden) or None


def _quadrants(process: Process, weighting: public_factors.Weighted | None) -> Iterable[Quadrant]:
    factors = public_factors.factors(process)
    weights, classes = _weights_of_groups(weighting), public_factors.classes_in_order(process)
    for group in vocabulary.grouping_of(process).groups:
        own = [f for f in factors if f.item.group_code == group.code]
        # Where nothing has a weight that is shown, what came in by the vote stands before what did not.
        own.sort(
            key=lambda f: (
                -(f.weight or 0),
                classes.index(f.consensus or "") if f.consensus in classes else len(classes),
            )
        )
        yield Quadrant(group, weights.get(group.code), len(own), tuple(own[:FIRST]))


def _weights_of_groups(weighting: public_factors.Weighted | None) -> dict[str, float]:
    findings = results.view(weighting.round).findings if weighting is not None else None
    if findings is None:
        return {}
    return {s.group: s.value for s in findings.grid.sections if s.group and s.value is not None}
