"""An application on a fresh database for each test: SQLite, PostgreSQL, or each in turn (--database)."""

import atexit
import gc
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

gc.disable()  # until all tests are read: what they are made of stays

import slow_acts
from application import new_database, shared_app
from depth import DEEP, cases, draw_no_words_of_sources
from sqlalchemy import create_engine, text
from turns import FromAnotherPlace, Turns, longest_first

# Speed is measured by `make bench`; a busy machine must not fail a property.
# Each change tries the same drawn cases wherever it is tested, so that what fails tells of the change: others, new
# each time, are tried by `make test-deep`.
settings.register_profile("smd", deadline=None, max_examples=cases(10, 1000), derandomize=not DEEP)
settings.load_profile("smd")
if not DEEP:
    draw_no_words_of_sources()
slow_acts.watch()


def pytest_addoption(parser):
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql", "both"],
        default="sqlite",
        help="which database the application of the tests uses; postgresql starts a real server; "
        "both runs on each what depends on it, and all else on SQLite",
    )
    parser.addoption(
        "--shots", action="store_true", help="keep pictures of the pages that browser tests see"
    )


#: Where the database does what is tested. Of other tests, and of slow ones, those marked `on_both`; of pages
#: too, for one test reads every page on both (tests/faults/test_same_pages.py), another does on both whatever can
#: be done on pages (tests/web/test_permissions.py).
ON_BOTH = {
    "board", "cli", "database", "demonstration", "minutes", "people", "planning", "processes",
    "publishing", "rounds", *(["web"] if DEEP else []),
}  # fmt: skip


#: Marks of tests that do not run on both all the same.
LEFT_OUT = {"slow"} if DEEP else {"slow", "looks", "acts"}


def pytest_generate_tests(metafunc):
    """With --database both: run on each what depends on it."""
    if metafunc.config.getoption("--database") != "both" or "vendor" not in metafunc.fixturenames:
        return
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    depends = metafunc.definition.path.parent.name in ON_BOTH and not marks & LEFT_OUT
    if depends or "on_both" in marks:
        postgresql = pytest.param("postgresql", marks=pytest.mark.postgres)
        metafunc.parametrize("vendor", ["sqlite", postgresql], indirect=True, scope="session")


def pytest_xdist_make_scheduler(config, log):
    """Share the tests out among the workers."""
    return Turns(config, log)


def pytest_collect_directory(path, parent):
    """Let each worker begin to read elsewhere."""
    if not hasattr(parent.config, "workerinput"):
        return None
    return FromAnotherPlace.from_parent(parent, path=path)


def marks_of(item):
    """The names of a test's marks."""
    return [mark.name for mark in item.iter_markers()]


def _goes_too_far(marks):
    return "deep" in marks or {"far", "postgres"} <= set(marks)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what goes too far for each change; let workers begin with what takes longest."""
    left_out = set() if DEEP else {item for item in items if _goes_too_far(marks_of(item))}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]
    if hasattr(config, "workerinput"):
        longest_first(items)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """Let Python not look for garbage among what lives as long as the run, and seldom elsewhere."""
    gc.freeze()  # a look before it takes half a second of each worker, and finds little
    gc.enable()
    gc.set_threshold(20_000, 50, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config):
    """Let a worker that has told all it knows end at once.

    To look for garbage among a million objects, and to free them one by one, took ten seconds after the last test.
    """
    if hasattr(config, "workerinput"):
        gc.freeze()
        atexit.register(os._exit, 0)


@pytest.fixture(scope="session")
def vendor(request):
    """Which database the test's application uses."""
    chosen = getattr(request, "param", None) or request.config.getoption("--database")
    return "sqlite" if chosen == "both" else chosen


@pytest.fixture(scope="session")
def memory():
    """A folder that no test waits for, in memory where the system has such a one.

    What is on the disk when an acknowledgement leaves is asked in tests of servers of their own.
    """
    with tempfile.TemporaryDirectory(prefix="smd-tests-", dir=_in_memory()) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def memory_folder(memory):
    """A function that makes a folder in memory: for databases that the tests of a whole file write to."""
    return lambda: Path(tempfile.mkdtemp(dir=memory))


def _in_memory(mebibytes=64):
    """Return where files are kept in memory, if the system has such a place with so much room."""
    place = Path("/dev/shm")
    if os.access(place, os.W_OK) and shutil.disk_usage(place).free > mebibytes << 20:
        return place
    return None


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
    folder = Path(tempfile.mkdtemp(prefix="smd-postgresql-", dir=_in_memory(4096)))
    try:
        with running_server(folder) as url:
            _hurry(url)
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hurry(url):
    """Let it not wait for the disk, nor clear away behind us: what a crash leaves is asked of servers of
    their own."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


@pytest.fixture
def empty_url(request, vendor, tmp_path):
    """A database that nothing is in yet."""
    with new_database(request, tmp_path, vendor, fill=None) as url:
        yield url


@pytest.fixture
def app(request, vendor, tmp_path):
    """The application as new, with empty tables, inside its context."""
    with shared_app(request, tmp_path, vendor) as app:
        yield app


@pytest.fixture
def database_url(app):
    """The address of the application's database."""
    return app.config["SQLALCHEMY_DATABASE_URI"]


@pytest.fixture
def client(app):
    """A browser that nobody is signed in with."""
    return app.test_client()


@pytest.fixture(autouse=True)
def _nothing_slow_while_others_wait():
    """Whatever a test does: no network, no program, no paper and no letter inside of a transaction."""
    slow_acts.done.clear()
    yield
    assert slow_acts.done == []


@pytest.fixture(scope="session", autouse=True)
def _translations():
    """Compile the translations, as a deployment does, where that was not done since they changed."""
    found = [(po, po.with_suffix(".mo")) for po in ROOT.glob("translations/*/LC_MESSAGES/*.po")]
    if all(mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime for po, mo in found):
        return
    if shutil.which("pybabel") or Path(sys.executable).with_name("pybabel").exists():
        pybabel = str(Path(sys.executable).with_name("pybabel"))
        subprocess.run(
            [pybabel, "compile", "-d", str(ROOT / "translations")], check=False, capture_output=True
        )
