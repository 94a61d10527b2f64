"""Rounds that ask the same again: what is said of the move from one to the next, and the thread of secret ones.

No table here carries a time of an answer or an order of arrival.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, Json, UtcDateTime


class Repetition(Base):
    """What was found when a round was counted that asks another again: frozen with its result."""

    __tablename__ = "repetition"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    #: smd-stability/1 by part of the result, whole; None where the rounds cannot be compared.
    document: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: smd-repeated/1: what everybody may see of it; or {"refused": …} with what keeps them from being compared.
    shown: Mapped[dict[str, Any]] = mapped_column(Json)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeptOption(Base):
    """Why an option that needs not be asked again is asked all the same: printed with the result."""

    __tablename__ = "kept_option"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)


class Series(Base):
    """Secret rounds of which one asks the other again; while it lasts a key pairs their ballots."""

    __tablename__ = "series"
    __table_args__ = (CheckConstraint("(key IS NULL) = (ended_at IS NOT NULL)", name="ended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Part of what names and seals its threads (rounds.series.threads); destroyed when it ends.
    key: Mapped[bytes | None] = mapped_column(LargeBinary)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SeriesRound(Base):
    """That a round belongs to a series: its ballot says so before the first answer."""

    __tablename__ = "series_round"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)


class Thread(Base):
    """What one seat answered in the latest round of a series, sealed, under a name that only its key leads to."""

    __tablename__ = "thread"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
