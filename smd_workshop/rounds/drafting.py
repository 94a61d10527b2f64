"""Drafts on the agenda of a workshop: added, edited, moved, copied, discarded and put back.

A round's number is its place in the agenda. Once opened it keeps it; drafts take the other numbers in
their order, so that agenda, console, phones, acta and addresses say the same.

The life of a round goes on in rounds.opening, rounds.closing and publishing.publication; what is put
to the vote is in rounds.option_sources.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select, update

from smd_workshop.core.errors import Frozen, Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.library.settings import OF_OPTIONS
from smd_workshop.models import (
    Contribution,
    DiscardedRound,
    Item,
    Process,
    Round,
    Workshop,
)
from smd_workshop.processes import journal, protocols, vocabulary
from smd_workshop.processes.holding import hold
from smd_workshop.rounds import sealing, store
from smd_workshop.rounds.option_sources import set_options
from smd_workshop.rounds.series import repeating

#: What is fixed once a round is open.
FROZEN_FIELDS = (
    "step", "method_id", "subject", "title", "question", "help", "settings", "secrecy", "visibility",
    "electorate", "previous_id",
)  # fmt: skip


def add(workshop: Workshop, at: datetime, user_id: int | None = None, **fields: Any) -> Round:
    """Put a draft round at the end of the agenda; fields are those of FROZEN_FIELDS.

    It is a vote unless they name another step. Raises Frozen with a sealed acta, as whatever else changes the agenda.
    """
    sealing.require_unsealed(workshop)
    round_ = _add(workshop, fields)
    _note("add round", round_, at, user_id)
    workshop.revision += 1
    return round_


def _add(workshop: Workshop, fields: dict[str, Any], place: int | None = None) -> Round:
    """Add a draft as the next of the drafts after `place` of them; after all of them where none is named."""
    defaults = {k: protocols.value(workshop.process, k) for k in ("secrecy", "visibility")}
    defaults |= {"step": "vote", "subject": "factor"}
    last = max((r.number for r in workshop.rounds), default=0)
    round_ = Round(number=last + 1, state="draft")
    _write(round_, workshop.process, defaults | fields)
    drafts = _drafts(workshop)
    workshop.rounds.append(round_)
    db.session.flush()
    drafts.insert(len(drafts) if place is None else place, round_)
    _number(workshop, drafts)
    return round_


def _drafts(workshop: Workshop) -> list[Round]:
    return [r for r in workshop.rounds if r.state == "draft"]


def _number(workshop: Workshop, drafts: Sequence[Round]) -> None:
    """Give the drafts, in this order, the lowest numbers that no round which has opened holds."""
    held = {r.number for r in workshop.rounds if r.state != "draft"}
    free = (number for number in count(1) if number not in held)
    moving = [
        (each, number) for each, number in zip(drafts, free, strict=False) if each.number != number
    ]
    for each, _ in moving:
        each.number = -each.number  # no two rounds have one number, at no moment
    db.session.flush()
    for each, number in moving:
        each.number = number
    db.session.flush()
    db.session.expire(workshop, ["rounds"])


def _note(verb: str, round_: Round, at: datetime, user_id: int | None, **detail: Any) -> None:
    """Journal what happens to a draft by its number: a draft can be discarded, the journal not."""
    journal.record(
        verb, at, workshop=round_.workshop, user_id=user_id, number=round_.number,
        title=round_.title, **detail,
    )  # fmt: skip


def edit(round_: Round, at: datetime, user_id: int | None, **fields: Any) -> None:
    """Change a draft. Raises Frozen once it has opened: nobody can loosen what was promised."""
    store.lock(round_)
    sealing.refuse_sealed(round_.workshop)
    if round_.state != "draft":
        raise Frozen(N_("This round has opened. Its wording, method and secrecy are fixed."))
    if fields.get("subject", round_.subject) != round_.subject:
        round_.previous_id = (
            None  # about something else it repeats nothing, and the options are others
        )
    _write(round_, round_.workshop.process, fields)
    if round_.step == "organise":
        round_.opens_at = round_.closes_at = None  # nobody answers it (rounds.hours)
    _note("edit round", round_, at, user_id)
    store.touch(round_)


def _write(round_: Round, process: Process, fields: dict[str, Any]) -> None:
    unknown = set(fields) - set(FROZEN_FIELDS)
    if unknown:
        raise TypeError(f"a round has no {sorted(unknown)}")
    for name, content in fields.items():
        setattr(round_, name, content)
    if round_.step not in store.STEPS or (round_.method_id in METHODS) != (round_.step == "vote"):
        raise Invalid(N_("There is no way of asking called %(kind)s."), kind=store.asks(round_))
    vocabulary.item_kind(round_.subject)
    if round_.secrecy == "secret" and round_.visibility != "publication":
        raise Invalid(
            N_("A secret round shows its result at publication only: from running totals "
               "anyone could subtract the last ballot.")
        )  # fmt: skip
    strangers = set(round_.electorate or ()) - {s.code for s in process.sectors}
    if strangers:
        raise Invalid(N_("There is no sector %(code)s."), code=min(strangers))


def move(round_: Round, number: int, at: datetime, user_id: int | None) -> None:
    """Let a draft have this number, or the next that a draft may have; the other drafts make room.

    Raises WrongState for a round that has opened: it keeps its number, which stands on paper and in addresses.
    """
    store.lock(round_)
    sealing.refuse_sealed(round_.workshop)
    if round_.state != "draft":
        raise WrongState(N_("This round has opened and keeps its place. Only drafts move."))
    drafts = _drafts(round_.workshop)
    places = sorted(each.number for each in drafts)
    place = next((i for i, each in enumerate(places) if each >= number), len(places) - 1)
    others = [each for each in drafts if each.id != round_.id]
    others.insert(place, round_)
    _number(round_.workshop, others)
    round_.workshop.revision += 1
    _note("move round", round_, at, user_id)


def shift(round_: Round, step: int, at: datetime, user_id: int | None) -> None:
    """Move a draft one place up (-1) or down (1) among the drafts; at the end nothing changes. Raises WrongState for what has opened."""
    hold(round_.workshop)
    drafts = _drafts(round_.workshop)
    if round_ not in drafts:
        raise WrongState(N_("This round has opened and keeps its place. Only drafts move."))
    place = drafts.index(round_) + step
    if 0 <= place < len(drafts):
        move(round_, drafts[place].number, at, user_id)


def copy(round_: Round, at: datetime, user_id: int | None, *, rerun: bool = False) -> Round:
    """Add a draft that asks the same again; options come along, answers do not.

    It stands below the original, after every round that has opened. The copy of a counted round repeats it, without
    the items that are settled unless all are; a rerun stands in for one that was annulled. Raises WrongState where another
    vote repeats already what this one would.
    """
    hold(round_.workshop)
    fields = {name: getattr(round_, name) for name in FROZEN_FIELDS}
    fields["settings"] = own_settings(round_)
    repeated = store.repeats(round_)
    if not rerun and round_.state in {"closed", "published"}:
        fields["previous_id"] = round_.id
        repeated = round_
    if repeated is not None and round_.step == "vote":
        store.refuse_second(repeated)
    sealing.require_unsealed(round_.workshop)
    before = sum(each.number <= round_.number for each in _drafts(round_.workshop))
    twin = _add(round_.workshop, fields, before)
    asked = round_.options if rerun else repeating.asked_next(round_)
    if rerun:
        twin.reruns_id = round_.id
        repeating.keep(twin, repeating.kept(round_))
    set_options(twin, [(o.item_id, o.code, o.wording, o.group) for o in asked])
    _note("add round", twin, at, user_id)
    round_.workshop.revision += 1
    return twin


def own_settings(round_: Round) -> dict[str, Any]:
    """Return the settings that are this round's choice, not the protocol's nor drawn from options."""
    method = METHODS.get(round_.method_id or "")
    if method is None:
        return {}
    derived = {*OF_OPTIONS, *protocols.method_settings(round_.workshop.process, method)}
    return {key: value for key, value in round_.settings.items() if key not in derived}


def discard(round_: Round, at: datetime, user_id: int | None) -> DiscardedRound:
    """Take a draft off the agenda; restore() puts it back. Only a draft: nothing that was asked is ever deleted (WrongState)."""
    store.lock(round_)
    workshop = round_.workshop
    sealing.refuse_sealed(workshop)
    if round_.state != "draft":
        raise WrongState(N_("Only a draft can be taken off the agenda. Annul the round instead."))
    if _is_used(round_):
        raise WrongState(N_("Notes were entered in this round already. It stays on the agenda."))
    _note("discard draft", round_, at, user_id)
    following = db.session.scalars(select(Round.id).where(Round.previous_id == round_.id)).all()
    kept = DiscardedRound(
        workshop_id=workshop.id, number=round_.number,
        fields={name: getattr(round_, name) for name in (*FROZEN_FIELDS, "reruns_id")},
        options=[[o.item_id, o.code, o.wording, o.group] for o in round_.options],
        followed_by=list(following), discarded_at=at,
    )  # fmt: skip
    kept.fields |= {"kept": repeating.kept(round_)}
    db.session.add(kept)
    repeating.keep(round_, {})
    for link in ("previous_id", "reruns_id"):
        column = getattr(Round, link)
        db.session.execute(update(Round).where(column == round_.id).values({link: None}))
    workshop.revision += 1
    db.session.delete(round_)
    db.session.flush()
    db.session.expire(workshop, ["rounds"])
    _number(workshop, _drafts(workshop))
    return kept


def find_discarded(workshop: Workshop, discarded_id: int) -> DiscardedRound:
    """Return what was taken off the agenda of this workshop under this id, or raise NotFound."""
    kept = db.session.get(DiscardedRound, discarded_id)
    if kept is None or kept.workshop_id != workshop.id:
        raise NotFound
    return kept


def discarded(workshop: Workshop) -> list[DiscardedRound]:
    """Return what was taken off the agenda and not put back, the latest first."""
    query = select(DiscardedRound).where(
        DiscardedRound.workshop_id == workshop.id, DiscardedRound.restored_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(DiscardedRound.id.desc())))


def restore(workshop: Workshop, kept: DiscardedRound, at: datetime, user_id: int | None) -> Round:
    """Put a discarded draft back where it stood among the drafts, with its options and what it follows.

    Options whose item was merged or retired since are said when it opens, as of any draft. Raises WrongState a second time.
    """
    sealing.require_unsealed(workshop)
    db.session.refresh(kept)
    if kept.restored_at is not None:
        raise WrongState(N_("This round is on the agenda again already."))
    before = sum(each.number < kept.number for each in _drafts(workshop))
    fields = {name: value for name, value in kept.fields.items() if name in FROZEN_FIELDS}
    fields["previous_id"] = _still(fields["previous_id"])
    round_ = _add(workshop, fields, before)
    round_.reruns_id = _still(kept.fields["reruns_id"])
    set_options(round_, [(item, code, words, group) for item, code, words, group in kept.options])
    repeating.keep(round_, kept.fields.get("kept", {}))
    for each in db.session.scalars(select(Round).where(Round.id.in_(kept.followed_by))):
        if each.state == "draft" and each.previous_id is None:
            each.previous_id = round_.id
    kept.restored_at = at
    _note("restore draft", round_, at, user_id)
    workshop.revision += 1
    return round_


def _still(round_id: int | None) -> int | None:
    """Return the id of a round that is there, None for one that was discarded meanwhile."""
    return None if round_id is None or db.session.get(Round, round_id) is None else round_id


def _is_used(round_: Round) -> bool:
    return any(
        db.session.scalar(select(table.id).where(table.round_id == round_.id).limit(1)) is not None
        for table in (Contribution, Item)
    )
