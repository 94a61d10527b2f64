"""The long effort and who takes part in it: sectors, territories, actors, seats, cards."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Identified, Json, UtcDateTime


class Process(Identified, Base):
    """A long effort, e.g. «SMD Moquegua 2022»; parent of everything below."""

    __tablename__ = "process"
    __table_args__ = (UniqueConstraint("code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    languages: Mapped[list[str]] = mapped_column(Json, default=lambda: ["es"])
    #: Demo and rehearsal data: every page and document says so.
    simulated: Mapped[bool] = mapped_column(default=False)
    #: Whether the portal lists it.
    public: Mapped[bool] = mapped_column(default=False)
    #: Quorum, thresholds, defaults and seed: see processes.protocols.
    protocol: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    protocol_frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: How its items are sorted (processes.vocabulary), e.g. by SWOT.
    grouping: Mapped[str] = mapped_column(String(20), default="swot")
    #: Who answers for it and where to complain: an office with its mail or telephone. None until said.
    contact: Mapped[str | None] = mapped_column(String(300))
    #: Where its days begin (core.zones), a name of the IANA database.
    time_zone: Mapped[str] = mapped_column(String(40), default="America/Lima")
    #: Facts about the sources that the public should know, e.g. counts that contradict each other.
    notes: Mapped[list[str]] = mapped_column(Json, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    sectors: Mapped[list["Sector"]] = relationship(
        back_populates="process", order_by="Sector.position"
    )
    territories: Mapped[list["Territory"]] = relationship(
        back_populates="process", order_by="Territory.id"
    )


class Territory(Identified, Base):
    """A place inside the process, usually a province."""

    __tablename__ = "territory"
    __table_args__ = (UniqueConstraint("process_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))

    process: Mapped[Process] = relationship(back_populates="territories")


class Sector(Identified, Base):
    """A side of the table: community, civil society, company, State."""

    __tablename__ = "sector"
    __table_args__ = (UniqueConstraint("process_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    #: A name of a word or two for the wall, written by people; '' where there is none.
    short_name: Mapped[str] = mapped_column(String(24), default="")
    #: An exact fraction as text, '1' or '3/2'.
    weight: Mapped[str] = mapped_column(String(20), default="1")
    #: Order on every page; also chooses colour and shape.
    position: Mapped[int] = mapped_column(default=0)

    process: Mapped[Process] = relationship(back_populates="sectors")


class Identity(Base):
    """By what a process is known at sight: its logo and its colour; one that set neither has no row."""

    __tablename__ = "identity"
    __table_args__ = (CheckConstraint("(logo IS NULL) = (logo_sha256 = '')", name="logo"),)

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), primary_key=True)
    #: '#rrggbb', dark enough for white letters; '' for the colours of the program.
    colour: Mapped[str] = mapped_column(String(7), default="")
    #: A PNG that this program wrote, at most processes.identity.SIDE pixels wide and high.
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_sha256: Mapped[str] = mapped_column(String(64), default="")
