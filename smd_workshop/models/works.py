"""Work that takes long: asked for on a page, done by the worker, waited for before a bar."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Json, UtcDateTime, one_of, random_id
from smd_workshop.models.processes import Process

WORK_STATES = ("queued", "running", "done", "failed", "cancelled")


class Work(Base):
    """One piece of long work: a report, a file of answers, a list that is written. It goes after a day."""

    __tablename__ = "work"
    __table_args__ = (
        UniqueConstraint("key"),
        one_of("state", WORK_STATES),
        Index("ix_work_state_seen_at", "state", "seen_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    #: Which work it is: a name in long_work.KINDS.
    kind: Mapped[str] = mapped_column(String(40))
    #: What it is done with: plain values, never code.
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Digest of kind and what it is done with: who asks for the same while it is under way gets the same.
    key: Mapped[str] = mapped_column(String(64))
    #: What one must be allowed to in the process, to see it and to take what came out.
    verb: Mapped[str] = mapped_column(String(40))
    #: What it is called on its page, and where one goes back to.
    title: Mapped[str] = mapped_column(String(300))
    back: Mapped[str] = mapped_column(Text)
    #: In which language it is done.
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    #: What it is at, as an English sentence of ours, and how far: `done` of `total`; 0 of 0 where nobody knows.
    step: Mapped[str] = mapped_column(String(200), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: Which worker has it: drawn anew each time that one takes it up.
    holder: Mapped[str] = mapped_column(String(32), default="")
    #: How often it was taken up.
    tries: Mapped[int] = mapped_column(default=0)
    #: {"leads_to": address, "said": sentence} or {"file": name, "type": media type, "called": name for the reader}
    outcome: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    #: Why it failed, in words for its reader.
    problem: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When its worker was seen last; of one that is queued or over, when that came.
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    process: Mapped[Process] = relationship()
