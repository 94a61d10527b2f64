"""A refusal of the database that should never happen reaches its reader as one."""

import pytest
from builders import NOON, cast, close, make_room, make_round, make_user, seal_unasked
from sqlalchemy import select

from smd_workshop.core.errors import KeptOnRecord
from smd_workshop.database import db, transaction
from smd_workshop.database.group_commit import group_commit
from smd_workshop.minutes import actas
from smd_workshop.models import Acta, Ballot, Contribution, Result
from smd_workshop.models.triggers import MARK
from smd_workshop.rounds import drafting, opening
from smd_workshop.rounds.ballots import casting, contributions

# -- a refusal that should never happen reaches its reader as one


def test_a_mistake_in_the_program_becomes_a_refusal_and_is_logged(app, caplog):
    room = make_room()
    round_ = make_round(room)
    cast(room.cards[0], round_, {"F1": 1, "F2": 1})
    close(round_)
    for spoil in (
        lambda: setattr(db.session.scalars(select(Result)).one(), "document", {}),
        lambda: db.session.delete(db.session.scalars(select(Ballot)).one()),
        lambda: setattr(round_, "question", "otra"),
    ):
        caplog.clear()
        with pytest.raises(KeptOnRecord), transaction():
            spoil()
        assert "refused to change what is on record" in caplog.text
        assert '"F1"' not in caplog.text, "an answer must not stand in a log"
    assert round_.question == "¿Qué opina?"
    assert db.session.scalars(select(Result)).one().document["options"]


def test_one_refused_write_does_not_undo_those_that_share_its_commit(app):
    room = make_room()
    round_ = make_round(room, secrecy="nominal")
    ballot = casting.BallotSubmission(round_.id, {"F1": 5, "F2": 5}, {}, "k1")
    db.session.rollback()
    with pytest.raises(KeptOnRecord):
        group_commit(lambda connection: connection.exec_driver_sql("DELETE FROM journal"))
    assert group_commit(
        lambda at_once: casting.cast(
            casting.ByCard(room.cards[0].credential_id), ballot, NOON, at_once
        )
    )
    assert db.session.scalars(select(Ballot)).one().answer == '{"F1":5,"F2":5}'


def test_a_ballot_that_the_program_takes_too_late_is_refused_by_the_database(app, monkeypatch):
    """Should a defect ever let one through, it must not change what was counted."""
    room = make_room()
    round_ = make_round(room, secrecy="nominal")
    cast(room.cards[0], round_, {"F1": 1, "F2": 1})
    close(round_)
    before = db.session.scalars(select(Ballot.answer)).all()
    row = {
        "id": "x", "round_id": round_.id, "sector_id": 1, "voter_key": "k", "seat_id": None,
        "answer": "{}", "reasons": "{}",
    }  # fmt: skip
    with pytest.raises(KeptOnRecord), transaction():
        db.session.add(Ballot(**row))
    assert db.session.scalars(select(Ballot.answer)).all() == before


def test_a_note_is_withdrawn_while_the_round_is_open_and_never_brought_back(app):
    room = make_room()
    with transaction():
        round_ = drafting.add(
            room.workshop, NOON, step="collect", title="x", question="?", secrecy="nominal"
        )
        opening.open_round(round_, NOON, None)
    card = room.cards[0]
    with transaction():
        contributions.send(
            round_.id, card.credential_id, contributions.Note("Agua", "F"), "k", NOON
        )
    note = db.session.scalars(select(Contribution)).one()
    with transaction():
        contributions.withdraw(round_, note.id, casting.voter_of(card.credential_id), NOON)
    with pytest.raises(KeptOnRecord), transaction():
        note.withdrawn = False


def test_a_page_says_that_it_is_on_record_and_shows_nothing_of_the_machine(
    app, client, monkeypatch, caplog
):

    room = make_room()
    close(make_round(room), publish=True)
    seal_unasked(room)
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    monkeypatch.setattr(actas, "_changeable", lambda acta: None)  # the mistake in the program
    answer = client.post("/f/moq/w/mesa-1/acta/remarks", data={"remarks": "otra cosa"})
    assert answer.status_code == 409
    assert any(words in answer.text for words in (KeptOnRecord.message, "No se cambió nada"))
    assert "Traceback" not in answer.text and MARK not in answer.text
    assert db.session.scalars(select(Acta)).one().remarks == ""
