"""A database that the program of before had filled comes through every later migration whole.

tests/data/filled-0002.json.gz holds it; tests/data/README.md says what is in it and how it was made.
"""

import json
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import pytest
from application import Browser, new_database
from crawler import OF_THE_PUBLIC, walk
from dumped import load, read, stored
from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from staff import administrator

from smd_workshop import create_app, migrations
from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.library.recount.tally import recount
from smd_workshop.migrations.guards import stored as triggers
from smd_workshop.models import GUARDS, Ballot, Process, Result, Round, Seat, Workshop
from smd_workshop.people import credentials
from smd_workshop.rounds import closing, store
from smd_workshop.rounds.ballots import casting

FILE = Path(__file__).resolve().parent.parent / "data" / "filled-0002.json.gz"


def asked_before(row):
    """What people did in a round and how it was counted stood in one column until 0003."""
    ways = {"collect": "contributions", "organise": "organise"}
    return ways.get(row["step"], row["method_id"])


#: Columns that are gone: where what they held is found now.
FOUND = {
    ("round", "kind"): asked_before,
    ("item", "quadrant"): lambda row: row["group_code"],
    ("contribution", "quadrant"): lambda row: row["group_code"],
}
#: Where a round stood among those of its workshop: since 0011 its number says so, in the same order.
PLACE = "position"
#: Rows that a migration added to what there was.
MORE: dict[str, int] = {}
#: Under which name ballots arrived: a receipt, which 0006 takes away.
RECEIPTS = "submission"
#: Columns that came since, and what they say of rows of before: not known, or none.
LATER = {
    "participation": {"holder": None}, "roll": {"added": 0},
    "published_figure": {"wave_id": None, "year": None, "unit": "", "plan_indicator_id": None},
}  # fmt: skip
#: What must not even be touched: answers, counts, and what was published or sealed.
UNTOUCHED = {
    "ballot", "participation", "roll", "reason", "result", "published_figure", "journal",
}  # fmt: skip


def create(url, folder):
    app = create_app(
        {
            "TESTING": True,
            "SMD_DRAFT_ACTAS": False,
            "SMD_INSTANCE": str(folder / "instance"),
            "SQLALCHEMY_DATABASE_URI": url,
            "SECRET_KEY": "only-for-tests-" + "0123456789abcdef" * 2,
        }
    )
    app.test_client_class = Browser
    migrations.init_app(app)
    return app


@contextmanager
def inside(app):
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def of_before_and_upgraded(url, folder):
    """Fill a database with what there was before, and bring it to the newest migration."""
    with inside(create(url, folder)):
        flask_migrate.upgrade(revision="0001")
        with db.engine.begin() as connection:
            assert triggers(connection) == {}
            load(connection, read(FILE))
        flask_migrate.upgrade()


@pytest.fixture
def upgraded(request, vendor, tmp_path):
    """The application of today on the database of before, brought to the newest migration."""
    with (
        new_database(request, tmp_path, vendor, fill=of_before_and_upgraded) as url,
        inside(create(url, tmp_path)) as app,
    ):
        yield app


def rows_now():
    db.session.rollback()
    with db.engine.connect() as connection:
        return stored(connection)


def seen(table, row, columns):
    """A row of today in the columns of before."""
    return {
        name: FOUND[table, name](row) if (table, name) in FOUND else row[name]
        for name in columns
        if (table, name) != ("round", PLACE)
    }


def without_places(rows):
    return {
        table: [{k: v for k, v in row.items() if (table, k) != ("round", PLACE)} for row in found]
        for table, found in rows.items()
    }


def test_no_row_and_no_value_is_lost(upgraded):
    before, after = without_places(read(FILE)), rows_now()
    del before[RECEIPTS]
    for table, rows in before.items():
        assert len(after[table]) == len(rows) + MORE.get(table, 0), table
        if rows:
            mine = [seen(table, row, rows[0]) for row in after[table][: len(rows)]]
            assert mine == rows, table


def test_rounds_stand_in_the_order_in_which_they_stood(upgraded):
    def order(rows, place):
        return sorted((row["workshop_id"], row[place], row["id"]) for row in rows)

    before, after = order(read(FILE)["round"], PLACE), order(rows_now()["round"], "number")
    assert [row[2] for row in after] == [row[2] for row in before]


def test_answers_counts_and_what_was_published_are_what_they_were_to_the_byte(upgraded):
    before, after = read(FILE), rows_now()
    assert all(before[table] for table in UNTOUCHED)
    for table in UNTOUCHED:
        whole = [row | LATER.get(table, {}) for row in before[table]]
        assert after[table] == whole, table
    sealed = ("document", "pdf_sha256", "data_sha256", "sealed_at", "state", "remarks", "number")
    papers = [
        [{name: a[name] for name in sealed} for a in every["acta"]] for every in (before, after)
    ]
    assert papers[0] == papers[1]
    assert {a["state"] for a in after["acta"]} == {"draft", "sealed", "correction"}


def test_no_receipt_of_a_secret_ballot_is_left_and_late_ones_are_still_counted(upgraded):
    before, after = read(FILE), rows_now()
    rounds = {row["id"]: row for row in before["round"]}
    known = {row["key"] for row in before[RECEIPTS] if not row["late"]}
    assert known.isdisjoint(row["key"] for row in after[RECEIPTS])
    lives = [
        row for row in before[RECEIPTS]
        if row["late"] or rounds[row["round_id"]]["state"] == "open"
        or rounds[row["round_id"]]["secrecy"] == "nominal"
    ]  # fmt: skip
    assert 0 < len(after[RECEIPTS]) == len(lives) < len(before[RECEIPTS])
    late = [[row for row in rows[RECEIPTS] if row["late"]] for rows in (before, after)]
    assert late[0] == late[1]


def test_every_row_that_may_travel_got_an_id_that_no_other_has(upgraded):
    drawn = [row["uid"] for rows in rows_now().values() for row in rows if "uid" in row]
    assert len(drawn) > 300
    assert len(set(drawn)) == len(drawn) and all(len(uid) == 32 for uid in drawn)


def test_scorecards_and_objectives_say_what_they_were(upgraded):
    rows = rows_now()
    assert {(s["code"], p["grouping"]) for s in rows["scorecard"] for p in rows["process"]} == {
        ("bsc", "swot")
    }
    assert {(o["source"], o["reference"]) for o in rows["objective"]} == {("ratification", "")}
    assert all(o["round_id"] for o in rows["objective"])


def test_the_guards_are_in_place_and_refuse(upgraded):
    with db.engine.connect() as connection:
        guarded = {table for table, _sql in triggers(connection).values()}
    assert guarded == {guard.table for guard in GUARDS}
    for spoil in (
        "UPDATE result SET document = '{}'",
        "DELETE FROM journal",
        "UPDATE ballot SET answer = '{}' WHERE round_id IN (SELECT id FROM round WHERE state = 'closed')",
        "UPDATE item SET wording = 'otra' WHERE code = 'F1'",
        "UPDATE contribution SET text = 'otra'",
        "UPDATE acta SET document = '{}' WHERE state = 'sealed'",
        "UPDATE sector SET name = 'otro'",
    ):
        with pytest.raises(DBAPIError, match="kept: "), db.engine.begin() as connection:
            connection.execute(text(spoil))


def test_every_stored_tally_still_recounts_to_the_stored_document(upgraded):
    results = db.session.scalars(select(Result)).all()
    assert {r.method_id for r in results} == {"rating", "points", "approval", "ratify"}
    for result in results:
        # Chance that was mixed into the digest of an input which is not published; nobody counts it.
        document = {k: v for k, v in result.document.items() if k != "input_salt"}
        assert json.dumps(recount(result.tally, result.method_version)) == json.dumps(document), (
            result.id
        )


def test_going_back_gives_the_very_rows_that_there_were(upgraded):
    flask_migrate.downgrade(revision="0002")
    before, after = without_places(read(FILE)), without_places(rows_now())
    assert list(before) != []
    del before[RECEIPTS]
    assert {t: after[t] for t in before} == before


@pytest.mark.slow
@pytest.mark.on_both
@pytest.mark.far
def test_every_page_of_portal_and_console_opens(upgraded):
    public, staff = upgraded.test_client(), administrator(upgraded, "otra@example.org")
    wrong, pages = [], 0
    for browser, start, for_all in ((public, "/", None), (staff, "/f/", OF_THE_PUBLIC)):
        for address, answer, page in walk(upgraded, browser, start, papers=False, for_all=for_all):
            pages += page is not None
            if answer.status_code >= 400:
                wrong.append(f"{address}: {answer.status_code}")
    assert wrong == []
    assert pages > 60


def test_a_secret_round_that_was_open_goes_on_and_closes(upgraded):
    process = db.session.scalars(select(Process).where(Process.code == "chica")).one()
    going_on = (
        select(Round)
        .join(Workshop)
        .where(Workshop.process_id == process.id, Round.state == "open", Round.secrecy == "secret")
    )
    round_ = db.session.scalars(going_on).one()
    seat = db.session.scalars(
        select(Seat).where(Seat.process_id == process.id).order_by(Seat.id).offset(2)
    ).first()
    with transaction():
        card = credentials.issue(seat, "titular", current_app.config["SECRET_KEY"], now(), None)
    many = len(ballots(round_))
    sent = casting.BallotSubmission(round_.id, {"F1": 9, "F2": 9, "D1": 9}, {}, "otra-llave")
    with transaction():
        casting.cast(casting.ByCard(card.credential_id), sent, now())
    assert len(ballots(round_)) == many, "the seat that had answered has still one ballot"
    with transaction():
        closing.announce_close(round_, now(), None)
    with transaction():
        closing.close(store.find(round_.workshop, round_.number), round_.closing_at, None)
    assert all(b.voter_key is None for b in ballots(round_))
    assert db.session.scalar(select(Result.id).where(Result.round_id == round_.id)) is not None


def ballots(round_):
    db.session.expire_all()
    return db.session.scalars(select(Ballot).where(Ballot.round_id == round_.id)).all()
