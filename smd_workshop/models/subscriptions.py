"""Who wants to be told what is new: addresses of the public, and planners about their plans; and the letters to them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.accounts import User
from smd_workshop.models.base import Base, UtcDateTime, random_id
from smd_workshop.models.plans.plans import Plan
from smd_workshop.models.processes import Process


class Subscriber(Base):
    """A mail address that wants to be told what is new; kept for that alone, and gone with its last subscription."""

    __tablename__ = "subscriber"
    __table_args__ = (UniqueConstraint("address"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    address: Mapped[str] = mapped_column(String(254))
    #: In which its letters are written.
    language: Mapped[str] = mapped_column(String(10))
    #: What links in letters to it begin with: the address by which the page was reached that took it.
    base: Mapped[str] = mapped_column(Text)
    #: When somebody looks next whether there is anything to tell.
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)

    subscriptions: Mapped[list["Subscription"]] = relationship(
        back_populates="subscriber", order_by="Subscription.asked_at"
    )


class Subscription(Base):
    """That an address is told about one thing, once it has confirmed it."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("subscriber_id", "process_id", "kind", "subject_id"),
        CheckConstraint(
            "kind IN ('process', 'objective', 'commitment', 'plan', 'indicator')", name="kind"
        ),
    )

    #: What links in letters hold: who has the letter may confirm it and end it.
    key: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    subscriber_id: Mapped[str] = mapped_column(ForeignKey("subscriber.id"))
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    #: The id of the thing; of an objective that of its item.
    subject_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: What was published until then was told.
    told_until: Mapped[datetime] = mapped_column(UtcDateTime)

    subscriber: Mapped[Subscriber] = relationship(back_populates="subscriptions")
    process: Mapped[Process] = relationship()


class PlanWatch(Base):
    """What a member of staff has seen of a plan, and how often they want to be told what needs attention."""

    __tablename__ = "plan_watch"
    __table_args__ = (
        UniqueConstraint("user_id", "plan_id"),
        CheckConstraint("every IN ('', 'week', 'quarter')", name="every"),
        CheckConstraint("(every = '') = (next_at IS NULL)", name="next_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    #: When they said last that they had seen what there was.
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How often a letter tells what needs attention; '' never.
    every: Mapped[str] = mapped_column(String(8), default="")
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: What links in its letters begin with, and the language they are written in.
    base: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(10), default="es")

    user: Mapped[User] = relationship()
    plan: Mapped[Plan] = relationship()


class NewsLetter(Base):
    """A letter to a subscriber or to a planner, and what the mail server said of it; it holds no address."""

    __tablename__ = "news_letter"
    __table_args__ = (
        CheckConstraint("kind IN ('confirmation', 'news', 'attention')", name="kind"),
        CheckConstraint("(kind = 'attention') = (watch_id IS NOT NULL)", name="watch"),
        CheckConstraint("(subscriber_id IS NULL) = (watch_id IS NOT NULL)", name="subscriber"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'refused', 'failed', 'skipped')", name="state"
        ),
        Index("ix_news_letter_state_changed_at", "state", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subscriber_id: Mapped[str | None] = mapped_column(ForeignKey("subscriber.id"), index=True)
    #: What a confirmation asks about; '' of other letters.
    key: Mapped[str] = mapped_column(String(32), default="")
    watch_id: Mapped[int | None] = mapped_column(ForeignKey("plan_watch.id"), index=True)
    #: It tells what was published until then.
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="queued")
    #: How often it was given to the mail server.
    tries: Mapped[int] = mapped_column(default=0)
    told: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    subscriber: Mapped[Subscriber | None] = relationship()
    watch: Mapped[PlanWatch | None] = relationship()
