"""The application and its database as tests make them; fixtures are in conftest.py.

To make an application and to build its statements takes longer than most tests. So each worker makes one
for each vendor, and every test gets it as new: an empty database, an empty instance folder, and nothing
remembered of the tests before.
"""

import secrets
import shutil
import sqlite3
from contextlib import closing, contextmanager, suppress
from contextvars import Context
from functools import cache
from pathlib import Path

import psycopg
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from rows import Rows, rows_of
from same_file import SameFile, Taken
from sqlalchemy import create_engine, inspect, make_url, text

from smd_workshop import create_app
from smd_workshop.core import caching
from smd_workshop.database import db

#: By server and by what fills it: a database of which each test gets a copy.
_copied: dict[tuple[str, object], str] = {}
#: By the folders that they are read from: the catalogues of translations.
_catalogues: dict[tuple[str, ...], dict] = {}
#: By its path: an SQLite file that each test gets as new, and what it holds then.
_files: dict[str, tuple[SameFile, Taken]] = {}
#: By vendor: the application of this worker, and what it was when it had been made.
_shared: dict[str, "Made"] = {}


def with_tables(url, folder):
    """Put empty tables into the database at an address."""
    with new_app(url, folder):
        pass


@contextmanager
def new_database(request, folder, vendor, *, fill=with_tables):
    """Yield the address of a database of this vendor: a copy of what `fill` made once; None: empty.

    `fill` is called with an address and a folder; the database there is empty, or a copy of what `fill.begins_with`
    made once.
    """
    if vendor == "sqlite":
        file = folder / "test.sqlite"
        if fill:
            _copy_sqlite(request, file, fill)
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("postgres")
    like = f" TEMPLATE {_to_copy(server, request, fill)}" if fill else ""
    name = "t" + secrets.token_hex(8)
    with _administrator(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}{like}"))
    yield _database(server, name)
    with _administrator(server) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _empty(request, url):
    """Let the database of the last test be empty; say whether who is connected to it may stay so."""
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        return _empty_file(request, url.database)
    address = url.render_as_string(hide_password=False)
    if not _has_only_rows(address):
        server = request.getfixturevalue("postgres")
        like = _to_copy(server, request)
        with _administrator(server) as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {url.database} TEMPLATE {like}"))
        rows_of[address] = Rows(address)
    return False


def _empty_file(request, file):
    there, made = _files.pop(file, (None, None))
    if there is not None:
        with suppress(sqlite3.OperationalError):  # a test has left it locked
            if there.is_there():
                only_rows = there.put_back(made)
                _files[file] = there, made
                return only_rows
        there.close()
    for left in Path(file).parent.glob(Path(file).name + "*"):
        left.unlink()
    _copy_sqlite(request, Path(file))
    there = SameFile(file)
    _files[file] = there, there.taken()
    there.put_back(_files[file][1])
    return False


def _has_only_rows(address):
    """Put back the rows that a database was made with, where nothing else of it was changed."""
    there = rows_of.get(address)
    if there is None:
        return False
    try:
        there.cut_off()
        if there.is_as_made():
            there.put_back()
            return True
    except psycopg.Error:
        pass  # a test has thrown out all who were connected, or is no superuser there
    there.close()
    return False


@contextmanager
def _administrator(server):
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _database(server, name):
    return server.rsplit("/", 1)[0] + "/" + name


def _folder(request):
    return request.getfixturevalue("tmp_path_factory").mktemp("copied")


def _before(fill):
    return getattr(fill, "begins_with", None)


def _copy_sqlite(request, target, fill=with_tables):
    if ("sqlite", fill) not in _copied:
        folder = _folder(request)
        file = folder / "test.sqlite"
        before = _before(fill)
        if before:
            _copy_sqlite(request, file, before)
        fill(f"sqlite:///{file}", folder)
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _copied["sqlite", fill] = str(file)
    shutil.copyfile(_copied["sqlite", fill], target)


def is_as_copied(file):
    """Whether an SQLite database is the one with empty tables that every test is given."""
    if str(file) in _files:
        there, made = _files[str(file)]
        return there.is_as(made)
    like, behind = _copied.get(("sqlite", with_tables)), Path(f"{file}-wal")
    if like is None or (behind.exists() and behind.stat().st_size):
        return False
    return Path(file).read_bytes() == Path(like).read_bytes()


def shared_file(file):
    """The file of this worker's tests, if it is at this path; None: it is of one test alone."""
    return _files.get(str(file), (None, None))[0]


def copied_version():
    """How often tables and guards were changed in the SQLite database that every test is given, as SQLite counts it."""
    like = _copied.get(("sqlite", with_tables))
    return None if like is None else _version_of(like)


@cache
def _version_of(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA schema_version").fetchone()


def _to_copy(server, request, fill=with_tables):
    if (server, fill) not in _copied:
        name = "copied" + secrets.token_hex(8)
        before = _before(fill)
        like = f" TEMPLATE {_to_copy(server, request, before)}" if before else ""
        with _administrator(server) as connection:
            connection.execute(text(f"CREATE DATABASE {name}{like}"))
        fill(_database(server, name), _folder(request))
        _copied[server, fill] = name
    return _copied[server, fill]


class Browser(FlaskClient):
    """A client whose requests know nothing of the test's context: as in production, each has its own."""

    def post(self, *args, **kwargs):
        """Say of a form without fields that it is a form, as every browser does."""
        if not kwargs.get("data") and not {"json", "content_type"} & set(kwargs):
            kwargs["content_type"] = "application/x-www-form-urlencoded"
        return super().post(*args, **kwargs)

    def open(self, *args, **kwargs):
        db.session.rollback()  # the test must neither hold a lock nor see what was true before
        answer = Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return answer


@contextmanager
def new_app(url, folder):
    """Yield an application of its own with empty tables, inside its context."""
    app = _create(url, folder)
    with app.app_context():
        if not inspect(db.engine).has_table("process"):
            db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def _create(url, folder):
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
            # What a link of a letter is signed with: half a second each of Python's own SHA-crypt.
            "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        }
    )
    # The templates are compiled once for all applications.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    app.test_client_class = Browser
    return app


@contextmanager
def shared_app(request, folder, vendor):
    """Yield this worker's application as new: empty tables, its instance in the folder, inside its context."""
    made = _shared.get(vendor)
    if made is None:
        url = _place(request, vendor)
        _empty(request, url)
        made, as_before = Made(_create(url, _folder(request))), True
        _shared[vendor] = made
    else:
        as_before = _empty(request, made.url)
    with made.app.app_context():
        if not as_before:
            db.engine.dispose()
        try:
            yield made.as_new(folder / "instance")
        finally:
            db.session.remove()
            if vendor != "sqlite" or db.engine.pool.checkedout():
                db.engine.dispose()
            caching.clear_all()


def _place(request, vendor):
    """Return the one address that the databases of this worker's tests have, one after the other."""
    if vendor == "sqlite":
        return f"sqlite:///{request.getfixturevalue('memory') / 'test.sqlite'}"
    return _database(request.getfixturevalue("postgres"), "shared" + secrets.token_hex(8))


class Made:
    """An application, and what it was when it had been made."""

    def __init__(self, app):
        self.app, self.url = app, app.config["SQLALCHEMY_DATABASE_URI"]
        environment = app.jinja_env
        parts = [app, app.wsgi_app, environment, *app.extensions.values()]
        self._was = [(part, _copy(vars(part))) for part in parts if hasattr(part, "__dict__")]

    def as_new(self, instance):
        """Return the application as if no test had used it."""
        app = self.app
        for part, was in self._was:
            _put_back(vars(part), was)
        instance.mkdir(parents=True, exist_ok=True)
        app.instance_path = app.config["SMD_INSTANCE"] = str(instance)
        # It holds a file beside the database, which is another one now.
        queue = app.extensions.get("smd_write_queue")
        if queue is not None:
            app.extensions["smd_write_queue"] = type(queue)(make_url(self.url).database)
        for limiter in app.extensions["limiter"]:
            limiter.reset()
        # To read the catalogues takes longer than many a test. They stay, for the folders that they are of.
        domain = app.extensions["babel"].instance.domain_instance
        domain.cache = _catalogues.setdefault(tuple(domain.translation_directories), {})
        caching.clear_all()
        return app


def _copy(value):
    """Copy what is kept in dictionaries, lists and sets, however deep."""
    if isinstance(value, dict):
        return value, {name: _copy(each) for name, each in value.items()}
    if isinstance(value, list):
        return value, [_copy(each) for each in value]
    if isinstance(value, set):
        return value, set(value)
    return value, None


def _put_back(there, kept):
    """Fill a dictionary, list or set with what was in it; all others hold it by its identity."""
    _it, was = kept
    if isinstance(there, dict):
        for name in there.keys() - was.keys():
            del there[name]
        for name, each in was.items():
            there[name] = _original(each)
    elif isinstance(there, list):
        there[:] = [_original(each) for each in was]
    elif isinstance(there, set) and there != was:
        there.clear()
        there.update(was)


def _original(kept):
    it, was = kept
    if was is not None:
        _put_back(it, kept)
    return it
