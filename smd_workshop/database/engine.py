"""The one database object of the application, and which vendor it speaks to."""

import weakref
from collections.abc import Hashable

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from smd_workshop.models import Base

db = SQLAlchemy(metadata=Base.metadata)


def identity(engine: Engine) -> Hashable:
    """Return what a cache calls this database by: it keeps nothing of it alive, and fits no other."""
    return weakref.ref(engine)


def is_sqlite(engine: Engine) -> bool:
    """Say whether the engine is SQLite."""
    return engine.dialect.name == "sqlite"
