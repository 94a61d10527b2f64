"""Who stands behind an item: the notes it was made of, without their authors, and how many people wrote them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from smd_workshop.board import items as catalogue
from smd_workshop.core import names
from smd_workshop.database import db
from smd_workshop.models import Contribution, Item, Process, Round, Sector
from smd_workshop.processes import nameless
from smd_workshop.processes.nameless import Named


@dataclass(frozen=True, slots=True)
class Support:
    """How many different seats wrote it, from how many sectors, in how many notes.

    `spoken` of the notes are what somebody said whose name nobody noted, perhaps with the sector; `documents` come from a
    document that names no author. `sectors` are those that may be named.
    """

    authors: int
    sides: int
    sectors: tuple[Sector, ...]
    notes: int
    spoken: int
    documents: int

    @property
    def unsigned(self) -> int:
        """How many notes name no author."""
        return self.spoken + self.documents


#: What has no note behind it: the table itself worded it.
NOBODY = Support(authors=0, sides=0, sectors=(), notes=0, spoken=0, documents=0)


@dataclass(frozen=True, slots=True)
class OriginalNote:
    """An original note without its author: what it says, and from which side of the table where that names nobody."""

    id: str
    text: str
    evidence: str
    theme: str
    group: str
    sector: Sector | None
    channel: str


def without_author(note: Contribution, named: Named) -> OriginalNote:
    """Return a note as it may be shown."""
    sector = named.sector(note.round_id, note.sector)
    return OriginalNote(
        note.id, note.text, note.evidence, note.theme, note.group_code, sector, note.channel
    )


def support_by(notes: Iterable[Contribution], named: Named) -> Support:
    """Count the different people who wrote these notes."""
    notes = list(notes)
    unsigned = Counter(n.channel == "document" for n in notes if n.seat_id is None)
    may_be = (named.sector(note.round_id, note.sector) for note in notes)
    sectors = {sector.id: sector for sector in may_be if sector is not None}
    return Support(
        authors=len({n.seat_id for n in notes if n.seat_id is not None}),
        sides=len({n.sector_id for n in notes if n.sector_id is not None}),
        sectors=tuple(sorted(sectors.values(), key=lambda s: s.position)),
        notes=len(notes),
        spoken=unsigned[False],
        documents=unsigned[True],
    )


def named_of(item: Item) -> Named:
    """Return which sectors of an item's process may be named."""
    return nameless.named(db.session.get_one(Process, item.process_id))


def text_of(note: Contribution) -> str:
    """Return what a note says: what notes are ordered by."""
    return note.text


def notes_of(item: Item, *, published: bool = False) -> list[Contribution]:
    """Return the original notes in an item and in all that was merged into it, or those of published rounds alone."""
    query = (
        select(Contribution)
        .where(Contribution.item_id.in_(catalogue.tree_ids(item)))
        .options(joinedload(Contribution.sector))
        .order_by(Contribution.id)
    )
    if published:
        query = _of_published(query)
    return names.by_name(db.session.scalars(query), text_of)


def _of_published(query: Select[Contribution]) -> Select[Contribution]:
    """Leave out the notes of rounds that are not published: the public does not even count them."""
    published = select(Round.id).where(Round.state == "published")
    return query.where(Contribution.round_id.in_(published))


def notes_and_support(
    item: Item, *, published: bool = False
) -> tuple[tuple[OriginalNote, ...], Support]:
    """Return the notes behind an item without their authors, and how many people they are; or of published rounds alone."""
    notes = notes_of(item, published=published)
    named = named_of(item)
    return tuple(without_author(note, named) for note in notes), support_by(notes, named)


def support(item: Item) -> Support:
    """Count the different people behind an item: who wrote two merged notes counts once."""
    return support_by(notes_of(item), named_of(item))


def supports(process: Process) -> dict[int, Support]:
    """Return the support of every item of a process that has notes of published rounds behind it, in two queries."""
    merged = select(Item.id, Item.merged_into_id).where(
        Item.process_id == process.id, Item.merged_into_id.is_not(None)
    )
    into = {row[0]: row[1] for row in db.session.execute(merged)}
    behind: dict[int, list[Contribution]] = {}
    query = (
        select(Contribution)
        .join(Item, Contribution.item_id == Item.id)
        .where(Item.process_id == process.id)
        .options(joinedload(Contribution.sector))
    )
    for note in db.session.scalars(_of_published(query)):
        top = note.item_id
        while top in into:
            top = into[top]
        behind.setdefault(top or 0, []).append(note)
    named = nameless.named(process)
    return {item_id: support_by(notes, named) for item_id, notes in behind.items()}
