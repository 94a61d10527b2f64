"""What becomes public of what was agreed: the scorecard and the published figures."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from smd_workshop.models.accounts import User
from smd_workshop.models.base import Base, Exact, Identified, Json, UtcDateTime
from smd_workshop.models.plans.plans import PlanAction, PlanIndicator
from smd_workshop.models.surveys.surveys import Wave
from smd_workshop.models.workshops.board import Item
from smd_workshop.models.workshops.minutes import Agreement
from smd_workshop.models.workshops.rounds import Round


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
    #: The public reads the whole of it once it is agreed; its objectives by themselves as soon as they are adopted.
    state: Mapped[str] = mapped_column(String(10), default="draft")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    statements: Mapped[list["Statement"]] = relationship(order_by="Statement.id")
    perspectives: Mapped[list["Perspective"]] = relationship(
        order_by="Perspective.position", back_populates="scorecard"
    )


class Edition:
    """What something said when it was shown to the public, for good. A correction is another edition beside it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    #: 1, 2, … of the same thing.
    number: Mapped[int]
    #: Why there is another edition. Public.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: The open document as it was.
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    data_sha256: Mapped[str] = mapped_column(String(64))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @declared_attr
    def published_by(cls) -> Mapped[User | None]:  # noqa: N805 - SQLAlchemy calls it with the class
        """Who published it."""
        return relationship()


def _of_editions(of: str) -> tuple[UniqueConstraint | CheckConstraint, ...]:
    """Return the rules of a table of editions, each of the thing that its column `of` names."""
    return (
        UniqueConstraint(of, "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("number = 1 OR reason <> ''", name="reason"),
    )


class ScorecardEdition(Edition, Base):
    """An edition of a scorecard: smd-scorecard/1 as it was."""

    __tablename__ = "scorecard_edition"
    __table_args__ = _of_editions("scorecard_id")

    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"))


class FodaEdition(Edition, Base):
    """An edition of the FODA report of a process: smd-foda/1 as it was."""

    __tablename__ = "foda_edition"
    __table_args__ = _of_editions("process_id")

    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))


class Statement(Base):
    """The vision or the mission as it was said at a moment; the latest of a kind is valid."""

    __tablename__ = "statement"
    __table_args__ = (
        CheckConstraint("kind IN ('vision', 'mission')", name="kind"),
        CheckConstraint("(agreement_id IS NULL) = (reference <> '')", name="source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(ForeignKey("scorecard.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    #: What a workshop agreed; where there is none the secretariat entered it, and says from where. Public.
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    reference: Mapped[str] = mapped_column(Text, default="")
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    agreement: Mapped[Agreement | None] = relationship()


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
    #: Which values it is for: economic, social, environmental.
    tags: Mapped[list[str]] = mapped_column(Json, default=list)

    perspective: Mapped[Perspective] = relationship(back_populates="objectives")
    item: Mapped[Item] = relationship()
    round: Mapped[Round | None] = relationship()
    indicators: Mapped[list["IndicatorSlot"]] = relationship(order_by="IndicatorSlot.position")
    initiatives: Mapped[list["Initiative"]] = relationship(
        order_by="Initiative.id", back_populates="objective"
    )


class IndicatorSlot(Identified, Base):
    """Room for an indicator: chosen by the table, named by staff, and measured in a plan."""

    __tablename__ = "indicator_slot"

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    #: The indicator of a plan that measures it; NULL until there is one.
    plan_indicator_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_indicator.id"), index=True
    )
    #: What a vote chose, where one did: an item of kind `indicator`.
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))

    plan_indicator: Mapped[PlanIndicator | None] = relationship()
    item: Mapped[Item | None] = relationship()


class Initiative(Base):
    """What is done for an objective, by whom and with which money; where a plan has it, an action of the plan."""

    __tablename__ = "initiative"

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    owner: Mapped[str] = mapped_column(String(200))
    #: In soles; NULL: nobody knows.
    budget: Mapped[Decimal | None] = mapped_column(Exact)
    #: The action whose progress is that of the initiative.
    plan_action_id: Mapped[int | None] = mapped_column(ForeignKey("plan_action.id"))
    #: Given up, with the reason; '' while it goes on.
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    objective: Mapped[Objective] = relationship(back_populates="initiatives")
    plan_action: Mapped[PlanAction | None] = relationship()
    progress: Mapped[list["InitiativeProgress"]] = relationship(order_by="InitiativeProgress.id")


class InitiativeProgress(Base):
    """How far an initiative is in a year, per cent, as was said at a moment; the latest counts."""

    __tablename__ = "initiative_progress"
    __table_args__ = (Index("ix_initiative_progress_year", "initiative_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    initiative_id: Mapped[int] = mapped_column(ForeignKey("initiative.id"))
    year: Mapped[int]
    value: Mapped[Decimal | None] = mapped_column(Exact)
    #: What it rests on. Public.
    note: Mapped[str] = mapped_column(Text, default="")
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
    #: Of a survey: the indicator it is for; NULL where a code alone was written, which every indicator with that code may take.
    plan_indicator_id: Mapped[int | None] = mapped_column(
        ForeignKey("plan_indicator.id"), index=True
    )

    wave: Mapped[Wave | None] = relationship()
    plan_indicator: Mapped[PlanIndicator | None] = relationship()
