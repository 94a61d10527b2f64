"""Workshops that evaluate a plan: what was put to the vote of it, and what its planners decided on the outcome."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, UtcDateTime
from smd_workshop.models.plans.plans import Plan, PlanAction, PlanIndicator
from smd_workshop.models.workshops.board import Item
from smd_workshop.models.workshops.minutes import Commitment
from smd_workshop.models.workshops.rounds import Round, Workshop


class PlanReview(Base):
    """That a workshop evaluates a plan in a period."""

    __tablename__ = "plan_review"
    __table_args__ = (UniqueConstraint("workshop_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"))
    #: 2024-S1, as of measurements.
    period: Mapped[str] = mapped_column(String(7))
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)

    plan: Mapped[Plan] = relationship()
    workshop: Mapped[Workshop] = relationship()
    questions: Mapped[list["PlanQuestion"]] = relationship(order_by="PlanQuestion.id")


class PlanQuestion(Base):
    """What an item asks of a plan: of an action, or of the target of an indicator in a year."""

    __tablename__ = "plan_question"
    __table_args__ = (
        UniqueConstraint("item_id"),
        CheckConstraint("(action_id IS NULL) <> (indicator_id IS NULL)", name="of"),
        CheckConstraint("(indicator_id IS NULL) = (year IS NULL)", name="year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("plan_review.id"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    action_id: Mapped[int | None] = mapped_column(ForeignKey("plan_action.id"), index=True)
    indicator_id: Mapped[int | None] = mapped_column(ForeignKey("plan_indicator.id"), index=True)
    year: Mapped[int | None]

    item: Mapped[Item] = relationship()
    action: Mapped[PlanAction | None] = relationship()
    indicator: Mapped[PlanIndicator | None] = relationship()


class PlanDecision(Base):
    """What a planner decided on what a published round proposes; decided once."""

    __tablename__ = "plan_decision"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        Index("ix_plan_decision_review_id", "review_id"),
        CheckConstraint("accepted OR reason <> ''", name="reason"),
        CheckConstraint("accepted OR commitment_id IS NULL", name="commitment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("plan_review.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    #: The code of the option.
    code: Mapped[str] = mapped_column(String(40))
    accepted: Mapped[bool]
    #: Why; needed where it is refused. Public.
    reason: Mapped[str] = mapped_column(Text, default="")
    #: Who does by when what was agreed, where that was accepted.
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    review: Mapped[PlanReview] = relationship()
    round: Mapped[Round] = relationship()
    commitment: Mapped[Commitment | None] = relationship()
