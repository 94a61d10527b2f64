"""What becomes of a survey: comments that were read, recommendations with who does them, what the public may read."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.accounts import User
from smd_workshop.models.base import Base, UtcDateTime
from smd_workshop.models.surveys.answers import Comment
from smd_workshop.models.surveys.surveys import Survey, Wave

#: What is done with a comment that was read; until then nobody but its readers sees it.
REVIEWS = ("public", "internal", "deleted")
RECOMMENDATION_STATES = ("pending", "in_progress", "done", "cancelled")


class CommentReview(Base):
    """That somebody of the staff has read a comment, and who may read it from then on."""

    __tablename__ = "comment_review"
    __table_args__ = (
        CheckConstraint("state IN ('public', 'internal', 'deleted')", name="state"),
        CheckConstraint("state <> 'deleted' OR paraphrase = ''", name="paraphrase"),
    )

    comment_id: Mapped[str] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    #: What is shown in place of the words that were written; '' for those words.
    paraphrase: Mapped[str] = mapped_column(Text, default="")
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    comment: Mapped[Comment] = relationship()


class CommentCode(Base):
    """An entry of the codebook of a survey: what several comments are about."""

    __tablename__ = "comment_code"
    __table_args__ = (UniqueConstraint("survey_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    name: Mapped[str] = mapped_column(String(120))


class CommentCoding(Base):
    """That a person decided that a comment is about something."""

    __tablename__ = "comment_coding"

    comment_id: Mapped[str] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    code_id: Mapped[int] = mapped_column(
        ForeignKey("comment_code.id"), primary_key=True, index=True
    )


class CommentCoder(Base):
    """That one of two people codes the comments of a wave for themselves, and when they were done with it."""

    __tablename__ = "comment_coder"
    __table_args__ = (
        CheckConstraint("place IN (1, 2)", name="place"),
        UniqueConstraint("wave_id", "user_id"),
    )

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship()


class CoderMark(Base):
    """That one of the two found a comment to be about something."""

    __tablename__ = "coder_mark"
    __table_args__ = (CheckConstraint("place IN (1, 2)", name="place"),)

    comment_id: Mapped[str] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    code_id: Mapped[int] = mapped_column(
        ForeignKey("comment_code.id"), primary_key=True, index=True
    )


class CommentSettled(Base):
    """That a person decided what a comment is about on which the two differed."""

    __tablename__ = "comment_settled"

    comment_id: Mapped[str] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Recommendation(Base):
    """What is to be done after a wave, who does it by when; its history is in its steps."""

    __tablename__ = "recommendation"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("state IN ('pending', 'in_progress', 'done', 'cancelled')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    #: Its place among those of the survey, from 1.
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    #: What people had said, as respondents of the next wave read it; '' keeps it inside.
    said: Mapped[str] = mapped_column(Text, default="")
    #: The unit that does it.
    unit: Mapped[str] = mapped_column(String(200))
    due: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="pending")
    #: What was done, or why not, as it was said last.
    did: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    survey: Mapped[Survey] = relationship()
    wave: Mapped[Wave] = relationship()
    steps: Mapped[list["RecommendationStep"]] = relationship(order_by="RecommendationStep.id")


class RecommendationStep(Base):
    """A step in the life of a recommendation; never changed."""

    __tablename__ = "recommendation_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendation.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    did: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecommendationComment(Base):
    """That a recommendation answers a comment."""

    __tablename__ = "recommendation_comment"

    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("recommendation.id"), primary_key=True
    )
    comment_id: Mapped[str] = mapped_column(ForeignKey("comment.id"), primary_key=True, index=True)


class WaveSummary(Base):
    """That the summary of a closed wave was approved for the public; it stays approved."""

    __tablename__ = "wave_summary"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    wave: Mapped[Wave] = relationship()
