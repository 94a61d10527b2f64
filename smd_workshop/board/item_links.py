"""How items are tied to each other: to themes, to the factors they answer, as a kind of link allows."""

from datetime import datetime

from sqlalchemy import select

from smd_workshop.board import items
from smd_workshop.core import names
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db
from smd_workshop.models import Item, Link, Process, Wording
from smd_workshop.processes import journal, vocabulary


def add_theme(process: Process, wording: str, at: datetime, user_id: int | None) -> Item:
    """Return the theme of this name, new if there was none."""
    wording = items.check_wording(wording)
    for theme in items.active(process, "theme"):
        if names.folded(theme.wording) == names.folded(wording):
            return theme
    theme = Item(process_id=process.id, kind="theme", wording=wording, state="active")
    theme.wordings.append(Wording(text=wording, written_at=at, user_id=user_id))
    db.session.add(theme)
    db.session.flush()  # a link needs its id
    journal.record("add theme", at, process=process, user_id=user_id, wording=wording)
    return theme


def assign_theme(
    item: Item, theme: Item, at: datetime, user_id: int | None, stated_in: list[str] | None = None
) -> None:
    """Say that a factor belongs to a theme; a second time changes nothing."""
    link(item, theme, "theme", at, user_id, stated_in=stated_in)


def link(
    item: Item,
    target: Item,
    kind: str,
    at: datetime,
    user_id: int | None,
    *,
    stated_in: list[str] | None = None,
) -> None:
    """Tie an item to another as this kind of link may; raises Invalid where it may not, NotFound for one of another process."""
    if target.process_id != item.process_id:
        raise NotFound
    if not vocabulary.may_tie(kind, item.kind, target.kind):
        raise Invalid
    if _link(item, target, kind) is None:
        db.session.add(
            Link(item_id=item.id, target_id=target.id, kind=kind, stated_in=stated_in or [])
        )
        items.record("link items", item, at, user_id, target=target.id, kind=kind)


def answer_to(objective: Item, factors: list[Item], at: datetime, user_id: int | None) -> None:
    """Let an objective answer to these factors and to no others; where it was said is kept."""
    wanted = {items.root(factor).id: items.root(factor) for factor in factors}
    tied = db.session.scalars(
        select(Link).where(Link.item_id == objective.id, Link.kind == "from")
    ).all()
    for each in tied:
        if items.root(each.target).id not in wanted:
            unlink(objective, each.target, "from", at, user_id)
    there = {items.root(each.target).id for each in tied}
    for factor_id, factor in wanted.items():
        if factor_id not in there:
            link(objective, factor, "from", at, user_id)


def unlink(item: Item, target: Item, kind: str, at: datetime, user_id: int | None) -> None:
    """Untie what link() tied; NotFound where it did not."""
    found = _link(item, target, kind)
    if found is None:
        raise NotFound
    db.session.delete(found)
    items.record("unlink items", item, at, user_id, target=target.id, kind=kind)


def _link(item: Item, target: Item, kind: str) -> Link | None:
    return db.session.scalar(
        select(Link).where(Link.item_id == item.id, Link.target_id == target.id, Link.kind == kind)
    )
