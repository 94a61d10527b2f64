"""No test finds what the one before has left, though they share a database: the rest would prove little."""

from pathlib import Path

import pytest
from application import shared_app
from builders import cast, make_room, make_round
from sqlalchemy import select, text

from smd_workshop.database import db
from smd_workshop.migrations.guards import drop, stored
from smd_workshop.models import Seat
from smd_workshop.rounds.seats import holders


def left(request, folder, vendor, act):
    """What a test finds where another has done something."""
    folder.mkdir()
    with shared_app(request, folder / "one", vendor):
        make_room()
        act()
        db.session.commit()
    with shared_app(request, folder / "two", vendor):
        with db.engine.connect() as connection:
            guards = stored(connection)
        return db.session.scalars(select(Seat)).all(), guards, make_room().process.id


@pytest.mark.parametrize(
    "act",
    [
        lambda: None,
        lambda: db.session.execute(text("UPDATE process SET name = 'otro'")),
        lambda: drop(db.session.connection(), "result"),
        lambda: db.session.execute(text("ALTER TABLE seat ADD COLUMN extra integer")),
    ],
    ids=["rows", "a changed row", "a guard", "a column"],
)
def test_a_test_finds_empty_tables_with_their_guards_and_numbers_from_one(
    request, vendor, tmp_path, act
):
    seats, guards, first = left(request, tmp_path / "a", vendor, act)
    assert (seats, first) == ([], 1)
    assert any(table == "result" for table, _ in guards.values())


def hold():
    """Leave a connection behind that is about to write."""
    connection = db.engine.raw_connection()
    connection.cursor().execute("BEGIN IMMEDIATE")
    return connection


def remove():
    Path(db.engine.url.database).unlink()


@pytest.mark.parametrize("leave", [hold, remove])
def test_a_file_that_was_left_locked_or_is_gone_is_made_anew(request, tmp_path, leave):
    kept = []
    seats, _guards, first = left(request, tmp_path / "a", "sqlite", lambda: kept.append(leave()))
    assert (seats, first) == ([], 1)


def test_a_room_that_was_built_before_has_its_rows_and_its_cards_open_its_seats(
    request, vendor, tmp_path
):
    for turn in ("first", "second"):
        with shared_app(request, tmp_path / turn, vendor) as app:
            made = make_room((2, 1), code="once")
            opened = [holders.holder_by(c.code, app.config["SECRET_KEY"]) for c in made.cards]
            assert [card.seat_code for card in opened] == ["COM1", "COM2", "SOC1"], turn
            round_ = make_round(made)
            assert cast(made.cards[0], round_, {"F1": 9, "F2": 1}), turn
