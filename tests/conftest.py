"""An application on a fresh database for each test: SQLite, or PostgreSQL with --database."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# Speed is measured by `make bench`; a busy machine must not fail a property.
settings.register_profile("smd", deadline=None)
settings.load_profile("smd")

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from application import new_database, shared_app
from sqlalchemy import create_engine, text


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="which database the application of the tests uses; postgresql starts a real server",
    )
    parser.addoption(
        "--shots", action="store_true", help="keep pictures of the pages that browser tests see"
    )


@pytest.fixture(scope="session")
def postgres():
    """The address of a PostgreSQL server of our own, started for this session and stopped after.

    SMD_TEST_POSTGRES names one that runs already (each test makes a database of its own in it).
    """
    given = os.environ.get("SMD_TEST_POSTGRES")
    if given:
        yield given
        return
    from postgres_server import running_server

    # Not among pytest's temporary folders: another run beside this one clears those away.
    folder = Path(tempfile.mkdtemp(prefix="smd-postgresql-"))
    try:
        with running_server(folder) as url:
            _hurry(url)
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hurry(url):
    """Let it not wait for the disk: what a crash leaves is asked of servers of their own."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture
def empty_url(request, tmp_path):
    """A database that nothing is in yet."""
    with new_database(request, tmp_path, tables=False) as url:
        yield url


@pytest.fixture
def app(request, tmp_path):
    """The application as new, with empty tables, inside its context."""
    with shared_app(request, tmp_path) as app:
        yield app


@pytest.fixture
def database_url(app):
    """The address of the application's database."""
    return app.config["SQLALCHEMY_DATABASE_URI"]


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
