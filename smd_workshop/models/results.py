"""What was counted, and the journal of who did what; both are only ever added to (models.guards)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, Json, UtcDateTime


class Result(Base):
    """A frozen result: one smd-result/1 document and the smd-tally/1 input that recounts to it.

    A ratification asks about several objectives at once and has one part per objective.
    """

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("round_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    #: '' or the code of the option that this part is about.
    part: Mapped[str] = mapped_column(String(40), default="")
    method_id: Mapped[str] = mapped_column(String(40))
    method_version: Mapped[int]
    #: smd-tally/1, canonical; may hold answers of small sectors: never shown unprotected.
    tally: Mapped[dict[str, Any]] = mapped_column(Json)
    #: smd-result/1 in full; never shown unprotected.
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    #: The same after disclosure control: what pages, documents and downloads show.
    shown: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Of the input; mixed with chance (services.closing) where the input is not published.
    input_sha256: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)


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


class PublishedFigure(Base):
    """A figure that was published; a correction is a new row."""

    __tablename__ = "published_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    #: What it is about, e.g. 'OE2'.
    subject: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    numerator: Mapped[str] = mapped_column(String(80))
    denominator: Mapped[str] = mapped_column(String(80))
    definition: Mapped[str] = mapped_column(String(80))
    dataset_sha256: Mapped[str] = mapped_column(String(64))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
