"""What is talked about: find it, word it, group it, put it aside; its codes and its links stand beside.

Wording, group and code are fixed once an item is an option of a round that has opened.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from smd_workshop.core import names
from smd_workshop.core.errors import Frozen, Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Item, Merge, Option, Process, Round, Wording, Workshop
from smd_workshop.processes import journal, vocabulary

LONGEST = 2000


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


def any_active(process: Process, kind: str) -> bool:
    """Say whether anything of a kind stands on the board."""
    query = select(Item.id).where(
        Item.process_id == process.id, Item.kind == kind, Item.state == "active"
    )
    return db.session.scalar(query.limit(1)) is not None


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
    begin(item)
    if text == item.wording:
        return
    item.wording = text
    item.wordings.append(Wording(text=text, written_at=at, user_id=user_id))
    sync_drafts(item)
    record("reword item", item, at, user_id, wording=text)


def check_group(process_id: int, kind: str, group: str) -> str:
    """Return the group of an item of this kind, '' where the kind has none; raises Invalid."""
    process = db.session.get_one(Process, process_id)
    return vocabulary.check_group(vocabulary.grouping_of(process), kind, group)


def move(item: Item, group: str, at: datetime, user_id: int | None) -> None:
    """Put an item into another group; its code, which names the old one, is given up."""
    group = check_group(item.process_id, item.kind, group)
    begin(item)
    if group == item.group_code:
        return
    before, item.group_code = item.group_code, group
    item.code = None
    replace_in_drafts([item], [])
    record("move item", item, at, user_id, before=before, after=group)


def retire(item: Item, reason: str, at: datetime, user_id: int | None) -> None:
    """Put an item aside, with the reason; it keeps its notes and can be brought back.

    Raises Invalid without a reason, WrongState where it is not on the board, Frozen while people vote on it.
    """
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
    record("retire item", item, at, user_id, reason=reason.strip())


def bring_back(item: Item, at: datetime, user_id: int | None) -> None:
    """Put a retired item on the board again; WrongState for what was not put aside."""
    hold(item.process_id)
    db.session.refresh(item)
    undone = select(Merge.id).where(Merge.item_id == item.id, Merge.undone_at.is_not(None))
    if item.state != "retired" or db.session.scalar(undone) is not None:
        raise WrongState(N_("Only what was put aside can be brought back."))
    item.state = "active"
    item.retired_reason, item.retired_at, item.retired_by_id = "", None, None
    record("bring item back", item, at, user_id)


def _in_open_round(item: Item) -> bool:
    query = (
        select(Option.id)
        .join(Round, Option.round_id == Round.id)
        .where(Option.item_id == item.id, Round.state == "open")
    )
    return db.session.scalar(query.limit(1)) is not None


def begin(item: Item) -> None:
    """Hold the board, read the item again, and refuse what can no longer change: WrongState, Frozen."""
    hold(item.process_id)
    db.session.refresh(item)
    if item.state != "active":
        raise WrongState(N_("This is no longer on the board. Reload the page."))
    refuse_frozen([item])


def record(
    verb: str, item: Item, at: datetime, user_id: int | None, *, reason: str = "", **detail: Any
) -> None:
    """Tell of an act on an item, and let the phones of where it comes from notice."""
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
