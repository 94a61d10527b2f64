"""What is talked about: original notes, the items they became, and how they were merged."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Identified, Json, UtcDateTime, random_id
from smd_workshop.models.processes import Sector


class Item(Identified, Base):
    """A factor, a theme, an objective, …, with the wording that is valid now."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("process_id", "kind", "code"),
        CheckConstraint("state IN ('active', 'merged', 'retired')", name="state"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        CheckConstraint("state = 'retired' OR retired_reason = ''", name="retired_reason"),
        CheckConstraint("(retired_at IS NOT NULL) = (retired_reason <> '')", name="retired_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    #: One of processes.vocabulary.
    kind: Mapped[str] = mapped_column(String(20))
    #: F1, D10, OE3; None until the facilitator assigns one.
    code: Mapped[str | None] = mapped_column(String(40))
    #: Where it is sorted: a group of the process's grouping; '' where its kind has none.
    group_code: Mapped[str] = mapped_column(String(40), default="")
    wording: Mapped[str] = mapped_column(Text)
    short: Mapped[str] = mapped_column(String(200), default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="active")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    #: The round it was contributed in.
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    #: Why somebody put it aside; '' for what an undone act left behind.
    retired_reason: Mapped[str] = mapped_column(Text, default="")
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    merged_into: Mapped["Item | None"] = relationship(
        foreign_keys=[merged_into_id],
        remote_side=[id],
        back_populates="sources",
    )
    sources: Mapped[list["Item"]] = relationship(
        foreign_keys=[merged_into_id], back_populates="merged_into", order_by="Item.id"
    )
    contributions: Mapped[list["Contribution"]] = relationship(back_populates="item")
    wordings: Mapped[list["Wording"]] = relationship(order_by="Wording.id")


class Wording(Base):
    """A wording that an item had; never changed, never deleted."""

    __tablename__ = "wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Contribution(Base):
    """An original note, exactly as its author gave it; never changed, never deleted.

    The author can see what became of it; others see at most the sector.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("round_id", "submission_key", name="uq_contribution_sent_once"),
        CheckConstraint(
            "channel IN ('own', 'assisted', 'aloud', 'interview', 'document')", name="channel"
        ),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="factor")
    #: None when a note comes from a document that names no author, or when nobody noted who said it.
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    sector_id: Mapped[int | None] = mapped_column(ForeignKey("sector.id"))
    #: Where it is sorted: a group of the process's grouping; '' where its kind has none.
    group_code: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(Text, default="")
    theme: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(10), default="own")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: Withdrawn by its author while the round was open; kept, shown as withdrawn to staff.
    withdrawn: Mapped[bool] = mapped_column(default=False)
    submission_key: Mapped[str] = mapped_column(String(64))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"), index=True)

    item: Mapped[Item | None] = relationship(back_populates="contributions")
    sector: Mapped[Sector | None] = relationship()


class Merge(Base):
    """A merge or a split on the board: who, when, from what into what; reversible, kept."""

    __tablename__ = "merge"
    __table_args__ = (CheckConstraint("act IN ('merge', 'split')", name="act"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"), index=True)
    act: Mapped[str] = mapped_column(String(10))
    #: The item that came out of it.
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    #: Merge: {"items": [ids], "codes": {id: code}}, what went in and the codes it had.
    #: Split: {"from": id, "contributions": {id: item that held it before}}.
    detail: Mapped[Any] = mapped_column(Json)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KeptApart(Base):
    """Two items that somebody found not to be the same, so that they are suggested no more."""

    __tablename__ = "kept_apart"
    __table_args__ = (CheckConstraint("item_id < other_id", name="order"),)

    #: The lesser of the two ids.
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Objection(Base):
    """An author says that a merge or a new wording does not hold what they meant."""

    __tablename__ = "objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    text: Mapped[str] = mapped_column(Text)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    item: Mapped[Item] = relationship()


class Link(Base):
    """That one item is tied to another (processes.vocabulary says which to which); with where that is said."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("item_id", "target_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: 'theme': what is about it. 'from': the objective. 'cause': the cause.
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    #: 'theme': the theme. 'from': the factor that the objective answers to. 'cause': the effect.
    target_id: Mapped[int] = mapped_column(ForeignKey("item.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    #: Where the link is stated, e.g. ["tables", "section 3"].
    stated_in: Mapped[list[str]] = mapped_column(Json, default=list)
    #: The item of kind `link` by which it is put to the vote; NULL where it was not.
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))

    item: Mapped[Item] = relationship(foreign_keys=[item_id])
    target: Mapped[Item] = relationship(foreign_keys=[target_id])
    proposal: Mapped[Item | None] = relationship(foreign_keys=[proposal_id])
