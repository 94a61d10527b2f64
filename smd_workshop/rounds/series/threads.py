"""The thread of a series of secret rounds: what pairs the ballots of one seat, and nothing else.

While a series lasts, what each seat answered in its latest round lies sealed under a name made of its key, the seat and
the secret of the installation, which stands in no table. The next close pairs by it, in memory; the end of the series
destroys key and threads. Nothing is ever given back to a seat: docs/adr/0045.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from smd_workshop.config import secret_key
from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.library.methods import METHODS
from smd_workshop.library.two_rounds import Pair
from smd_workshop.models import Ballot, Participation, Round, Sector, Series, SeriesRound, Thread
from smd_workshop.processes import journal, protocols
from smd_workshop.rounds import store
from smd_workshop.rounds.ballots import ballot_keys
from smd_workshop.surveys import sealing


def begin(round_: Round) -> None:
    """Put a secret round that opens into the series of the one it repeats, or into a new one, where it has a thread.

    Only rounds whose method compares what the same people said need one, and only where the process keeps one.
    """
    if not will_pair(round_):
        return
    before = store.repeats(round_)
    going = series_of(before) if before is not None else None
    if going is None or going.key is None:
        going = Series(key=sealing.draw())
        db.session.add(going)
        db.session.flush()
    db.session.add(SeriesRound(round_id=round_.id, series_id=going.id))
    db.session.flush()


def will_pair(round_: Round) -> bool:
    """Say whether a round, as a draft, would belong to a series of which ballots are paired."""
    return _compares(round_) and protocols.keeps_thread(round_.workshop.process)


def leaves_apart(round_: Round) -> bool:
    """Say whether a round may be asked again of which other processes pair the ballots, and this one chose not to."""
    process = round_.workshop.process
    return (
        _compares(round_) and protocols.asks_again(process) and not protocols.keeps_thread(process)
    )


def _compares(round_: Round) -> bool:
    """Say whether its method compares what the same people said, and who they are is secret."""
    method = METHODS.get(round_.method_id or "")
    return method is not None and method.stability.apart is not None and round_.secrecy == "secret"


def series_of(round_: Round) -> Series | None:
    """Return the series that a round belongs to, if it belongs to one."""
    return db.session.scalar(
        select(Series)
        .join(SeriesRound, SeriesRound.series_id == Series.id)
        .where(SeriesRound.round_id == round_.id)
    )


def lasts(round_: Round) -> bool:
    """Say whether ballots of a round can still be paired with those of a next one."""
    found = series_of(round_)
    return found is not None and found.key is not None


def was_ended(round_: Round) -> bool:
    """Say whether a round belongs to a series that has ended."""
    found = series_of(round_)
    return found is not None and found.key is None


def keep(round_: Round) -> None:
    """Seal what each seat answered in a round that closes; the link from seats to ballots must still be there.

    A paper that named nobody stands for a seat of chance, so nothing is kept of it.
    """
    going = series_of(round_)
    if going is None or going.key is None or round_.ballot_key is None:
        return
    said = db.session.execute(
        select(Ballot.voter_key, Ballot.answer).where(Ballot.round_id == round_.id)
    )
    answers: dict[str | None, str] = {key: answer for key, answer in said}  # noqa: C416
    key = _sealed_by(going.key)
    rows: list[dict[str, Any]] = []
    for seat_id in _on_their_own(round_):
        answer = answers.get(ballot_keys.voter_key(round_.ballot_key, seat_id))
        if answer is not None:
            name = _name(going.key, seat_id)
            sealed = sealing.seal(answer.encode(), key)
            rows.append({"round_id": round_.id, "name": name, "sealed": sealed})
    secrets.SystemRandom().shuffle(rows)
    if rows:
        db.session.execute(insert(Thread), rows)


def pairs(before: Round, after: Round) -> tuple[Pair, ...] | None:
    """Return what each seat said that answered both rounds, in an order of chance; None where nobody can know.

    Of rounds by name, from their ballots; of secret ones, by the thread of their series.
    """
    if before.secrecy == after.secrecy == "nominal":
        return _paired(_by_seat(before), _by_seat(after))
    going = series_of(after)
    if going is None or going.key is None or series_of(before) is not going:
        return None
    try:
        first, second = (_unsealed(each, going.key) for each in (before, after))
    except sealing.Unreadable:  # the secret of the installation is another than it was
        return None
    return _paired(first, second) if first else None


def _paired(
    first: dict[int, tuple[str, Any]], second: dict[int, tuple[str, Any]]
) -> tuple[Pair, ...]:
    found = [
        Pair(sector, answer, second[seat_id][1])
        for seat_id, (sector, answer) in first.items()
        if seat_id in second and second[seat_id][0] == sector
    ]
    secrets.SystemRandom().shuffle(found)
    return tuple(found)


def _by_seat(round_: Round) -> dict[int, tuple[str, Any]]:
    rows = db.session.execute(
        select(Ballot.seat_id, Sector.code, Ballot.answer)
        .join(Sector, Ballot.sector_id == Sector.id)
        .where(Ballot.round_id == round_.id, Ballot.seat_id.is_not(None))
    )
    return {int(seat_id or 0): (sector, _read(answer)) for seat_id, sector, answer in rows}


def _unsealed(round_: Round, key: bytes) -> dict[int, tuple[str, Any]]:
    """Return sector and answer by seat, in memory only."""
    rows = db.session.execute(
        select(Thread.name, Thread.sealed).where(Thread.round_id == round_.id)
    )
    sealed: dict[str, bytes] = {name: each for name, each in rows}  # noqa: C416
    opens = [_sealed_by(key)]
    sectors = _sectors(round_)
    return {
        seat_id: (sectors[seat_id], _read(sealing.unseal(sealed[name], opens).decode()))
        for seat_id in sectors
        if (name := _name(key, seat_id)) in sealed
    }


def _read(answer: str) -> Any:
    return json.loads(answer)


def forget(rounds: Iterable[Round]) -> None:
    """Delete the threads of these rounds: what was paired is not needed any more."""
    db.session.execute(delete(Thread).where(Thread.round_id.in_([each.id for each in rounds])))


def end(round_: Round, at: datetime) -> None:
    """End the series of a round: key and threads of all its rounds are destroyed."""
    going = series_of(round_)
    if going is None or going.key is None:
        return
    of_it = select(SeriesRound.round_id).where(SeriesRound.series_id == going.id)
    db.session.execute(delete(Thread).where(Thread.round_id.in_(of_it)))
    going.key, going.ended_at = None, at
    db.session.flush()


def end_by_hand(round_: Round, at: datetime, user_id: int | None) -> None:
    """End the series of a round because staff ask for it: no further round can be compared person by person.

    Raises WrongState while a round of it is open, whose ballots were promised to be paired, or where nothing is left to end.
    """
    store.lock(round_)
    going = series_of(round_)
    if going is None or going.key is None:
        raise WrongState(N_("Nothing leads from this round to a seat any more."))
    open_ = db.session.scalar(
        select(Round.number)
        .join(SeriesRound, SeriesRound.round_id == Round.id)
        .where(SeriesRound.series_id == going.id, Round.state == "open")
    )
    if open_ is not None:
        raise WrongState(
            N_("Round %(number)s of this series is open. Close it first: it is compared with the one before."),
            number=open_,
        )  # fmt: skip
    end(round_, at)
    journal.record("end series", at, round_=round_, user_id=user_id)
    store.touch(round_)


def leave(round_: Round, at: datetime, user_id: int | None) -> None:
    """Note that a round of which nothing is kept apart is not asked again: it is a series of one, which has ended."""
    ended = Series(key=None, ended_at=at)
    db.session.add(ended)
    db.session.flush()
    db.session.add(SeriesRound(round_id=round_.id, series_id=ended.id))
    journal.record("end series", at, round_=round_, user_id=user_id)
    store.touch(round_)


def end_all(workshop_id: int, at: datetime) -> bool:
    """End every series that a round of a workshop belongs to; return whether there was one."""
    rounds = db.session.scalars(select(Round).where(Round.workshop_id == workshop_id)).all()
    going = [each for each in rounds if lasts(each)]
    for each in going:
        end(each, at)
    return bool(going)


def _sectors(round_: Round) -> dict[int, str]:
    """Return the sector by seat of those who answered; of those whose ballot is their own."""
    rows = db.session.execute(
        select(Participation.seat_id, Sector.code)
        .join(Sector, Participation.sector_id == Sector.id)
        .where(Participation.round_id == round_.id, Participation.channel != "paper")
    )
    return {seat_id: code for seat_id, code in rows}  # noqa: C416


def _on_their_own(round_: Round) -> list[int]:
    return list(_sectors(round_))


def _name(key: bytes, seat_id: int) -> str:
    return _keyed(b"name in a series", key, str(seat_id).encode()).hex()


def _sealed_by(key: bytes) -> bytes:
    return _keyed(b"answer in a series", key)


def _keyed(purpose: bytes, *parts: bytes) -> bytes:
    # Each part after its length, so that no two lists of parts are the same bytes.
    said = b"".join(len(part).to_bytes(4, "big") + part for part in (purpose, *parts))
    secret = secret_key().encode()
    return hmac.new(secret, said, hashlib.sha256).digest()
