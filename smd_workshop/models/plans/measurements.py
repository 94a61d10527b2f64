"""What indicators were, period by period; a correction is a new row."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Exact, UtcDateTime, one_of
from smd_workshop.models.plans.plans import PlanIndicator
from smd_workshop.models.processes import Territory

if TYPE_CHECKING:
    from smd_workshop.models.plans.variables import VariableInput
    from smd_workshop.models.publishing import PublishedFigure

MEASUREMENT_STATES = ("draft", "validated", "published")


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
