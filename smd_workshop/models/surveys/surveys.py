"""Surveys: what is asked, whom, in which wave, and what was answered.

No table of answers carries a time, an address or an order of arrival. In an anonymous wave nothing
leads from who answered to what was answered: docs/adr/0041.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.core.zones import day_of
from smd_workshop.models.base import Base, Json, UtcDateTime, one_of, random_id
from smd_workshop.models.processes import Process

if TYPE_CHECKING:
    from smd_workshop.models.surveys.survey_records import WaveImport

WAVE_STATES = ("draft", "open", "closing", "closed")
#: From which state of a wave to which; there is no way back, but from an announced close.
WAVE_MAY_BECOME: dict[str, frozenset[str]] = {
    "draft": frozenset({"open"}),
    "open": frozenset({"closing", "closed"}),
    "closing": frozenset({"open", "closed"}),
    "closed": frozenset(),
}
MODES = ("confidential", "anonymous")
#: How an answer came: a link of one's own, staff from a paper, a link for anybody, a device at a counter.
SURVEY_CHANNELS = ("link", "paper", "open", "kiosk")
#: What a link for anybody is for, and the channel of the answers by it.
OPEN_LINK_KINDS = ("open", "kiosk")


class Survey(Base):
    """What an organisation asks the same people again and again; it belongs to a process."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("process_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    #: Who asks, as the first page says it.
    organisation: Mapped[str] = mapped_column(String(200), default="")
    #: Whom to ask about it: a name, a telephone, an address.
    contact: Mapped[str] = mapped_column(String(200), default="")
    #: Whether its people and answers were drawn by a program; a demonstration beside what is real.
    simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    process: Mapped[Process] = relationship()
    instruments: Mapped[list["Instrument"]] = relationship(
        back_populates="survey", order_by="Instrument.number"
    )
    waves: Mapped[list["Wave"]] = relationship(back_populates="survey", order_by="Wave.id")

    @property
    def shown_as_simulated(self) -> bool:
        """Whether its answers were drawn: as the whole process, or as a demonstration beside a real plan."""
        return self.simulated or self.process.simulated


class Instrument(Base):
    """A version of what is asked: an smd-instrument/1 document; published, it stays as it is."""

    __tablename__ = "instrument"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("state IN ('draft', 'published')", name="state"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Of the document, in canonical JSON.
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: {code of an item in other words than in the version before: whether it still asks the same}; said when it is published.
    judged: Mapped[dict[str, bool] | None] = mapped_column(Json)

    survey: Mapped[Survey] = relationship(back_populates="instruments")


class Respondent(Base):
    """Somebody of the population, and what groups them: size, sector, accompanied or not."""

    __tablename__ = "respondent"
    __table_args__ = (
        UniqueConstraint("survey_id", "code"),
        CheckConstraint(
            "erased_at IS NULL OR (name = '' AND phone = '' AND email = '' AND attributes = '{}')",
            name="erased",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    #: Digits with the country's, for WhatsApp; '' where none is known.
    phone: Mapped[str] = mapped_column(String(20), default="")
    #: Where letters go; '' where none is known.
    email: Mapped[str] = mapped_column(String(254), default="")
    #: {heading of the list: value}
    attributes: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    #: Who left the population keeps a place in the waves of before.
    active: Mapped[bool] = mapped_column(default=True)
    #: When all that says who it was went, at their request: the empty row holds the place in numbers of people.
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def respondent_id(self) -> int:
        """Its id, as members of a closed wave call it."""
        return self.id


class Wave(Base):
    """One time that an instrument is put to the population.

    Mode, instrument and words of consent are fixed when it opens; its seal goes with the close.
    """

    __tablename__ = "wave"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("state IN ('draft', 'open', 'closing', 'closed')", name="state"),
        one_of("mode", MODES),
        CheckConstraint("population IS NULL OR population > 0", name="population"),
        CheckConstraint("state IN ('open', 'closing') OR seal IS NULL", name="seal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    #: Its place among the waves of the survey, from 1.
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    #: The year that its figures are of.
    year: Mapped[int]
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    mode: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    #: How many people there are in all; None if nobody knows.
    population: Mapped[int | None]
    #: What the first page asks people to agree to, in the words of staff; '' for ours alone.
    consent: Mapped[str] = mapped_column(Text, default="")
    #: Until when staff want answers; nobody begins afterwards.
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: By which the answers of an open anonymous wave are sealed, with the secret of the installation.
    seal: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    #: How many had begun and not sent when it closed: a number, never whose; None where nobody knows.
    broken_off: Mapped[int | None]
    #: When it was written down who was asked and what groups them: at the close, later only for waves of before 0023.
    roll_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The last day on which answers, or who took part, are kept with links, letters and contacts; fixed when it opens.
    keep_until: Mapped[date | None]
    #: Of all that the first page had people agree to (surveys.consent); '' before it opens, and where nobody wrote it down.
    consent_sha256: Mapped[str] = mapped_column(String(64), default="")
    #: Versions that its first page had later, in their order: the program was brought up to date while it was open.
    consent_later: Mapped[list[str] | None] = mapped_column(Json)
    #: Whether its responses are being written anew without names: only within one transaction.
    rewriting: Mapped[bool] = mapped_column(default=False)
    #: When that was done; from then on it holds what an anonymous wave holds.
    anonymised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    survey: Mapped[Survey] = relationship(back_populates="waves")
    instrument: Mapped[Instrument] = relationship()
    #: From which file it came, if it was gathered elsewhere.
    imported: Mapped["WaveImport | None"] = relationship()

    @property
    def last_day(self) -> date | None:
        """The last day on which somebody may begin, as the calendar of the process says; None where there is none."""
        if self.ends_at is None:
            return None
        return day_of(self.ends_at - timedelta(seconds=1), self.survey.process.time_zone)

    @property
    def named(self) -> bool:
        """Whether answers stand with who gave them."""
        return self.mode == "confidential" and self.anonymised_at is None

    @property
    def roll_is_late(self) -> bool:
        """Whether groups are as the list was after the close: nobody wrote down what it said then."""
        return self.state == "closed" and self.roll_at != self.closed_at


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
