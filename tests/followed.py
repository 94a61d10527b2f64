"""Who follows something, built on the real acts."""

from builders import NOON
from sqlalchemy import select

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.following import subscriptions, things
from smd_workshop.following.subscriptions import Left
from smd_workshop.minutes import commitments
from smd_workshop.models import Commitment, Process, Subscription
from smd_workshop.worker import jobs

BASE = "https://smd.example/"


def subscribed(
    process: Process, address: str = "ana@example.org", kind: str = "process", of: str = ""
) -> str:
    """Let an address follow a thing, confirmed; return the key that its letters hold. Committed."""
    with transaction():
        thing = things.named(process, kind, of)
        subscriptions.ask(thing, Left(address, "es", BASE), now())
        query = select(Subscription).where(
            Subscription.kind == thing.kind, Subscription.subject_id == thing.id
        )
        found = db.session.scalars(query).one()
        subscriptions.confirm(found, now())
        return found.key


def promised(process: Process, text: str = "Abrir el pozo", owner: str = "Municipio") -> Commitment:
    """A commitment of a process. Committed."""
    with transaction():
        promise = commitments.Promise(text, owner, NOON.date())
        return commitments.add(process, promise, NOON, None)


def look() -> None:
    """Let the worker look once for what is due."""
    db.session.rollback()
    jobs.make_up()
    db.session.rollback()
