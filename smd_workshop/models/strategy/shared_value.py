"""Shared value: what serves society and a business at once, its four steps, and the metrics that pair both sides."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, UtcDateTime, one_of
from smd_workshop.models.plans.plans import PlanIndicator
from smd_workshop.models.processes import Process

#: How shared value comes about (Porter and Kramer).
FORMS = ("products", "productivity", "cluster")
#: What a community counts of it.
FAMILIES = ("socio_economic", "environmental", "innovation", "diversification")
#: The two sides that meet in it.
SIDES = ("social", "business")
#: How far a step of a loop is.
STEP_STATES = ("begun", "done", "stopped")
#: What a comparison or an experiment found.
FINDINGS = ("supports", "contradicts")


class SharedValue(Base):
    """An initiative of shared value: a social problem, and the business case for doing something about it."""

    __tablename__ = "shared_value"
    __table_args__ = (one_of("form", FORMS), one_of("family", FAMILIES))

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    form: Mapped[str] = mapped_column(String(12))
    family: Mapped[str] = mapped_column(String(16))
    #: Who takes part, in words.
    actors: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text)
    business_case: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Since when the public reads it; NULL while it does not.
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Given up, with the reason; '' while it goes on.
    ended_reason: Mapped[str] = mapped_column(Text, default="")

    process: Mapped[Process] = relationship()
    steps: Mapped[list["SharedValueStep"]] = relationship(order_by="SharedValueStep.id")
    indicators: Mapped[list["SharedValueIndicator"]] = relationship(
        order_by="SharedValueIndicator.id"
    )
    metrics: Mapped[list["HybridMetric"]] = relationship(
        order_by="HybridMetric.id", back_populates="shared_value"
    )


class SharedValueStep(Base):
    """How far one of the four steps is, as was said at a moment; after the fourth the loop begins again."""

    __tablename__ = "shared_value_step"
    __table_args__ = (
        Index("ix_shared_value_step_loop", "shared_value_id", "loop", "step"),
        CheckConstraint("loop > 0", name="loop"),
        CheckConstraint("step BETWEEN 1 AND 4", name="step"),
        one_of("state", STEP_STATES),
        CheckConstraint("note <> ''", name="note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shared_value_id: Mapped[int] = mapped_column(ForeignKey("shared_value.id"))
    #: 1, 2, …: how many times round.
    loop: Mapped[int]
    step: Mapped[int]
    state: Mapped[str] = mapped_column(String(8))
    #: What was done or learned. Public.
    note: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SharedValueIndicator(Base):
    """That an indicator of a plan measures one of the two sides."""

    __tablename__ = "shared_value_indicator"
    __table_args__ = (UniqueConstraint("shared_value_id", "indicator_id"), one_of("side", SIDES))

    id: Mapped[int] = mapped_column(primary_key=True)
    shared_value_id: Mapped[int] = mapped_column(ForeignKey("shared_value.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("plan_indicator.id"), index=True)
    side: Mapped[str] = mapped_column(String(8))

    indicator: Mapped[PlanIndicator] = relationship()


class HybridMetric(Base):
    """A social beside a financial indicator at a lag. It stays: each lag that was looked at widens the interval."""

    __tablename__ = "hybrid_metric"
    __table_args__ = (
        UniqueConstraint("shared_value_id", "social_id", "financial_id", "lag"),
        CheckConstraint("social_id <> financial_id", name="two"),
        CheckConstraint("lag BETWEEN -3 AND 3", name="lag"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shared_value_id: Mapped[int] = mapped_column(ForeignKey("shared_value.id"))
    social_id: Mapped[int] = mapped_column(ForeignKey("plan_indicator.id"), index=True)
    financial_id: Mapped[int] = mapped_column(ForeignKey("plan_indicator.id"), index=True)
    #: By how many years the financial series follows the social one.
    lag: Mapped[int]
    #: Why this pair and this lag, and within which limits it holds. Public.
    validity: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    shared_value: Mapped[SharedValue] = relationship(back_populates="metrics")
    social: Mapped[PlanIndicator] = relationship(foreign_keys=[social_id])
    financial: Mapped[PlanIndicator] = relationship(foreign_keys=[financial_id])
    comparisons: Mapped[list["HybridComparison"]] = relationship(order_by="HybridComparison.id")


class HybridComparison(Base):
    """What a comparison or an experiment found about a hybrid metric, and where it is written; the latest counts."""

    __tablename__ = "hybrid_comparison"
    __table_args__ = (
        one_of("finding", FINDINGS),
        CheckConstraint("document <> ''", name="document"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hybrid_metric_id: Mapped[int] = mapped_column(ForeignKey("hybrid_metric.id"), index=True)
    finding: Mapped[str] = mapped_column(String(12))
    #: What was compared with what.
    design: Mapped[str] = mapped_column(Text)
    #: Where the document can be read: an address.
    document: Mapped[str] = mapped_column(String(500))
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
