"""What the merge board shows. Reads, changes nothing."""

from dataclasses import dataclass, field

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from smd_workshop.board import items as catalogue
from smd_workshop.board.support import OriginalNote, Support, support_by, text_of, without_author
from smd_workshop.core import names
from smd_workshop.database import db
from smd_workshop.models import (
    Contribution,
    Item,
    Link,
    Merge,
    Objection,
    Process,
)
from smd_workshop.processes import nameless, vocabulary
from smd_workshop.processes.nameless import Named


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
    rows.notes = {item: names.by_name(own, text_of) for item, own in rows.notes.items()}
    _read_about(of_kind, rows)
    if kind == "objective":
        factors = select(Item).where(Item.process_id == process.id, Item.kind == "factor")
        rows.factors = list(db.session.scalars(factors))
    _read_acts(process, rows)
    return rows


def _read_about(of_kind: Select[int], rows: _Rows) -> None:
    """Read what authors object to, and what items are about."""
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
        support=support_by(_notes_below(item, rows), rows.named),
        notes=tuple(without_author(note, rows.named) for note in own),
        originals=originals,
        objections=tuple(rows.objections.get(item.id, [])),
        themes=tuple(li.target for li in links if li.kind == "theme"),
        factors=tuple(catalogue.root(li.target) for li in links if li.kind == "from"),
        frozen=frozen,
        act=act if undoable else None,
    )


def _notes_below(item: Item, rows: _Rows) -> list[Contribution]:
    notes = list(rows.notes.get(item.id, []))
    for source in rows.below.get(item.id, []):
        notes += _notes_below(source, rows)
    return notes
