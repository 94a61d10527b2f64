"""Who is told by mail what is new of a thing: asked for by anybody, confirmed by who reads the address, ended for good.

Nobody learns here whether an address is known: asking for what is confirmed already changes nothing and says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete, func, select

from smd_workshop.core import mail_addresses
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.following import happenings, things
from smd_workshop.following.happenings import Happening
from smd_workshop.following.things import Thing
from smd_workshop.models import NewsLetter, Subscriber, Subscription
from smd_workshop.processes import post

CONFIRMATION: Final = "confirmation"
NEWS: Final = "news"
#: How long an address that nobody confirmed is kept.
UNCONFIRMED: Final = timedelta(days=3)
#: An address gets one letter with news in this time at most, and so many that ask for a confirmation.
DAY: Final = timedelta(days=1)
MOST_ASKED: Final = 3
#: How often somebody looks whether there is anything to tell an address.
LOOKED: Final = timedelta(hours=1)
#: So many addresses are looked at in one go.
AT_ONCE: Final = 20
#: After so many letters in a row that its mail server refused for good an address is deleted.
MOST_REFUSED: Final = 3


@dataclass(frozen=True, slots=True)
class Left:
    """An address as it was left: the language of the page that took it, and what links in letters begin with."""

    address: str
    language: str
    base: str


@dataclass(frozen=True, slots=True)
class News:
    """What is new of one thing that an address follows."""

    subscription: Subscription
    thing: Thing
    happenings: list[Happening]


def _begun(subscriber: Subscriber, thing: Thing, at: datetime) -> Subscription:
    """Return the subscription of somebody to a thing, begun where there is none."""
    for each in subscriber.subscriptions:
        about = each.process_id, each.kind, each.subject_id
        if about == (thing.process.id, thing.kind, thing.id):
            return each
    found = Subscription(
        process_id=thing.process.id, kind=thing.kind, subject_id=thing.id, asked_at=at,
        told_until=at,
    )  # fmt: skip
    subscriber.subscriptions.append(found)
    return found


def ask(thing: Thing, left: Left, at: datetime) -> bool:
    """Keep that an address wants to be told of a thing, until it confirms it; say whether a letter asks for that.

    Raises Invalid for what is no address.
    """
    address = left.address.strip().lower()
    if not mail_addresses.is_address(address):
        raise Invalid(N_("This is no mail address. Write it like name@example.org."))
    subscriber = _subscriber(address, left, at)
    found = _begun(subscriber, thing, at)
    if found.confirmed_at is not None:
        return False
    found.asked_at = at
    db.session.flush()  # the letter names its key
    if _asked_lately(subscriber, at) >= MOST_ASKED:
        return False
    db.session.add(
        NewsLetter(
            kind=CONFIRMATION, subscriber_id=subscriber.id, key=found.key, until=at, changed_at=at
        )
    )
    db.session.flush()
    return True


def follows_others(asked: Subscription) -> bool:
    """Say whether an address has confirmed that it follows anything else."""
    return any(
        each.confirmed_at is not None
        for each in asked.subscriber.subscriptions
        if each is not asked
    )


def _subscriber(address: str, left: Left, at: datetime) -> Subscriber:
    known = db.session.scalar(select(Subscriber).where(Subscriber.address == address))
    if known is not None:
        return known
    made = Subscriber(address=address, language=left.language, base=left.base, next_at=at)
    db.session.add(made)
    db.session.flush()
    return made


def _asked_lately(subscriber: Subscriber, at: datetime) -> int:
    query = select(func.count()).where(
        NewsLetter.subscriber_id == subscriber.id, NewsLetter.kind == CONFIRMATION,
        NewsLetter.until > at - DAY,
    )  # fmt: skip
    return db.session.scalar(query) or 0


def find(key: str, at: datetime) -> Subscription:
    """Return the subscription that a letter leads to; NotFound where it was ended, or not confirmed in time."""
    found = db.session.get(Subscription, key)
    if found is None or (found.confirmed_at is None and found.asked_at <= at - UNCONFIRMED):
        raise NotFound
    return found


def confirm(found: Subscription, at: datetime) -> None:
    """Tell an address from now on; done twice it is done once."""
    if found.confirmed_at is None:
        found.confirmed_at = found.told_until = at


def end(found: Subscription, *, every: bool = False) -> None:
    """Tell an address no more of a thing, or of anything; its last subscription takes the address with it."""
    subscriber = found.subscriber
    for each in [*subscriber.subscriptions] if every else [found]:
        _end(each)
    _forget_idle(subscriber)


def _end(found: Subscription) -> None:
    letters = delete(NewsLetter).where(NewsLetter.key == found.key)
    db.session.execute(letters)
    db.session.delete(found)
    db.session.flush()
    db.session.expire(found.subscriber, ["subscriptions"])


def _forget_idle(subscriber: Subscriber) -> None:
    """Delete an address that follows nothing, and the letters to it."""
    if subscriber.subscriptions:
        return
    db.session.execute(delete(NewsLetter).where(NewsLetter.subscriber_id == subscriber.id))
    db.session.delete(subscriber)
    db.session.flush()


def stale(at: datetime) -> bool:
    """Say whether anything waits too long for its confirmation."""
    return db.session.scalar(_stale(at).limit(1)) is not None


def expire(at: datetime) -> int:
    """Delete what nobody confirmed in time; return how many."""
    found = list(db.session.scalars(_stale(at)))
    for each in found:
        end(each)
    return len(found)


def _stale(at: datetime) -> Select[Subscription]:
    return select(Subscription).where(
        Subscription.confirmed_at.is_(None), Subscription.asked_at <= at - UNCONFIRMED
    )


def due(at: datetime) -> Sequence[str]:
    """Return the addresses, by their ids, for which somebody should look now whether there is anything to tell."""
    confirmed = select(Subscription.subscriber_id).where(Subscription.confirmed_at.is_not(None))
    query = select(Subscriber.id).where(Subscriber.next_at <= at, Subscriber.id.in_(confirmed))
    return db.session.scalars(query.order_by(Subscriber.next_at).limit(AT_ONCE)).all()


def write(subscriber_id: str, at: datetime) -> bool:
    """Put a letter in the queue where there is anything to tell; say whether it did. One a day at most."""
    subscriber = db.session.get(Subscriber, subscriber_id)
    if subscriber is None or subscriber.next_at > at:
        return False
    if _under_way(subscriber, at) or not news(subscriber, at):
        subscriber.next_at = at + LOOKED
        return False
    subscriber.next_at = at + DAY
    letter = NewsLetter(kind=NEWS, subscriber_id=subscriber.id, until=at, changed_at=at)
    db.session.add(letter)
    db.session.flush()
    return True


def _under_way(subscriber: Subscriber, at: datetime) -> bool:
    """Say whether a letter waits or is being sent; what a worker dropped half-way counts as told."""
    query = select(NewsLetter).where(
        NewsLetter.subscriber_id == subscriber.id, NewsLetter.kind == NEWS,
        NewsLetter.state.in_(["queued", "sending"]),
    )  # fmt: skip
    waiting = False
    for letter in db.session.scalars(query):
        if post.is_lost(letter, at):
            post.become(letter, "failed", at)
            told(subscriber, letter.until)
        else:
            waiting = True
    return waiting


def news(subscriber: Subscriber, until: datetime) -> list[News]:
    """Return what is new of each thing that an address follows and may still be read, nothing where nothing is."""
    found = []
    for each in subscriber.subscriptions:
        thing = things.of(each) if each.confirmed_at is not None else None
        if thing is None:
            continue
        new = happenings.of_thing(thing, until, each.told_until)
        if new:
            found.append(News(each, thing, new))
    return found


def told(subscriber: Subscriber, until: datetime) -> None:
    """Remember up to when an address was told."""
    for each in subscriber.subscriptions:
        each.told_until = max(each.told_until, until)


def refused(subscriber: Subscriber) -> bool:
    """Delete an address that its mail server refuses again and again; say whether it was."""
    query = select(NewsLetter.state).where(NewsLetter.subscriber_id == subscriber.id)
    last = db.session.scalars(query.order_by(NewsLetter.id.desc()).limit(MOST_REFUSED)).all()
    if len(last) < MOST_REFUSED or set(last) != {"refused"}:
        return False
    for each in [*subscriber.subscriptions]:
        _end(each)
    _forget_idle(subscriber)
    return True
