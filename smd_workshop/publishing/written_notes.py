"""The notes of a process as they were written, under the factors, objectives and others they stand in; nobody's name with them."""

from dataclasses import dataclass

from sqlalchemy import select

from smd_workshop.core import names
from smd_workshop.database import db
from smd_workshop.models import Contribution, Item, Process, Round, Workshop
from smd_workshop.processes import vocabulary
from smd_workshop.publishing import portal_queries


@dataclass(frozen=True, slots=True)
class UnderItem:
    """A public item, such as a factor or an objective, and the words of the notes that were joined into it, in the order of names."""

    item: Item
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """Every note of a published round: those under public items, and how many stand under none of them."""

    under: tuple[UnderItem, ...]
    elsewhere: int

    @property
    def total(self) -> int:
        """How many notes were written."""
        return self.elsewhere + sum(len(each.texts) for each in self.under)


def published(process: Process) -> Notes:
    """Return the notes that the public may read. Their order tells nothing of when they came, or from whom."""
    rows = db.session.execute(
        select(Contribution.text, Contribution.item_id, Contribution.kind)
        .join(Round, Contribution.round_id == Round.id)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(
            Workshop.process_id == process.id, Round.state == "published",
            Contribution.withdrawn.is_(False),
        )
    ).all()  # fmt: skip
    kinds = {kind for _text, _item_id, kind in rows}
    of_process = select(Item).where(Item.process_id == process.id, Item.kind.in_(kinds))
    merged = {item.id: item.merged_into_id for item in db.session.scalars(of_process)}
    texts: dict[int | None, list[str]] = {}
    for text, item_id, _kind in rows:
        texts.setdefault(_root(item_id, merged), []).append(text)
    under = tuple(
        UnderItem(item, tuple(names.by_name(texts[item.id], str)))
        for kind in vocabulary.ITEM_KINDS
        if kind in kinds
        for item in portal_queries.public_items(process, kind)
        if item.id in texts
    )
    return Notes(under, len(rows) - sum(len(each.texts) for each in under))


def _root(item_id: int | None, merged: dict[int, int | None]) -> int | None:
    """Follow what an item was merged into to the end."""
    while item_id is not None and merged.get(item_id) is not None:
        item_id = merged[item_id]
    return item_id
