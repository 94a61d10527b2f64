"""Cumulative effects: what people value, what acts on it, what was said of both, and what is done about it."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Exact, UtcDateTime, one_of
from smd_workshop.models.plans.plans import PlanIndicator
from smd_workshop.models.processes import Process
from smd_workshop.models.workshops.board import Item
from smd_workshop.models.workshops.rounds import Round

COMPONENT_KINDS = ("environmental", "social", "economic")
BETTER = ("more", "less")
STRESSOR_STATES = ("past", "present", "planned", "natural")
TRENDS = ("improving", "stable", "worsening", "unknown")
SIGNS = ("plus", "minus", "no effect", "unknown")
MODES = ("additive", "synergistic", "compensating")
CONFIDENCES = ("low", "medium", "high")
DECISIONS = ("significant", "not significant", "not decided")
MEASURE_KINDS = ("avoid", "reduce", "mitigate", "enhance")


class Component(Base):
    """What people value of an environment and a society (VEC), with its boundaries, its period and its threshold."""

    __tablename__ = "component"
    __table_args__ = (
        UniqueConstraint("process_id", "name"),
        one_of("kind", COMPONENT_KINDS),
        one_of("better", BETTER),
        CheckConstraint("first_year <= last_year", name="period"),
        CheckConstraint("threshold IS NULL OR threshold_source <> ''", name="threshold"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(14))
    #: Where it begins and ends, in words.
    boundary: Mapped[str] = mapped_column(Text)
    first_year: Mapped[int]
    last_year: Mapped[int]
    unit: Mapped[str] = mapped_column(String(60))
    #: Which way is good: the threshold is a floor where more is better, a ceiling where less is.
    better: Mapped[str] = mapped_column(String(4))
    threshold: Mapped[Decimal | None] = mapped_column(Exact)
    #: Who set it and where that is written.
    threshold_source: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Since when the public reads it; NULL while it does not.
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    process: Mapped[Process] = relationship()
    baselines: Mapped[list["ComponentBaseline"]] = relationship(order_by="ComponentBaseline.id")
    contributions: Mapped[list["EffectContribution"]] = relationship(
        order_by="EffectContribution.id"
    )
    decisions: Mapped[list["EffectDecision"]] = relationship(order_by="EffectDecision.id")
    measures: Mapped[list["EffectMeasure"]] = relationship(order_by="EffectMeasure.id")


class Stressor(Base):
    """What acts on components: an activity that was, is or is planned, or a driver of nature."""

    __tablename__ = "stressor"
    __table_args__ = (UniqueConstraint("process_id", "name"), one_of("state", STRESSOR_STATES))

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(8))
    #: What is known of it, and where that is written. Public.
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ComponentBaseline(Base):
    """What a component was in a year and where it was going, as was said at a moment; the latest counts."""

    __tablename__ = "component_baseline"
    __table_args__ = (one_of("trend", TRENDS), CheckConstraint("source <> ''", name="source"))

    id: Mapped[int] = mapped_column(primary_key=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("component.id"), index=True)
    year: Mapped[int]
    #: NULL: nobody knows.
    value: Mapped[Decimal | None] = mapped_column(Exact)
    trend: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EffectContribution(Base):
    """What a stressor does to a component, as was said at a moment; of each two the latest counts."""

    __tablename__ = "effect_contribution"
    __table_args__ = (
        Index("ix_effect_contribution_pair", "component_id", "stressor_id"),
        one_of("sign", SIGNS),
        one_of("mode", MODES),
        one_of("confidence", CONFIDENCES),
        CheckConstraint("source <> ''", name="source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("component.id"))
    stressor_id: Mapped[int] = mapped_column(ForeignKey("stressor.id"), index=True)
    #: Whether it adds to the component or takes from it; whether that is good says the component.
    sign: Mapped[str] = mapped_column(String(9))
    #: How much, from zero, in the unit beside it; NULL: nobody knows.
    magnitude: Mapped[Decimal | None] = mapped_column(Exact)
    unit: Mapped[str] = mapped_column(String(60), default="")
    mode: Mapped[str] = mapped_column(String(12))
    confidence: Mapped[str] = mapped_column(String(6))
    source: Mapped[str] = mapped_column(Text)
    #: The published round in which it was rated, where one did.
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    stressor: Mapped[Stressor] = relationship()
    round: Mapped[Round | None] = relationship()


class EffectDecision(Base):
    """Whether what accumulates on a component is significant, who decided that and why; the latest counts."""

    __tablename__ = "effect_decision"
    __table_args__ = (
        one_of("decision", DECISIONS),
        CheckConstraint("decided_by <> '' AND reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("component.id"), index=True)
    decision: Mapped[str] = mapped_column(String(16))
    decided_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EffectMeasure(Base):
    """What is done about an effect, by whom, and by which indicator of a plan one sees whether it helps."""

    __tablename__ = "effect_measure"
    __table_args__ = (one_of("kind", MEASURE_KINDS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("component.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    responsible: Mapped[str] = mapped_column(String(200))
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("plan_indicator.id"), index=True)
    #: Given up, with the reason; '' while it goes on.
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    indicator: Mapped[PlanIndicator | None] = relationship()


class EffectRefusal(Base):
    """That whoever plans did not take over what a published round says of an effect, and why; said once."""

    __tablename__ = "effect_refusal"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("component.id"), index=True)
    stressor_id: Mapped[int] = mapped_column(ForeignKey("stressor.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    #: The code of the option.
    code: Mapped[str] = mapped_column(String(40))
    #: Public.
    reason: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EffectQuestion(Base):
    """That an item asks a workshop what a stressor does to a component."""

    __tablename__ = "effect_question"
    __table_args__ = (UniqueConstraint("item_id"), UniqueConstraint("component_id", "stressor_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    component_id: Mapped[int] = mapped_column(ForeignKey("component.id"))
    stressor_id: Mapped[int] = mapped_column(ForeignKey("stressor.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))

    component: Mapped[Component] = relationship()
    stressor: Mapped[Stressor] = relationship()
    item: Mapped[Item] = relationship()
