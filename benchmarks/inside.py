"""The application inside this program, on the database of a site: to look, and to do in bulk."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import programs


@contextmanager
def application(of: programs.Site) -> Iterator[None]:
    """Be inside the application's context."""
    from smd_workshop import create_app  # noqa: PLC0415 - not needed by who measures from outside
    from smd_workshop.database import db  # noqa: PLC0415

    warnings.simplefilter("ignore")
    app = create_app(
        {
            "SMD_INSTANCE": str(of.folder), "SQLALCHEMY_DATABASE_URI": of.database,
            "SMD_MAIL_BACKEND": "locmem", "SMD_DRAFT_ACTAS": False,
        }
    )  # fmt: skip
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
