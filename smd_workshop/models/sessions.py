"""Who is signed in where, and which phones a seat was taken off: so that it ends here, and not in the browser alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, UtcDateTime


class StaffSession(Base):
    """One signing in; it lives until its row goes. The cookie holds the secret, the row its digest."""

    __tablename__ = "staff_session"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LeftPhone(Base):
    """A phone that a seat was taken off. The cookie held the secret, the row its digest; nothing leads to the seat."""

    __tablename__ = "left_phone"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    left_at: Mapped[datetime] = mapped_column(UtcDateTime)
