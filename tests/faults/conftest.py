"""What a user would lose by a fault must not depend on the vendor: tests of faults run on both."""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from application import new_database, shared_app

EITHER = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=EITHER)
def either_app(request, tmp_path):
    """The application as new: once on SQLite, once on PostgreSQL."""
    with shared_app(request, tmp_path, request.param) as app:
        yield app


@pytest.fixture(params=EITHER)
def either_database(request, tmp_path):
    """A database with empty tables: once on SQLite, once on PostgreSQL."""
    with new_database(request, tmp_path, request.param) as url:
        yield url


@pytest.fixture(scope="module")
def _started_postgres():
    from postgres_server import Postgres

    folder = Path(tempfile.mkdtemp(prefix="smd-postgresql-"))
    server = Postgres(folder)
    server.start()
    try:
        yield server
    finally:
        with suppress(RuntimeError):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_postgres(_started_postgres):
    """A PostgreSQL that a test may stop and start; no other test is using it, and it is empty."""
    from sqlalchemy import create_engine, text

    yield _started_postgres
    with suppress(RuntimeError):  # a test that failed may have left it stopped
        _started_postgres.start()
    engine = create_engine(_started_postgres.url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
