"""Rounds of days: when a round opens and closes by itself, which is said beforehand and may be put off.

The hours change nothing about how a round opens, closes and is counted: rounds.opening and rounds.closing do that
once somebody, or the hour, asks for it. Whoever answers in time is counted also where nobody finishes the close.
"""

from datetime import datetime, timedelta

from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import iso
from smd_workshop.database import db
from smd_workshop.models import Extension, Round
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of
from smd_workshop.rounds import sealing, store

#: How far ahead an hour may lie; beyond it somebody mistyped the year.
FARTHEST = timedelta(days=366)
BY_ITSELF = N_("by the hour that was fixed")


def by_itself(round_: Round) -> str:
    """Return what the journal says of an act that nobody asked for but the clock."""
    return in_words_of(round_.workshop.process, BY_ITSELF)


def say(
    round_: Round,
    opens_at: datetime | None,
    closes_at: datetime | None,
    at: datetime,
    user_id: int | None,
) -> None:
    """Say of a draft when it opens and closes by itself; None means that somebody does it.

    An hour that is over may stay as it was while the other is changed: something kept the draft from opening.

    Raises WrongState once it has opened, Frozen with a sealed acta, Invalid for hours that cannot be.
    """
    store.lock(round_)
    sealing.refuse_sealed(round_.workshop)
    if round_.state != "draft":
        raise WrongState(N_("This round has opened. Its end can only be put off."))
    if opens_at is not None or closes_at is not None:
        _check_answered(round_)
    if opens_at is not None and not (
        opens_at == round_.opens_at and _goes_on(closes_at, round_, at)
    ):
        _check_ahead(opens_at, at)
    if closes_at is not None:
        _check_ahead(closes_at, at)
        if opens_at is not None and closes_at <= opens_at:
            raise Invalid(N_("It would close before it opens. Write a later hour to close."))
    round_.opens_at, round_.closes_at = opens_at, closes_at
    journal.record(
        "say hours", at, workshop=round_.workshop, user_id=user_id, number=round_.number,
        title=round_.title, opens=iso(opens_at), closes=iso(closes_at),
    )  # fmt: skip
    store.touch(round_)


def extend(
    round_: Round, until: datetime, reason: str, at: datetime, user_id: int | None
) -> Extension:
    """Put off the end of an open round, or give it an end; the phones show it.

    Raises WrongState once it is closing or over, Invalid for an hour that is not later than the one that was said.
    """
    store.lock(round_)
    if round_.state != "open" or round_.is_closing or (round_.until and at >= round_.until):
        raise WrongState(N_("This round is closing or has closed: its end cannot be put off."))
    _check_answered(round_)
    _check_ahead(until, at)
    was = round_.closes_at
    if was is not None and until <= was:
        raise Invalid(
            N_("People were told that it is open until then. Write a later hour; to end before, close the round.")
        )  # fmt: skip
    if was is not None and not reason.strip():
        raise Invalid(N_("Write why the end is put off. It goes into the acta."))
    round_.closes_at = round_.closing_at = until
    added = Extension(
        round_id=round_.id, was=was, until=until, reason=reason.strip(), said_at=at, said_by_id=user_id
    )  # fmt: skip
    db.session.add(added)
    journal.record(
        "extend round", at, round_=round_, user_id=user_id, reason=reason.strip(),
        was=iso(was), until=iso(until),
    )  # fmt: skip
    store.touch(round_)
    db.session.flush()
    db.session.expire(round_, ["extensions"])
    return added


def check_to_come(round_: Round, at: datetime) -> None:
    """Raise WrongState where a draft would open after the hour at which it closes."""
    if missed(round_, at):
        raise WrongState(N_("The hour to close this round is over already. Say another one first."))


def missed(round_: Round, at: datetime) -> bool:
    """Say whether a draft was to close by now and never opened."""
    return round_.state == "draft" and round_.closes_at is not None and round_.closes_at <= at


def waits(round_: Round, at: datetime) -> bool:
    """Say whether a round opens, or closes, by itself at an hour that has not come."""
    hour = round_.opens_at if round_.state == "draft" else round_.until
    return round_.state in {"draft", "open"} and hour is not None and at < hour


def _goes_on(closes_at: datetime | None, round_: Round, at: datetime) -> bool:
    """Say whether a draft would still open by an hour that is over; one that was missed needs a later hour to close."""
    return closes_at is not None or not missed(round_, at)


def _check_answered(round_: Round) -> None:
    if round_.step == "organise":
        raise Invalid(
            N_("Nobody answers while notes are put in order, so this has no hours: say when the board is ready.")
        )  # fmt: skip


def _check_ahead(moment: datetime, at: datetime) -> None:
    if moment <= at:
        raise Invalid(N_("This hour is over already. Write one that is still to come."))
    if moment > at + FARTHEST:
        raise Invalid(N_("This is more than a year ahead. Look at the year again."))
