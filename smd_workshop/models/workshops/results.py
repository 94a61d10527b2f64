"""What was counted: only ever added to (models.guards)."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from smd_workshop.models.base import Base, Json, UtcDateTime


class Result(Base):
    """A frozen result: one smd-result/1 document and the smd-tally/1 input that recounts to it.

    A ratification asks about several objectives at once and has one part per objective.
    """

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("round_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    #: '' or the code of the option that this part is about.
    part: Mapped[str] = mapped_column(String(40), default="")
    method_id: Mapped[str] = mapped_column(String(40))
    method_version: Mapped[int]
    #: smd-tally/1, canonical; may hold answers of small sectors: never shown unprotected.
    tally: Mapped[dict[str, Any]] = mapped_column(Json)
    #: smd-result/1 in full; never shown unprotected.
    document: Mapped[dict[str, Any]] = mapped_column(Json)
    #: The same after disclosure control: what pages, documents and downloads show.
    shown: Mapped[dict[str, Any]] = mapped_column(Json)
    #: Of the input; mixed with chance (rounds.count.protection) where the input is not published.
    input_sha256: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
