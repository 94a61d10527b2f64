"""Rooms that many tests begin with: built once by each worker, then put back as they were built."""

import functools
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from flask import current_app
from sqlalchemy import exists, inspect, select, union_all

from smd_workshop.database import db, is_sqlite
from smd_workshop.models import Base

T = TypeVar("T")
_kept: dict[Any, tuple[sqlite3.Connection, Any]] = {}


def built_once(build: Callable[..., T]) -> Callable[..., T]:
    """Let a function that fills a database, by its arguments alone, do so once for an empty SQLite file.

    Whoever asks for the same again gets the same rows, and what was returned about them read anew.
    """

    @functools.wraps(build)
    def built(*args: Any, **options: Any) -> T:
        if not is_sqlite(db.engine) or not _is_empty():
            return build(*args, **options)
        secret = current_app.config["SECRET_KEY"]  # what cards are made with
        key = (build.__name__, repr(args), repr(sorted(options.items())), secret, _schema())
        if key not in _kept:
            made = build(*args, **options)
            db.session.rollback()
            _kept[key] = _copy(db.engine.url.database), _as_keys(made)
            return made
        rows, made = _kept[key]
        db.session.remove()
        with closing(sqlite3.connect(db.engine.url.database)) as there:
            rows.backup(there)
        return _as_objects(made)

    return built


def _is_empty() -> bool:
    tables = Base.metadata.sorted_tables
    found = db.session.execute(
        union_all(*(select(exists(select(1).select_from(t))) for t in tables))
    )
    db.session.rollback()
    return not any(found.scalars())


def _schema() -> tuple[str, ...]:
    """Tables and guards are put back too: only where they are the same."""
    with db.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY type, name")
        return tuple(found.scalars())


def _copy(file: str) -> sqlite3.Connection:
    rows = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(file)) as here:
        here.backup(rows)
    return rows


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
    return _through(made, lambda it: db.session.get_one(*it) if isinstance(it, _Key) else it)
