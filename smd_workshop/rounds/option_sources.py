"""What a round puts to the vote: the process's own items, or what an earlier result proposes."""

import random
from dataclasses import dataclass

from sqlalchemy import select

from smd_workshop.core.errors import Frozen, Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Item,
    Option,
    Result,
    Round,
    Workshop,
)
from smd_workshop.rounds import sealing

#: (item id, code, wording, group) of one option.
Choice = tuple[int | None, str, str, str]
#: Which earlier round a method takes its options from, and what of its result: (kind, key).
_FOLLOWS: dict[str, tuple[tuple[str, str], ...]] = {
    "points": (("rating", "in"),),
    "approval": (("rating", "in"),),
    "ratify": (("approval", "winners"), ("rating", "in")),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be put to the vote: which codes, and from which published result (None: all)."""

    key: str
    source: Round | None
    codes: frozenset[str]


def from_items(round_: Round) -> list[Choice]:
    """Return what the process has to offer: its active, coded items of the round's subject."""
    items = db.session.scalars(
        select(Item)
        .where(
            Item.process_id == round_.workshop.process_id,
            Item.kind == round_.subject,
            Item.state == "active",
            Item.code.is_not(None),
        )
        .order_by(Item.position, Item.id)
    )
    return [(i.id, str(i.code), i.wording, i.group_code) for i in items]


def set_options(round_: Round, options: list[Choice]) -> None:
    """Put (item id, code, wording, group) to the vote, in this order. Raises Frozen when open."""
    if round_.state != "draft":
        raise Frozen
    _replace(round_, options)


def _replace(round_: Round, options: list[Choice]) -> None:
    round_.options.clear()
    db.session.flush()  # the old codes must be gone before the same codes come again
    for place, (item_id, code, wording, group) in enumerate(options, start=1):
        round_.options.append(
            Option(item_id=item_id, code=code, wording=wording, group=group, position=place)
        )
    db.session.flush()


def choose(round_: Round, codes: set[str], source_id: int | None = None) -> None:
    """Put these items to the vote; source_id is the round whose result proposed them.

    Raises Frozen when the round has opened or the acta is sealed, Invalid for a code that is not
    on offer or for none.
    """
    sealing.refuse_sealed(round_.workshop)
    offered = from_items(round_)
    known = {code for _, code, _, _ in offered}
    if not codes:
        raise Invalid(N_("Choose at least one."))
    if codes - known:
        raise Invalid(N_("There is no %(code)s to vote on any more."), code=min(codes - known))
    set_options(round_, [choice for choice in offered if choice[1] in codes])
    if source_id is not None:
        round_.previous_id = source_id


def proposals(round_: Round) -> list[Proposal]:
    """Return what could be put to the vote, the best founded first; the last is everything."""
    known = frozenset(code for _, code, _, _ in from_items(round_))
    found = [_proposal(round_, kind, key) for kind, key in _FOLLOWS.get(str(round_.method_id), ())]
    usable = [Proposal(p.key, p.source, p.codes & known) for p in found if p is not None]
    # One alone could not be weighed against anything.
    enough = [p for p in usable if len(p.codes) > (p.key == "in")]
    return [*enough, Proposal("all", None, known)]


def _proposal(round_: Round, kind: str, key: str) -> Proposal | None:
    source = db.session.scalar(
        select(Round)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(
            Workshop.process_id == round_.workshop.process_id,
            Round.method_id == kind,
            Round.subject == round_.subject,
            Round.state == "published",
            Round.id != round_.id,
        )
        .order_by(Round.published_at.desc(), Round.id.desc())
        .limit(1)
    )
    if source is None:
        return None
    return Proposal(key, source, _codes(source, key))


def _codes(source: Round, key: str) -> frozenset[str]:
    """Read the published result, as everybody may see it: nothing hidden may be inferred here."""
    shown = db.session.scalar(
        select(Result.shown).where(Result.round_id == source.id, Result.part == "")
    )
    if shown is None:
        return frozenset()
    if key == "winners":
        return frozenset(shown.get("winners") or ())
    options = shown.get("options", {})
    return frozenset(code for code, row in options.items() if row.get("class") == "in")


def pending(round_: Round) -> list[Choice]:
    """Return what would be put to the vote now: what was chosen, or else the first proposal.

    Wordings are those of now, as they will be frozen.
    """
    offered = from_items(round_)
    if not round_.options:
        codes = proposals(round_)[0].codes
        return [choice for choice in offered if choice[1] in codes]
    now = {choice[0]: choice for choice in offered}
    return [
        now.get(o.item_id, (o.item_id, o.code, o.wording, o.group))
        if o.item_id is not None else (None, o.code, o.wording, o.group)
        for o in round_.options
    ]  # fmt: skip


def lost(round_: Round) -> list[str]:
    """Return the codes of chosen options whose item was merged or withdrawn since."""
    offered = {item_id for item_id, _, _, _ in from_items(round_)}
    return [o.code for o in round_.options if o.item_id is not None and o.item_id not in offered]


def settle(round_: Round) -> None:
    """Fix the options with the words of this moment; called when the round opens.

    Raises WrongState where an option is no more, Invalid where there is nothing to vote on.
    """
    if round_.step != "vote":
        return
    gone = lost(round_)
    if gone:
        raise WrongState(
            N_(
                "%(code)s was merged or withdrawn after the options were chosen. Choose them again."
            ),
            code=gone[0],
        )
    if not round_.options and round_.previous_id is None:
        source = proposals(round_)[0].source
        round_.previous_id = source.id if source is not None else None
    settled = pending(round_)
    if not settled:
        raise Invalid(N_("There is nothing to vote on yet. Choose the options first."))
    if settled != [(o.item_id, o.code, o.wording, o.group) for o in round_.options]:
        _replace(round_, settled)


def seat_order(codes: list[str], seed: int, seat_id: int) -> list[str]:
    """Return the options in the order one seat sees them: by chance, the same on every visit."""
    shuffled = list(codes)
    random.Random(f"{seed}:{seat_id}").shuffle(shuffled)  # noqa: S311 - fairness, not secrecy
    return shuffled
