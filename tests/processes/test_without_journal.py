"""The journal only tells: with one that writes nothing down, everything is decided as ever."""

from datetime import timedelta

import pytest
from builders import NOON, make_notes, make_room, make_round, make_user, seal_unasked
from sqlalchemy import select

from smd_workshop.board import item_codes, items, merging, objections
from smd_workshop.core.errors import WrongState
from smd_workshop.database import db, transaction
from smd_workshop.minutes import actas
from smd_workshop.minutes.contents import contents
from smd_workshop.models import Journal, KeptApart, User
from smd_workshop.rounds import drafting, opening

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    """A journal in which nothing is written."""
    monkeypatch.setattr("smd_workshop.processes.journal.record", lambda *_args, **_more: None)


@pytest.fixture
def room(app):
    # Built anew: a room that is put back brings the journal of when it was built, or lends this silence.
    yield make_room.__wrapped__()
    assert not db.session.scalars(select(Journal)).all(), "somebody wrote past the writer"


def test_a_discarded_draft_can_be_put_back(room):
    with transaction():
        kept = drafting.discard(make_round(room, open=False, title="Otra"), NOON, None)
    with transaction():
        assert drafting.restore(room.workshop, kept, NOON, None).title == "Otra"


def test_an_author_reads_why_a_note_was_put_aside_and_only_of_this_time(room):
    one, other = make_notes(room, [(0, "Falta agua", "D"), (1, "No hay agua", "D")])
    note = one.contributions[0]
    with transaction():
        items.retire(one, "Fuera del tema", NOON, None)
    assert merging.fate(note).retired == "Fuera del tema"
    assert one.retired_at == NOON
    with transaction():
        items.bring_back(one, NOON, None)
        merged = merging.merge([one, other], "Agua", NOON, None)
    with transaction():
        items.retire(merged, "Se dijo en otro lado", NOON, None)
        items.bring_back(merged, NOON, None)
    with transaction():
        merging.undo(merging.board(room.process, "factor").cards[0].act, NOON, None)
    assert (merged.state, merged.retired_reason) == ("retired", "")
    assert merging.fate(note).retired == ""


def test_a_pair_is_kept_apart_once(room):
    alike = [(0, "La población no confía en las instituciones", "D"),
             (1, "Desconfianza de la población en las instituciones públicas", "D")]  # fmt: skip
    one, other = make_notes(room, alike)
    assert merging.suggestions(room.process, "factor")
    with transaction():
        merging.keep_apart(other, one, NOON, None)
        merging.keep_apart(one, other, LATER, None)
    assert merging.suggestions(room.process, "factor") == []
    assert [pair.at for pair in db.session.scalars(select(KeptApart))] == [NOON]


def test_the_acta_tells_why_a_round_was_opened_all_the_same(room):
    factors = make_notes(room, [(0, "Falta agua", "D"), (1, "Hay canon", "F")])
    with transaction():
        item_codes.assign_code(factors[0], "D1", NOON, None)
        items.reword(factors[0], "Agua", NOON, None)
        objections.raise_objection(factors[0], room.cards[0].seat.id, "Falta, no sobra", NOON)
    round_ = make_round(room, items=factors[:1], open=False)
    with pytest.raises(WrongState), transaction():
        opening.open_round(round_, NOON, None)
    with transaction():
        opening.open_round(round_, NOON, None, " Se leyó en la sala ")
        acta = contents(actas.begin(room.workshop))
    assert acta["rounds"][-1]["opened_because"] == "Se leyó en la sala"
    assert acta["rounds"][0]["opened_because"] == ""


def test_the_acta_tells_every_window_and_an_annex_its_author(room):
    make_user("rosa.choque@example.org")
    rosa = db.session.scalars(select(User.id)).one()
    with transaction():
        acta = actas.begin(room.workshop)
        actas.open_corrections(acta, 2, NOON, rosa)
        actas.open_corrections(acta, 72, NOON, rosa)
    with transaction():
        actas.end_corrections(acta, "Todos la leyeron", LATER, rosa)
        actas.open_corrections(acta, 1, LATER, rosa)
    hour = [f"2022-10-14T{h}:00:00+00:00" for h in (17, 18, 19)]
    assert contents(acta)["window"] == [
        {"opened_at": hour[0], "until": hour[2]},
        {"opened_at": hour[0], "until": "2022-10-17T17:00:00+00:00"},
        {"ended_at": hour[1], "reason": "Todos la leyeron"},
        {"opened_at": hour[1], "until": hour[2]},
    ]
    seal_unasked(room)
    with transaction():
        annex = actas.annex(room.workshop, "La fecha era otra", LATER, rosa)
    assert contents(annex)["written"] == {"at": hour[1], "by": "alguien del equipo"}
    assert contents(acta)["written"] is None
