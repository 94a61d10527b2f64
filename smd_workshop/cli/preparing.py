"""What a start needs: the database up to date, and in an empty one the demonstration.

A start after the first one knows from a note what it has before it, and imports next to nothing:
loading the program takes longer than everything else a second start does.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from smd_workshop import config
from smd_workshop.cli.speech import _
from smd_workshop.config import ROOT
from smd_workshop.core.codes import code_hash

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection

VERSIONS = ROOT / "smd_workshop/migrations/versions"


def prepare(account: str) -> tuple[str, list[str]]:
    """Bring the database up to date; return a fresh password, if one was made, and card codes."""
    # Imported here: a start that finds everything prepared needs none of it.
    from flask import current_app, has_app_context  # noqa: PLC0415

    from smd_workshop import create_app  # noqa: PLC0415

    app = current_app._get_current_object() if has_app_context() else create_app()  # type: ignore[attr-defined]  # noqa: SLF001
    with app.app_context():
        made = _prepare(app, account)
    with _reading() as connection:
        prepared_file().write_text(f"{_stamp()}\n{_version(connection)}", encoding="utf-8")
    return made


def _is_empty(app: "Flask") -> bool:
    """Bring the database up to date; say whether nothing is in it. Raises click.ClickException where it cannot be used."""
    from flask_migrate import upgrade  # noqa: PLC0415 - as above
    from sqlalchemy import select  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from smd_workshop import migrations  # noqa: PLC0415
    from smd_workshop.database import db  # noqa: PLC0415
    from smd_workshop.models import Process  # noqa: PLC0415

    migrations.init_app(app)
    try:
        upgrade()
        return db.session.scalar(select(Process.id).limit(1)) is None
    except SQLAlchemyError as error:
        url = db.engine.url.render_as_string(hide_password=True)
        why = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise click.ClickException(
            _("The database %(url)s cannot be used: %(why)s", url=url, why=why)
        ) from None


def _prepare(app: "Flask", account: str) -> tuple[str, list[str]]:
    from smd_workshop.cli.demo import load as load_demo  # noqa: PLC0415 - as above
    from smd_workshop.cli.users import create_user  # noqa: PLC0415
    from smd_workshop.database import NO_PROCESS, transaction  # noqa: PLC0415
    from smd_workshop.models.accounts import ADMINISTRATOR  # noqa: PLC0415

    if not _is_empty(app) or app.config["SMD_PRODUCTION"]:
        return "", kept_codes()
    password = secrets.token_urlsafe(9)
    with transaction(of=NO_PROCESS):
        create_user(account, password, ADMINISTRATOR)
    click.echo(_("Loading the demonstration «SMD Moquegua 2022» (simulated votes)."), err=True)
    codes = [card.code for card in load_demo(account)]
    _keep(codes)
    return password, codes


def prepared_file() -> Path:
    """Return where it is noted which database was brought up to date."""
    return Path(config.instance_folder(), "prepared")


def _stamp() -> str:
    """Return what tells one state of one database from another: its address and the migrations."""
    steps = sorted(p.name for p in VERSIONS.glob("*.py"))
    words = "\n".join([os.environ.get("SMD_DATABASE_URL", ""), *steps])
    return hashlib.sha256(words.encode()).hexdigest()


def is_prepared() -> bool:
    """Say whether the database was brought to this very state by an earlier start, and still is.

    A file that was moved away, or one restored from an older copy, is not.
    """
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - as above

    file = prepared_file()
    stamp, _line, version = (file.read_text(encoding="utf-8") if file.exists() else "").partition(
        "\n"
    )
    if stamp != _stamp():
        return False
    try:
        with _reading() as connection:
            return _version(connection) == version
    except (SQLAlchemyError, config.NotConfigured):
        return False  # preparing says in words what is wrong


def _version(connection: "Connection") -> str:
    """Return which migrations a database has seen, and whether anything is in it."""
    from sqlalchemy import text  # noqa: PLC0415 - as above

    seen = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
    empty = connection.scalar(text("SELECT 1 FROM process LIMIT 1")) is None
    return f"{' '.join(seen)} {'empty' if empty else 'filled'}"


@contextmanager
def _reading() -> Iterator["Connection"]:
    """Yield a plain connection to the database: what it needs loads ten times as fast as we do."""
    from sqlalchemy import create_engine  # noqa: PLC0415 - as above
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    engine = create_engine(_settings()["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


def _settings() -> dict[str, str]:
    return config.load(Path(config.instance_folder()))


def codes_file() -> Path:
    """Return where the codes of the demonstration's cards are kept.

    Codes of real cards are stored nowhere; these open simulated seats only.
    """
    return Path(config.instance_folder(), "demo_cards.txt")


def kept_codes() -> list[str]:
    """Return the codes of the demonstration's cards that still open a seat."""
    from sqlalchemy import bindparam, text  # noqa: PLC0415 - as above

    file = codes_file()
    codes = file.read_text(encoding="utf-8").split() if file.exists() else []
    secret = _settings()["SECRET_KEY"]
    valid = text(
        "SELECT code_hash FROM credential WHERE revoked_at IS NULL AND code_hash IN :codes"
    )
    hashes = [code_hash(code, secret) for code in codes]
    with _reading() as connection:
        opening = connection.scalars(
            valid.bindparams(bindparam("codes", expanding=True)), {"codes": hashes}
        ).all()
    return [c for c, hashed in zip(codes, hashes, strict=True) if hashed in opening]


def _keep(codes: list[str]) -> None:
    """Keep the codes for the next start, for this user's eyes only."""
    file = codes_file()
    file.touch(mode=0o600)
    file.write_text("\n".join(codes) + "\n", encoding="utf-8")
