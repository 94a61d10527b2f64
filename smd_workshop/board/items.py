"""What is talked about: find it, word it, give it a code and a theme, put it aside.

Wording, group and code are fixed once an item is an option of a round that has opened.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from smd_workshop.core import names
from smd_workshop.core.errors import Frozen, Invalid, NotFound, WrongState
from smd_workshop.core.input_text import is_code, within
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Item, Link, Merge, Option, Process, Round, Wording, Workshop
from smd_workshop.processes import journal, vocabulary

LONGEST, LONGEST_CODE = 2000, 40


def find(process: Process, item_id: int, kind: str | None = None) -> Item:
    """Return the item of this process (and kind) with this id, or raise NotFound."""
    item = db.session.get(Item, item_id)
    if item is None or item.process_id != process.id or (kind and item.kind != kind):
        raise NotFound
    return item


def active(process: Process, kind: str) -> list[Item]:
    """Return what stands on the board: items of a kind neither merged away nor retired."""
    query = select(Item).where(
        Item.process_id == process.id, Item.kind == kind, Item.state == "active"
    )
    return sorted(db.session.scalars(query), key=place)


def uncoded(process: Process, kind: str) -> int:
    """Return how many items of a kind stand on the board without a code, and so cannot be put to the vote."""
    query = select(func.count()).select_from(Item).where(
        Item.process_id == process.id, Item.kind == kind, Item.state == "active", Item.code.is_(None)
    )  # fmt: skip
    return db.session.scalar(query) or 0


def place(item: Item) -> tuple[int, int, int]:
    """Return the sort key of the board: groups in the order of their grouping, then position."""
    process = db.session.get_one(Process, item.process_id)  # in the session already: no query
    codes = vocabulary.grouping_of(process).codes
    group = codes.index(item.group_code) if item.group_code in codes else len(codes)
    return group, item.position, item.id


def by_code(item: Item) -> tuple[int, names.Key, int]:
    """Return the sort key of coded items wherever they are read: groups as on the board, then codes.

    Not by when it was written: what was worded anew after an objection keeps its place among the others.
    """
    return place(item)[0], names.order(item.code or ""), item.id


def root(item: Item) -> Item:
    """Return the item that stands for this one now, at the top of its merges."""
    while item.merged_into is not None:
        item = item.merged_into
    return item


def tree_ids(item: Item) -> list[int]:
    """Return the ids of an item and of all that was merged into it, however deep."""
    below = select(Item.id).where(Item.id == item.id).cte("below", recursive=True)
    below = below.union_all(select(Item.id).where(Item.merged_into_id == below.c.id))
    return list(db.session.scalars(select(below.c.id)))


def hold(process_id: int) -> None:
    """Hold the board until the transaction ends: no round of the process opens meanwhile.

    Opening takes the same lock of its workshop, and everybody takes it first.
    """
    db.session.flush()  # callers read their items again, which would drop what is not yet written
    db.session.execute(
        select(Workshop.id)
        .where(Workshop.process_id == process_id)
        .order_by(Workshop.id)
        .with_for_update(key_share=True)
    )


def frozen_ids(process_id: int) -> set[int]:
    """Return the ids of the items that a round which has opened puts, or put, to the vote."""
    query = (
        select(Option.item_id)
        .join(Round, Option.round_id == Round.id)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(
            Workshop.process_id == process_id, Round.state != "draft", Option.item_id.is_not(None)
        )
    )
    return {item_id for item_id in db.session.scalars(query) if item_id is not None}


def voted_on(round_: Round) -> bool:
    """Say whether a vote on anything that was contributed in this round has ever opened."""
    voted = frozen_ids(round_.workshop.process_id)
    contributed = db.session.scalars(select(Item).where(Item.round_id == round_.id))
    return bool(voted) and any(root(item).id in voted for item in contributed)


def frozen(item: Item) -> bool:
    """Say whether a vote on the item, or on something merged into it, has ever opened."""
    return not frozen_ids(item.process_id).isdisjoint(tree_ids(root(item)))


def refuse_frozen(items: Iterable[Item]) -> None:
    """Raise Frozen if a vote on any of the items has opened."""
    for item in items:
        if frozen(item):
            raise Frozen(
                N_("A vote on “%(wording)s” has opened. From then on nobody can change, merge or "
                   "split what people voted on."),
                wording=item.wording[:80],
            )  # fmt: skip


def check_wording(text: str) -> str:
    """Return a wording trimmed; raises Invalid for an empty or an endless one."""
    text = " ".join(text.split())
    if not text:
        raise Invalid(N_("Write the wording."))
    if len(text) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    return text


def notice(items: Iterable[Item]) -> None:
    """Let the phones of the workshops that the items come from notice a change."""
    rounds = {item.round_id for item in items if item.round_id is not None}
    origin = select(Round.workshop_id).where(Round.id.in_(rounds))
    for workshop in db.session.scalars(select(Workshop).where(Workshop.id.in_(origin))):
        workshop.revision += 1


def reword(item: Item, text: str, at: datetime, user_id: int | None) -> None:
    """Give an item a new wording; the earlier ones stay on record. Raises Frozen."""
    text = check_wording(text)
    _begin(item)
    if text == item.wording:
        return
    item.wording = text
    item.wordings.append(Wording(text=text, written_at=at, user_id=user_id))
    sync_drafts(item)
    _record("reword item", item, at, user_id, wording=text)


def check_group(process_id: int, kind: str, group: str) -> str:
    """Return the group of an item of this kind, '' where the kind has none; raises Invalid."""
    process = db.session.get_one(Process, process_id)
    return vocabulary.check_group(vocabulary.grouping_of(process), kind, group)


def move(item: Item, group: str, at: datetime, user_id: int | None) -> None:
    """Put an item into another group; its code, which names the old one, is given up."""
    group = check_group(item.process_id, item.kind, group)
    _begin(item)
    if group == item.group_code:
        return
    before, item.group_code = item.group_code, group
    item.code = None
    replace_in_drafts([item], [])
    _record("move item", item, at, user_id, before=before, after=group)


def checked_code(code: str) -> str:
    """Return a code as it is kept, '' for none; Invalid for one that is too long or cannot stand in an address."""
    code = within("".join(code.split()).upper(), LONGEST_CODE)
    if code and not is_code(code):
        raise Invalid(
            N_("A code has letters, digits, spaces, points and hyphens; it is part of an address.")
        )
    return code


def assign_code(item: Item, code: str, at: datetime, user_id: int | None) -> None:
    """Give an item a code nobody else of its kind has; an empty one takes it away."""
    code = checked_code(code)
    _begin(item)
    taken = select(Item.id).where(
        Item.process_id == item.process_id, Item.kind == item.kind,
        Item.code == code, Item.id != item.id,
    )  # fmt: skip
    if code and db.session.scalar(taken) is not None:
        raise Invalid(N_("The code %(code)s is taken. Choose another."), code=code)
    item.code = code or None
    sync_drafts(item)
    _record("assign code", item, at, user_id, code=code)


def assign_codes(process: Process, kind: str, at: datetime, user_id: int | None) -> int:
    """Give each item on the board that has none the next free code; return how many.

    Factors by group (F1, F2, …; O1, …), objectives OE1, …, themes T1, …
    """
    hold(process.id)
    used = _used_codes(process, kind)
    given: list[Item] = []
    for item in active(process, kind):
        if item.code is None:
            item.code = _next_free(vocabulary.item_kind(kind).prefix or item.group_code, used)
            used.add(item.code)
            given.append(item)
    if given:
        codes = [item.code for item in given]
        journal.record("assign codes", at, process=process, user_id=user_id, kind=kind, codes=codes)
        notice(given)
    return len(given)


def next_code(process: Process, kind: str) -> str:
    """Return the next free code of a kind that has no groups, and hold the board for it."""
    hold(process.id)
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


def add_theme(process: Process, wording: str, at: datetime, user_id: int | None) -> Item:
    """Return the theme of this name, new if there was none."""
    wording = check_wording(wording)
    for theme in active(process, "theme"):
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
    """Tie an item to another as this kind of link may; raises Invalid where it may not."""
    if target.process_id != item.process_id:
        raise NotFound
    if not vocabulary.may_tie(kind, item.kind, target.kind):
        raise Invalid
    if _link(item, target, kind) is None:
        db.session.add(
            Link(item_id=item.id, target_id=target.id, kind=kind, stated_in=stated_in or [])
        )
        _record("link items", item, at, user_id, target=target.id, kind=kind)


def answer_to(objective: Item, factors: list[Item], at: datetime, user_id: int | None) -> None:
    """Let an objective answer to these factors and to no others; where it was said is kept."""
    wanted = {root(factor).id: root(factor) for factor in factors}
    tied = db.session.scalars(
        select(Link).where(Link.item_id == objective.id, Link.kind == "from")
    ).all()
    for each in tied:
        if root(each.target).id not in wanted:
            unlink(objective, each.target, "from", at, user_id)
    there = {root(each.target).id for each in tied}
    for factor_id, factor in wanted.items():
        if factor_id not in there:
            link(objective, factor, "from", at, user_id)


def unlink(item: Item, target: Item, kind: str, at: datetime, user_id: int | None) -> None:
    """Untie what link() tied."""
    found = _link(item, target, kind)
    if found is None:
        raise NotFound
    db.session.delete(found)
    _record("unlink items", item, at, user_id, target=target.id, kind=kind)


def _link(item: Item, target: Item, kind: str) -> Link | None:
    return db.session.scalar(
        select(Link).where(Link.item_id == item.id, Link.target_id == target.id, Link.kind == kind)
    )


def retire(item: Item, reason: str, at: datetime, user_id: int | None) -> None:
    """Put an item aside, with the reason; it keeps its notes and can be brought back."""
    hold(item.process_id)
    db.session.refresh(item)
    if not reason.strip():
        raise Invalid(N_("Write the reason. The author can read it."))
    if item.state != "active":
        raise WrongState(N_("Only what stands on the board can be put aside."))
    if _in_open_round(item):
        raise Frozen(N_("People are voting on this now. Wait until the round closes."))
    item.state = "retired"
    item.retired_reason, item.retired_at, item.retired_by_id = reason.strip(), at, user_id
    replace_in_drafts([item], [])
    _record("retire item", item, at, user_id, reason=reason.strip())


def bring_back(item: Item, at: datetime, user_id: int | None) -> None:
    """Put a retired item on the board again."""
    hold(item.process_id)
    db.session.refresh(item)
    undone = select(Merge.id).where(Merge.item_id == item.id, Merge.undone_at.is_not(None))
    if item.state != "retired" or db.session.scalar(undone) is not None:
        raise WrongState(N_("Only what was put aside can be brought back."))
    item.state = "active"
    item.retired_reason, item.retired_at, item.retired_by_id = "", None, None
    _record("bring item back", item, at, user_id)


def _in_open_round(item: Item) -> bool:
    query = (
        select(Option.id)
        .join(Round, Option.round_id == Round.id)
        .where(Option.item_id == item.id, Round.state == "open")
    )
    return db.session.scalar(query.limit(1)) is not None


def _begin(item: Item) -> None:
    """Hold the board, read the item again, and refuse what can no longer change."""
    hold(item.process_id)
    db.session.refresh(item)
    if item.state != "active":
        raise WrongState(N_("This is no longer on the board. Reload the page."))
    refuse_frozen([item])


def _record(
    verb: str, item: Item, at: datetime, user_id: int | None, *, reason: str = "", **detail: Any
) -> None:
    process = db.session.get(Process, item.process_id)
    journal.record(
        verb, at, process=process, user_id=user_id, reason=reason, item=item.id, **detail
    )
    notice([item])


def _draft_options(items: Iterable[Item]) -> list[Option]:
    query = (
        select(Option)
        .join(Round, Option.round_id == Round.id)
        .where(Option.item_id.in_([i.id for i in items]), Round.state == "draft")
        .order_by(Option.position)
    )
    return list(db.session.scalars(query))


def sync_drafts(item: Item) -> None:
    """Carry an item's wording and code into the drafts that will put it to the vote."""
    if item.code is None:
        replace_in_drafts([item], [])
        return
    for option in _draft_options([item]):
        option.code, option.wording, option.group = item.code, item.wording, item.group_code


def replace_in_drafts(old: list[Item], new: list[Item]) -> None:
    """Let drafts that offer any of the old items offer the new ones, where these have codes."""
    offers: dict[int, list[Option]] = {}
    for option in _draft_options(old):
        offers.setdefault(option.round_id, []).append(option)
    for gone in offers.values():
        round_, at_place = gone[0].round, gone[0].position
        for option in gone:
            round_.options.remove(option)
        db.session.flush()  # the old codes must be gone before the same codes come again
        for item in new:
            if item.code is not None:
                round_.options.append(
                    Option(
                        item_id=item.id, code=item.code, wording=item.wording,
                        group=item.group_code, position=at_place,
                    )
                )  # fmt: skip
