"""The arrows of a strategy map: which objective leads to which, why, and what a vote said of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from smd_workshop.board import item_codes, item_links, items
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Item, Link, Objective, Perspective, Process, Scorecard
from smd_workshop.processes import journal
from smd_workshop.publishing import scorecards, tracing
from smd_workshop.publishing.tracing import Vote

CAUSE = "cause"
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Support:
    """What a published vote said of something: whether it agreed, and (in favour, of) where that is shown."""

    vote: Vote
    agreed: bool
    votes: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ArrowDrawn:
    """An arrow between two objectives of a scorecard: why it is there, and the vote on it if there was one."""

    link: Link
    cause: Objective
    effect: Objective
    support: Support | None

    @property
    def reason(self) -> str:
        """Why the secretariat drew it; '' where nobody said."""
        return " · ".join(self.link.stated_in)


def of_scorecard(scorecard: Scorecard) -> list[ArrowDrawn]:
    """Return the arrows between objectives of a scorecard, in the order in which they were drawn."""
    objectives = {
        each.item_id: each
        for each in db.session.scalars(
            select(Objective).join(Perspective).where(Perspective.scorecard_id == scorecard.id)
        )
    }
    links = db.session.scalars(
        select(Link)
        .where(Link.kind == CAUSE, Link.item_id.in_(objectives), Link.target_id.in_(objectives))
        .options(joinedload(Link.proposal))
        .order_by(Link.id)
    )
    return [
        ArrowDrawn(
            link, objectives[link.item_id], objectives[link.target_id],
            support_of(link.proposal) if link.proposal else None,
        )
        for link in links
    ]  # fmt: skip


def support_of(item: Item) -> Support | None:
    """Return what the latest published vote said that adopts or chooses this item, or None."""
    origin = tracing.trace(item).origin
    for vote in reversed(origin.votes):
        adopts, chooses = vote.part.adopts, vote.part.chooses
        if adopts is not None and not adopts.decided(vote.code, vote.shown):
            continue
        if adopts is not None:
            return Support(vote, *_adopted(vote))
        if chooses is not None:
            return Support(vote, chooses.chose(vote.shown, vote.code), None)
        if vote.part.classifies is not None:
            return Support(vote, vote.consensus == "in", None)
    return None


def _adopted(vote: Vote) -> tuple[bool, tuple[int, int] | None]:
    adopts = vote.part.adopts
    if adopts is None:
        return False, None
    # Of a round in parts, `shown` is the part of this option, which is named by its code.
    agreed = vote.code in adopts.codes(vote.code, vote.shown)
    return agreed, adopts.votes(vote.code, vote.shown)


def find(scorecard: Scorecard, link_id: int) -> ArrowDrawn:
    """Return the arrow of this scorecard with this id, or raise NotFound."""
    for each in of_scorecard(scorecard):
        if each.link.id == link_id:
            return each
    raise NotFound


def draw(
    cause: Objective, effect: Objective, reason: str, at: datetime, user_id: int | None
) -> Link:
    """Draw an arrow from a cause to its effect, with why; drawn twice, it is one.

    Raises Invalid without a reason, for an arrow to itself, and for one that would close a circle; NotFound for objectives of two scorecards.
    """
    scorecard = cause.perspective.scorecard
    reason = " ".join(reason.split())
    if effect.perspective.scorecard_id != scorecard.id:
        raise NotFound
    if cause.id == effect.id:
        raise Invalid(N_("An objective does not lead to itself. Choose two."))
    if not reason:
        raise Invalid(N_("Write why one leads to the other. The public can read it."))
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST_REASON)
    scorecards.hold(scorecard)
    drawn = of_scorecard(scorecard)
    for each in drawn:
        if (each.cause.id, each.effect.id) == (cause.id, effect.id):
            return each.link
    _refuse_circle(drawn, cause, effect)
    item_links.link(cause.item, effect.item, CAUSE, at, user_id, stated_in=[reason])
    db.session.flush()
    return next(
        each.link for each in of_scorecard(scorecard)
        if (each.cause.id, each.effect.id) == (cause.id, effect.id)
    )  # fmt: skip


def _refuse_circle(drawn: list[ArrowDrawn], cause: Objective, effect: Objective) -> None:
    """Raise Invalid where the effect leads to the cause already: nothing is its own cause."""
    leads: dict[int, list[int]] = {}
    for each in drawn:
        leads.setdefault(each.cause.id, []).append(each.effect.id)
    reached, waiting = {effect.id}, [effect.id]
    while waiting:
        for after in leads.get(waiting.pop(), []):
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    if cause.id in reached:
        raise Invalid(
            N_("%(effect)s leads to %(cause)s already. Both ways round, nothing would be the cause."),
            effect=effect.item.code or "", cause=cause.item.code or "",
        )  # fmt: skip


def remove(drawn: ArrowDrawn, at: datetime, user_id: int | None) -> None:
    """Take an arrow off the map; the journal keeps that it was there, and a vote on it stays."""
    item_links.unlink(drawn.cause.item, drawn.effect.item, CAUSE, at, user_id)


def propose(scorecard: Scorecard, at: datetime, user_id: int | None) -> int:
    """Make of each arrow that has none an item that can be put to the vote; return how many were made."""
    process = db.session.get_one(Process, scorecard.process_id)
    scorecards.hold(scorecard)
    made = []
    for each in of_scorecard(scorecard):
        if each.link.proposal_id is None:
            each.link.proposal = item_codes.add_coded(process, "link", _wording(each), at, user_id)
            made.append(each.link.proposal.code)
    if made:
        journal.record("propose arrows", at, process=process, user_id=user_id, codes=made)
    return len(made)


def _wording(drawn: ArrowDrawn) -> str:
    cause, effect = drawn.cause.item, drawn.effect.item
    head = f"{cause.code} → {effect.code}: "
    room = (items.LONGEST - len(head) - len(" → ")) // 2
    return head + " → ".join(shortened(each.wording, room) for each in (cause, effect))
