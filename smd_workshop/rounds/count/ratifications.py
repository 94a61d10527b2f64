"""Which vote decides whether something is adopted: of those that are published and had their quorum the one that closed last."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Option, Process, Result, Round, Workshop


@dataclass(frozen=True, slots=True)
class Ratification:
    """A published vote by a method that adopts, and what it said of one item."""

    round: Round
    adopted: bool
    #: (in favour, of) over all sectors; None where that is not shown.
    votes: tuple[int, int] | None
    #: What an adoption means, in words to translate.
    words: str


def latest(item_ids: Iterable[int]) -> dict[int, Ratification]:
    """Return the vote that decides by the id of each item, in one question; an item without one is left out.

    Rounds may be published in any order: what was said last is what was asked last.
    """
    ways = {each.id: each.tracing.adopts for each in METHODS.values() if each.tracing.adopts}
    rows = db.session.execute(
        select(Option.item_id, Option.code, Round, Result)
        .join(Round, Option.round_id == Round.id)
        .join(Result, Result.round_id == Round.id)
        .where(
            Option.item_id.in_(list(item_ids)), Round.state == "published",
            Round.method_id.in_(ways), Result.part.in_(["", Option.code]),
        )
        .order_by(Round.closed_at, Round.id)
    )  # fmt: skip
    found: dict[int, Ratification] = {}
    for item_id, code, round_, result in rows:
        way = ways[str(round_.method_id)]
        if not way.decided(result.part, result.shown):
            continue  # one person of forty cannot take back what thirty agreed on
        found[int(item_id or 0)] = Ratification(
            round_,
            code in way.codes(result.part, result.shown),
            way.votes(result.part, result.shown),
            way.words,
        )
    return found


@dataclass(frozen=True, slots=True)
class NotAdopted:
    """An option that was put to a published vote and stands adopted by none."""

    option: Option
    round: Round


def not_adopted(process: Process, workshop: Workshop | None = None) -> list[NotAdopted]:
    """Return what was voted on in a process (or in one workshop of it) and not adopted, by the last vote on each.

    A vote without a quorum adopts nothing: what stood before stands, and what nothing stood for is among these.
    """
    ways = {each.id: each.tracing.adopts for each in METHODS.values() if each.tracing.adopts}
    query = (
        select(Option, Round, Result)
        .join(Round, Option.round_id == Round.id)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .join(Result, Result.round_id == Round.id)
        .where(
            Workshop.process_id == process.id, Round.state == "published",
            Round.method_id.in_(ways), Result.part.in_(["", Option.code]),
        )
        .order_by(Round.closed_at, Round.id, Option.position)
    )  # fmt: skip
    if workshop is not None:
        query = query.where(Workshop.id == workshop.id)
    found: dict[int | str, NotAdopted | None] = {}
    for option, round_, result in db.session.execute(query):
        way, key = ways[str(round_.method_id)], option.item_id or f"{round_.id} {option.code}"
        if option.code in way.codes(result.part, result.shown):
            found[key] = None
        elif way.decided(result.part, result.shown) or found.get(key, True):
            found[key] = NotAdopted(option, round_)
    return [each for each in found.values() if each is not None]


@dataclass(frozen=True, slots=True)
class Falling:
    """An option that a vote adopted and a later one does not."""

    option: Option
    before: Ratification


def falling(round_: Round) -> list[Falling]:
    """Return what a closed round would take back if it were published, in the order of its ballot.

    That is what the vote that decides now adopted, and this one, which closed later, did not.
    """
    method = METHODS.get(round_.method_id or "")
    way = method.tracing.adopts if method is not None else None
    if way is None or round_.closed_at is None:
        return []
    results = db.session.scalars(select(Result).where(Result.round_id == round_.id)).all()
    decided = [
        (r.part, way.codes(r.part, r.shown)) for r in results if way.decided(r.part, r.shown)
    ]
    said = latest(o.item_id for o in round_.options if o.item_id is not None)
    closed = (round_.closed_at, round_.id)
    return [
        Falling(option, before)
        for option in round_.options
        if (before := said.get(option.item_id or 0)) is not None and before.adopted
        and (before.round.closed_at or closed[0], before.round.id) < closed
        and any(part in {"", option.code} and option.code not in codes for part, codes in decided)
    ]  # fmt: skip
