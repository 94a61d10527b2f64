"""What became of a note, for its author."""

from dataclasses import dataclass

from sqlalchemy import select

from smd_workshop.board import items as catalogue
from smd_workshop.board.support import named_of, notes_of, support_by
from smd_workshop.database import db
from smd_workshop.models import Contribution, Item, Objection, Sector


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a note, for its author.

    item is None while the round is open or if the note was withdrawn. `others` are the other
    people whose notes it stands with; objections are the author's own.
    """

    item: Item | None
    wording: str
    code: str | None
    merged: bool
    others: int
    sectors: tuple[Sector, ...]
    #: How many sectors it comes from that are not among these: too few of them wrote.
    unnamed: int
    frozen: bool
    objections: tuple[Objection, ...]
    #: '' or the reason for which it was put aside.
    retired: str = ""


def fate(contribution: Contribution) -> Fate:
    """Return what became of a note: where it is now, in which words, together with whom."""
    if contribution.item is None:
        return Fate(None, contribution.text, None, False, 0, (), 0, False, ())  # noqa: FBT003
    item = catalogue.root(contribution.item)
    notes = notes_of(item)
    support = support_by(notes, named_of(item))
    others = {n.seat_id for n in notes} - {None, contribution.seat_id}
    own = select(Objection).where(
        Objection.item_id == item.id, Objection.seat_id == contribution.seat_id
    )
    return Fate(
        item=item,
        wording=item.wording,
        code=item.code,
        merged=len(notes) > 1,
        others=len(others),
        sectors=support.sectors,
        unnamed=support.sides - len(support.sectors),
        frozen=catalogue.frozen(item),
        objections=tuple(db.session.scalars(own.order_by(Objection.id))),
        retired=item.retired_reason,
    )
