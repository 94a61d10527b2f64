"""The yardstick: the least a Flask program can do that takes the same ballot durably.

It reads and checks the form with the product's own form (forms/ballot.py), stores the canonical
answer and reasons with an id, a key and a voter's name of the same lengths, in one INSERT and one
commit on the same database with the same durability, and answers with the same redirect. The driver
is used directly, with one connection per thread.

It has no session, no card, no round, no origin check; it does not know who votes, whether the round
is open, or whether this ballot was sent before; it keeps every ballot it ever gets.
"""

import contextlib
import hashlib
import json
import os
import secrets
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, redirect, request

from forms import ballot as forms
from smd_workshop.library.methods import METHODS
from smd_workshop.web.serving import Served

TABLE = (
    "CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, round_id INTEGER, sector_id INTEGER, "
    "voter_key TEXT, answer TEXT, reasons TEXT, key TEXT)"
)
COLUMNS = "INSERT INTO bare (id, round_id, sector_id, voter_key, answer, reasons, key) VALUES "

app = Flask("bare")
question = forms.question_of(METHODS["rating"], json.loads(os.environ["BARE_CODES"]), {})
url = os.environ["SMD_DATABASE_URL"]
mine = threading.local()


class Sqlite:
    """A connection of one thread; writers wait in SQLite's own way."""

    def __init__(self) -> None:
        self._to = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            self._to.execute(f"PRAGMA {pragma}")
        self._to.execute(TABLE)

    def keep(self, row: tuple) -> None:
        self._to.execute("BEGIN IMMEDIATE")
        self._to.execute(COLUMNS + "(?, ?, ?, ?, ?, ?, ?)", row)
        self._to.execute("COMMIT")


class Postgres:
    """A connection of one thread."""

    def __init__(self) -> None:
        self._to = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        with contextlib.suppress(psycopg.errors.UniqueViolation):  # another thread made it just now
            self._to.execute(TABLE)

    def keep(self, row: tuple) -> None:
        self._to.execute(COLUMNS + "(%s, %s, %s, %s, %s, %s, %s)", row, prepare=True)


def connection() -> Sqlite | Postgres:
    if not hasattr(mine, "connection"):
        mine.connection = Sqlite() if url.startswith("sqlite") else Postgres()
    return mine.connection


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@app.post("/s/<workshop>/<int:number>")
def cast(workshop: str, number: int) -> Any:
    sheet = forms.read(question, request.form)
    if sheet.errors:
        return "wrong", 422
    key = hashlib.sha256(request.form["key"].encode()).hexdigest()
    answer, reasons = canonical(sheet.answer), canonical(sheet.reasons)
    connection().keep((secrets.token_hex(16), 1, 1, secrets.token_hex(32), answer, reasons, key))
    return redirect(f"/s/{workshop}/{number}", 303)


served = Served(app)  # as the product is served
