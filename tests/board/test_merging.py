"""The board: no note may get lost, and nobody may count twice."""

import itertools

import pytest
from builders import NOON, make_notes, make_room, make_round
from depth import cases
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from smd_workshop.board import item_codes, item_links, merging
from smd_workshop.board import items as catalogue
from smd_workshop.board.duplicates import SAME_GROUP, score
from smd_workshop.core import names
from smd_workshop.core.errors import Frozen, Invalid, NotFound, Refusal, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Contribution, Item, Merge
from smd_workshop.processes import processes
from smd_workshop.rounds import drafting, opening, option_sources, workshops

pytestmark = pytest.mark.acts

NUMBERS = itertools.count()  # the same acts may be drawn twice


def seen_on(board):
    return sorted(note.id for card in board.cards for note in card.all_notes)


def test_a_merge_keeps_the_originals_underneath_and_counts_people_once(app):
    room = make_room()
    a, b, c = make_notes(
        room, [(0, "Hay diálogo", "F"), (0, "Se conversa", "F"), (6, "Mesas de diálogo", "F")]
    )
    with transaction():
        merged = merging.merge([a, b, c], "Hay espacios de diálogo", NOON, None)
    board = merging.board(room.process, "factor")
    (card,) = board.cards
    assert card.item.wording == "Hay espacios de diálogo"
    assert {o.item.wording for o in card.originals} == {
        "Hay diálogo", "Se conversa", "Mesas de diálogo"
    }  # fmt: skip
    support = merging.support(merged)
    assert (support.authors, support.notes) == (2, 3)
    assert (support.sides, support.sectors) == (2, ()), (
        "a sector of which few wrote would be a name"
    )
    assert card.support == support


def test_the_board_never_names_an_author(app):
    room = make_room()
    make_notes(room, [(0, "Hay diálogo", "F")])
    (card,) = merging.board(room.process, "factor").cards
    assert not hasattr(card.notes[0], "seat_id")


def test_an_undone_merge_leaves_exactly_what_was_there(app):
    room = make_room()
    a, b, c = make_notes(room, [(0, "Uno", "F"), (1, "Dos", "F"), (2, "Tres", "F")])
    with transaction():
        item_codes.assign_codes(room.process, "factor", NOON, None)
    before = [(i.id, i.state, i.code, i.wording) for i in (a, b, c)]
    with transaction():
        merged = merging.merge([a, b], "Uno y dos", NOON, None)
    assert merged.code == "F1"
    act = db.session.scalars(select(Merge)).one()
    with transaction():
        merging.undo(act, NOON, None)
    assert [(i.id, i.state, i.code, i.wording) for i in (a, b, c)] == before
    assert merged.state == "retired"
    assert act.undone_at is not None
    with pytest.raises(WrongState), transaction():
        merging.undo(act, NOON, None)


def test_acts_are_undone_last_first(app):
    room = make_room()
    a, b, c = make_notes(room, [(0, "Uno", "F"), (1, "Dos", "F"), (2, "Tres", "F")])
    with transaction():
        first = merging.merge([a, b], "Uno y dos", NOON, None)
    with transaction():
        merging.merge([first, c], "Los tres", NOON, None)
    older, newer = db.session.scalars(select(Merge).order_by(Merge.id)).all()
    with pytest.raises(WrongState), transaction():
        merging.undo(older, NOON, None)
    with transaction():
        merging.undo(newer, NOON, None)
    with transaction():
        merging.undo(older, NOON, None)
    assert all(i.state == "active" for i in (a, b, c))


def test_a_split_moves_notes_out_and_its_undo_moves_them_back(app):
    room = make_room()
    a, b = make_notes(room, [(0, "Uno", "F"), (1, "Dos", "F")])
    note = b.contributions[0]
    with transaction():
        merged = merging.merge([a, b], "Uno y dos", NOON, None)
    with transaction():
        apart = merging.split(merged, [note.id], "", NOON, None)
    assert apart.wording == "Dos"
    assert [n.id for n in apart.contributions] == [note.id]
    act = db.session.scalars(select(Merge).where(Merge.act == "split")).one()
    merge_act = db.session.scalars(select(Merge).where(Merge.act == "merge")).one()
    with pytest.raises(WrongState), transaction():
        merging.undo(merge_act, NOON, None)
    with transaction():
        merging.undo(act, NOON, None)
    assert [n.id for n in b.contributions] == [note.id]
    with pytest.raises(Invalid), transaction():
        merging.split(merged, [note.id, a.contributions[0].id], "Todo", NOON, None)


def test_nothing_merges_splits_or_changes_words_once_a_vote_has_opened(app):
    room = make_room()
    a, b = make_notes(room, [(0, "Uno", "F"), (1, "Dos", "F")])
    with transaction():
        merged = merging.merge([a, b], "Uno y dos", NOON, None)
    act = db.session.scalars(select(Merge)).one()
    (c,) = make_notes(room, [(2, "Tres", "F")])
    with transaction():
        item_codes.assign_codes(room.process, "factor", NOON, None)
        round_ = drafting.add(room.workshop, NOON, method_id="rating", title="R", question="¿?")
        opening.open_round(round_, NOON, None)
    tries = [
        lambda: merging.merge([merged, c], "Todo", NOON, None),
        lambda: merging.undo(act, NOON, None),
        lambda: merging.split(merged, [a.contributions[0].id], "Otra", NOON, None),
        lambda: merging.reword(merged, "Otras palabras", NOON, None),
        lambda: item_codes.assign_code(merged, "F9", NOON, None),
        lambda: merging.move(merged, "D", NOON, None),
        lambda: merging.retire(merged, "Ya no", NOON, None),
    ]
    for attempt in tries:
        with pytest.raises(Frozen), transaction():
            attempt()
    assert merged.wording == "Uno y dos"
    assert len(round_.options) == 2


def test_a_draft_ballot_follows_the_board(app):
    room = make_room()
    a, b = make_notes(room, [(0, "Uno", "F"), (1, "Dos", "F")])
    with transaction():
        item_codes.assign_codes(room.process, "factor", NOON, None)
        round_ = drafting.add(room.workshop, NOON, method_id="rating", title="R", question="¿?")
        option_sources.set_options(round_, option_sources.from_items(round_))
    with transaction():
        merged = merging.merge([a, b], "Uno y dos", NOON, None)
    assert [(o.item_id, o.code, o.wording) for o in round_.options] == [
        (merged.id, "F1", "Uno y dos")
    ]
    with transaction():
        merging.reword(merged, "Los dos", NOON, None)
    assert round_.options[0].wording == "Los dos"
    with transaction():
        merging.undo(db.session.scalars(select(Merge)).one(), NOON, None)
    db.session.expire_all()
    assert sorted(o.code for o in round_.options) == ["F1", "F2"]


def test_notes_that_say_the_same_stand_together_whatever_their_capitals_and_accents(app):
    room = make_room()
    make_notes(
        room,
        [
            (0, "existe agua", "F"),
            (1, "Río", "F"),
            (2, "Existe agua", "F"),
            (0, "rio", "F"),
            (1, "Álamo", "F"),
        ],
    )
    cards = merging.board(room.process, "factor").cards
    said = [names.folded(card.item.wording) for card in cards]
    assert said == ["alamo", "existe agua", "existe agua", "rio", "rio"]


def test_codes_are_unique_and_take_the_next_free_number(app):
    room = make_room()
    a, b, c, d = make_notes(
        room, [(0, "Uno", "F"), (1, "Dos", "F"), (2, "Tres", "A"), (3, "Cuatro", "F")]
    )
    with transaction():
        item_codes.assign_code(b, "f1", NOON, None)
    with transaction():
        assert item_codes.assign_codes(room.process, "factor", NOON, None) == 3
    # Within a quadrant in the order of the board: notes come in alphabetically, not by arrival.
    assert [i.code for i in (a, b, c, d)] == ["F3", "F1", "A1", "F2"]
    with pytest.raises(Invalid), transaction():
        item_codes.assign_code(a, "a1", NOON, None)
    (goal,) = make_notes(room, [(0, "Agua limpia", "")], kind="objective")
    with transaction():
        item_codes.assign_codes(room.process, "objective", NOON, None)
    assert goal.code == "OE1"


def test_across_quadrants_the_facilitator_says_where_it_belongs(app):
    room = make_room()
    a, b = make_notes(room, [(0, "Canon", "F"), (1, "Canon minero", "O")])
    with pytest.raises(Invalid), transaction():
        merging.merge([a, b], "Hay canon", NOON, None)
    with transaction():
        assert merging.merge([a, b], "Hay canon", NOON, None, group="O").group_code == "O"


def test_one_item_or_another_kind_or_another_process_does_not_merge(app):
    room = make_room()
    (a,) = make_notes(room, [(0, "Uno", "F")])
    (goal,) = make_notes(room, [(0, "Meta", "")], kind="objective")
    for chosen in ([a], [a, a], [a, goal]):
        with pytest.raises(Invalid), transaction():
            merging.merge(chosen, "Algo", NOON, None)
    other = make_room(code="otro")
    with pytest.raises(NotFound):
        catalogue.find(other.process, a.id)


def test_themes_and_evidence_come_along_with_a_merge(app):
    room = make_room()
    a, b = make_notes(room, [(0, "Uno", "F"), (1, "Dos", "F")])
    with transaction():
        theme = item_links.add_theme(room.process, "Gobernanza", NOON, None)
        assert item_links.add_theme(room.process, "gobernanza", NOON, None) is theme
        item_links.assign_theme(a, theme, NOON, None, ["section 3"])
        item_links.assign_theme(a, theme, NOON, None)
    with transaction():
        merged = merging.merge([a, b], "Ambos", NOON, None)
    (card,) = merging.board(room.process, "factor").cards
    assert [t.wording for t in card.themes] == ["Gobernanza"]
    assert set(merged.evidence.split("\n")) == {"Prueba de Uno", "Prueba de Dos"}


def test_a_retired_item_keeps_its_notes_and_comes_back(app):
    room = make_room()
    (a,) = make_notes(room, [(0, "Uno", "F")])
    with pytest.raises(Invalid), transaction():
        merging.retire(a, " ", NOON, None)
    with transaction():
        merging.retire(a, "Fuera del tema", NOON, None)
    board = merging.board(room.process, "factor")
    assert not board.cards
    assert [(c.item.id, c.item.retired_reason) for c in board.retired] == [(a.id, "Fuera del tema")]
    assert merging.fate(a.contributions[0]).retired == "Fuera del tema"
    with transaction():
        merging.bring_back(a, NOON, None)
    assert len(merging.board(room.process, "factor").cards) == 1


def test_the_author_learns_what_became_of_the_note(app):
    room = make_room()
    a, b, c = make_notes(room, [(0, "Uno", "F"), (0, "Uno otra vez", "F"), (6, "Dos", "F")])
    note = a.contributions[0]
    fate = merging.fate(note)
    assert (fate.wording, fate.merged, fate.others) == ("Uno", False, 0)
    with transaction():
        merged = merging.merge([a, b, c], "Juntos", NOON, None)
        item_codes.assign_codes(room.process, "factor", NOON, None)
    fate = merging.fate(note)
    assert (fate.item, fate.wording, fate.code) == (merged, "Juntos", "F1")
    assert (fate.merged, fate.others, fate.frozen) == (True, 1, False)
    assert len(fate.sectors) + fate.unnamed == 2, "the author learns that a sector is not named"


def test_alike_notes_are_suggested_and_what_is_kept_apart_is_not_again(app):
    room = make_room()
    a, b, _other = make_notes(
        room,
        [
            (0, "La población no confía en las instituciones", "D"),
            (1, "Desconfianza de la población en las instituciones públicas", "D"),
            (2, "No hay agua para regar", "D"),
        ],
    )
    (pair,) = merging.suggestions(room.process, "factor")
    assert {pair.a, pair.b} == {a, b}
    with transaction():
        merging.keep_apart(b, a, NOON, None)
    assert merging.suggestions(room.process, "factor") == []


def test_the_factors_of_moquegua_are_not_taken_for_one_another(app):
    texts = [
        "Falta de agua para la agricultura", "Hay canon minero",
        "Los actores están dispuestos a dialogar", "La información está dispersa",
        "Mejorar la educación técnica de los jóvenes", "Mejorar la salud de los niños",
    ]  # fmt: skip
    assert max(score(a, b) for a in texts for b in texts if a < b) < SAME_GROUP


def test_three_hundred_notes_cost_no_more_queries_than_three(app):
    room = make_room()
    make_notes(room, [(n % 16, f"Aporte {n}", "FODA"[n % 4]) for n in range(3)])
    few = _queries(lambda: merging.board(processes.find("moq"), "factor"))
    process = processes.find("moq")
    room.process, room.workshop = process, workshops.find(process, "mesa-1")
    made = make_notes(room, [(n % 16, f"Otro aporte {n}", "FODA"[n % 4]) for n in range(300)])
    with transaction():
        merging.merge(made[:40:4], "Diez en uno", NOON, None)
    many = _queries(lambda: merging.board(processes.find("moq"), "factor"))
    assert many == few < 15


def _queries(act):  # a fresh session, as each page has
    db.session.expire_all()
    db.session.expunge_all()
    seen = []
    listener = lambda *args: seen.append(args[2])
    event.listen(db.engine, "before_cursor_execute", listener)
    act()
    event.remove(db.engine, "before_cursor_execute", listener)
    return sum(statement.startswith("SELECT") for statement in seen)


@pytest.mark.on_both
@settings(
    max_examples=cases(5, 60),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from("mmsu"), st.integers(0, 99), st.integers(0, 99)), max_size=10
    )
)
def test_whatever_is_done_on_the_board_no_note_is_ever_lost(app, acts):
    room = make_room(per_sector=(2, 1), code=f"p{next(NUMBERS)}")
    made = make_notes(room, [(n % 3, f"Nota {n}", "F") for n in range(5)])
    ids = sorted(note.id for item in made for note in item.contributions)
    for act, x, y in acts:
        try:
            with transaction():
                _do(room.process, act, x, y)
        except Refusal:
            pass
        board = merging.board(room.process, "factor")
        assert seen_on(board) == ids
        assert sum(card.support.notes for card in board.cards) == len(ids)
        assert all(card.support == merging.support(card.item) for card in board.cards)
        assert max(card.support.authors for card in board.cards) <= 3
    for act in reversed(_live_acts(room.process)):
        with transaction():
            merging.undo(act, NOON, None)
    assert sorted(c.item.id for c in merging.board(room.process, "factor").cards) == sorted(
        i.id for i in made
    )


def _live_acts(process):
    query = select(Merge).where(Merge.process_id == process.id, Merge.undone_at.is_(None))
    return db.session.scalars(query.order_by(Merge.id)).all()


def _do(process, act, x, y):
    found = catalogue.active(process, "factor")
    one, other = found[x % len(found)], found[y % len(found)]
    if act == "m":
        merging.merge([one, other], f"{x} con {y}", NOON, None)
    elif act == "s":
        notes = db.session.scalars(
            select(Contribution.id)
            .where(Contribution.item_id.in_(catalogue.tree_ids(one)))
            .order_by(Contribution.id)
        ).all()
        merging.split(one, notes[: 1 + y % len(notes)], f"Aparte {y}", NOON, None)
    elif live := _live_acts(process):
        merging.undo(live[x % len(live)], NOON, None)


def test_an_item_cannot_be_merged_while_an_act_of_another_process_is_undone(app):
    room, other = make_room(), make_room(code="otro")
    a, b = make_notes(room, [(0, "Uno", "F"), (1, "Dos", "F")])
    with transaction():
        merging.merge([a, b], "Ambos", NOON, None)
    act = db.session.scalars(select(Merge)).one()
    with pytest.raises(NotFound):
        merging.find_act(other.process, act.id)


def test_earlier_wordings_stay_on_record(app):
    room = make_room()
    (a,) = make_notes(room, [(0, "Uno", "F")])
    with transaction():
        merging.reword(a, "  Uno, dicho   mejor ", NOON, None)
    item = db.session.get(Item, a.id)
    assert [w.text for w in item.wordings] == ["Uno", "Uno, dicho mejor"]
    assert item.contributions[0].text == "Uno"


def test_a_round_of_made_up_options_freezes_no_item(app):
    room = make_room()
    (a,) = make_notes(room, [(0, "Uno", "F")])
    make_round(room)
    assert not catalogue.frozen(a)
