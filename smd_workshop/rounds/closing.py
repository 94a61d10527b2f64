"""Closing a round: one transaction that ends it and counts it, once.

The roll is frozen, the secret is destroyed, reasons are cut loose, the result is stored.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from smd_workshop.board import objections
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import (
    Actor,
    Objection,
    Participation,
    Roll,
    Round,
    Seat,
)
from smd_workshop.processes import journal, protocols
from smd_workshop.rounds import hours, sealing, secrecy, store
from smd_workshop.rounds.ballots import contributions, paper_piles
from smd_workshop.rounds.count import counting, protection
from smd_workshop.rounds.room import attendance
from smd_workshop.rounds.series import repeating, threads


def close(round_: Round, at: datetime, user_id: int | None) -> None:
    """Close an announced round whose grace is over. A second close is refused: WrongState."""
    store.lock(round_)
    if round_.state != "open":
        raise WrongState(N_("This round is closed already."))
    if round_.closing_at is None or at < round_.closing_at:
        raise WrongState(N_("Announce the close first; it takes effect when the grace is over."))
    freeze_roll(round_)
    if round_.step == "vote":
        secrecy.detach_reasons(round_, protection.may_be_named(round_))
    if round_.secrecy == "secret":
        threads.keep(round_)
        secrecy.unlink(round_)
    # Not before: of a round that is closed the database takes neither ballots nor roll nor reasons.
    round_.state = "closed"
    round_.closed_at = at
    if round_.step == "vote":
        counting.count(round_, at)
        repeating.compare(round_, at)
    elif round_.step == "collect":
        contributions.to_items(round_, at)
    reason = hours.by_itself(round_) if round_.until is not None else ""
    journal.record("close round", at, round_=round_, user_id=user_id, reason=reason)
    store.touch(round_)


def freeze_roll(round_: Round) -> None:
    """Store who could vote, was present and voted, per sector and channel."""
    share = str(protocols.value(round_.workshop.process, "quorum_share"))
    rows = attendance.presence(round_.workshop, round_, share)  # as the console showed them
    added = _count_by_sector(
        select(Actor.sector_id, func.count())
        .join(Seat, Seat.actor_id == Actor.id)
        .where(
            Seat.process_id == round_.workshop.process_id,
            attendance.counted(round_),
            attendance.added_since(round_),
        )
        .group_by(Actor.sector_id)
    )
    channels = _channels(round_)
    for row in rows:
        used = channels.get(row.sector.id, {})
        db.session.add(
            Roll(
                round_id=round_.id,
                sector_id=row.sector.id,
                eligible=row.eligible,
                present=row.present,
                voted=sum(used.values()),
                channels=used,
                added=added.get(row.sector.id, 0),
            )
        )
    db.session.flush()  # written while the round is open; afterwards the roll is fixed


def _count_by_sector(query: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _channels(round_: Round) -> dict[int, dict[str, int]]:
    rows = db.session.execute(
        select(Participation.sector_id, Participation.channel, func.count())
        .where(Participation.round_id == round_.id)
        .group_by(Participation.sector_id, Participation.channel)
        .order_by(Participation.channel)
    )
    used: dict[int, dict[str, int]] = {}
    for sector_id, channel, many in rows:
        used.setdefault(sector_id, {})[channel] = many
    return used


def announce_close(round_: Round, at: datetime, user_id: int | None, *, sure: bool = False) -> None:
    """Tell the phones that the round closes after the grace; ballots still count until then.

    A board with an objection that nobody has answered, a round of which people were told that it is open
    longer, and one of which papers are out that were not typed in, close only for somebody who is sure: WrongState.
    """
    store.lock(round_)
    if round_.state != "open":
        raise WrongState
    if not sure:
        _refuse_hasty(round_)
    if not round_.is_closing:
        grace = int(protocols.value(round_.workshop.process, "grace_seconds"))
        if round_.step == "organise":
            grace = 0  # nobody is writing on a phone
        end = at + timedelta(seconds=grace)
        said = round_.until.isoformat(timespec="seconds") if round_.until is not None else None
        # Never after the hour that was said, which nobody can miss by an announcement just before it.
        if round_.until is None or end < round_.until:
            round_.closing_at = end
            journal.record("announce close", at, round_=round_, user_id=user_id, before=said)
        store.touch(round_)


def _refuse_hasty(round_: Round) -> None:
    """Raise WrongState with what somebody may not have thought of who closes a round."""
    if not round_.is_closing and objected(round_):
        raise WrongState(
            N_("An author objects to a wording on the board and has no answer yet. Answer, or say "
               "that you close the board all the same.")
        )  # fmt: skip
    if not round_.is_closing and paper_piles.untyped(round_):
        raise WrongState(
            N_("Papers are out that were not typed in. Type them in, or say that you close it all the same.")
        )  # fmt: skip
    if round_.until is not None:
        raise WrongState(
            N_("People were told that this round is open longer. Say that you close it all the same.")
        )  # fmt: skip


def objected(round_: Round) -> list[Objection]:
    """Return the objections that nobody has answered, on the board of a round of ordering."""
    if round_.step != "organise":
        return []
    return objections.waiting(round_.workshop.process, round_.subject)


def keep_open(round_: Round, at: datetime, user_id: int | None, reason: str = "") -> None:
    """Take an announced close back while its grace runs: ballots go on counting, until the hour that was said.

    Raises WrongState once the grace is over: whoever came after it was told that it was too late.
    """
    store.lock(round_)
    if round_.state not in {"open", "closed", "published"}:
        raise WrongState
    over = round_.closing_at is not None and at >= round_.closing_at
    if over or round_.state != "open":
        raise WrongState(
            N_("The grace is over, so the close stands. Annul the round if it must not count.")
        )
    if round_.is_closing:
        round_.closing_at = round_.closes_at
        journal.record("keep open", at, round_=round_, user_id=user_id, reason=reason.strip())
        store.touch(round_)


def annul(round_: Round, reason: str, at: datetime, user_id: int | None) -> None:
    """Declare that a round does not count, and why. Its ballots are kept, counted nowhere.

    What was promised holds all the same: nothing may lead from a secret ballot to its seat. Where
    the acta is sealed, an annex tells it: a reason must stand on paper, and without one it raises Invalid.
    """
    store.lock(round_)
    if not reason.strip():
        raise Invalid(N_("Write the reason. It goes into the acta."))
    store.check_may_become(round_, "annulled")
    if round_.state == "open" and round_.secrecy == "secret" and round_.step == "vote":
        secrecy.detach_reasons(round_, frozenset())
        secrecy.unlink(round_)
    threads.forget([round_])
    if store.repeats(round_) is None:
        threads.end(round_, at)
    round_.ballot_key = None
    round_.state = "annulled"
    round_.annul_reason = reason.strip()
    journal.record("annul round", at, round_=round_, user_id=user_id, reason=reason.strip())
    if sealing.is_sealed(round_.workshop_id):
        sealing.annex_annulment(round_, at, user_id)
    store.touch(round_)


def is_over(round_: Round, at: datetime) -> bool:
    """Say whether the grace of an announced close has passed."""
    return round_.state == "open" and round_.closing_at is not None and at >= round_.closing_at


def overdue(at: datetime) -> list[int]:
    """Return the rounds whose grace is over and that nobody has closed."""
    late = select(Round.id).where(Round.state == "open", Round.closing_at <= at).order_by(Round.id)
    return list(db.session.scalars(late))


def finish_close(
    round_: Round, at: datetime, user_id: int | None, announced: datetime | None = None
) -> bool:
    """Close a round whose grace is over; False where it is closed already or stays open after all.

    `announced` is the end of the grace that the caller waited for: where that announcement was
    taken back, and perhaps another made since, there is nothing to finish. Raises WrongState
    while the grace runs.
    """
    store.lock(round_)
    if round_.state != "open" or round_.closing_at is None:
        return False
    if announced is not None and round_.closing_at != announced:
        return False
    close(round_, at, user_id)
    return True
