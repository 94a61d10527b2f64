"""What a wave was when it closed: who was asked, what grouped them, the tables of these groups; from which file it came."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, Json, UtcDateTime


class WaveMember(Base):
    """Somebody who was asked in a wave, as the list said when it closed; nothing here leads to an anonymous answer."""

    __tablename__ = "wave_member"
    __table_args__ = ({"sqlite_with_rowid": False},)

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    respondent_id: Mapped[int] = mapped_column(
        ForeignKey("respondent.id"), primary_key=True, index=True
    )
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    #: {heading of the list: value}
    attributes: Mapped[dict[str, str]] = mapped_column(Json, default=dict)


class WaveGroups(Base):
    """The groups of people of a closed wave beside each other, computed once with its figures."""

    __tablename__ = "wave_groups"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    #: {"listed": {heading: its groups}, "tables": what may be shown of each attribute, or null,
    #: "how_far": how many answers are complete, partial, and less: surveys.figures.rates,
    #: "questions": {"responses" | "open": figures of questions that no dimension holds: surveys.figures.question_facts}}
    document: Mapped[dict[str, Any]] = mapped_column(Json)


class WaveImport(Base):
    """That a wave was gathered elsewhere: from which file it came, and how that was read."""

    __tablename__ = "wave_import"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    #: Of the file as it was sent.
    sha256: Mapped[str] = mapped_column(String(64))
    #: {"columns": [[heading, what it is]], "meanings": {item: {word: answer}}, "rows": {verdict: how many}}
    reading: Mapped[dict[str, Any]] = mapped_column(Json)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    @property
    def kept(self) -> int:
        """How many rows of the file became responses."""
        rows = self.reading["rows"]
        return int(rows["accepted"]) + int(rows["with_loss"])

    @property
    def read(self) -> int:
        """How many rows the file had."""
        return sum(self.reading["rows"].values())
