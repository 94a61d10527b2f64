"""From an objective back to the notes it comes from: each step is a published fact.

objective → ratification → choice → factors it answers to → their weights and classes → notes. Which part a vote
plays in it says its method.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import select

from smd_workshop.board import items as catalogue
from smd_workshop.board.support import OriginalNote, Support, notes_and_support
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import PLACES
from smd_workshop.database import db
from smd_workshop.library.facets import Offer, Tracing, Weight
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Item, Link, Objective, Option, Result, Round
from smd_workshop.publishing import published_figures

#: Why an item has no weight, in words to translate. Whether few or nobody spoke of it is not told (docs/adr/0012).
NEVER_WEIGHED: Final = N_("without a weight: no published round has weighed it")
WEIGHT_HELD_BACK: Final = N_(
    "weight not shown: too few weighed it, or nobody did; to say which would tell how people answered"
)


@dataclass(frozen=True, slots=True)
class Vote:
    """A published round that put the item to the vote, and what its page shows about it."""

    round: Round
    code: str
    wording: str
    #: What its method says of the trace; nothing where the method is not there any more.
    part: Tracing
    #: What it proposes to later rounds as its winners; nothing where the method proposes none.
    winners: Offer | None
    #: The result as everybody may see it; of a round in parts, that of this option.
    shown: dict[str, Any]
    input_sha256: str
    #: With how many decimals its percentages are written.
    places: int

    @property
    def weight(self) -> Weight | None:
        """What it gave the option, where it weighs."""
        return self.part.weighs.of(self.shown, self.code) if self.part.weighs else None

    @property
    def consensus(self) -> str | None:
        """The class it put the option in, where it sorts into classes."""
        return self.part.classifies.of(self.shown, self.code) if self.part.classifies else None

    @property
    def preferred(self) -> bool | None:
        """Whether the option is among its winners; None where its method names none."""
        if self.winners is None:
            return None
        return self.code in self.winners.codes(self.code, self.shown)

    @property
    def choice(self) -> str:
        """Whether it chose the option, in words to translate; empty where it chooses none."""
        chooses = self.part.chooses
        if chooses is None:
            return ""
        return chooses.chosen if chooses.chose(self.shown, self.code) else chooses.passed_over


Role = Literal["weighs", "classifies", "chooses", "adopts"]


@dataclass(frozen=True, slots=True)
class Origin:
    """An item with its votes, latest last, the notes it came from, and its evidence."""

    item: Item
    votes: tuple[Vote, ...]
    support: Support
    notes: tuple[OriginalNote, ...]
    evidence: tuple[str, ...]
    #: Where it is said that the objective answers to this factor.
    stated_in: tuple[str, ...] = ()

    def latest(self, role: Role) -> Vote | None:
        """Return the latest published vote that plays this part, or None."""
        return next((v for v in reversed(self.votes) if getattr(v.part, role) is not None), None)

    @property
    def weight(self) -> float | None:
        """Weight over all groups, or inside its own where the groups were not weighed."""
        vote = self.latest("weighs")
        weight = vote.weight if vote is not None else None
        if weight is None:
            return None
        return weight.inside if weight.overall is None else weight.overall

    @property
    def unweighed(self) -> str:
        """Why it has no weight, in words to translate; empty where it has one."""
        if self.weight is not None:
            return ""
        return NEVER_WEIGHED if self.latest("weighs") is None else WEIGHT_HELD_BACK

    @property
    def places(self) -> int:
        """With how many decimals of a percentage the weight is written."""
        vote = self.latest("weighs")
        return PLACES if vote is None else vote.places

    @property
    def consensus(self) -> str | None:
        """Class of the latest vote that sorts into classes; None if there was none."""
        vote = self.latest("classifies")
        return None if vote is None else vote.consensus


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole way back from an objective (or from a factor, which answers to nothing)."""

    origin: Origin
    objective: Objective | None
    ratification: Vote | None
    #: The latest vote that chose, or passed over, before it was adopted.
    choice: Vote | None
    #: Those that did so after it was adopted, such as what a budget then paid for.
    later: tuple[Vote, ...]
    factors: tuple[Origin, ...]

    @property
    def item(self) -> Item:
        """The item that is traced."""
        return self.origin.item


def trace(item: Item) -> Trace:
    """Return the way back from an item; only published rounds are in it."""
    item = catalogue.root(item)
    origin = _origin(item)
    links = db.session.scalars(
        select(Link).where(Link.kind == "from", Link.item_id.in_(catalogue.tree_ids(item)))
    )
    factors: dict[int, Origin] = {}
    for link in links:
        factor = catalogue.root(link.target)
        factors.setdefault(factor.id, _origin(factor, tuple(link.stated_in)))
    adopted = origin.latest("adopts")
    until = len(origin.votes) if adopted is None else origin.votes.index(adopted)
    before, after = (
        [vote for vote in votes if vote.part.chooses is not None]
        for votes in (origin.votes[:until], origin.votes[until:])
    )
    return Trace(
        origin=origin,
        objective=db.session.scalar(select(Objective).where(Objective.item_id == item.id)),
        ratification=adopted,
        choice=before[-1] if before else None,
        later=tuple(after),
        factors=tuple(sorted(factors.values(), key=_by_weight)),
    )


def _by_weight(origin: Origin) -> tuple[float, tuple[int, int, int]]:
    return -(origin.weight or 0), catalogue.place(origin.item)


def _origin(item: Item, stated_in: tuple[str, ...] = ()) -> Origin:
    notes, support = notes_and_support(item)
    evidence = [item.evidence, *(note.evidence for note in notes)]
    return Origin(
        item=item,
        votes=tuple(_votes(item)),
        support=support,
        notes=notes,
        evidence=tuple(
            dict.fromkeys(line for text in evidence for line in text.split("\n") if line)
        ),
        stated_in=stated_in,
    )


def _votes(item: Item) -> list[Vote]:
    rows = db.session.execute(
        select(Option, Round, Result)
        .join(Round, Option.round_id == Round.id)
        .join(Result, Result.round_id == Round.id)
        .where(
            Option.item_id.in_(catalogue.tree_ids(item)),
            Round.state == "published",
            Result.part.in_(["", Option.code]),
        )
        .order_by(Round.closed_at, Round.id)
    )
    return [_vote(option, round_, result) for option, round_, result in rows]


def _vote(option: Option, round_: Round, result: Result) -> Vote:
    method = METHODS.get(result.method_id)
    return Vote(
        round=round_,
        code=option.code,
        wording=option.wording,
        part=Tracing() if method is None else method.tracing,
        winners=None if method is None else method.following.winners,
        shown=result.shown,
        input_sha256=result.input_sha256,
        places=published_figures.places(result.shown),
    )
