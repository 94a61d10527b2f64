"""Addresses that seats left for a workshop, and letters about its rounds: apart from ballots, and gone with the acta."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.core import names
from smd_workshop.models.base import Base, UtcDateTime
from smd_workshop.models.people import Seat
from smd_workshop.models.workshops.rounds import Round


class SeatAddress(Base):
    """Where a seat wants to be written to about the rounds of one workshop; it left it by its own choice."""

    __tablename__ = "seat_address"
    __table_args__ = (
        CheckConstraint("left_by IN ('seat', 'staff')", name="left_by"),
        CheckConstraint("holder IN ('titular', 'suplente')", name="holder"),
    )

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    #: On its own phone, or by staff at its wish.
    left_by: Mapped[str] = mapped_column(String(10))
    #: What links in letters to it begin with: the address by which the page was reached that took it.
    base: Mapped[str] = mapped_column(Text)
    left_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Whose it is: who spoke for the seat when it was left, and the name that was known then.
    holder: Mapped[str] = mapped_column(String(10))
    speaker: Mapped[str] = mapped_column(String(200), default="")

    seat: Mapped[Seat] = relationship()

    @property
    def is_of_speaker(self) -> bool:
        """Whether it belongs to who speaks for the seat now: a letter to somebody before would tell of another's answer.

        An accent, a capital or a space more makes nobody another person.
        """
        left_by, speaks = names.folded(self.speaker), names.folded(self.seat.speaker)
        return left_by in {"", speaks} and self.holder == self.seat.holder


class RoundLetter(Base):
    """A letter about a round to one seat, and what the mail server said of it; it holds no address."""

    __tablename__ = "round_letter"
    __table_args__ = (
        UniqueConstraint("round_id", "seat_id", "kind"),
        CheckConstraint("kind IN ('opening', 'ending')", name="kind"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'refused', 'failed', 'skipped')", name="state"
        ),
        Index("ix_round_letter_state_changed_at", "state", "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    #: How often it was given to the mail server.
    tries: Mapped[int] = mapped_column(default=0)
    #: What was wrong, in the words of the mail server; it goes with the address.
    told: Mapped[str] = mapped_column(String(300), default="")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    round: Mapped[Round] = relationship()
    seat: Mapped[Seat] = relationship()
