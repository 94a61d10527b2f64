"""Surveys: what is asked, whom, and in which wave."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.core.zones import day_of
from smd_workshop.models.base import Base, Json, UtcDateTime, one_of
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
