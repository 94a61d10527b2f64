"""The clock that a room sees: a hint when to finish; it closes nothing by itself."""

from datetime import datetime, timedelta

from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.models import Round
from smd_workshop.processes import journal
from smd_workshop.rounds import store

#: Minutes, ten hours.
LONGEST = 600


def set_clock(round_: Round, ends_at: datetime, at: datetime, user_id: int | None) -> None:
    """Show the room a time to finish by. It closes nothing by itself. WrongState where none is open."""
    store.lock(round_)
    if round_.state != "open" or round_.closing_at is not None:
        raise WrongState
    round_.ends_at = ends_at
    journal.record("set clock", at, round_=round_, user_id=user_id)
    store.touch(round_)


def set_minutes(round_: Round, text: str, at: datetime, user_id: int | None) -> None:
    """Show the room so many minutes from now, as somebody typed them; raises Invalid for what is no number of them."""
    minutes = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
    if not 1 <= minutes <= LONGEST:
        raise Invalid(N_("Write the minutes as a number from 1 to %(most)s."), most=LONGEST)
    set_clock(round_, at + timedelta(minutes=minutes), at, user_id)


def add_time(round_: Round, minutes: int, at: datetime, user_id: int | None) -> None:
    """Give the room some minutes more: after the time on the clock, or from now if it is over."""
    store.lock(round_)
    begin = max(at, round_.ends_at) if round_.ends_at is not None else at
    set_clock(round_, begin + timedelta(minutes=minutes), at, user_id)


def minutes_open(round_: Round, at: datetime) -> int:
    """Return for how many whole minutes a round has been open."""
    return (
        0
        if round_.opened_at is None
        else max(timedelta(), at - round_.opened_at) // timedelta(minutes=1)
    )


def seconds_left(moment: datetime | None, at: datetime) -> int | None:
    """Return how many whole seconds there are until a moment, never less than 0; None where it is not set."""
    if moment is None:
        return None
    return max(0, -(-(moment - at) // timedelta(seconds=1)))
