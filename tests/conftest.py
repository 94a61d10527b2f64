"""An application on a fresh database for each test: SQLite, or PostgreSQL with --database."""

import os
import secrets
import shutil
import subprocess
import sys
from contextvars import Context
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text

from smd_workshop import create_app
from smd_workshop.database import db

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))


def pytest_addoption(parser):
    parser.addoption(
        "--database", choices=["sqlite", "postgresql"], default="sqlite",
        help="which database the application of the tests uses; postgresql starts a real server",
    )


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """The address of a PostgreSQL server of our own, started for this session and stopped after.

    SMD_TEST_POSTGRES names one that runs already (each test makes a database of its own in it).
    """
    given = os.environ.get("SMD_TEST_POSTGRES")
    if given:
        yield given
        return
    from postgres_server import running_server

    with running_server(tmp_path_factory.mktemp("pg")) as url:
        yield url


@contextmanager
def new_database(request, folder):
    """Yield the address of a database that nothing is in yet."""
    if request.config.getoption("--database") == "sqlite":
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


@pytest.fixture
def database_url(request, tmp_path):
    """A database that nothing is in yet."""
    with new_database(request, tmp_path) as url:
        yield url


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
        }
    )
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(database_url, tmp_path):
    """The application with empty tables, inside its context."""
    with new_app(database_url, tmp_path) as app:
        yield app


@pytest.fixture
def client(app):
    """A browser that nobody is signed in with."""
    return app.test_client()


@pytest.fixture(scope="session", autouse=True)
def _translations():
    """Compile the translations once, as a deployment does."""
    if shutil.which("pybabel") or Path(sys.executable).with_name("pybabel").exists():
        pybabel = str(Path(sys.executable).with_name("pybabel"))
        subprocess.run(
            [pybabel, "compile", "-d", str(ROOT / "translations")], check=False, capture_output=True
        )
