"""Letters about a round of days to seats that left an address: when it opens, and before it ends to who has not answered.

Who has answered is on the roll; what, no letter knows. An address stands apart from everything that is answered, for
one workshop, until the seat takes it back, the acta is sealed, or ninety days are over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from smd_workshop.core import mail_addresses
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.models import Round, RoundLetter, Seat, SeatAddress, Workshop
from smd_workshop.processes import journal, post
from smd_workshop.rounds import sealing, store
from smd_workshop.rounds.room import room

OPENING, ENDING = "opening", "ending"
#: How long before its end a round reminds; of a shorter round half its time.
BEFORE = timedelta(hours=24)
KEPT = timedelta(days=90)
AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Left:
    """An address as it was left: who wrote it down ("seat" or "staff"), and what links in its letters begin with."""

    address: str
    by: str
    base: str


def leave(
    workshop: Workshop, seat_id: int, left: Left, at: datetime, user_id: int | None = None
) -> None:
    """Keep an address for letters to a seat, or take it back where it is empty; Invalid for what is none."""
    sealing.require_unsealed(workshop)
    address = left.address.strip()
    if not address:
        _forget(workshop.id, seat_id)
        return
    if not mail_addresses.is_address(address):
        raise Invalid(N_("This is no mail address. Write it like name@example.org."))
    seat = db.session.get_one(Seat, seat_id)
    kept = db.session.get(SeatAddress, (workshop.id, seat_id))
    if kept is None:
        kept = SeatAddress(workshop_id=workshop.id, seat_id=seat_id)
        db.session.add(kept)
    elif kept.address != address:
        _tell_nothing(workshop.id, seat_id)  # what mail servers said names the address of before
    kept.address, kept.left_by, kept.base, kept.left_at = address, left.by, left.base, at
    kept.holder, kept.speaker = seat.holder, seat.speaker
    if left.by == "staff":  # what a seat does with its own address is nobody's business
        journal.record("keep address", at, workshop=workshop, user_id=user_id, seat=seat_id)
    db.session.flush()


def has_left(workshop_id: int, seat_id: int) -> bool:
    """Say whether who speaks for a seat left an address for letters about this workshop."""
    kept = db.session.get(SeatAddress, (workshop_id, seat_id))
    return kept is not None and kept.is_of_speaker


def of_workshop(workshop: Workshop) -> dict[int, SeatAddress]:
    """Return the addresses that seats left, by seat."""
    rows = db.session.scalars(select(SeatAddress).where(SeatAddress.workshop_id == workshop.id))
    return {row.seat_id: row for row in rows}


def forget_all(workshop_id: int) -> None:
    """Delete every address of a workshop, and what mail servers said of them."""
    _forget(workshop_id, None)


def _forget(workshop_id: int, seat_id: int | None) -> None:
    gone = delete(SeatAddress).where(SeatAddress.workshop_id == workshop_id)
    if seat_id is not None:
        gone = gone.where(SeatAddress.seat_id == seat_id)
    db.session.execute(gone)
    _tell_nothing(workshop_id, seat_id)


def _tell_nothing(workshop_id: int, seat_id: int | None) -> None:
    rounds = select(Round.id).where(Round.workshop_id == workshop_id)
    told = update(RoundLetter).where(RoundLetter.round_id.in_(rounds)).values(told="")
    if seat_id is not None:
        told = told.where(RoundLetter.seat_id == seat_id)
    db.session.execute(told)


def aged(at: datetime) -> list[int]:
    """Return the processes that hold addresses which were left long ago."""
    of_process = select(Workshop.process_id).join(
        SeatAddress, SeatAddress.workshop_id == Workshop.id
    )
    return list(db.session.scalars(of_process.where(*_old(at)).distinct()))


def expire(process_id: int, at: datetime) -> int:
    """Delete addresses that were left long ago, while no round of their workshop is open; return how many."""
    old = db.session.execute(
        select(SeatAddress.workshop_id, SeatAddress.seat_id)
        .join(Workshop, Workshop.id == SeatAddress.workshop_id)
        .where(Workshop.process_id == process_id, *_old(at))
    ).all()
    for workshop_id, seat_id in old:
        _forget(workshop_id, seat_id)
    return len(old)


def _old(at: datetime) -> tuple[ColumnElement[bool], ...]:
    open_ = select(Round.workshop_id).where(Round.state == "open")
    return SeatAddress.left_at < at - KEPT, SeatAddress.workshop_id.not_in(open_)


def process_of(round_id: int) -> int:
    """Return the process whose turn an act on a round waits for."""
    return db.session.get_one(Round, round_id).workshop.process_id


def write(round_id: int, kind: str, at: datetime) -> int:
    """Put a letter in the queue for each seat that left an address and has not answered; return how many.

    Nobody gets a letter of one kind about one round twice.
    """
    round_ = db.session.get_one(Round, round_id)
    store.lock(round_)
    seats = [address.seat_id for address in _unwritten(round_, kind, at)]
    db.session.add_all(
        RoundLetter(round_id=round_.id, seat_id=seat_id, kind=kind, changed_at=at)
        for seat_id in seats
    )
    if seats:
        journal.record("write letters", at, round_=round_, kind=kind, letters=len(seats))
    db.session.flush()
    return len(seats)


def _unwritten(round_: Round, kind: str, at: datetime) -> list[SeatAddress]:
    """Return the addresses to which a letter of this kind is to be written about a round, and was not.

    Whoever left one after the opening knew that it is open.
    """
    if not _tells(round_, at):
        return []
    written = _written(round_, kind)
    late = round_.opened_at if kind == OPENING else None
    return [
        each
        for each in _waited(round_)
        if each.seat_id not in written and (late is None or each.left_at <= late)
    ]


def _tells(round_: Round, at: datetime) -> bool:
    """Say whether people are written to about a round: it takes answers until an hour that was said."""
    return round_.until is not None and store.takes(round_, at)


def _waited(round_: Round) -> list[SeatAddress]:
    """Return the addresses of those who speak for seats that a round waits for."""
    kept = {
        seat_id: each
        for seat_id, each in of_workshop(round_.workshop).items()
        if each.is_of_speaker
    }
    missing = room.missing(round_.workshop, round_) if kept else []
    return [kept[place.seat.id] for place in missing if place.seat.id in kept]


def _written(round_: Round, kind: str) -> set[int]:
    query = select(RoundLetter.seat_id).where(
        RoundLetter.round_id == round_.id, RoundLetter.kind == kind
    )
    return set(db.session.scalars(query))


def opened(at: datetime) -> list[int]:
    """Return the open rounds of days of which somebody was not told that they opened, and is not reminded yet."""
    return [
        each.id for each in _of_days(at) if at < _reminds(each) and _unwritten(each, OPENING, at)
    ]


def ending(at: datetime) -> list[int]:
    """Return the open rounds that end soon and of which somebody with an address has neither answered nor been reminded."""
    return [
        each.id
        for each in _of_days(at, at + BEFORE)
        if at >= _reminds(each) and _unwritten(each, ENDING, at)
    ]


def _of_days(at: datetime, until: datetime | None = None) -> list[Round]:
    """Return the rounds that are open to an hour that is to come, at most this one, where anybody left an address."""
    left = select(SeatAddress.workshop_id)
    query = select(Round).where(
        Round.state == "open", Round.closes_at > at, Round.workshop_id.in_(left)
    )
    if until is not None:
        query = query.where(Round.closes_at <= until)
    return [each for each in db.session.scalars(query.order_by(Round.id)) if _tells(each, at)]


def _reminds(round_: Round) -> datetime:
    """Return when a round that is open reminds: a day before its end, or in the middle of a shorter one."""
    end, begin = round_.until, round_.opened_at
    if end is None or begin is None:
        raise WrongState
    return end - min(BEFORE, (end - begin) / 2)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that one worker alone sends now."""

    letter_id: int
    address: str
    #: What the address in it begins with.
    base: str
    kind: str
    seat: str
    round: Round


def claim(round_id: int, at: datetime) -> Claimed | None:
    """Take the next letter of a round that waits; None if there is none. Called in a transaction that is kept before it is sent.

    Who has answered meanwhile, took the address back or speaks for the seat no more gets none; nor does anybody once the
    round is over.
    """
    round_ = db.session.get_one(Round, round_id)
    store.lock(round_)
    waited = {each.seat_id: each for each in _waited(round_)} if _tells(round_, at) else {}
    for letter in _queued(round_id, at):
        kept = waited.get(letter.seat_id)
        if kept is None:
            post.become(letter, "skipped", at)
            continue
        post.take(letter, at)
        return Claimed(letter.id, kept.address, kept.base, letter.kind, letter.seat.code, round_)
    return None


def _queued(round_id: int, at: datetime) -> Sequence[RoundLetter]:
    query = select(RoundLetter).where(
        RoundLetter.round_id == round_id, RoundLetter.state == "queued"
    )
    order = (RoundLetter.tries, RoundLetter.changed_at, RoundLetter.id)
    waiting = db.session.scalars(query.order_by(*order).limit(AT_ONCE))
    return [letter for letter in waiting if at >= post.due(letter)]


def note(letter_id: int, state: str, at: datetime, told: str = "") -> datetime | None:
    """Note what became of a letter: "sent", "refused", or "queued" for another try, whose moment is returned."""
    letter = db.session.get_one(RoundLetter, letter_id)
    kept = db.session.get(SeatAddress, (letter.round.workshop_id, letter.seat_id))
    if kept is None or kept.left_at > letter.changed_at:
        told = ""  # it was taken back, or another one left, while the letter was under way: mail servers name it
    if state == "queued":
        return post.put_back(letter, told, at)
    post.become(letter, state, at, told)
    return None


def of_round(round_: Round) -> list[RoundLetter]:
    """Return the letters about a round, by kind and seat."""
    query = select(RoundLetter).where(RoundLetter.round_id == round_.id)
    return list(db.session.scalars(query.order_by(RoundLetter.kind.desc(), RoundLetter.id)))


def again(round_: Round, at: datetime, user_id: int | None) -> int:
    """Put back into the queue what was refused, given up or dropped half-way; return how many. A person decides that."""
    store.lock(round_)
    letters = [letter for letter in of_round(round_) if post.is_lost(letter, at)]
    for letter in letters:
        letter.tries = 0
        post.become(letter, "queued", at)
    journal.record("send letters again", at, round_=round_, user_id=user_id, letters=len(letters))
    return len(letters)


def waiting(at: datetime) -> list[int]:
    """Return the rounds with letters that should be on their way: the queue may have lost them."""
    query = select(RoundLetter).where(
        RoundLetter.state == "queued", RoundLetter.changed_at < at - post.UNDER_WAY
    )
    return sorted({each.round_id for each in db.session.scalars(query) if at >= post.due(each)})
