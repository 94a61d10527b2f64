"""The application and its database as tests make them; fixtures are in conftest.py."""

import secrets
from contextlib import contextmanager
from contextvars import Context

from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text

from smd_workshop import create_app
from smd_workshop.database import db


@contextmanager
def new_database(request, folder, vendor=None):
    """Yield the address of a database that nothing is in yet, of the vendor that is named or asked for."""
    if (vendor or request.config.getoption("--database")) == "sqlite":
        yield f"sqlite:///{folder / 'test.sqlite'}"
        return
    server = request.getfixturevalue("postgres")
    name = "t" + secrets.token_hex(8)
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.rsplit("/", 1)[0] + "/" + name
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


class Browser(FlaskClient):
    """A client whose requests know nothing of the test's context: as in production, each has its own."""

    def open(self, *args, **kwargs):
        db.session.rollback()  # the test must neither hold a lock nor see what was true before
        answer = Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return answer


@contextmanager
def new_app(url, folder):
    """Yield the application with empty tables, inside its context."""
    app = create_app(
        {
            "TESTING": True,
            "SMD_DRAFT_ACTAS": False,
            "SMD_INSTANCE": str(folder / "instance"),
            "SQLALCHEMY_DATABASE_URI": url,
            "SMD_MAIL_BACKEND": "locmem",
            "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 2,
            # Still argon2, but as cheap as it can be: hundreds of tests sign in.
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
                "argon2__time_cost": 1,
                "argon2__memory_cost": 64,
                "argon2__parallelism": 1,
            },
        }
    )
    # Each test has an application of its own; the templates are compiled once for all.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()
