"""The merge board: notes that say the same become one item; every step is kept and reversible.

Merge before voting only. The originals stay underneath with their notes; an act is undone last
first, so that undoing it brings back exactly what was there.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from sqlalchemy import select

from smd_workshop.board import items as catalogue
from smd_workshop.board.board import board
from smd_workshop.board.duplicates import Pair, keep_apart, suggestions
from smd_workshop.board.fates import Fate, fate
from smd_workshop.board.items import bring_back, move, retire, reword
from smd_workshop.board.support import Support, support
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Contribution, Item, Link, Merge, Objection, Process, Wording
from smd_workshop.processes import journal, vocabulary

__all__ = [
    "Fate", "Pair", "Support", "board", "bring_back", "fate", "find_act", "keep_apart", "merge",
    "move", "retire", "reword", "split", "suggestions", "support", "undo",
]  # fmt: skip

UNDONE = N_("What you object to was undone.")


def find_act(process: Process, act_id: int) -> Merge:
    """Return the merge or split of this process with this id, or raise NotFound."""
    act = db.session.get(Merge, act_id)
    if act is None or act.process_id != process.id:
        raise NotFound
    return act


def merge(
    items: Sequence[Item], wording: str, at: datetime, user_id: int | None, *, group: str = ""
) -> Item:
    """Return a new item in place of two or more, which stay underneath it with their notes.

    It takes over the first code, the themes and the evidence. Raises Invalid, WrongState with an
    objection still to be settled, or Frozen once a vote on one of them has opened.
    """
    wording = catalogue.check_wording(wording)
    sources = sorted({item.id: item for item in items}.values(), key=catalogue.place)
    if len(sources) < 2:
        raise Invalid(N_("Choose at least two to merge."))
    if len({(s.process_id, s.kind) for s in sources}) > 1:
        raise Invalid(N_("Only items of the same kind can be merged."))
    _begin(sources)
    _refuse_objected(sources)
    codes = {str(s.id): s.code for s in sources if s.code is not None}
    merged = Item(
        process_id=sources[0].process_id, kind=sources[0].kind, wording=wording, state="active",
        group_code=_group(sources, group), evidence=_evidence(sources),
        round_id=sources[0].round_id, position=min(s.position for s in sources),
    )  # fmt: skip
    _enter(merged, at, user_id)
    for source in sources:
        source.state, source.merged_into, source.code = "merged", merged, None
    db.session.flush()  # the code must be free before the new item takes it
    merged.code = next(iter(codes.values()), None) if _keeps_code(sources, merged) else None
    _copy_links(sources, merged)
    catalogue.replace_in_drafts(list(sources), [merged])
    _record("merge", merged, {"items": [s.id for s in sources], "codes": codes}, at, user_id)
    return merged


def _begin(sources: Sequence[Item]) -> None:
    catalogue.hold(sources[0].process_id)
    for source in sources:
        db.session.refresh(source)
        if source.state != "active":
            raise WrongState(N_("This is no longer on the board. Reload the page."))
    catalogue.refuse_frozen(sources)


def _refuse_objected(sources: Sequence[Item]) -> None:
    objected = select(Objection.id).where(
        Objection.item_id.in_([s.id for s in sources]), Objection.settled_at.is_(None)
    )
    if db.session.scalar(objected.limit(1)) is not None:
        raise WrongState(N_("An author objects to one of these. Settle the objection first."))


def _group(sources: Sequence[Item], chosen: str) -> str:
    first = sources[0]
    groups = vocabulary.groups_of(db.session.get_one(Process, first.process_id), first.kind)
    if not groups or (len({s.group_code for s in sources}) == 1 and not chosen):
        return first.group_code
    if chosen not in groups:
        raise Invalid(N_("These come from different groups. Say in which group they belong."))
    return chosen


def _keeps_code(sources: Sequence[Item], merged: Item) -> bool:
    """Say whether the code, which names a group, still fits the merged item."""
    return all(s.group_code == merged.group_code for s in sources)


def _evidence(sources: Sequence[Item]) -> str:
    return "\n".join(dict.fromkeys(s.evidence for s in sources if s.evidence))


def _enter(item: Item, at: datetime, user_id: int | None) -> None:
    item.wordings.append(Wording(text=item.wording, written_at=at, user_id=user_id))
    db.session.add(item)
    db.session.flush()  # links, notes and the record need the id


def _copy_links(sources: Sequence[Item], merged: Item) -> None:
    """Carry themes and factors over: merging words must not lose where they belong."""
    links = db.session.scalars(
        select(Link).where(Link.item_id.in_([s.id for s in sources])).order_by(Link.id)
    )
    seen: set[tuple[int, str]] = set()
    for each in list(links):
        if (each.target_id, each.kind) not in seen:
            seen.add((each.target_id, each.kind))
            db.session.add(
                Link(
                    item_id=merged.id, target_id=each.target_id, kind=each.kind,
                    stated_in=each.stated_in,
                )
            )  # fmt: skip


def split(
    item: Item,
    contribution_ids: Sequence[str],
    wording: str,
    at: datetime,
    user_id: int | None,
    *,
    group: str = "",
) -> Item:
    """Return a new item with some of an item's notes; at least one stays behind.

    An empty wording takes the text of the note, if it is one. Raises Invalid, WrongState, Frozen.
    """
    _begin([item])
    under = Contribution.item_id.in_(catalogue.tree_ids(item))
    notes = list(db.session.scalars(select(Contribution).where(under).order_by(Contribution.id)))
    chosen = _chosen(notes, set(contribution_ids))
    if not wording.strip() and len(chosen) == 1:
        wording = chosen[0].text
    fresh = Item(
        process_id=item.process_id, kind=item.kind, state="active", round_id=chosen[0].round_id,
        wording=catalogue.check_wording(wording), position=item.position,
        group_code=_group([item], group) if group else item.group_code,
        evidence="\n".join(dict.fromkeys(n.evidence for n in chosen if n.evidence)),
    )  # fmt: skip
    _enter(fresh, at, user_id)
    before = {note.id: note.item_id for note in chosen}
    for note in chosen:
        note.item_id = fresh.id
    _record("split", fresh, {"from": item.id, "contributions": before}, at, user_id)
    return fresh


def _chosen(notes: Sequence[Contribution], ids: AbstractSet[str]) -> list[Contribution]:
    """Return the notes that are split off; raises Invalid for none, all, or one of another item."""
    chosen = [note for note in notes if note.id in ids]
    if len(chosen) != len(ids) or not chosen:
        raise Invalid(N_("Choose the notes that become an item of their own."))
    if len(chosen) == len(notes):
        raise Invalid(N_("Leave at least one note behind, or undo the merge instead."))
    return chosen


def _record(act: str, item: Item, detail: Any, at: datetime, user_id: int | None) -> None:
    db.session.add(
        Merge(
            process_id=item.process_id, act=act, item_id=item.id, detail=detail,
            user_id=user_id, done_at=at,
        )
    )  # fmt: skip
    process = db.session.get(Process, item.process_id)
    journal.record(f"{act} items", at, process=process, user_id=user_id, item=item.id, **detail)
    db.session.flush()  # the board shows the act by its id
    catalogue.notice([item])


def undo(act: Merge, at: datetime, user_id: int | None, answer: str = UNDONE) -> None:
    """Take a merge or a split back, exactly; what came out of it is put aside.

    Until a vote opens, and the latest act first. Objections to what is undone are settled with
    the answer. Raises WrongState or Frozen.
    """
    catalogue.hold(act.process_id)
    db.session.refresh(act)
    item = db.session.get_one(Item, act.item_id, populate_existing=True)
    if act.undone_at is not None:
        raise WrongState(N_("This was undone already."))
    if item.state != "active" or _later_splits(act):
        raise WrongState(N_("Something was done with it since. Undo that first."))
    catalogue.refuse_frozen([item])
    if act.act == "merge":
        _unmerge(act, item)
    else:
        _unsplit(act)
    act.undone_at = at
    for objection in db.session.scalars(
        select(Objection).where(Objection.item_id == item.id, Objection.settled_at.is_(None))
    ):
        objection.answer, objection.settled_at = answer, at
    process = db.session.get(Process, act.process_id)
    journal.record(f"undo {act.act}", at, process=process, user_id=user_id, item=item.id)
    catalogue.notice([item])


def _later_splits(act: Merge) -> bool:
    query = select(Merge).where(
        Merge.process_id == act.process_id, Merge.act == "split", Merge.undone_at.is_(None)
    )
    return any(each.detail["from"] == act.item_id for each in db.session.scalars(query))


def _unmerge(act: Merge, item: Item) -> None:
    sources = list(db.session.scalars(select(Item).where(Item.merged_into_id == item.id)))
    item.state, item.code = "retired", None
    db.session.flush()  # its code goes back to the originals
    codes: dict[str, str] = act.detail["codes"]
    taken = set(
        db.session.scalars(
            select(Item.code).where(
                Item.process_id == item.process_id, Item.kind == item.kind, Item.code.is_not(None)
            )
        )
    )
    for source in sources:
        code = codes.get(str(source.id))
        source.state, source.merged_into = "active", None
        source.code = code if code not in taken else None
    db.session.flush()  # drafts offer the originals by their codes
    catalogue.replace_in_drafts([item], sorted(sources, key=catalogue.place))


def _unsplit(act: Merge) -> None:
    source = db.session.get_one(Item, act.detail["from"])
    catalogue.refuse_frozen([source])
    before: dict[str, int] = act.detail["contributions"]
    for note in db.session.scalars(select(Contribution).where(Contribution.id.in_(before))):
        note.item_id = before[note.id]
    item = db.session.get_one(Item, act.item_id)
    item.state, item.code = "retired", None
    catalogue.replace_in_drafts([item], [])
