"""In an anonymous wave nothing leads from who answered to what was answered.

Looked for in the files of the database themselves, while the wave is open and after its close, before and after VACUUM,
in copies from before and after somebody answered, and with the help of who answered.
"""

import hashlib
import hmac
import json
import sqlite3
from contextlib import closing as closed
from itertools import pairwise

import pytest
from application import new_app, new_database
from sqlalchemy import inspect, select
from surveyed import close, make_survey, respond, secret

from smd_workshop.core.clock import now
from smd_workshop.database import db, forget_deleted, is_sqlite, transaction
from smd_workshop.library.documents import canonical_json
from smd_workshop.models import Answer, Response, Survey, SurveyParticipation, Wave
from smd_workshop.surveys import sealing
from smd_workshop.surveys.answers import answering, visits
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.sealing import Unreadable

#: What each person answers: a comment that is found in a file wherever it lies open.
TOLD = [
    {"p1": 1 + n % 5, "p2": 5 - n % 5, "p3": 3, "comentario": f"susurro-{n:02d}"} for n in range(12)
]


@pytest.fixture
def app(request, tmp_path):
    """On SQLite, whatever the tests run on: its file is what is read here."""
    with new_database(request, tmp_path, "sqlite") as url, new_app(url, tmp_path) as app:
        yield app


def image():
    """Everything that lies in the files of the database now: the file itself and its log."""
    db.session.rollback()
    name = db.engine.url.database
    found = b""
    for ending in ("", "-wal"):
        try:
            with open(name + ending, "rb") as file:  # noqa: PTH123 - a name with an ending
                found += file.read()
        except FileNotFoundError:
            continue
    return found


def backup():
    """A copy of the database as `sqlite3 .backup` makes it: table → rows."""
    db.session.rollback()
    with (
        closed(sqlite3.connect(db.engine.url.database)) as there,
        closed(sqlite3.connect(":memory:")) as copy,
    ):
        there.backup(copy)
        names = [n for (n,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: set(copy.execute(f'SELECT * FROM "{name}"')) for name in names}


def answered(asked, order):
    """Let people answer in this order; return a copy of the database from before each and after the last."""
    copies = [backup()]
    for place in order:
        assert respond(asked, place, TOLD[place])
        copies.append(backup())
    return copies


def test_no_answer_lies_open_in_the_files_while_the_wave_is_open(app):
    asked = make_survey(8)
    answered(asked, range(4))
    with transaction():  # half-written
        answering.begin(asked.links[5], secret(), now())
        answering.save(
            asked.links[5], secret(), now(), {"comentario": "susurro-xx"}, ("comentario",)
        )
    assert b"susurro" not in image()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"susurro" not in image()


def test_copies_from_before_and_after_somebody_answered_show_only_that_they_did(app):
    asked = make_survey(8)
    order = [3, 0, 6, 1, 7, 2, 5, 4]
    copies = answered(asked, order)
    for before, after in pairwise(copies):
        changed = {t for t in after if before[t] != after[t]}
        assert changed == {"survey_participation", "envelope"}
        ((_, _, content),) = after["envelope"] - before["envelope"]
        assert len(content) == len(next(iter(after["envelope"]))[2]), (
            "none is longer for what it says"
        )
    close(asked)
    last = backup()
    # What the copies hold is found again in nothing that is there after the close.
    kept = {value for row in copies[-1]["envelope"] for value in row if value != asked.wave.id}
    there = {value for t in ("response", "answer", "comment") for row in last[t] for value in row}
    assert kept.isdisjoint(there)
    assert last["envelope"] == set()


def test_after_the_close_no_value_and_no_order_leads_from_a_person_to_the_answers(app):
    asked = make_survey(8)
    order = [3, 0, 6, 1, 7, 2, 5, 4]
    answered(asked, order)
    close(asked)
    tables = backup()
    of_people = {
        v
        for t in ("survey_participation", "invitation", "respondent", "wave_member")
        for r in tables[t]
        for v in r
    }
    of_answers = {r[0] for r in tables["response"]} | {r[0] for r in tables["comment"]}
    assert of_people.isdisjoint(of_answers)
    assert all(row[2] is None for row in tables["response"]), "no response names a participation"
    for table in (
        "survey_participation",
        "response",
        "answer",
        "comment",
        "envelope",
        "survey_draft",
    ):
        columns = inspect(db.engine).get_columns(table)
        kinds = {str(column["type"]).split("(")[0] for column in columns}
        assert kinds <= {"VARCHAR", "TEXT", "INTEGER", "BOOLEAN", "BLOB"}, "no moment"
        assert "id" not in {c["name"] for c in columns if "INT" in str(c["type"])}, (
            "no number in a row"
        )
    with (
        pytest.raises(sqlite3.OperationalError),
        closed(sqlite3.connect(db.engine.url.database)) as there,
    ):
        there.execute("SELECT rowid FROM response")


@pytest.mark.parametrize("vacuum", [False, True])
def test_the_file_does_not_hold_answers_in_the_order_in_which_people_answered(app, vacuum):
    """Cells of a page of SQLite lie in the order in which they were written, whatever the key says."""
    asked = make_survey(12)
    order = [3, 0, 6, 11, 1, 9, 7, 2, 10, 5, 8, 4]
    answered(asked, order)
    close(asked)
    assert forget_deleted()
    if vacuum:
        db.session.rollback()
        with closed(sqlite3.connect(db.engine.url.database)) as there:
            there.execute("VACUUM")
            there.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = image()
    places = [content.rfind(f"susurro-{place:02d}".encode()) for place in order]
    assert all(place > 0 for place in places)
    written = sorted(range(12), key=lambda n: -places[n])
    assert written not in (list(range(12)), list(range(11, -1, -1)))


def test_who_answered_cannot_prove_what_with_the_link_and_all_copies(app):
    """No receipt: every value of the copies is tried as a key, a name or a digest made of link and answers."""
    asked = make_survey(8)
    link = asked.links[2]
    with transaction():
        answering.begin(link, secret(), now())
        answering.save(link, secret(), now(), TOLD[2], ("p1", "p2", "p3", "comentario"))
    half = backup()
    assert respond(asked, 2, TOLD[2])
    sent = backup()
    for place in (0, 1, 3, 4):
        respond(asked, place, TOLD[place])
    close(asked)
    last = backup()
    ((name, _, salt, content),) = half["survey_draft"]
    words = json.dumps(TOLD[2], sort_keys=True, separators=(",", ":"))
    for key in (link, link.encode(), words):
        raw = key.encode() if isinstance(key, str) else key
        tries = [hashlib.sha256(raw).digest(), hmac.new(raw, salt, hashlib.sha256).digest()]
        tries.append(hmac.new(salt, raw, hashlib.sha256).digest())
        for sealed in (content, *(row[2] for row in sent["envelope"])):
            with pytest.raises(Unreadable):
                sealing.unseal(sealed, tries)
        assert not {t.hex() for t in tries} & texts(last)
    assert name not in texts(last)
    # The draft's own key is gone with its salt: also this installation no longer finds what was half-written.
    assert not last["survey_draft"]
    assert visits.visit(link, secret()).draft is None


def texts(tables):
    return {v for rows in tables.values() for row in rows for v in row if isinstance(v, str)}


def test_what_is_sealed_opens_with_the_secret_of_the_installation_only(app):
    asked = make_survey(8)
    answered(asked, range(5))
    with pytest.raises(Unreadable):
        close_with(asked, "another secret of this installation")
    db.session.rollback()
    assert asked.wave.state == "open", "nothing was changed"
    close_with(asked, "another secret of this installation", secret())
    assert len(db.session.scalars(select(Response.id)).all()) == 5


def close_with(asked, *known):
    from smd_workshop.surveys import closing

    with transaction():
        closing.close(asked.wave, now(), None, known)


def test_a_join_of_every_column_with_every_other_pairs_nobody_with_their_answers(app):
    """Whatever two columns are equal in: people and answers share no value but the wave and the item."""
    asked = make_survey(8)
    answered(asked, range(8))
    close(asked)
    assert is_sqlite(db.engine)
    shared = {
        db.session.scalars(select(Wave.id)).one(),
        db.session.scalars(select(Survey.id)).one(),
    }
    tables = backup()
    columns = {
        (table, place): {row[place] for row in rows}
        for table, rows in tables.items()
        for place in range(len(next(iter(rows), ())))
    }
    people = [
        c
        for c in columns
        if c[0] in {"survey_participation", "invitation", "respondent", "wave_member"}
    ]
    answers = [c for c in columns if c[0] in {"response", "answer", "comment"}]
    found = {
        (one, two)
        for one in people
        for two in answers
        if (columns[one] & columns[two]) - shared - {None, 0, 1, "", "p1", "p2", "p3"}
    }
    assert found == set()
    # An empty text is no more than None: it is the same in each row.
    assert all(columns[each] == {""} for each in answers if "" in columns[each])
    assert len(db.session.scalars(select(SurveyParticipation.id)).all()) == 8
    assert len(db.session.scalars(select(Answer.value)).all()) == 24


def test_the_digest_of_few_answers_cannot_be_found_by_trying_them_out(app):
    """Of three people and three questions every set of answers is tried in a second; one would have the digest."""
    asked = make_survey(3)
    told = [{"p1": 5, "p2": 1, "p3": 4}, {"p1": 2, "p2": 2, "p3": 4}, {"p1": 1, "p2": 5, "p3": 3}]
    for place, answers in enumerate(told):
        assert respond(asked, place, answers)
    close(asked)
    result = dataset.of(asked.wave)
    bare = dataset.counted(asked.wave)["input_sha256"]
    assert bare == document_digest(dataset.document(asked.wave)), "what an attacker would compute"
    known = {result.dataset_sha256, result.document["input_sha256"]}
    assert known == {dataset.known_as(result.document, bare)["input_sha256"]} != {bare}
    page = app.test_client().get("/p/zed").text + json.dumps(
        dict(dataset.shown(asked.wave).figures)
    )
    assert result.document["input_salt"] not in page and bare not in page


def test_where_answers_are_handed_out_the_digest_is_that_of_the_file(app):
    asked = make_survey(30)
    for place in range(30):
        assert respond(
            asked, place, {"p1": 1 + place % 5, "p2": 3, "p3": 4, "todo": 4, "recomienda": 9}
        )
    close(asked)
    assert dataset.shown(asked.wave).file
    digest = document_digest(dataset.document(asked.wave))
    assert dataset.of(asked.wave).dataset_sha256 == digest


def document_digest(document):
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()
