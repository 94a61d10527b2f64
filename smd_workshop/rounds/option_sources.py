"""What a round puts to the vote: the process's own items, or what an earlier result proposes."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from smd_workshop.board import items as catalogue
from smd_workshop.core.errors import Frozen, Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.facets import Offer
from smd_workshop.library.methods import METHODS
from smd_workshop.models import (
    Item,
    Option,
    PlanQuestion,
    PlanReview,
    Result,
    Round,
    Workshop,
)
from smd_workshop.rounds import sealing, store
from smd_workshop.rounds.count import ratifications
from smd_workshop.rounds.series import repeating, series

#: What is agreed for one evaluation of a plan and belongs to no other.
_COMMITMENT: Final = "commitment"
#: (item id, code, wording, group) of one option.
OptionRow = tuple[int | None, str, str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could be put to the vote: which codes, and from which published result (None: all).

    `words` is a message with %(title)s for that round; fewer codes than `least` are no proposal.
    """

    key: str
    source: Round | None
    codes: frozenset[str]
    words: str = ""
    least: int = 0


def from_items(round_: Round) -> list[OptionRow]:
    """Return what the process has to offer: its active, coded items of the round's subject, in their order.

    What another workshop asks of a plan is not asked here: it has the same words, and what is said of it is of that one.
    Nor is what people wrote in another workshop that evaluates a plan: its commitments were agreed, or not, there.
    """
    elsewhere = (
        select(PlanQuestion.id)
        .join(PlanReview, PlanReview.id == PlanQuestion.review_id)
        .where(PlanQuestion.item_id == Item.id, PlanReview.workshop_id != round_.workshop_id)
    )
    items = db.session.scalars(
        select(Item).where(
            Item.process_id == round_.workshop.process_id,
            Item.kind == round_.subject,
            Item.state == "active",
            Item.code.is_not(None),
            ~elsewhere.exists(),
            ~_written_elsewhere(round_).exists(),
        )
    )
    return [
        (i.id, str(i.code), i.wording, i.group_code) for i in sorted(items, key=catalogue.by_code)
    ]


def _written_elsewhere(round_: Round) -> Select[int]:
    written = aliased(Round)
    return (
        select(PlanReview.id)
        .join(written, written.workshop_id == PlanReview.workshop_id)
        .where(
            written.id == Item.round_id, written.subject == _COMMITMENT,
            PlanReview.workshop_id != round_.workshop_id,
        )
    )  # fmt: skip


def set_options(round_: Round, options: list[OptionRow]) -> None:
    """Put (item id, code, wording, group) to the vote, in this order. Raises Frozen when open."""
    if round_.state != "draft":
        raise Frozen
    _replace(round_, options)


def _replace(round_: Round, options: list[OptionRow]) -> None:
    round_.options.clear()
    db.session.flush()  # the old codes must be gone before the same codes come again
    for place, (item_id, code, wording, group) in enumerate(options, start=1):
        round_.options.append(
            Option(item_id=item_id, code=code, wording=wording, group=group, position=place)
        )
    db.session.flush()


def choose(
    round_: Round,
    codes: set[str],
    source_id: int | None = None,
    reasons: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Put these items to the vote; source_id is the round whose result proposed them, if one did.

    A round that repeats another goes on doing so; `reasons` say of settled items why they are asked all the same. Raises Frozen when the round has opened or the acta is sealed, Invalid for a code that is not
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
    done = repeating.settled_before(round_)
    repeating.keep(round_, {code: reasons.get(code, "") for code in sorted(codes & done.keys())})
    repeating.check_kept(round_)
    if source_id is not None or store.options_from(round_) is not None:
        round_.previous_id = source_id


def proposals(round_: Round) -> list[Proposal]:
    """Return what could be put to the vote, the best founded first; the last is everything."""
    known = frozenset(code for _, code, _, _ in from_items(round_)) - adopted_before(round_).keys()
    method = METHODS.get(round_.method_id or "")
    found = [_proposal(round_, key) for key in (method.following.takes if method else ())]
    # What an earlier result proposed and is on offer no more, all of it, proposes nothing here.
    usable = [
        replace(p, codes=p.codes & known)
        for p in found
        if p is not None and not (p.codes and p.codes.isdisjoint(known))
    ]
    enough = [p for p in usable if len(p.codes) >= p.least]
    return [*enough, Proposal("all", None, known)]


def adopted_before(round_: Round) -> dict[str, Round]:
    """Return by their codes what a vote of another workshop adopted whose acta is sealed: a round that adopts proposes none of it again."""
    method = METHODS.get(round_.method_id or "")
    if method is None or method.tracing.adopts is None:
        return {}
    codes = {item: code for item, code, _, _ in from_items(round_) if item is not None}
    return {
        codes[item]: said.round
        for item, said in ratifications.latest(codes).items()
        if said.adopted
        and said.round.workshop_id != round_.workshop_id
        and sealing.is_sealed(said.round.workshop_id)
    }


def _proposal(round_: Round, key: str) -> Proposal | None:
    """Return what the published round that closed last of those that offer something of this name proposes."""
    offering = {
        method.id: offer
        for method in METHODS.values()
        for offer in method.following.offers
        if offer.key == key
    }
    source = db.session.scalar(
        select(Round)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(
            Workshop.process_id == round_.workshop.process_id,
            Round.method_id.in_(offering),
            Round.subject == round_.subject,
            Round.state == "published",
            Round.id != round_.id,
        )
        .order_by(Round.closed_at.desc(), Round.id.desc())
        .limit(1)
    )
    if source is None:
        return None
    offer = offering[str(source.method_id)]
    return Proposal(key, source, _codes(source, offer), offer.words, offer.least)


def _codes(source: Round, offer: Offer) -> frozenset[str]:
    """Read the published results, as everybody may see them: nothing hidden may be inferred here.

    Of a question that was asked several times each option counts as it was said the last time.
    """
    return frozenset(
        code
        for last in series.last_said(source)
        for part, shown in _parts(last.round)
        for code in offer.codes(part, shown)
        if code in last.codes
    )


def _parts(round_: Round) -> Sequence[tuple[str, dict[str, Any]]]:
    rows = db.session.execute(select(Result.part, Result.shown).where(Result.round_id == round_.id))
    return [(part, shown) for part, shown in rows]


def pending(round_: Round) -> list[OptionRow]:
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


def alone(round_: Round, rows: Sequence[OptionRow]) -> list[str]:
    """Return the groups that have one option of these, where points are shared out inside each: it gets all of them."""
    method = METHODS.get(round_.method_id or "")
    if method is None or not method.divides:
        return []
    many = Counter(group for _id, _code, _wording, group in rows)
    return [group for group, options in many.items() if options == 1]


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
