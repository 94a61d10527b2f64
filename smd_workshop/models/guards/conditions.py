"""What conditions of guards are made of: SQL on the rows as they were (OLD) and as they would be (NEW)."""

from smd_workshop.models.base import Base
from smd_workshop.models.triggers import Guard

ALWAYS = "TRUE"


def changed(table: type[Base], but: tuple[str, ...] = ()) -> str:
    """Whether any column but these is another than it was; a new column is kept by itself."""
    return differ(*(name for name in table.__table__.columns.keys() if name not in but))  # noqa: SIM118


def differ(*names: str) -> str:
    """Say that one of these columns would change."""
    return "(" + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names) + ")"


def any_of(*conditions: str) -> str:
    """Say that one of these conditions holds."""
    return "\nOR ".join(conditions)


def append_only(table: type[Base], words: str) -> Guard:
    """Keep each row of this table as it was written."""
    return Guard(str(table.__tablename__), words, update=ALWAYS, delete=ALWAYS)


def of(row: str, parent: str, column: str = "state") -> str:
    """Return the subquery for a column of the row's parent."""
    return f"(SELECT {column} FROM {parent} WHERE id = {row}.{parent}_id)"  # noqa: S608 - our words
