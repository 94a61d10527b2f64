"""Rooms that many tests begin with: built once by each worker, then put back as they were built."""

import functools
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from application import copied_version, is_as_copied, shared_file
from flask import current_app
from rows import Rows, rows_of
from same_file import SameFile, Taken
from sqlalchemy import TextClause, exists, inspect, select, text, union_all

from smd_workshop.database import db, is_sqlite
from smd_workshop.models import Base

T = TypeVar("T")
_kept: dict[Any, tuple[Any, Any]] = {}


def built_once(build: Callable[..., T]) -> Callable[..., T]:
    """Let a function that fills a database, by its arguments alone, do so once for an empty one.

    Whoever asks for the same again gets the same rows, and what was returned about them read anew.
    """

    @functools.wraps(build)
    def built(*args: Any, **options: Any) -> T:
        place = _place()
        if place is None or not _is_empty(place):
            return build(*args, **options)
        secret = current_app.config["SECRET_KEY"]  # what cards are made with
        key = (
            build.__module__,
            build.__name__,
            repr(args),
            repr(sorted(options.items())),
            secret,
            place.schema(),
        )
        if key not in _kept:
            made = build(*args, **options)
            db.session.rollback()
            _kept[key] = place.taken(), _as_keys(made)
            return made
        rows, made = _kept[key]
        db.session.remove()
        place.put_back(rows)
        return _as_objects(made)

    return built


def _is_empty(place: "_File | Rows") -> bool:
    if not db.session().in_transaction():
        if isinstance(place, Rows):  # its connection knows all tables, a new one would read of each
            return place.is_empty()
        if is_as_copied(place.file):
            return True
    found = db.session.execute(_any_row(db.engine.dialect.name))
    db.session.rollback()
    return not any(found.scalars())


@functools.cache
def _any_row(_vendor: str) -> TextClause:
    """Whether each table has a row. As text: to put it together takes longer than to ask."""
    tables = Base.metadata.sorted_tables
    asked = union_all(*(select(exists(select(1).select_from(t))) for t in tables))
    return text(str(asked.compile(db.engine)))


class _File:
    """An SQLite file whose rows can be taken and put back."""

    def __init__(self) -> None:
        self.file = db.engine.url.database

    def schema(self) -> tuple[str, ...]:
        """Tables and guards are put back too: only where they are the same.

        SQLite counts what is changed of them: where it counts as of the copy that every test is given, nothing was.
        """
        with closing(sqlite3.connect(self.file)) as here:
            if here.execute("PRAGMA schema_version").fetchone() == copied_version():
                return ("as copied",)
        with db.engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY type, name")
            return tuple(found.scalars())

    def taken(self) -> Taken:
        return self._as_it_is().taken()

    def put_back(self, rows: Taken) -> None:
        if not self._as_it_is().put_back(rows):
            db.engine.dispose()

    def _as_it_is(self) -> SameFile:
        return shared_file(self.file) or SameFile(self.file)


def _place() -> "_File | Rows | None":
    """Return where rows can be put back; None in a database that only one test has, on PostgreSQL."""
    if is_sqlite(db.engine):
        return _File()
    return rows_of.get(db.engine.url.render_as_string(hide_password=False))


def _through(value: Any, change: Callable[[Any], Any]) -> Any:
    """Change what lies in lists, dictionaries and dataclasses."""
    if isinstance(value, list | tuple) and not isinstance(value, _Key):
        return type(value)(_through(each, change) for each in value)
    if isinstance(value, dict):
        return {name: _through(each, change) for name, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: _through(getattr(value, f.name), change) for f in fields(value)}
        )
    return change(value)


class _Key(tuple):
    """A row by its class and its primary key."""

    __slots__ = ()


def _as_keys(made: Any) -> Any:
    return _through(
        made, lambda it: _Key(inspect(it).identity_key[:2]) if isinstance(it, Base) else it
    )


def _as_objects(made: Any) -> Any:
    keys: list[_Key] = []
    _through(made, lambda it: keys.append(it) if isinstance(it, _Key) else None)
    found = {key: it for table in {key[0] for key in keys} for key, it in _fetched(table, keys)}
    return _through(made, lambda it: found[it] if isinstance(it, _Key) else it)


def _fetched(table: type[Base], keys: list[_Key]) -> Iterator[tuple[_Key, Base]]:
    """All rows of a table that are asked for, at once if it has a number of its own."""
    asked = [key for key in keys if key[0] is table]
    column, *others = inspect(table).primary_key
    if others:
        yield from ((key, db.session.get_one(*key)) for key in asked)
        return
    rows = select(table).where(column.in_([number for _, (number,) in asked]))
    for row in db.session.scalars(rows):
        yield _Key((table, inspect(row).identity)), row
