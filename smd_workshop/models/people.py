"""Who takes part: actors, their seats, and the cards that open them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Identified, UtcDateTime
from smd_workshop.models.processes import Sector, Territory


class Actor(Identified, Base):
    """An organisation in a sector."""

    __tablename__ = "actor"
    __table_args__ = (UniqueConstraint("process_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"), index=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"))

    sector: Mapped[Sector] = relationship()
    territory: Mapped[Territory | None] = relationship()


class Seat(Identified, Base):
    """An actor's accredited place: one voice, a titular and a suplente."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("process_id", "code"),
        CheckConstraint("holder IN ('titular', 'suplente')", name="holder"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    titular: Mapped[str] = mapped_column(String(200), default="")
    suplente: Mapped[str] = mapped_column(String(200), default="")
    #: Who speaks for the seat now.
    holder: Mapped[str] = mapped_column(String(10), default="titular")
    #: A seat that left the process keeps its history and votes no more.
    active: Mapped[bool] = mapped_column(default=True)
    #: None for seats of before this was noted.
    added_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    actor: Mapped[Actor] = relationship()
    credentials: Mapped[list["Credential"]] = relationship(back_populates="seat")

    @property
    def speaker(self) -> str:
        """The name of who speaks for the seat now; empty where nobody wrote it down."""
        return self.suplente if self.holder == "suplente" else self.titular


class Credential(Base):
    """A card that opens a seat; the code itself is never stored."""

    __tablename__ = "credential"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        CheckConstraint("holder IN ('titular', 'suplente')", name="holder"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    holder: Mapped[str] = mapped_column(String(10), default="titular")
    code_hash: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    seat: Mapped[Seat] = relationship(back_populates="credentials")
