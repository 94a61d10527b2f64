"""Telling addresses of others what happened: a row for each in the act itself, sent by the worker, tried over a day.

What is told are codes, numbers and links: never a figure. docs/adr/0070.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.database import db
from smd_workshop.database.children import child_of, newest_of
from smd_workshop.models import Process, Webhook, WebhookDelivery
from smd_workshop.processes import journal
from smd_workshop.processes.programs import outgoing

WAVE_CLOSED, FIGURE_PUBLISHED = "wave.closed", "figure.published"
#: Waits between tries: the last try is a day after the first.
WAITS: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 819))
TRIES: Final = len(WAITS) + 1
#: A delivery that a worker has longer than this was dropped by it.
UNDER_WAY: Final = timedelta(minutes=5)
#: Addresses of a process that are told at the same time.
MOST: Final = 20
#: Deliveries of an address that its page lists.
LISTED: Final = 100
#: What secrets begin with, so that one is known for what it is.
BEGINS: Final = "whsec_"


def add(
    process: Process, name: str, target: outgoing.Target, base: str, at: datetime, user_id: int | None
) -> Webhook:  # fmt: skip
    """Tell an address from now on, which was judged before (outgoing.judged): to look a name up takes what others wait for.

    Raises Invalid without a name, or where there are MOST already.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid(N_("Write whose address it is."))
    if sum(each.ended_at is None for each in of_process(process)) >= MOST:
        raise Invalid(N_("There are %(most)s addresses already. End one first."), most=MOST)
    row = Webhook(
        process_id=process.id, name=name, url=target.url, base=base, created_at=at, created_by_id=user_id
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    journal.record("add webhook", at, process=process, user_id=user_id, name=name)
    return row


def end(row: Webhook, at: datetime, user_id: int | None) -> None:
    """Tell an address nothing any more; what still waits for it is not sent."""
    if row.ended_at is None:
        row.ended_at = at
        journal.record("end webhook", at, process=row.process, user_id=user_id, name=row.name)


def of_process(process: Process) -> list[Webhook]:
    """Return the addresses of a process, the newest first."""
    return newest_of(Webhook, process.id)


def find(process: Process, webhook_id: int) -> Webhook:
    """Return the address of this process with this number, or raise NotFound."""
    return child_of(Webhook, process.id, webhook_id)


def announce(process: Process, event: str, at: datetime, **about: Any) -> None:
    """Have every address of a process told of this: in the transaction of the act, so with it or not at all."""
    for row in of_process(process):
        if row.ended_at is None:
            db.session.add(
                WebhookDelivery(
                    webhook_id=row.id, event=event, about=about, happened_at=at, due_at=at, changed_at=at
                )
            )  # fmt: skip


def deliveries(row: Webhook) -> list[WebhookDelivery]:
    """Return what an address was told last, the newest first."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == row.id)
    return list(db.session.scalars(query.order_by(WebhookDelivery.id.desc()).limit(LISTED)))


def delivery(row: Webhook, delivery_id: int) -> WebhookDelivery:
    """Return one of them, or raise NotFound."""
    found = db.session.get(WebhookDelivery, delivery_id)
    if found is None or found.webhook_id != row.id:
        raise NotFound
    return found


def by_id(delivery_id: int) -> WebhookDelivery:
    """Return a delivery that the queue names."""
    return db.session.get_one(WebhookDelivery, delivery_id)


def due(at: datetime, most: int) -> list[tuple[int, int]]:
    """Return what is to be sent now with its process, the longest due first; what an ended address waits for is not."""
    query = (
        select(WebhookDelivery.id, Webhook.process_id)
        .join(Webhook)
        .where(WebhookDelivery.state == "waiting", WebhookDelivery.due_at <= at)
        .where(Webhook.ended_at.is_(None))
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(most)
    )
    return [(each, process) for each, process in db.session.execute(query)]


def claim(delivery_id: int, at: datetime) -> int:
    """Take a delivery for one try, so that no other worker does; return which try it is, 0 where somebody has it."""
    found = by_id(delivery_id)
    if found.state != "waiting" or found.due_at > at or found.webhook.ended_at is not None:
        return 0
    found.tries += 1
    found.due_at = at + UNDER_WAY
    return found.tries


def is_mine(found: WebhookDelivery, attempt: int) -> bool:
    """Say whether this try is still the last one, and wanted."""
    waits = found.state == "waiting" and found.webhook.ended_at is None
    return waits and found.tries == attempt


def note(delivery_id: int, attempt: int, answer: outgoing.Answer, at: datetime) -> None:
    """Note what the receiver answered to a try, and when it is tried again where that is nothing good."""
    found = by_id(delivery_id)
    if not is_mine(found, attempt):
        return
    found.status, found.told, found.changed_at = answer.status, answer.told, at
    if answer.taken:
        found.state = "delivered"
    elif found.tries >= TRIES:
        found.state = "failed"
    else:
        found.due_at = at + WAITS[found.tries - 1]


def again(found: WebhookDelivery, at: datetime, user_id: int | None) -> None:
    """Send once more what was given up, or was sent already; the receiver knows it by its number.

    Raises WrongState for an address that is told nothing any more.
    """
    row = found.webhook
    if row.ended_at is not None:
        raise WrongState(N_("This address is told nothing any more."))
    found.state, found.tries, found.due_at = "waiting", 0, at
    journal.record(
        "send webhook again",
        at,
        process=row.process,
        user_id=user_id,
        name=row.name,
        event=found.event,
    )


def secret_of(row: Webhook, secret: str) -> str:
    """Return what the receiver checks signatures with: made of the secret of the installation, stored nowhere."""
    made = hmac.new(secret.encode(), f"webhook:{row.salt}".encode(), hashlib.sha256)
    return BEGINS + made.hexdigest()


def signature(row: Webhook, body: bytes, at: datetime, known: Sequence[str]) -> str:
    """Return what proves that a body is ours and of which moment: `t=…,v1=…`, HMAC-SHA256 over «t.body».

    One `v1` for each secret that the installation knows, the present one first: receivers go on while it is changed.
    """
    moment = str(int(at.timestamp()))
    signed = moment.encode() + b"." + body
    made = (
        hmac.new(secret_of(row, each).encode(), signed, hashlib.sha256).hexdigest()
        for each in known
    )
    return ",".join([f"t={moment}", *(f"v1={each}" for each in made)])
