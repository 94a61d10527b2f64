"""Programs of others: keys by which they read the open data, and addresses that are told what happened. docs/adr/0070."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Json, UtcDateTime, one_of, random_id
from smd_workshop.models.processes import Process

#: What a webhook is told of.
EVENTS = ("wave.closed", "figure.published")
DELIVERY_STATES = ("waiting", "delivered", "failed")


class ApiKey(Base):
    """What lets a program of an organisation read the open data oftener; the key itself is stored nowhere."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("key_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    #: Whose program it is.
    name: Mapped[str] = mapped_column(String(120))
    key_hash: Mapped[str] = mapped_column(String(64))
    #: Its first signs, by which people tell it from others.
    begins: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: The last day on which it works, as the calendar of its process says.
    expires_on: Mapped[date]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_on: Mapped[date | None]
    uses: Mapped[int] = mapped_column(default=0)

    process: Mapped[Process] = relationship()


class Webhook(Base):
    """An address of others that is told when a wave closes and when a figure is published."""

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    #: Whose it is.
    name: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    #: Of which, with the secret of the installation, its own secret is made: no table holds that.
    salt: Mapped[str] = mapped_column(String(32), default=random_id)
    #: What addresses of ours begin with in what it is told.
    base: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    process: Mapped[Process] = relationship()


class WebhookDelivery(Base):
    """One thing that a webhook is told, and what became of it."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        one_of("event", EVENTS),
        one_of("state", DELIVERY_STATES),
        UniqueConstraint("message"),
        Index("ix_webhook_delivery_due", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"), index=True)
    #: The same at every try: by it the receiver knows what it was told before.
    message: Mapped[str] = mapped_column(String(32), default=random_id)
    event: Mapped[str] = mapped_column(String(20))
    #: What it is about, by codes and numbers alone.
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    #: When it is tried (again); while a worker has it, when another one may take it.
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: What the receiver answered last: a status of HTTP; None where it answered nothing.
    status: Mapped[int | None]
    #: Why there was no answer, in words.
    told: Mapped[str] = mapped_column(String(200), default="")

    webhook: Mapped[Webhook] = relationship()
