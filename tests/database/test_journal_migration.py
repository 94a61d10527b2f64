"""Revision 0004: what old databases said only in their journal is found in its columns afterwards."""

import json
from datetime import timedelta

import flask_migrate
import pytest
from application import new_database
from old_database import NOON, at, inserter, inside
from sqlalchemy import column, inspect, select
from sqlalchemy.exc import DBAPIError

from smd_workshop.database import db
from smd_workshop.models import Acta, CorrectionWindow, Item, KeptApart, Round, Workshop

ANA, LUIS = 1, 2


def fill(put):
    put("user", id=ANA, email="ana@example.org", active=True, fs_uniquifier="a")
    put("user", id=LUIS, email="luis@example.org", active=True, fs_uniquifier="b")
    put("process", id=1, code="moq", languages='["es"]', protocol="{}", notes="[]")
    for n in (1, 2, 3):
        put("workshop", id=n, process_id=1, code=f"mesa-{n}", name=f"Mesa {n}")
    usual = {"settings": "{}", "electorate": "[]", "secrecy": "secret", "visibility": "publication"}
    vote = usual | {"step": "vote", "method_id": "rating", "subject": "factor"}
    put("round", id=1, workshop_id=1, number=1, state="published", **vote)
    put("round", id=2, workshop_id=1, number=3, state="draft", **vote)
    put("round", id=3, workshop_id=2, number=5, state="open", **vote)
    states = {10: "retired", 11: "active", 12: "retired", 13: "active", 14: "active"}
    for n, state in states.items():
        put("item", id=n, process_id=1, kind="factor", wording=f"Nota {n}", state=state)
    put("acta", id=1, workshop_id=1, number=0, state="sealed", sealed_at=NOON)
    put("acta", id=2, workshop_id=1, number=1, state="draft")
    put("acta", id=3, workshop_id=2, number=0, state="correction")


#: (verb, detail, more): a row of the journal each, a minute after the one before.
TOLD = (
    ("discard draft", {"number": 7, "title": "x"}, {"workshop_id": 1}),
    ("discard draft", {"number": 2, "title": "x"}, {"workshop_id": 2}),
    ("open round", {}, {"workshop_id": 1, "round_id": 1, "reason": "Se acordó en la sala"}),
    ("open round", {}, {"workshop_id": 2, "round_id": 3}),
    ("retire item", {"item": 10}, {"reason": "Repetido", "user_id": ANA}),
    ("bring item back", {"item": 10}, {}),
    ("retire item", {"item": 10}, {"reason": "No es un factor", "user_id": LUIS}),
    ("retire item", {"item": 11}, {"reason": "Repetido"}),
    ("bring item back", {"item": 11}, {}),
    ("retire item", {"item": 12}, {"reason": "Repetido"}),
    ("bring item back", {"item": 12}, {}),
    ("undo merge", {"item": 12}, {}),
    ("keep apart", {"items": [13, 14]}, {"user_id": ANA}),
    ("keep apart", {"items": [13, 14]}, {"user_id": LUIS}),
    ("keep apart", {"items": [13, 99]}, {}),
    ("add annex", {"number": 1}, {"workshop_id": 1, "user_id": LUIS}),
    ("open corrections", {"hours": 72}, {"workshop_id": 1, "user_id": ANA}),
    ("open corrections", {"hours": 80}, {"workshop_id": 1}),
    ("end corrections", {}, {"workshop_id": 1, "user_id": LUIS, "reason": "Todos de acuerdo"}),
    ("open corrections", {"hours": 24}, {"workshop_id": 2}),
)


def told_at(verb, nth=0):
    places = [place for place, row in enumerate(TOLD) if row[0] == verb]
    return NOON + timedelta(minutes=places[nth])


def filled_and_upgraded(url, folder):
    """Fill a database of revision 0003, and bring it to 0004."""
    with inside(url, folder):
        put = inserter()
        fill(put)
        for place, (verb, detail, more) in enumerate(TOLD):
            moment = NOON + timedelta(minutes=place)
            words = {"reason": "", "process_id": 1} | more
            put("journal", id=place + 1, verb=verb, at=moment, detail=json.dumps(detail), **words)
        flask_migrate.upgrade(revision="0004")


filled_and_upgraded.begins_with = at("0003")


@pytest.fixture
def filled(request, vendor, tmp_path):
    """An application on a database of revision 0004 that was filled before."""
    with (
        new_database(request, tmp_path, vendor, fill=filled_and_upgraded) as url,
        inside(url, tmp_path),
    ):
        yield


def rows(*columns):
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0]))]


def test_a_number_that_a_discarded_draft_had_is_not_given_again(filled):
    assert rows(Workshop.id, column("next_round_number")) == [(1, 8), (2, 6), (3, 1)]


def test_why_a_round_was_opened_is_kept(filled):
    assert rows(Round.id, Round.open_reason) == [(1, "Se acordó en la sala"), (2, ""), (3, "")]


def test_only_what_is_put_aside_now_has_a_reason_and_it_is_the_last(filled):
    found = rows(Item.id, Item.retired_reason, Item.retired_at, Item.retired_by_id)
    told = told_at("retire item", 1)
    assert found[0] == (10, "No es un factor", told, LUIS)
    assert {row[1:] for row in found[1:]} == {("", None, None)}


def test_a_pair_is_kept_apart_once_as_the_first_said(filled):
    found = rows(KeptApart.item_id, KeptApart.other_id, KeptApart.user_id, KeptApart.at)
    assert found == [(13, 14, ANA, told_at("keep apart"))]


def test_an_annex_says_when_and_by_whom_although_its_acta_is_sealed(filled):
    found = rows(Acta.id, Acta.written_at, Acta.written_by_id)
    assert found == [(1, None, None), (2, told_at("add annex"), LUIS), (3, None, None)]


def test_every_window_that_was_promised_is_there_with_its_early_end(filled):
    w = CorrectionWindow
    opened = [told_at("open corrections", n) for n in range(3)]
    assert rows(w.id, w.acta_id, w.opened_at, w.until, w.opened_by_id) == [
        (1, 1, opened[0], opened[0] + timedelta(hours=72), ANA),
        (2, 1, opened[1], opened[1] + timedelta(hours=80), None),
        (3, 3, opened[2], opened[2] + timedelta(hours=24), None),
    ]
    ended = rows(w.id, w.ended_at, w.ended_by_id, w.end_reason)
    assert ended == [
        (1, None, None, ""), (2, told_at("end corrections"), LUIS, "Todos de acuerdo"),
        (3, None, None, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE round SET open_reason = 'otra' WHERE id = 1",
        "UPDATE acta SET written_by_id = 1 WHERE id = 2",
        "UPDATE correction_window SET until = '2032-10-14' WHERE id = 3",
        "UPDATE correction_window SET end_reason = 'otra' WHERE id = 2",
        "DELETE FROM correction_window WHERE id = 3",
    ],
)
def test_what_was_filled_is_on_record(filled, spoil):
    with pytest.raises(DBAPIError, match="kept: "), db.engine.begin() as connection:
        connection.exec_driver_sql(spoil)


def everything():
    """What the tables that were filled hold, whatever columns the program knows today."""
    db.session.rollback()
    tables = ("workshop", "round", "item", "kept_apart", "acta", "correction_window", "journal")
    with db.engine.connect() as connection:
        found = {t: connection.exec_driver_sql(f"SELECT * FROM {t}").mappings() for t in tables}
        return {t: sorted(str(sorted(row.items(), key=str)) for row in r) for t, r in found.items()}


def test_back_and_forth_loses_nothing_that_the_journal_tells(filled):
    before = everything()
    flask_migrate.downgrade(revision="0003")
    there = set(inspect(db.engine).get_table_names())
    assert not {"kept_apart", "correction_window", "sent_form"} & there
    with pytest.raises(DBAPIError, match="kept: "), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE round SET question = 'otra' WHERE id = 1")
    flask_migrate.upgrade(revision="0004")
    assert everything() == before
