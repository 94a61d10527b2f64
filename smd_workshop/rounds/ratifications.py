"""Which vote decides whether something is adopted: of those that are published and had their quorum the one that closed last."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Option, Result, Round


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
