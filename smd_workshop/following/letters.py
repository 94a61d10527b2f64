"""The queue of letters to who follows something: each is sent at most once, by one worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.orm import aliased

from smd_workshop.database import db
from smd_workshop.following import subscriptions, things, watching
from smd_workshop.following.subscriptions import CONFIRMATION, DAY, NEWS, News
from smd_workshop.models import NewsLetter, Subscription
from smd_workshop.processes import post

AT_ONCE: Final = 50
#: How long it is known that a letter was sent.
KEPT: Final = timedelta(days=30)
#: So many are deleted at once.
MOST_CLEARED: Final = 500


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that one worker alone sends now."""

    letter_id: int
    address: str
    language: str
    #: What the links in it begin with.
    base: str
    #: A letter asks for a confirmation of this, or tells this news.
    asked: News | None = None
    news: Sequence[News] = ()
    #: Or what needs attention in the plan that this member of staff watches.
    watch_id: int | None = None


def claim(at: datetime, *, confirmations: bool = True) -> Claimed | None:
    """Take the next letter that waits; None if there is none. Called in a transaction that is kept before it is sent.

    Without `confirmations` letters that ask for one go on waiting. What was ended or confirmed meanwhile, or tells nothing any more, is not sent.
    """
    for letter in _queued(at, confirmations=confirmations):
        claimed = _claimed(letter)
        if claimed is None:
            post.become(letter, "skipped", at)
            continue
        post.take(letter, at)
        return claimed
    return None


def _queued(at: datetime, *, confirmations: bool = True) -> Sequence[NewsLetter]:
    query = select(NewsLetter).where(NewsLetter.state == "queued")
    if not confirmations:
        query = query.where(NewsLetter.kind != CONFIRMATION)
    order = (NewsLetter.tries, NewsLetter.changed_at, NewsLetter.id)
    waiting = db.session.scalars(query.order_by(*order).limit(AT_ONCE))
    return [letter for letter in waiting if at >= post.due(letter)]


def _claimed(letter: NewsLetter) -> Claimed | None:
    subscriber, watch = letter.subscriber, letter.watch
    if watch is not None and watch.every and watching.may(watch):
        address = str(watch.user.email)
        return Claimed(letter.id, address, watch.language, watch.base, watch_id=watch.id)
    if subscriber is None:
        return None
    to = (letter.id, subscriber.address, subscriber.language, subscriber.base)
    if letter.kind == CONFIRMATION:
        asked = db.session.get(Subscription, letter.key)
        thing = things.of(asked) if asked is not None and asked.confirmed_at is None else None
        if asked is None or thing is None:
            return None
        return Claimed(*to, asked=News(asked, thing, []))
    found = subscriptions.news(subscriber, letter.until)
    return Claimed(*to, news=found) if found else None


def note(letter_id: int, state: str, at: datetime, told: str = "") -> datetime | None:
    """Note what became of a letter: "sent", "refused", or "queued" for another try, whose moment is returned.

    A letter that went with its address meanwhile leaves nothing to note.
    """
    letter = db.session.get(NewsLetter, letter_id)
    if letter is None:
        return None
    if state == "queued":
        return post.put_back(letter, told, at)
    post.become(letter, state, at, told)
    subscriber = letter.subscriber
    if subscriber is not None and letter.kind == NEWS and state == "sent":
        subscriptions.told(subscriber, letter.until)
        subscriber.next_at = at + DAY
    if subscriber is not None and state == "refused":
        subscriptions.refused(subscriber)
    return None


def asks_wait() -> bool:
    """Say whether a letter that asks for a confirmation waits."""
    query = select(NewsLetter.id).where(
        NewsLetter.state == "queued", NewsLetter.kind == CONFIRMATION
    )
    return db.session.scalar(query.limit(1)) is not None


def waiting(at: datetime) -> bool:
    """Say whether a letter should be on its way: the queue may have lost it."""
    query = select(NewsLetter).where(
        NewsLetter.state == "queued", NewsLetter.changed_at < at - post.UNDER_WAY
    )
    return any(at >= post.due(letter) for letter in db.session.scalars(query.limit(AT_ONCE)))


def is_old(at: datetime) -> bool:
    """Say whether any letter is kept for longer than anybody asks about it."""
    return db.session.scalar(_old(at).limit(1)) is not None


def clear(at: datetime) -> int:
    """Delete letters of long ago, which nobody asks about; return how many."""
    found = list(db.session.scalars(_old(at)))
    db.session.execute(delete(NewsLetter).where(NewsLetter.id.in_(found)))
    return len(found)


def _old(at: datetime) -> Select[int]:
    """Return the letters that nothing is read from any more.

    Kept are the last one sent about each plan, for the next tells what changed since, and what a mail server refused
    without having taken a later one: after so many in a row an address is deleted.
    """
    later = aliased(NewsLetter)
    own = (later.subscriber_id == NewsLetter.subscriber_id) | (
        later.watch_id == NewsLetter.watch_id
    )
    taken_later = exists().where(own, later.id > NewsLetter.id, later.state == "sent")
    done = NewsLetter.state.in_(["sending", "sent", "skipped", "failed"])
    needed = (NewsLetter.kind == watching.ATTENTION) & (NewsLetter.state == "sent")
    query = select(NewsLetter.id).where(
        NewsLetter.changed_at < at - KEPT,
        NewsLetter.state != "queued",
        taken_later | (done & ~needed),
    )
    # The older first: of those that were refused none may outlive the one that was taken after them.
    return query.order_by(NewsLetter.id).limit(MOST_CLEARED)
