"""Who did what, when and why, which nothing is decided by; and the forms that have arrived."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, Json, UtcDateTime


class Journal(Base):
    """Who did what, when, and why."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    process_id: Mapped[int | None] = mapped_column(ForeignKey("process.id"), index=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verb: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class SentForm(Base):
    """A form of staff that has arrived: sent again, it is the same act and leads to the same page."""

    __tablename__ = "sent_form"

    #: HMAC of who sent it, the key that the page drew, where to, and what was written. No secret answer is in it.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    #: The day; no more is needed.
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The address that it was answered with; '' only while the act is under way.
    leads_to: Mapped[str] = mapped_column(Text, default="")
