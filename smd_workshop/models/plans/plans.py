"""Plans, and what was said of each year: said anew, it is a new row."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Exact, UtcDateTime, one_of
from smd_workshop.models.processes import Process

if TYPE_CHECKING:
    from smd_workshop.models.plans.measurements import Measurement
    from smd_workshop.models.plans.plan_reviews import PlanDecision

#: The last two are what the others contribute to: the national plan, and the axes agreed in a territory.
KINDS = ("PEI", "PDRC", "PDLC", "POI", "SMD", "PEDN", "RIMAY")
#: The life of a plan, after the registration of CEPLAN; the public reads it from `registered` on.
STATES = ("drafting", "registered", "in_force", "finished")
VERSIONS = ("original", "updated", "extended")
HORIZONS = ("", "short", "medium", "long")
#: How often an indicator is measured, the spans of library.plan.periods.
FREQUENCIES = ("year", "semester", "quarter", "month")


class Plan(Base):
    """A plan of an organisation over the years `first_year` to `last_year`."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("process_id", "code"),
        one_of("kind", KINDS),
        one_of("state", STATES),
        one_of("version", VERSIONS),
        CheckConstraint("first_year <= last_year", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(300), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(10), default="PEI")
    first_year: Mapped[int]
    last_year: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="drafting")
    version: Mapped[str] = mapped_column(String(10), default="original")
    #: Where its figures were taken from, e.g. a printed evaluation. Public.
    source: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    process: Mapped[Process] = relationship()
    objectives: Mapped[list["PlanObjective"]] = relationship(order_by="PlanObjective.position")
    actions: Mapped[list["PlanAction"]] = relationship(order_by="PlanAction.position")
    indicators: Mapped[list["PlanIndicator"]] = relationship(
        order_by="PlanIndicator.position", back_populates="plan"
    )
    activities: Mapped[list["PlanActivity"]] = relationship(order_by="PlanActivity.position")
    finance: Mapped[list["PlanFinance"]] = relationship(order_by="PlanFinance.id")


class PlanObjective(Base):
    """What a plan wants to reach (OEI)."""

    __tablename__ = "plan_objective"
    __table_args__ = (UniqueConstraint("plan_id", "code"), one_of("type", ("", "I", "II")))

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text, default="")
    #: 1 is the highest.
    priority: Mapped[int | None]
    #: CEPLAN's: I is outward, final goods for external users; II is internal.
    type: Mapped[str] = mapped_column(String(2), default="")
    position: Mapped[int]


class Alignment(Base):
    """That an objective of one plan contributes to one of another, and how."""

    __tablename__ = "alignment"
    __table_args__ = (
        UniqueConstraint("lower_id", "upper_id"),
        CheckConstraint("lower_id <> upper_id", name="two"),
        CheckConstraint("note <> ''", name="note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What contributes.
    lower_id: Mapped[int] = mapped_column(ForeignKey("plan_objective.id"), index=True)
    #: What it contributes to.
    upper_id: Mapped[int] = mapped_column(ForeignKey("plan_objective.id"), index=True)
    #: How it contributes. Public.
    note: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    lower: Mapped[PlanObjective] = relationship(foreign_keys=[lower_id])
    upper: Mapped[PlanObjective] = relationship(foreign_keys=[upper_id])


class PlanAction(Base):
    """What is done for an objective (AEI)."""

    __tablename__ = "plan_action"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    objective_id: Mapped[int] = mapped_column(ForeignKey("plan_objective.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text, default="")
    #: The one unit that is responsible.
    unit: Mapped[str] = mapped_column(String(200), default="")
    priority: Mapped[int | None]
    position: Mapped[int]

    objective: Mapped[PlanObjective] = relationship()


class PlanActivity(Base):
    """What is carried out for an action (AO), an activity or an investment."""

    __tablename__ = "plan_activity"
    __table_args__ = (
        UniqueConstraint("plan_id", "code"),
        one_of("kind", ("activity", "investment")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    action_id: Mapped[int] = mapped_column(ForeignKey("plan_action.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(10), default="activity")
    position: Mapped[int]

    action: Mapped[PlanAction] = relationship()
    progress: Mapped[list["PlanProgress"]] = relationship(order_by="PlanProgress.id")


class PlanIndicator(Base):
    """How one sees that an objective or an action advances, with all of CEPLAN's ficha técnica."""

    __tablename__ = "plan_indicator"
    __table_args__ = (
        UniqueConstraint("plan_id", "code"),
        CheckConstraint("(objective_id IS NULL) <> (action_id IS NULL)", name="measures"),
        one_of("sense", ("ascending", "descending", "at most", "at least")),
        one_of("aggregation", ("additive", "not additive")),
        one_of("frequency", FREQUENCIES),
        one_of("horizon", HORIZONS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("plan_objective.id"), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("plan_action.id"), index=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text, default="")
    #: An order, 1 the most relevant.
    relevance: Mapped[int | None]
    sense: Mapped[str] = mapped_column(String(10))
    aggregation: Mapped[str] = mapped_column(String(12))
    #: What it is counted in: %, persons, soles.
    measure: Mapped[str] = mapped_column(String(60), default="")
    baseline_year: Mapped[int | None]
    baseline_value: Mapped[Decimal | None] = mapped_column(Exact)
    frequency: Mapped[str] = mapped_column(String(8), default="year")
    horizon: Mapped[str] = mapped_column(String(6), default="")
    executing_unit: Mapped[str] = mapped_column(String(200), default="")
    #: Who answers for it, and who brings its values: often not the same.
    responsible: Mapped[str] = mapped_column(String(200), default="")
    updater: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[str] = mapped_column(Text, default="")
    #: How it is computed from other indicators of its plan and from variables (library.plan.formula); '' where it is measured.
    formula: Mapped[str] = mapped_column(Text, default="")
    collection: Mapped[str] = mapped_column(Text, default="")
    justification: Mapped[str] = mapped_column(Text, default="")
    limitations: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]

    plan: Mapped[Plan] = relationship(back_populates="indicators")
    objective: Mapped[PlanObjective | None] = relationship()
    action: Mapped[PlanAction | None] = relationship()
    targets: Mapped[list["PlanTarget"]] = relationship(order_by="PlanTarget.id")
    measurements: Mapped[list["Measurement"]] = relationship(
        order_by="Measurement.id", back_populates="indicator"
    )

    @property
    def of(self) -> PlanAction | PlanObjective:
        """What it measures."""
        measured = self.action or self.objective
        assert measured is not None  # noqa: S101 - a constraint says so
        return measured


class PlanTarget(Base):
    """What was to be reached in a year, as was said at a moment; the latest counts. NULL: nobody knows."""

    __tablename__ = "plan_target"
    __table_args__ = (Index("ix_plan_target_year", "indicator_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("plan_indicator.id"))
    year: Mapped[int]
    value: Mapped[Decimal | None] = mapped_column(Exact)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: The decision that took it from a workshop; NULL where a person or a file said it.
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("plan_decision.id"), index=True)

    decision: Mapped["PlanDecision | None"] = relationship()


class PlanProgress(Base):
    """How far an activity was carried out in a year, per cent, as was said at a moment; the latest counts."""

    __tablename__ = "plan_progress"
    __table_args__ = (Index("ix_plan_progress_year", "activity_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("plan_activity.id"))
    year: Mapped[int]
    value: Mapped[Decimal | None] = mapped_column(Exact)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanFinance(Base):
    """The money of a year in soles, as was said at a moment; the latest counts. NULL: nobody knows."""

    __tablename__ = "plan_finance"
    __table_args__ = (Index("ix_plan_finance_year", "plan_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    year: Mapped[int]
    programmed: Mapped[Decimal | None] = mapped_column(Exact)
    executed: Mapped[Decimal | None] = mapped_column(Exact)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
