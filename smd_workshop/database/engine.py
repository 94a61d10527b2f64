"""The one database object of the application, and which vendor it speaks to."""

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine

from smd_workshop.models import Base

db = SQLAlchemy(metadata=Base.metadata)


def is_sqlite(engine: Engine) -> bool:
    """Say whether the engine is SQLite."""
    return engine.dialect.name == "sqlite"
