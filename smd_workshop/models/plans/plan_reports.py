"""Reports on plans: what staff wrote in each place, and the editions that were sealed."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Json, UtcDateTime
from smd_workshop.models.plans.plans import Plan


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
