"""The repository of variables: what is counted about a territory, by whom, how often; and what it was, each value for good."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, Exact, UtcDateTime
from smd_workshop.models.plans.measurements import Measurement
from smd_workshop.models.processes import Process
from smd_workshop.models.workshops.board import Item


class Variable(Base):
    """Something that an institution counts, which indicators may be made of. All of it is public with its process."""

    __tablename__ = "variable"
    __table_args__ = (UniqueConstraint("process_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(Text, default="")
    #: The publication or the system that its values are taken from, and who keeps that.
    source: Mapped[str] = mapped_column(Text, default="")
    institution: Mapped[str] = mapped_column(String(200), default="")
    #: How often it is counted, in the words of who counts.
    frequency: Mapped[str] = mapped_column(String(200), default="")
    #: What it covers, and for which territories it is told: region, province, district.
    coverage: Mapped[str] = mapped_column(String(200), default="")
    level: Mapped[str] = mapped_column(String(200), default="")
    #: What it is counted in: %, persons, soles.
    measure: Mapped[str] = mapped_column(String(60), default="")
    #: The last year of which the source tells something.
    last_year: Mapped[int | None]
    #: How good it is, as whoever compiled the repository said; what a workshop says stands in its round.
    quality: Mapped[str] = mapped_column(String(200), default="")
    theme: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    process: Mapped[Process] = relationship()
    values: Mapped[list["VariableValue"]] = relationship(
        order_by="VariableValue.id", back_populates="variable"
    )
    #: The item by which workshops are asked about it, once they are.
    question: Mapped["VariableQuestion | None"] = relationship(back_populates="variable")


class VariableValue(Base):
    """What a variable was in a period. A correction is a new row that names the one before; the last one counts."""

    __tablename__ = "variable_value"
    __table_args__ = (
        UniqueConstraint("corrects_id"),
        Index(
            "uq_variable_value_first", "variable_id", "period", unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        CheckConstraint("source <> ''", name="source"),
        CheckConstraint("corrects_id IS NULL OR note <> ''", name="reason"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    variable_id: Mapped[int] = mapped_column(ForeignKey("variable.id"), index=True)
    #: 2023, 2023-S1, 2023-Q3 or 2023-05: library.plan.periods.
    period: Mapped[str] = mapped_column(String(7))
    #: NULL: nobody knows, which is said too.
    value: Mapped[Decimal | None] = mapped_column(Exact)
    #: Where this very number stands.
    source: Mapped[str] = mapped_column(Text)
    #: Why the one before is corrected.
    note: Mapped[str] = mapped_column(Text, default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("variable_value.id"))
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

    variable: Mapped[Variable] = relationship(back_populates="values")


class VariableInput(Base):
    """That a value of an indicator was computed from one of a variable, for good."""

    __tablename__ = "variable_input"
    __table_args__ = (UniqueConstraint("measurement_id", "value_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    measurement_id: Mapped[int] = mapped_column(ForeignKey("measurement.id"))
    value_id: Mapped[int] = mapped_column(ForeignKey("variable_value.id"), index=True)

    measurement: Mapped[Measurement] = relationship(back_populates="variable_inputs")
    value: Mapped[VariableValue] = relationship()


class VariableQuestion(Base):
    """That an item asks a workshop how good a variable is."""

    __tablename__ = "variable_question"
    __table_args__ = (UniqueConstraint("item_id"), UniqueConstraint("variable_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    variable_id: Mapped[int] = mapped_column(ForeignKey("variable.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))

    variable: Mapped[Variable] = relationship(back_populates="question")
    item: Mapped[Item] = relationship()
