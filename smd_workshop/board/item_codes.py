"""Codes of items: free, unique among those of a kind, given up when the group they name is left."""

from datetime import datetime

from sqlalchemy import select

from smd_workshop.board import items
from smd_workshop.core.errors import Invalid
from smd_workshop.core.input_text import is_code, within
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Item, Process, Wording
from smd_workshop.processes import journal, vocabulary

LONGEST_CODE = 40


def checked_code(code: str) -> str:
    """Return a code as it is kept, '' for none; Invalid for one that is too long or cannot stand in an address."""
    code = within("".join(code.split()).upper(), LONGEST_CODE)
    if code and not is_code(code):
        raise Invalid(
            N_("A code has letters, digits, spaces, points and hyphens; it is part of an address.")
        )
    return code


def assign_code(item: Item, code: str, at: datetime, user_id: int | None) -> None:
    """Give an item a code nobody else of its kind has; an empty one takes it away; Invalid where it is taken."""
    code = checked_code(code)
    items.begin(item)
    taken = select(Item.id).where(
        Item.process_id == item.process_id, Item.kind == item.kind,
        Item.code == code, Item.id != item.id,
    )  # fmt: skip
    if code and db.session.scalar(taken) is not None:
        raise Invalid(N_("The code %(code)s is taken. Choose another."), code=code)
    item.code = code or None
    items.sync_drafts(item)
    items.record("assign code", item, at, user_id, code=code)


def assign_codes(process: Process, kind: str, at: datetime, user_id: int | None) -> int:
    """Give each item on the board that has none the next free code; return how many.

    Factors by group (F1, F2, …; O1, …), objectives OE1, …, themes T1, …
    """
    items.hold(process.id)
    used = _used_codes(process, kind)
    given: list[Item] = []
    for item in items.active(process, kind):
        if item.code is None:
            item.code = _next_free(vocabulary.item_kind(kind).prefix or item.group_code, used)
            used.add(item.code)
            given.append(item)
    if given:
        codes = [item.code for item in given]
        journal.record("assign codes", at, process=process, user_id=user_id, kind=kind, codes=codes)
        items.notice(given)
    return len(given)


def next_code(process: Process, kind: str) -> str:
    """Return the next free code of a kind that has no groups, and hold the board for it."""
    items.hold(process.id)
    return _next_free(vocabulary.item_kind(kind).prefix, _used_codes(process, kind))


def add_coded(process: Process, kind: str, wording: str, at: datetime, user_id: int | None) -> Item:
    """Add an item that staff put to the vote, under the next free code of its kind."""
    item = Item(
        process_id=process.id, kind=kind, wording=wording, state="active",
        code=next_code(process, kind),
    )  # fmt: skip
    item.wordings.append(Wording(text=wording, written_at=at, user_id=user_id))
    db.session.add(item)
    db.session.flush()  # the next free code is the one after it
    return item


def _used_codes(process: Process, kind: str) -> set[str | None]:
    query = select(Item.code).where(
        Item.process_id == process.id, Item.kind == kind, Item.code.is_not(None)
    )
    return set(db.session.scalars(query))


def _next_free(prefix: str, used: set[str | None]) -> str:
    number = 1
    while f"{prefix}{number}" in used:
        number += 1
    return f"{prefix}{number}"
