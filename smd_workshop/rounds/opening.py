"""Opening a round: from then on what it asks and promises is fixed."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from smd_workshop.board import items
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.method import Method, fill, sorts_options
from smd_workshop.library.methods import METHODS
from smd_workshop.library.settings import OF_OPTIONS, InvalidSetting
from smd_workshop.models import Objection, Round
from smd_workshop.processes import journal, protocols
from smd_workshop.rounds import drafting, hours, lots, option_sources, sealing, store
from smd_workshop.rounds.next_step import Draft
from smd_workshop.rounds.option_sources import OptionRow
from smd_workshop.rounds.series import repeating, threads


def open_round(
    round_: Round, at: datetime, user_id: int | None, reason: str = "", *, by_itself: bool = False
) -> None:
    """Open a round: from now on its method, secrecy, visibility, electorate and words are fixed.

    Raises WrongState, Frozen with a sealed acta, or Invalid with what is still missing.
    """
    _settle(round_, at, reason)
    if round_.secrecy == "secret":
        round_.ballot_key = secrets.token_bytes(32)
    if round_.step == "vote":
        lots.draw(round_)
    # Belongs to what the protocol promises, which may be fixed by this very opening.
    threads.begin(round_)
    round_.late_seats = protocols.value(round_.workshop.process, "late_seats") == "yes"
    # Not before: of a round that is open the database lets nobody change what is asked.
    round_.state = "open"
    round_.opened_at = at
    round_.closing_at = round_.closes_at
    round_.open_reason = reason.strip()
    protocols.freeze(round_.workshop.process, at)
    why = hours.by_itself(round_) if by_itself else reason.strip()
    journal.record("open round", at, round_=round_, user_id=user_id, reason=why)
    store.touch(round_)
    db.session.flush()  # ballots are cast past the session


def _settle(round_: Round, at: datetime, reason: str) -> None:
    """Hold the round and settle what it asks, or raise what is in the way."""
    store.lock(round_)
    sealing.refuse_sealed(round_.workshop)
    _check_alone(round_)
    store.check_may_become(round_, "open")
    hours.check_to_come(round_, at)
    option_sources.settle(round_)
    if round_.step == "vote" and (before := store.repeats(round_)) is not None:
        store.refuse_second(before, round_)
    repeating.check_kept(round_)
    if round_.step == "vote":
        _freeze_settings(round_, METHODS[str(round_.method_id)])
    if objections(round_) and not reason.strip():
        raise WrongState(
            N_("An author objects to the wording of an option. Settle it, or write why you open "
               "the round all the same; the reason goes into the acta.")
        )  # fmt: skip


def due(at: datetime) -> list[int]:
    """Return the drafts whose hour to open has come, the earliest first.

    Not those that can open no more by themselves: their hour to close is over, or their agenda has ended.
    """
    late = select(Round.id).where(
        Round.state == "draft", Round.opens_at <= at,
        or_(Round.closes_at.is_(None), Round.closes_at > at),
        ~sealing.ending(Round.workshop_id),
    )  # fmt: skip
    return list(db.session.scalars(late.order_by(Round.opens_at, Round.number, Round.id)))


def open_due(round_: Round, at: datetime) -> bool:
    """Open a draft whose hour has come; False where it is open already, has another hour, or is to wait for a person.

    Raises what open_round() raises: what keeps it from opening keeps it until somebody settles it.
    """
    store.lock(round_)
    if round_.state != "draft" or round_.opens_at is None or at < round_.opens_at:
        return False
    if sealing.is_ending(round_.workshop_id):
        return False  # whoever opened the corrections has ended the agenda; by hand it still opens
    open_round(round_, at, None, by_itself=True)
    return True


def _check_alone(round_: Round) -> None:
    busy = db.session.scalar(
        select(Round.number).where(
            Round.workshop_id == round_.workshop_id, Round.state == "open", Round.id != round_.id
        )
    )
    if busy is not None:
        raise WrongState(
            N_("Round %(number)s is still open. Close it before opening another."), number=busy
        )


def objections(round_: Round) -> list[Objection]:
    """Return the unsettled objections to the items that this round puts to the vote."""
    if round_.step != "vote":
        return []
    ids = [item_id for item_id, _, _, _ in option_sources.pending(round_) if item_id is not None]
    return list(
        db.session.scalars(
            select(Objection)
            .where(Objection.item_id.in_(ids), Objection.settled_at.is_(None))
            .order_by(Objection.id)
        )
    )


def _freeze_settings(round_: Round, method: Method) -> None:
    """Write every setting of the method down: its defaults, the round's own, the protocol's.

    Checked now, because a round that cannot be counted must not be asked.
    """
    filled = _settings(round_, method, option_sources.pending(round_))
    # Nobody chooses the seed of a draw: it comes from the ballots, when the round closes.
    drawn = {setting.key for setting in method.settings if setting.kind == "seed"}
    round_.settings = {key: value for key, value in filled.items() if key not in drawn}
    round_.method_version = method.version


def _settings(round_: Round, method: Method, rows: list[OptionRow]) -> dict[str, Any]:
    """Return every setting as it would be frozen with these options; raises Invalid."""
    codes = [code for _id, code, _wording, _group in rows]
    settings = drafting.own_settings(round_) | protocols.method_settings(
        round_.workshop.process, method
    )
    groups = _groups(rows) if sorts_options(method) else {}
    if groups:
        settings |= {s.key: groups for s in method.settings if s.kind in OF_OPTIONS}
    # Of what is not put to the vote the cost does not matter.
    settings |= {
        s.key: {code: costs[code] for code in codes if code in costs}
        for s in method.settings
        if s.kind == "costs" and isinstance(costs := settings.get(s.key), dict)
    }
    try:
        method.check(settings, codes)
        return fill(method, settings, codes)
    except InvalidSetting as error:
        raise Invalid(error.message, **error.params) from error


def _groups(rows: list[OptionRow]) -> dict[str, list[str]]:
    """Return the options by the group that each stands in; nothing where none of them stands in one."""
    groups: dict[str, list[str]] = {}
    for _id, code, _wording, group in rows:
        groups.setdefault(group, []).append(code)
    if list(groups) == [""]:
        return {}
    if "" in groups:
        raise Invalid(
            N_("%(code)s stands in no group. Give it one on the board, or leave it out."),
            code=groups[""][0],
        )
    return groups


def prospect(round_: Round) -> Draft:
    """Return what a draft that is a vote would put to it now, and what keeps it from opening."""
    method = METHODS[str(round_.method_id)]
    rows = option_sources.pending(round_)
    ungrouped = _ungrouped(rows) if sorts_options(method) else ""
    unset = None
    if rows and not ungrouped:
        try:
            _settings(round_, method, rows)
        except Invalid as refusal:
            unset = refusal
    return Draft(
        options=len(rows), uncoded=_left_out(round_), lost=tuple(option_sources.lost(round_)),
        ungrouped=ungrouped, unset=unset, objections=len(objections(round_)),
    )  # fmt: skip


def _ungrouped(rows: list[OptionRow]) -> str:
    bare = [code for _id, code, _wording, group in rows if not group]
    return bare[0] if bare and len(bare) < len(rows) else ""


def _left_out(round_: Round) -> int:
    """Count what stands on the board without a code, where nobody chose and no result proposes the options."""
    if round_.options or option_sources.proposals(round_)[0].source is not None:
        return 0
    return items.uncoded(round_.workshop.process, round_.subject)
