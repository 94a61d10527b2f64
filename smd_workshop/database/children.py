"""Rows that belong to a process: fetched through it, so that nobody reaches those of another."""

from typing import Any, TypeVar

from sqlalchemy import select

from smd_workshop.core.errors import NotFound
from smd_workshop.database.engine import db

Row = TypeVar("Row")


def newest_of(table: type[Row], process_id: int) -> list[Row]:
    """Return the rows of a table that belong to a process, the newest first."""
    model: Any = table
    query = select(table).where(model.process_id == process_id).order_by(model.id.desc())
    return list(db.session.scalars(query))


def child_of(table: type[Row], process_id: int, row_id: int) -> Row:
    """Return the row of this process with this number, or raise NotFound."""
    row: Any = db.session.get(table, row_id)
    if row is None or row.process_id != process_id:
        raise NotFound
    found: Row = row
    return found
