"""What becomes public of what was agreed: the scorecard and the published figures."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Identified, UtcDateTime
from smd_workshop.models.board import Item
from smd_workshop.models.rounds import Round
from smd_workshop.models.surveys import Wave


class Scorecard(Identified, Base):
    """What was agreed, ordered by perspectives; a process may have several, the first by id is the default."""

    __tablename__ = "scorecard"
    __table_args__ = (
        UniqueConstraint("process_id", "code"),
        CheckConstraint("state IN ('draft', 'agreed')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="draft")

    perspectives: Mapped[list["Perspective"]] = relationship(
        order_by="Perspective.position", back_populates="scorecard"
    )


class Perspective(Identified, Base):
    """A row of the scorecard; the actors decide the order."""

    __tablename__ = "perspective"
    __table_args__ = (UniqueConstraint("scorecard_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    position: Mapped[int]

    scorecard: Mapped[Scorecard] = relationship(back_populates="perspectives")
    objectives: Mapped[list["Objective"]] = relationship(
        order_by="Objective.position", back_populates="perspective"
    )


class Objective(Identified, Base):
    """An objective in its place, and where it comes from: a ratification, a plan or the secretariat."""

    __tablename__ = "objective"
    __table_args__ = (
        UniqueConstraint("item_id"),
        CheckConstraint("source IN ('ratification', 'plan', 'secretariat')", name="source"),
        CheckConstraint("(source = 'ratification') = (round_id IS NOT NULL)", name="ratified"),
        CheckConstraint("source = 'ratification' OR reference != ''", name="reference"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    perspective_id: Mapped[int] = mapped_column(ForeignKey("perspective.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    source: Mapped[str] = mapped_column(String(12), default="ratification")
    #: The ratification that adopted it.
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    #: What it rests on where no vote adopted it: which plan, or why the secretariat entered it. Public.
    reference: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)

    perspective: Mapped[Perspective] = relationship(back_populates="objectives")
    item: Mapped[Item] = relationship()
    round: Mapped[Round | None] = relationship()
    indicators: Mapped[list["IndicatorSlot"]] = relationship(order_by="IndicatorSlot.position")


class IndicatorSlot(Identified, Base):
    """Room for an indicator that the table has still to choose."""

    __tablename__ = "indicator_slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)


class PublishedFigure(Base):
    """A figure that was published; a correction is a new row."""

    __tablename__ = "published_figure"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    #: What it is about, e.g. 'OE2'; of a survey, the code of the indicator.
    subject: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    numerator: Mapped[str] = mapped_column(String(80))
    denominator: Mapped[str] = mapped_column(String(80))
    definition: Mapped[str] = mapped_column(String(80))
    dataset_sha256: Mapped[str] = mapped_column(String(64))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Of a survey: its wave, the year it stands for, and what is counted: 'answers' or 'people'.
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"), index=True)
    year: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(20), default="")

    wave: Mapped[Wave | None] = relationship()
