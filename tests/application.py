"""The application and its database as tests make them; fixtures are in conftest.py."""

import secrets
import shutil
from contextlib import contextmanager
from contextvars import Context

from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, inspect, text

from smd_workshop import create_app
from smd_workshop.database import db

#: By server: the name of a database with empty tables, of which each test gets a copy.
_copied: dict[str, str] = {}


@contextmanager
def new_database(request, folder, vendor=None, *, tables=True):
    """Yield the address of a database of the vendor that is named or asked for: empty tables, or not even those."""
    if (vendor or request.config.getoption("--database")) == "sqlite":
        file = folder / "test.sqlite"
        if tables:
            _copy_sqlite(request, file)
        yield f"sqlite:///{file}"
        return
    server = request.getfixturevalue("postgres")
    like = f" TEMPLATE {_to_copy(server, request)}" if tables else ""
    name = "t" + secrets.token_hex(8)
    with _administrator(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}{like}"))
    yield _database(server, name)
    with _administrator(server) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


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


def _copy_sqlite(request, target):
    if "sqlite" not in _copied:
        folder = _folder(request)
        with new_app(f"sqlite:///{folder / 'test.sqlite'}", folder):
            db.session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        _copied["sqlite"] = str(folder / "test.sqlite")
    shutil.copyfile(_copied["sqlite"], target)


def _to_copy(server, request):
    if server not in _copied:
        name = "copied" + secrets.token_hex(8)
        with _administrator(server) as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        with new_app(_database(server, name), _folder(request)):
            pass
        _copied[server] = name
    return _copied[server]


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
        if not inspect(db.engine).has_table("process"):
            db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()
