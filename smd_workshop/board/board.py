"""What the merge board shows, and what an author sees of their note. Reads, changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from smd_workshop.board import items as catalogue
from smd_workshop.core import names
from smd_workshop.database import db
from smd_workshop.models import (
    Contribution,
    Item,
    Link,
    Merge,
    Objection,
    Process,
    Round,
    Sector,
)
from smd_workshop.processes import nameless, vocabulary
from smd_workshop.processes.nameless import Named


@dataclass(frozen=True, slots=True)
class Support:
    """How many different seats wrote it, from how many sectors, in how many notes.

    `unsigned` of the notes name no author: they come from a document. `sectors` are those that may be named.
    """

    authors: int
    sides: int
    sectors: tuple[Sector, ...]
    notes: int
    unsigned: int


#: What has no note behind it: the table itself worded it.
NOBODY = Support(authors=0, sides=0, sectors=(), notes=0, unsigned=0)


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


@dataclass(frozen=True, slots=True)
class Card:
    """An item on the board with all that lies underneath."""

    item: Item
    support: Support
    notes: tuple[OriginalNote, ...]
    #: What was merged into it, each with its own notes and originals.
    originals: tuple["Card", ...]
    objections: tuple[Objection, ...]
    themes: tuple[Item, ...]
    #: An objective: the factors it answers to.
    factors: tuple[Item, ...]
    frozen: bool
    #: The last act that made it, if it can be undone.
    act: Merge | None

    @property
    def all_notes(self) -> list[OriginalNote]:
        """Every note in it, however deep."""
        return [*self.notes, *(note for card in self.originals for note in card.all_notes)]

    @property
    def open_objections(self) -> list[Objection]:
        """Objections that wait for an answer."""
        return [o for o in self.objections if o.settled_at is None]


@dataclass(frozen=True, slots=True)
class Column:
    """One group ('' where the kind has none) and its items."""

    group: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board of a kind: columns, what was put aside, themes, objections to settle."""

    columns: tuple[Column, ...]
    retired: tuple[Card, ...]
    themes: tuple[Item, ...]

    @property
    def cards(self) -> list[Card]:
        """Every item that stands on the board."""
        return [card for column in self.columns for card in column.cards]

    @property
    def objected(self) -> list[Card]:
        """Items with an objection that waits for an answer."""
        return [card for card in self.cards if card.open_objections]

    @property
    def uncoded(self) -> int:
        """How many have no code yet, and so cannot be put to the vote."""
        return sum(card.item.code is None for card in self.cards)


@dataclass(slots=True)
class _Rows:
    """The rows a board is made of, each table read once however many notes there are."""

    items: dict[int, Item]
    named: Named
    below: dict[int, list[Item]] = field(default_factory=dict)
    notes: dict[int, list[Contribution]] = field(default_factory=dict)
    objections: dict[int, list[Objection]] = field(default_factory=dict)
    links: dict[int, list[Link]] = field(default_factory=dict)
    acts: dict[int, Merge] = field(default_factory=dict)
    split_from: set[int] = field(default_factory=set)
    frozen: set[int] = field(default_factory=set)
    #: Factors that objectives answer to, read at once so that following their merges asks nothing.
    factors: list[Item] = field(default_factory=list)


def _read(process: Process, kind: str) -> _Rows:
    of_kind = select(Item.id).where(Item.process_id == process.id, Item.kind == kind)
    found = db.session.scalars(
        select(Item).where(Item.process_id == process.id, Item.kind == kind).order_by(Item.id)
    )
    rows = _Rows(
        {item.id: item for item in found},
        named=nameless.named(process),
        frozen=catalogue.frozen_ids(process.id),
    )
    for item in rows.items.values():
        if item.merged_into_id is not None:
            rows.below.setdefault(item.merged_into_id, []).append(item)
    for note in db.session.scalars(
        select(Contribution)
        .where(Contribution.item_id.in_(of_kind))
        .options(joinedload(Contribution.sector))
        .order_by(Contribution.id)
    ):
        rows.notes.setdefault(note.item_id or 0, []).append(note)
    rows.notes = {item: names.by_name(own, _text) for item, own in rows.notes.items()}
    for objection in db.session.scalars(
        select(Objection).where(Objection.item_id.in_(of_kind)).order_by(Objection.id)
    ):
        rows.objections.setdefault(objection.item_id, []).append(objection)
    for link in db.session.scalars(
        select(Link)
        .where(Link.item_id.in_(of_kind))
        .options(joinedload(Link.target))
        .order_by(Link.id)
    ):
        rows.links.setdefault(link.item_id, []).append(link)
    if kind == "objective":
        factors = select(Item).where(Item.process_id == process.id, Item.kind == "factor")
        rows.factors = list(db.session.scalars(factors))
    _read_acts(process, rows)
    return rows


def _read_acts(process: Process, rows: _Rows) -> None:
    for act in db.session.scalars(
        select(Merge).where(Merge.process_id == process.id, Merge.undone_at.is_(None))
    ):
        rows.acts[act.item_id] = act
        if act.act == "split":
            rows.split_from.add(act.detail["from"])


def board(process: Process, kind: str) -> Board:
    """Return the board of a kind ('factor', 'objective') in a fixed number of queries."""
    rows = _read(process, kind)
    cards = {item.id: _card(item, rows) for item in rows.items.values() if item.state != "merged"}
    active = sorted(
        (c for c in cards.values() if c.item.state == "active"),
        key=lambda c: catalogue.place(c.item),
    )
    groups = vocabulary.groups_of(process, kind) or ("",)
    return Board(
        columns=tuple(
            Column(g, tuple(c for c in active if c.item.group_code == g)) for g in groups
        ),
        # What an undone merge left behind holds no notes and is no loss to anybody.
        retired=tuple(c for c in cards.values() if c.item.state == "retired" and c.all_notes),
        themes=tuple(catalogue.active(process, "theme")),
    )


def _card(item: Item, rows: _Rows) -> Card:
    originals = tuple(_card(source, rows) for source in rows.below.get(item.id, []))
    own = rows.notes.get(item.id, [])
    links = rows.links.get(item.id, [])
    frozen = item.id in rows.frozen or any(card.frozen for card in originals)
    act = rows.acts.get(item.id)
    undoable = act is not None and not frozen and item.id not in rows.split_from
    return Card(
        item=item,
        support=_support(_notes_below(item, rows), rows.named),
        notes=tuple(_note(note, rows.named) for note in own),
        originals=originals,
        objections=tuple(rows.objections.get(item.id, [])),
        themes=tuple(li.target for li in links if li.kind == "theme"),
        factors=tuple(catalogue.root(li.target) for li in links if li.kind == "from"),
        frozen=frozen,
        act=act if undoable else None,
    )


def _note(note: Contribution, named: Named) -> OriginalNote:
    sector = named.sector(note.round_id, note.sector)
    return OriginalNote(
        note.id, note.text, note.evidence, note.theme, note.group_code, sector, note.channel
    )


def _notes_below(item: Item, rows: _Rows) -> list[Contribution]:
    notes = list(rows.notes.get(item.id, []))
    for source in rows.below.get(item.id, []):
        notes += _notes_below(source, rows)
    return notes


def _support(notes: Iterable[Contribution], named: Named) -> Support:
    notes = list(notes)
    may_be = (named.sector(note.round_id, note.sector) for note in notes)
    sectors = {sector.id: sector for sector in may_be if sector is not None}
    return Support(
        authors=len({n.seat_id for n in notes if n.seat_id is not None}),
        sides=len({n.sector_id for n in notes if n.sector_id is not None}),
        sectors=tuple(sorted(sectors.values(), key=lambda s: s.position)),
        notes=len(notes),
        unsigned=sum(n.seat_id is None for n in notes),
    )


def _named(item: Item) -> Named:
    return nameless.named(db.session.get_one(Process, item.process_id))


def _text(note: Contribution) -> str:
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
    return names.by_name(db.session.scalars(query), _text)


def _of_published(query: Select[Contribution]) -> Select[Contribution]:
    """Leave out the notes of rounds that are not published: the public does not even count them."""
    published = select(Round.id).where(Round.state == "published")
    return query.where(Contribution.round_id.in_(published))


def notes_and_support(
    item: Item, *, published: bool = False
) -> tuple[tuple[OriginalNote, ...], Support]:
    """Return the notes behind an item without their authors, and how many people they are; or of published rounds alone."""
    notes = notes_of(item, published=published)
    named = _named(item)
    return tuple(_note(note, named) for note in notes), _support(notes, named)


def support(item: Item) -> Support:
    """Count the different people behind an item: who wrote two merged notes counts once."""
    return _support(notes_of(item), _named(item))


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
    return {item_id: _support(notes, named) for item_id, notes in behind.items()}


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
    frozen: bool
    objections: tuple[Objection, ...]
    #: '' or the reason for which it was put aside.
    retired: str = ""


def fate(contribution: Contribution) -> Fate:
    """Return what became of a note: where it is now, in which words, together with whom."""
    if contribution.item is None:
        return Fate(None, contribution.text, None, False, 0, (), False, ())  # noqa: FBT003
    item = catalogue.root(contribution.item)
    notes = notes_of(item)
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
        sectors=_support(notes, _named(item)).sectors,
        frozen=catalogue.frozen(item),
        objections=tuple(db.session.scalars(own.order_by(Objection.id))),
        retired=item.retired_reason,
    )
