"""Plans, how they are measured, and what was said of each year: said anew, it is a new row."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from smd_workshop.models.base import Base, Json, UtcDateTime, one_of
from smd_workshop.models.processes import Process, Territory

if TYPE_CHECKING:
    from smd_workshop.models.plans.plan_reviews import PlanDecision
    from smd_workshop.models.plans.variables import VariableInput
    from smd_workshop.models.publishing import PublishedFigure

#: The last two are what the others contribute to: the national plan, and the axes agreed in a territory.
KINDS = ("PEI", "PDRC", "PDLC", "POI", "SMD", "PEDN", "RIMAY")
#: The life of a plan, after the registration of CEPLAN; the public reads it from `registered` on.
STATES = ("drafting", "registered", "in_force", "finished")
VERSIONS = ("original", "updated", "extended")
HORIZONS = ("", "short", "medium", "long")
#: How often an indicator is measured, the spans of library.plan.periods.
FREQUENCIES = ("year", "semester", "quarter", "month")
MEASUREMENT_STATES = ("draft", "validated", "published")


class Exact(TypeDecorator[Decimal]):
    """A number as it was written, as text: no database makes a float of it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Write all digits."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Read them back."""
        del dialect
        return None if value is None else Decimal(value)


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


class Measurement(Base):
    """What an indicator was in a period. A correction is a new row that names the one before.

    Those of one period are a chain: one begins it, and each is corrected once. What counts is the last
    of them that is published.
    """

    __tablename__ = "measurement"
    __table_args__ = (
        UniqueConstraint("corrects_id"),
        Index(
            "uq_measurement_first", "indicator_id", "period", unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        one_of("state", MEASUREMENT_STATES),
        CheckConstraint("(state = 'draft') = (validated_at IS NULL)", name="validated"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        CheckConstraint("corrects_id IS NULL OR note <> ''", name="reason"),
        CheckConstraint("(evidence_type = '') = (evidence_sha256 = '')", name="evidence"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("plan_indicator.id"), index=True)
    #: 2023, 2023-S1, 2023-Q3 or 2023-05: library.plan.periods.
    period: Mapped[str] = mapped_column(String(7))
    #: NULL: nobody knows, which is said too.
    value: Mapped[Decimal | None] = mapped_column(Exact)
    #: Why it is in red, or why the one before is corrected. Public once it is published.
    note: Mapped[str] = mapped_column(Text, default="")
    #: Where it can be seen: an address, a document.
    evidence: Mapped[str] = mapped_column(Text, default="")
    #: A file that shows it: what it is, and under which digest it is kept.
    evidence_type: Mapped[str] = mapped_column(String(40), default="")
    evidence_sha256: Mapped[str] = mapped_column(String(64), default="")
    #: The published figure of a survey that it takes over, which says what was counted.
    figure_id: Mapped[int | None] = mapped_column(ForeignKey("published_figure.id"), index=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("measurement.id"))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    validated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    validated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    indicator: Mapped[PlanIndicator] = relationship(back_populates="measurements")
    figure: Mapped["PublishedFigure | None"] = relationship()
    inputs: Mapped[list["MeasurementInput"]] = relationship(
        foreign_keys="MeasurementInput.measurement_id", order_by="MeasurementInput.id"
    )
    places: Mapped[list["MeasurementPlace"]] = relationship(order_by="MeasurementPlace.id")
    variable_inputs: Mapped[list["VariableInput"]] = relationship(
        order_by="VariableInput.id", back_populates="measurement"
    )

    @property
    def is_computed(self) -> bool:
        """Whether it was computed from other values."""
        return bool(self.inputs or self.variable_inputs)


class MeasurementInput(Base):
    """That a value was computed from another one, for good."""

    __tablename__ = "measurement_input"
    __table_args__ = (
        UniqueConstraint("measurement_id", "input_id"),
        CheckConstraint("measurement_id <> input_id", name="other"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measurement_id: Mapped[int] = mapped_column(ForeignKey("measurement.id"))
    input_id: Mapped[int] = mapped_column(ForeignKey("measurement.id"), index=True)

    input: Mapped[Measurement] = relationship(foreign_keys=[input_id])


class MeasurementPlace(Base):
    """What an indicator was in one territory of the process, told with the value of the whole; for good."""

    __tablename__ = "measurement_place"
    __table_args__ = (UniqueConstraint("measurement_id", "territory_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measurement_id: Mapped[int] = mapped_column(ForeignKey("measurement.id"))
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)
    value: Mapped[Decimal] = mapped_column(Exact)

    territory: Mapped[Territory] = relationship()


class PlanPassage(Base):
    """What staff wrote in one place of a report on a plan, as it was said at a moment; the latest counts."""

    __tablename__ = "plan_passage"
    __table_args__ = (Index("ix_plan_passage_place", "plan_id", "period", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    #: The year, or the part of it, that the report is about.
    period: Mapped[str] = mapped_column(String(7))
    #: Where it stands, as plans.reports.places calls it.
    place: Mapped[str] = mapped_column(String(80))
    #: With references to figures as they were typed: {{ AEI.02.01.progress }}.
    text: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PlanReport(Base):
    """A sealed edition of a report on a plan: what it said, for good. A correction is another edition beside it."""

    __tablename__ = "plan_report"
    __table_args__ = (
        UniqueConstraint("plan_id", "period", "edition"),
        CheckConstraint("edition > 0", name="edition"),
        CheckConstraint("edition = 1 OR reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    period: Mapped[str] = mapped_column(String(7))
    #: 1, 2, … of the same plan and period.
    edition: Mapped[int]
    #: Why there is another edition.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: What the page and the PDF show, and nothing else.
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    data_sha256: Mapped[str] = mapped_column(String(64))
    #: Under which the PDF is stored, and the plan by which anybody counts its figures again.
    pdf_sha256: Mapped[str] = mapped_column(String(64))
    plan_sha256: Mapped[str] = mapped_column(String(64))
    sealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    plan: Mapped[Plan] = relationship()
