"""What is on record of workshops stays, whatever program or hand tries: the database itself refuses."""

import sqlite3
import subprocess
from contextlib import closing as closed
from datetime import timedelta

import pytest
from application import new_app, new_database
from builders import NOON, cast, close, make_notes, make_room, make_round, make_user, seal_unasked
from guarded import run, taken
from on_record import DRAFT, EVERY, OPEN, REFUSED, VOTED
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError

from smd_workshop.board import item_codes, merging, objections
from smd_workshop.core.errors import KeptOnRecord
from smd_workshop.database import db, is_sqlite, transaction
from smd_workshop.migrations.guards import lifted, stored
from smd_workshop.minutes import actas, agreements, commitments
from smd_workshop.models import Contribution, PaperBallot, Round, Submission, TypedPaper, User
from smd_workshop.models.guards import GUARDS
from smd_workshop.models.triggers import MARK
from smd_workshop.processes.staff import sent_forms
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, hours, opening, option_sources

LATER = NOON + timedelta(hours=1)


@pytest.fixture(scope="module")
def record(request, vendor, tmp_path_factory):
    """A workshop with something of everything on record; tests only try to spoil it."""
    folder = tmp_path_factory.mktemp("record")
    with new_database(request, folder, vendor) as url, new_app(url, folder):
        live()
        yield


def live():
    """Rounds 1 published notes, 2 published ratification, 3 annulled, 4 open, 5 draft; an acta with an annex."""
    room = make_room()
    goals = make_notes(
        room, [(0, "Agua limpia", ""), (1, "Agua sana", ""), (2, "Calles", "")], kind="objective"
    )
    with transaction():
        publication.publish(db.session.scalars(select(Round)).one(), NOON, None)
        merged = merging.merge(goals[:2], "Agua limpia y sana", NOON, None)
        item_codes.assign_code(merged, "OE1", NOON, None)
        item_codes.assign_code(goals[2], "OE2", NOON, None)
        objections.raise_objection(goals[2], room.cards[2].seat.id, "Eran veredas", NOON)
    with transaction():
        ratify = drafting.add(
            room.workshop,
            NOON,
            method_id="ratify",
            subject="objective",
            title="Ratificar",
            question="¿?",
        )
        option_sources.set_options(ratify, [(merged.id, "OE1", merged.wording, "")])
        opening.open_round(ratify, NOON, None)
    for n, card in enumerate(room.cards):
        cast(card, ratify, {"OE1": "yes" if n else "no"}, {} if n else {"OE1": "Falta agua"})
    seat_id, sector_id = room.cards[0].seat.id, room.process.sectors[0].id
    with transaction():
        db.session.add(PaperBallot(round_id=ratify.id, seat_id=seat_id))
        db.session.add(TypedPaper(round_id=ratify.id, number="a" * 64, sector_id=sector_id))
    close(ratify, publish=True)
    with transaction():
        db.session.add(Submission(round_id=ratify.id, key="c" * 64, late=True))
    annulled = make_round(room)
    with transaction():
        closing.annul(annulled, "Se leyó mal", NOON, None)
    with transaction():
        promise = commitments.Promise("Medir el agua", "GORE", NOON.date(), workshop=room.workshop)
        commitments.add(room.process, promise, NOON, None)
        agreements.add(room.workshop, "Reunirse en marzo", NOON, None)
    going = make_round(room)
    cast(room.cards[0], going, {"F1": 5, "F2": 5})
    with transaction():
        hours.extend(going, LATER, "Faltan dos", NOON, None)
    make_round(room, open=False)
    with transaction():
        drafting.add(
            room.workshop, NOON, step="collect", title="Más", question="¿?", secrecy="nominal"
        )
    acta = seal(room)
    assert acta.state == "sealed"
    make_user()
    with transaction():
        user_id = db.session.scalars(select(User.id)).one()
        sent_forms.once("k" * 64, user_id, NOON, lambda: "/f/")
    db.session.rollback()  # nothing is held where the tests write


def seal(room):
    with transaction():
        acta = actas.begin(room.workshop)
        actas.open_corrections(acta, 72, NOON, None)
    with transaction():
        correction = actas.propose(acta, room.cards[0].seat.id, "Falta la hora", LATER)
        actas.answer(acta, correction.id, "accepted", "Sí", LATER, None)
    seal_unasked(room)  # a round of every state is here, also an open one
    with transaction():
        annex = actas.annex(room.workshop, "La fecha era otra", LATER, None)
        actas.rendered(annex, "b" * 64, "c" * 64, LATER)
    return acta


def test_no_tool_changes_what_is_on_record(record):
    key = "'x'" if is_sqlite(db.engine) else r"'\x78'::bytea"
    tried = [each.replace("ballot_key = 'x'", f"ballot_key = {key}") for each in REFUSED]
    assert taken(tried) == {}


ALLOWED = f"""
    UPDATE ballot SET answer = '{{}}' WHERE round_id = {OPEN}
    DELETE FROM ballot WHERE round_id = {OPEN}
    UPDATE participation SET channel = 'paper' WHERE round_id = {OPEN}
    DELETE FROM participation WHERE round_id = {OPEN}
    UPDATE reason SET state = 'shown'
    UPDATE reason SET sector_id = NULL
    UPDATE round SET revision = revision + 1
    UPDATE round SET closes_at = '2032-10-14', closing_at = '2032-10-14' WHERE state = 'open'
    UPDATE round SET closing_at = '2022-10-14', ends_at = NULL WHERE state = 'open'
    UPDATE round SET ballot_key = NULL WHERE state = 'open'
    UPDATE round SET ballot_key = NULL, state = 'closed', closed_at = '2022-10-14' WHERE state = 'open'
    UPDATE round SET ballot_key = NULL, state = 'annulled', annul_reason = 'x' WHERE state = 'open'
    UPDATE round SET question = 'otra', step = 'vote', method_id = 'points', secrecy = 'nominal', visibility = 'live' WHERE state = 'draft'
    DELETE FROM round WHERE number = 6
    UPDATE option SET wording = 'otra' WHERE round_id = {DRAFT}
    DELETE FROM option WHERE round_id = {DRAFT}
    UPDATE process SET name = 'otro', purpose = 'x', place = 'y', public = FALSE
    UPDATE item SET state = 'retired', short = 'x', evidence = 'y' WHERE code = 'OE1'
    UPDATE item SET wording = 'otra', code = NULL WHERE code = 'OE2'
    UPDATE contribution SET item_id = NULL
    UPDATE merge SET undone_at = '2022-10-14'
    UPDATE attendance SET holder = 'suplente'
    UPDATE commitment SET state = 'done'
    UPDATE objection SET answer = 'x'
    UPDATE seat SET active = FALSE
""".strip().split("\n")


def test_what_lives_can_still_change(record):
    assert [each for each in map(str.strip, ALLOWED) if run(each) == 0] == []
    assert taken(ALLOWED[:1]).keys() == {ALLOWED[0]}, "what no guard refuses would be found above"


def test_every_guarded_verb_is_tried_here():
    words = [statement.split() for statement in EVERY]
    tried = {(each[0].lower(), each[1 if each[0] == "UPDATE" else 2]) for each in words}
    assert tried == {(verb, guard.table) for guard in GUARDS for verb in guard.conditions}


def test_a_row_is_not_replaced_and_a_table_not_emptied_at_once_either(record):
    """Ways past a trigger that each vendor has."""
    if is_sqlite(db.engine):
        tries = [
            "INSERT OR REPLACE INTO result SELECT * FROM result",
            "REPLACE INTO journal SELECT * FROM journal",
            "UPDATE OR REPLACE acta SET number = 2 WHERE number = 0",
            "UPDATE OR IGNORE result SET part = 'x'",
            f"INSERT OR IGNORE INTO ballot SELECT 'x', round_id, sector_id, NULL, NULL, answer, '{{}}' FROM ballot WHERE round_id = {VOTED} LIMIT 1",
        ]
    else:
        tries = [f'TRUNCATE "{guard.table}" CASCADE' for guard in GUARDS]
    for statement in tries:
        with pytest.raises(DBAPIError) as refused:
            run(statement)
        assert str(refused.value.orig).startswith(MARK), statement


# -- deliberate exceptions


def test_lifted_guards_come_back_as_they_were(app):
    with db.engine.begin() as connection:
        before = stored(connection)
        assert len(before) > len(GUARDS)
        with lifted(connection):
            assert stored(connection) != before
        assert stored(connection) == before


def test_what_the_law_wants_erased_is_erased_by_hand_and_only_then(app):
    """As docs/operations.md says it."""
    room = make_room()
    make_notes(room, [(0, "Mi nombre es Rosa", "F")])
    with transaction(), lifted(db.session.connection()):
        db.session.execute(text("UPDATE contribution SET text = '[…]'"))
    assert db.session.scalars(select(Contribution)).one().text == "[…]"
    with pytest.raises(KeptOnRecord), transaction():
        db.session.execute(text("UPDATE contribution SET text = 'otro'"))


def test_a_backup_comes_back_whole_and_guarded(record, tmp_path):
    """Rows of closed rounds come first, guards after them: otherwise nothing could be restored."""
    with db.engine.connect() as connection:
        guards = stored(connection)
        ballots = connection.execute(text("SELECT count(*) FROM ballot")).scalar_one()
    url = restored(tmp_path)
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            assert stored(connection) == guards
            assert connection.execute(text("SELECT count(*) FROM ballot")).scalar_one() == ballots
            with pytest.raises(DBAPIError, match=MARK):
                connection.execute(text("DELETE FROM journal"))
    finally:
        engine.dispose()


def restored(folder):
    """Dump the database and restore it into another one; return its address."""
    if is_sqlite(db.engine):
        copy = folder / "copy.sqlite"
        with closed(sqlite3.connect(db.engine.url.database)) as old, closed(
            sqlite3.connect(copy)
        ) as new:  # fmt: skip
            new.executescript("\n".join(old.iterdump()))
        return f"sqlite:///{copy}"
    from postgres_server import binaries

    url = db.engine.url.set(drivername="postgresql")
    fresh = url.set(database=f"{url.database}copy")
    for words in (
        ("pg_dump", "-Fc", "-f", folder / "dump", url.render_as_string(hide_password=False)),
        ("createdb", "--maintenance-db", url.render_as_string(hide_password=False), fresh.database),
        (
            "pg_restore",
            "--clean",
            "--if-exists",
            "-d",
            fresh.render_as_string(hide_password=False),
            folder / "dump",
        ),
    ):
        subprocess.run([binaries() / words[0], *words[1:]], check=True)
    return fresh.set(drivername=db.engine.url.drivername)
