"""What people may ask about their data, and what became of it: docs/adr/0060."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, UtcDateTime
from smd_workshop.models.surveys.surveys import Respondent, Survey, Wave

#: What the law lets people ask for: to see, to have put right, to have removed, to take along, not to be asked.
RIGHTS = ("access", "rectification", "deletion", "portability", "opposition")
OUTCOMES = ("met", "refused")


class DataRequest(Base):
    """That somebody asked for a right over their data, until when it must be answered, and what was done."""

    __tablename__ = "data_request"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint(
            "kind IN ('access', 'rectification', 'deletion', 'portability', 'opposition')",
            name="kind",
        ),
        CheckConstraint("outcome IN ('', 'met', 'refused')", name="outcome"),
        CheckConstraint("(done_on IS NULL) = (outcome = '')", name="done"),
        CheckConstraint("due_on >= received_on", name="due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    #: Its place among those of the survey, from 1.
    number: Mapped[int]
    #: Whose data it is about; None where the list has nobody of that name.
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id"), index=True)
    #: Which right: one of RIGHTS.
    kind: Mapped[str] = mapped_column(String(16))
    #: Who asked, as they gave their name: what proves later that they were answered.
    asked_by: Mapped[str] = mapped_column(String(200))
    #: What they asked for, in their words.
    wanted: Mapped[str] = mapped_column(Text, default="")
    received_on: Mapped[date]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(8), default="")
    #: What was done, or why not.
    did: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    survey: Mapped[Survey] = relationship()
    respondent: Mapped[Respondent | None] = relationship()

    def is_overdue(self, today: date) -> bool:
        """Say whether it should have been answered before today."""
        return self.done_on is None and self.due_on < today


class AnswerNote(Base):
    """What somebody asked to have put right in answers that were frozen: beside the figures, which stay."""

    __tablename__ = "answer_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("data_request.id"), index=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    wave: Mapped[Wave] = relationship()


class Erasure(Base):
    """That the answers of one person were removed from a closed wave: how much went, never whose it was."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    erased_on: Mapped[date]
    #: How many answers to single questions went.
    answers: Mapped[int]
    #: Whether the figures of the wave had been computed with them.
    counted: Mapped[bool]
