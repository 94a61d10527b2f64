"""What was answered: begun, sealed, counted.

No table here carries a time, an address or an order of arrival. In an anonymous wave nothing
leads from who answered to what was answered: docs/adr/0041.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, Json, UtcDateTime, one_of, random_id

#: How an answer came: a link of one's own, staff from a paper, a link for anybody, a device at a counter.
SURVEY_CHANNELS = ("link", "paper", "open", "kiosk")


class SurveyParticipation(Base):
    """That an invitation was used, and how; never what was answered, nor when."""

    __tablename__ = "survey_participation"
    __table_args__ = (
        UniqueConstraint("wave_id", "respondent_id"),
        one_of("channel", SURVEY_CHANNELS),
        CheckConstraint("invitation_id IS NOT NULL OR respondent_id IS NOT NULL", name="whose"),
        {"sqlite_with_rowid": False},
    )

    #: Random, and the same in nothing else.
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    #: None for a paper of somebody who has no link.
    invitation_id: Mapped[int | None] = mapped_column(ForeignKey("invitation.id"), unique=True)
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id"))
    channel: Mapped[str] = mapped_column(String(10))


class SurveyDraft(Base):
    """Answers that were begun and not sent: found and read only with the link and the installation's secret."""

    __tablename__ = "survey_draft"
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: HMAC(secret of the installation, the link).
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    #: Part of the key by which the content is sealed; it goes when the answers are sent.
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Envelope(Base):
    """The answers of one person of an open anonymous wave, sealed until it closes."""

    __tablename__ = "envelope"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Response(Base):
    """One person's answers together. Of an anonymous wave it is written at the close and leads to nobody."""

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("participation_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    #: Whose it is, in a confidential wave.
    participation_id: Mapped[str | None] = mapped_column(ForeignKey("survey_participation.id"))
    #: Whether it came by a link for anybody: such answers are counted apart.
    by_open_link: Mapped[bool] = mapped_column(default=False)
    #: To which words its person agreed, in a confidential wave; of an anonymous one the wave alone says it.
    consent_sha256: Mapped[str] = mapped_column(String(64), default="")


class Answer(Base):
    """What a response says to one item; an item without a row was not answered."""

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("na = (value IS NULL)", name="na"),
        {"sqlite_with_rowid": False},
    )

    response_id: Mapped[str] = mapped_column(ForeignKey("response.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: Canonical JSON text; None for "not applicable".
    value: Mapped[str | None] = mapped_column(Text)
    na: Mapped[bool] = mapped_column(default=False)


class Comment(Base):
    """What somebody wrote, cut loose from their other answers and from who they are when the wave closes."""

    __tablename__ = "comment"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    item_code: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)


class SurveyResult(Base):
    """The figures of a wave, computed once from its frozen answers."""

    __tablename__ = "survey_result"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    #: An smd-survey-result/1 document.
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Of the smd-survey/1 document of all answers.
    dataset_sha256: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
