"""Meetings and the questions put in them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Identified, Json, UtcDateTime
from smd_workshop.models.people import Seat
from smd_workshop.models.processes import Process

STATES = ("draft", "open", "closed", "published", "annulled")
#: From which state of a round to which; there is no way back.
MAY_BECOME: dict[str, frozenset[str]] = {
    "draft": frozenset({"open"}),
    "open": frozenset({"closed", "annulled"}),
    "closed": frozenset({"published", "annulled"}),
    "published": frozenset(),
    "annulled": frozenset(),
}


class Workshop(Identified, Base):
    """One meeting, or one remote consultation."""

    __tablename__ = "workshop"
    __table_args__ = (UniqueConstraint("process_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(200), default="")
    held_on: Mapped[date | None]
    #: Rises with every change that a phone or the projector must notice; the ETag of live pages.
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    process: Mapped[Process] = relationship()
    rounds: Mapped[list["Round"]] = relationship(back_populates="workshop", order_by="Round.number")


class Round(Identified, Base):
    """One question put to the seats."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number"),
        CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'published', 'annulled')", name="state"
        ),
        CheckConstraint("step IN ('collect', 'organise', 'vote')", name="step"),
        CheckConstraint("(step = 'vote') = (method_id IS NOT NULL)", name="method"),
        CheckConstraint("secrecy IN ('secret', 'nominal')", name="secrecy"),
        CheckConstraint("visibility IN ('publication', 'after_vote', 'live')", name="visibility"),
        # Running totals of a secret round can be subtracted from one another, ballot by ballot.
        CheckConstraint("secrecy = 'nominal' OR visibility = 'publication'", name="no_live_secret"),
        CheckConstraint("state != 'annulled' OR annul_reason != ''", name="annul_reason"),
        CheckConstraint("state != 'draft' OR open_reason = ''", name="open_reason"),
        CheckConstraint(
            "state = 'draft' OR step != 'vote' OR method_version IS NOT NULL", name="method_version"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    #: Where it stands in the agenda, from 1, and its address. A draft moves; once opened it is fixed.
    number: Mapped[int]
    #: What people do: 'collect' notes, 'organise' them, or 'vote' by a method.
    step: Mapped[str] = mapped_column(String(20), default="vote")
    #: Which of the library's methods counts a vote.
    method_id: Mapped[str | None] = mapped_column(String(40))
    #: By which version of it: fixed when the round opens.
    method_version: Mapped[int | None]
    #: What the options are: a kind of item (processes.vocabulary).
    subject: Mapped[str] = mapped_column(String(20), default="factor")
    title: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    help: Mapped[str] = mapped_column(Text, default="")
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    secrecy: Mapped[str] = mapped_column(String(10), default="secret")
    visibility: Mapped[str] = mapped_column(String(12), default="publication")
    #: Codes of the sectors that vote; empty means all.
    electorate: Mapped[list[str]] = mapped_column(Json, default=list)
    #: Whether a seat that is added while it is open votes in it; the protocol's word when it opens.
    late_seats: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    #: Rises with every change of this round.
    revision: Mapped[int] = mapped_column(default=0)
    #: A secret round's key while ballots may change; destroyed at close.
    ballot_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Random numbers of the opening, in hexadecimal, from which the seed of a draw is made: rounds.lots.
    draw_nonce: Mapped[str | None] = mapped_column(String(64))
    draw_salt: Mapped[str | None] = mapped_column(String(64))
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: Announced end of the grace; after it no ballot is taken.
    closing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: The clock shown to the room, a hint only.
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    #: When it opens and closes by itself, as people were told: rounds.hours.
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    annul_reason: Mapped[str] = mapped_column(Text, default="")
    #: The round that this one runs again after it was annulled.
    reruns_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    #: The round before this one: counted alike, it is repeated; otherwise its result gave the options.
    previous_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    #: Why it was opened although an author objected; '' where nothing had to be said.
    open_reason: Mapped[str] = mapped_column(Text, default="")

    workshop: Mapped[Workshop] = relationship(back_populates="rounds")
    options: Mapped[list["Option"]] = relationship(
        back_populates="round", order_by="Option.position", cascade="all, delete-orphan"
    )
    reruns: Mapped["Round | None"] = relationship(foreign_keys=[reruns_id], remote_side=[id])
    previous: Mapped["Round | None"] = relationship(foreign_keys=[previous_id], remote_side=[id])
    extensions: Mapped[list["Extension"]] = relationship(order_by="Extension.id")

    @property
    def until(self) -> datetime | None:
        """The hour at which it closes by itself, while nobody has announced an earlier close."""
        return self.closes_at if self.closing_at == self.closes_at else None

    @property
    def is_closing(self) -> bool:
        """Whether somebody has announced its close, so that only the grace is left."""
        return self.closing_at is not None and self.until is None


class Extension(Base):
    """That the end of an open round was put off, from when to when, and why."""

    __tablename__ = "extension"
    __table_args__ = (CheckConstraint("was IS NULL OR until > was", name="later"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    #: The hour that was said before; None where none was.
    was: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class DiscardedRound(Base):
    """A draft that was taken off the agenda, as it was: it can be put back."""

    __tablename__ = "discarded_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), index=True)
    #: Where it stood.
    number: Mapped[int]
    #: What it asked, by the names of the columns of a round.
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Its options: item id, code, wording and group of each, in their order.
    options: Mapped[list[Any]] = mapped_column(Json)
    #: Ids of the rounds that named it as the one before them.
    followed_by: Mapped[list[int]] = mapped_column(Json)
    discarded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: When it was put back, if it was.
    restored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Option(Base):
    """What is put to the vote, with its wording as it was when the round opened."""

    __tablename__ = "option"
    __table_args__ = (UniqueConstraint("round_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    wording: Mapped[str] = mapped_column(Text)
    #: The group of the item, where points are given inside groups.
    group: Mapped[str] = mapped_column("option_group", String(40), default="")
    position: Mapped[int] = mapped_column(default=0)

    round: Mapped[Round] = relationship(back_populates="options")


#: What the wall of a room may show: 'room' goes with the rounds by itself.
WALL = ("room", "join", "round", "result", "board", "nothing")


class Projection(Base):
    """What staff chose for the wall of a workshop; a workshop without one goes with its rounds, on a light ground."""

    __tablename__ = "projection"
    __table_args__ = (
        CheckConstraint(
            "shows IN ('room', 'join', 'round', 'result', 'board', 'nothing')", name="shows"
        ),
        CheckConstraint("(shows = 'result') = (round_id IS NOT NULL)", name="result"),
    )

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    shows: Mapped[str] = mapped_column(String(10), default="room")
    #: Whose result is shown.
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    dark: Mapped[bool] = mapped_column(default=False)
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)

    round: Mapped["Round | None"] = relationship()


class Attendance(Base):
    """Who held a seat in a workshop."""

    __tablename__ = "attendance"
    __table_args__ = (
        CheckConstraint("holder IN ('titular', 'suplente')", name="holder"),
        CheckConstraint("channel IN ('card', 'door')", name="channel"),
    )

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    holder: Mapped[str] = mapped_column(String(10))
    #: By their own card, or at the door.
    channel: Mapped[str] = mapped_column(String(10))
    arrived_at: Mapped[datetime] = mapped_column(UtcDateTime)

    seat: Mapped[Seat] = relationship()
