"""What a wave was when it closed: who was asked, what grouped them, and the tables of these groups."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, Json


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
    #: {"listed": {heading: its groups}, "tables": what may be shown of each attribute, or null}
    document: Mapped[dict[str, Any]] = mapped_column(Json)
