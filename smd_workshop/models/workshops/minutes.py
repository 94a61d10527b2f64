"""What was decided and who does it by when: acta, agreements, commitments, scorecard."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.accounts import User
from smd_workshop.models.base import Base, Identified, Json, UtcDateTime
from smd_workshop.models.workshops.rounds import Workshop


class Acta(Identified, Base):
    """The minutes of a workshop: a draft, a correction window, then sealed for good."""

    __tablename__ = "acta"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number"),
        CheckConstraint("state IN ('draft', 'correction', 'sealed')", name="state"),
        CheckConstraint("(state = 'sealed') = (sealed_at IS NOT NULL)", name="sealed"),
        CheckConstraint(
            "number > 0 OR (written_at IS NULL AND written_by_id IS NULL)", name="written"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    #: 0 is the acta; 1, 2, … are its annexes, each a later correction.
    number: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default="draft")
    #: Free text of the facilitator: opening words, incidents; an annex: what it corrects.
    remarks: Mapped[str] = mapped_column(Text, default="")
    corrections_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: What the PDF was rendered from, frozen when it was sealed.
    document: Mapped[dict[str, Any] | None] = mapped_column(Json)
    #: sha256 of the latest PDF, under which it is stored.
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    #: sha256 of the data the latest PDF shows, printed in it.
    data_sha256: Mapped[str | None] = mapped_column(String(64))
    rendered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: When an annex was added, and by whom; the acta itself is everybody's.
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    workshop: Mapped[Workshop] = relationship()
    written_by: Mapped[User | None] = relationship()
    corrections: Mapped[list["Correction"]] = relationship(order_by="Correction.id")
    windows: Mapped[list["CorrectionWindow"]] = relationship(
        back_populates="acta", order_by="CorrectionWindow.id"
    )


class CorrectionWindow(Base):
    """What was promised to those who attended: from when to when they can propose corrections."""

    __tablename__ = "correction_window"
    __table_args__ = (
        CheckConstraint("opened_at < until", name="until"),
        CheckConstraint("(ended_at IS NULL) = (end_reason = '')", name="end_reason"),
        CheckConstraint("ended_at IS NULL OR ended_at < until", name="ended"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    acta_id: Mapped[int] = mapped_column(ForeignKey("acta.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: Only where it ended before its time.
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")

    acta: Mapped[Acta] = relationship(back_populates="windows")


class Correction(Base):
    """What an attendee asks to correct in the acta."""

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'accepted', 'declined')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    acta_id: Mapped[int] = mapped_column(ForeignKey("acta.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    text: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    answer: Mapped[str] = mapped_column(Text, default="")


class Agreement(Identified, Base):
    """What the table decided, in words, with the vote it rests on."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    text: Mapped[str] = mapped_column(Text)
    agreed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Commitment(Identified, Base):
    """Who does what by when."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'in_progress', 'done', 'cancelled')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    workshop_id: Mapped[int | None] = mapped_column(ForeignKey("workshop.id"), index=True)
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    due: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="pending")
    evidence: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    updates: Mapped[list["CommitmentUpdate"]] = relationship(order_by="CommitmentUpdate.id")


class CommitmentUpdate(Base):
    """A step in a commitment's life; never changed."""

    __tablename__ = "commitment_update"

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
