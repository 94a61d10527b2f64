"""How people are asked: links of their own, links for anybody, and the letters that bring them."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, UtcDateTime, one_of
from smd_workshop.models.surveys.surveys import Respondent, Wave

#: What a link for anybody is for, and the channel of the answers by it.
OPEN_LINK_KINDS = ("open", "kiosk")


class OpenLink(Base):
    """A link by which anybody may begin: on a poster, in a group of WhatsApp, on a device at a counter.

    Its code is stored, for it hangs on walls. Whoever begins by it gets an invitation of their own.
    """

    __tablename__ = "open_link"
    __table_args__ = (
        UniqueConstraint("code"),
        one_of("kind", OPEN_LINK_KINDS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    #: Where it hangs, as staff call it; nobody who answers sees it.
    name: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    wave: Mapped[Wave] = relationship()


class Invitation(Base):
    """A link that lets one person answer in one wave; the code itself is never stored."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        Index("ix_invitation_wave", "wave_id", "respondent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    #: None for a card that is handed out without a name.
    respondent_id: Mapped[int | None] = mapped_column(ForeignKey("respondent.id"))
    #: By which link for anybody it was begun; None for who was invited.
    open_link_id: Mapped[int | None] = mapped_column(ForeignKey("open_link.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    #: Of one that was begun by a link for anybody, when that link was made: no moment of a person is kept.
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    wave: Mapped[Wave] = relationship()
    respondent: Mapped[Respondent | None] = relationship()
    open_link: Mapped[OpenLink | None] = relationship()


class Mailing(Base):
    """Letters to the people of a wave, as staff wrote them; each person gets each of them once."""

    __tablename__ = "mailing"
    __table_args__ = (
        UniqueConstraint("wave_id", "number"),
        CheckConstraint("kind IN ('invitation', 'reminder')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))
    #: Its place among the mailings of the wave, from 1.
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(200))
    #: With the words in braces that stand for what differs from person to person.
    body: Mapped[str] = mapped_column(Text)
    #: What addresses in the letters begin with.
    base: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    wave: Mapped[Wave] = relationship()
    letters: Mapped[list["Letter"]] = relationship(back_populates="mailing", order_by="Letter.id")


class Letter(Base):
    """One letter of a mailing, and what the mail server said of it; its link is stored nowhere."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("mailing_id", "respondent_id"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'refused', 'failed', 'skipped')", name="state"
        ),
        Index("ix_letter_state_changed_at", "state", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailing.id"))
    respondent_id: Mapped[int] = mapped_column(ForeignKey("respondent.id"))
    #: Where it goes: as the list said when the mailing was made.
    address: Mapped[str] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    #: How often it was given to the mail server.
    tries: Mapped[int] = mapped_column(default=0)
    #: What was wrong, in the words of the mail server.
    told: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    mailing: Mapped[Mailing] = relationship(back_populates="letters")
    respondent: Mapped[Respondent] = relationship()
