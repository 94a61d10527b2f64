"""What seats answered. No table here carries a time, an address or an order of arrival."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, Json, random_id

CHANNELS = ("own", "shared", "assisted", "paper")


class Ballot(Base):
    """One seat's answer in one round.

    While a secret round is open, voter_key is HMAC(the round's key, the seat), so that the ballot
    can be found and changed; when it closes the key is destroyed and voter_key is emptied.
    A nominal round keeps seat_id and said so before the first answer.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("round_id", "voter_key", name="uq_ballot_one_per_seat"),
        UniqueConstraint("round_id", "seat_id", name="uq_ballot_one_per_named_seat"),
        Index("ix_ballot_tally", "round_id", "sector_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"))
    voter_key: Mapped[str | None] = mapped_column(String(64))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    #: Canonical JSON text, so that equal answers are equal strings.
    answer: Mapped[str] = mapped_column(Text)
    #: Canonical JSON text {option code: reason}; emptied at close, when reasons become rows.
    reasons: Mapped[str] = mapped_column(Text, default="{}")


class Submission(Base):
    """A key that a phone sent once: a resent ballot is the same ballot.

    While a secret round is open, key is HMAC(the round's key, what the phone sent). When it closes the
    rows go: made of an answer, they would prove it to whom the voter shows what the phone kept.
    A late one is HMAC(the installation's secret, the seat) and stays, to be counted.
    """

    __tablename__ = "submission"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    #: It arrived after the close and was not counted.
    late: Mapped[bool] = mapped_column(default=False)


class Participation(Base):
    """That a seat has answered, and by which channel; never what, nor when."""

    __tablename__ = "participation"
    __table_args__ = (
        CheckConstraint("channel IN ('own', 'shared', 'assisted', 'paper')", name="channel"),
        CheckConstraint("holder IN ('titular', 'suplente')", name="holder"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"))
    channel: Mapped[str] = mapped_column(String(10))
    #: Who spoke for the seat; None for answers of before this was noted.
    holder: Mapped[str | None] = mapped_column(String(10))


class PaperBallot(Base):
    """That a seat answers on paper: while it has one, none of its phones counts."""

    __tablename__ = "paper_ballot"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)


class TypedPaper(Base):
    """The number of a paper of a secret round that was typed in: it leads to no seat and no answer."""

    __tablename__ = "typed_paper"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    #: A keyed digest of the number (rounds.ballots.paper_numbers).
    number: Mapped[str] = mapped_column(String(64), primary_key=True)
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"))


class Reason(Base):
    """Why somebody answered as they did, cut loose from their ballot at close and moderated."""

    __tablename__ = "reason"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'shown', 'hidden')", name="state"),
        Index("ix_reason_round", "round_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    #: None where the sector is too small to be named beside a reason.
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"))
    option_code: Mapped[str] = mapped_column(String(40))
    #: The answer it explains: 'no', 'low'.
    stance: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="pending")


class Roll(Base):
    """Who could vote, was present and voted, per sector, frozen at close."""

    __tablename__ = "roll"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    sector_id: Mapped[int] = mapped_column(ForeignKey("sector.id"), primary_key=True)
    eligible: Mapped[int]
    present: Mapped[int]
    voted: Mapped[int]
    #: How many of the eligible were added while the round was open.
    added: Mapped[int] = mapped_column(default=0)
    #: {channel: how many}
    channels: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
