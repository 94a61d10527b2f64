"""Who does what by when must not be forgotten, nor be declared done without evidence."""

from datetime import date

import pytest
from builders import NOON, make_room

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.minutes import agreements, commitments
from smd_workshop.minutes.commitments import Promise

pytestmark = pytest.mark.acts

TODAY = date(2022, 11, 1)


def make(room, text="Publicar los datos", due=date(2022, 10, 31), **fields):
    with transaction():
        return commitments.add(
            room.process, Promise(text, "Gerencia de Planeamiento", due, **fields), NOON, None
        )


def test_what_is_late_stands_first(app):
    room = make_room()
    done = make(room, "Ya hecho", date(2022, 1, 1))
    ahead = make(room, "Por venir", date(2022, 12, 1))
    late = make(room, "Tarde", date(2022, 10, 31))
    on_the_day = make(room, "Hoy", TODAY)
    with transaction():
        commitments.update(done, "done", NOON, None, evidence="Acta 3")
    assert commitments.of_process(room.process, TODAY) == [late, on_the_day, ahead, done]
    assert commitments.overdue(room.process, TODAY) == [late]
    assert commitments.of_process(room.process, TODAY, "overdue") == [late]
    assert commitments.of_process(room.process, TODAY, "done") == [done]


def test_every_step_is_kept(app):
    room = make_room()
    commitment = make(room)
    with transaction():
        commitments.update(commitment, "in_progress", NOON, None, note="Se empezó")
    with transaction():
        commitments.update(commitment, "done", NOON, None, evidence="https://ejemplo.pe/datos")
    db.session.expire_all()
    assert [(u.state, u.note) for u in commitment.updates] == [
        ("pending", ""), ("in_progress", "Se empezó"), ("done", "")
    ]  # fmt: skip
    assert commitment.evidence == "https://ejemplo.pe/datos"


def test_done_needs_evidence_and_cancelled_a_reason(app):
    commitment = make(make_room())
    for state in ("done", "cancelled", "lost"):
        with pytest.raises(Invalid), transaction():
            commitments.update(commitment, state, NOON, None)
    with pytest.raises(WrongState), transaction():
        commitments.update(commitment, "pending", NOON, None)
    assert commitment.state == "pending"


def test_a_commitment_keeps_where_it_comes_from(app):
    room, other = make_room(), make_room(code="otro")
    with transaction():
        agreement = agreements.add(room.workshop, "Abrir los datos", NOON, None)
    commitment = make(room, agreement=agreement)
    assert commitment.workshop_id == room.workshop.id
    with pytest.raises(NotFound):
        make(other, agreement=agreement)
    with pytest.raises(NotFound):
        commitments.find(other.process, commitment.id)


def test_who_and_what_must_be_said(app):
    room = make_room()
    with pytest.raises(Invalid):
        make(room, "  ")


def test_added_and_followed_in_one_act_keeps_both_steps(app):
    room = make_room()
    with transaction():
        commitment = commitments.add(room.process, Promise("Medir", "GORE", TODAY), NOON, None)
        commitments.update(commitment, "in_progress", NOON, None)
    db.session.expire_all()
    assert [u.state for u in commitment.updates] == ["pending", "in_progress"]
