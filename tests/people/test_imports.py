"""The plan of an import: pure, a verdict for every row, totals that add up."""

import pytest
from builders import HEAD
from hypothesis import given
from hypothesis import strategies as st
from work import counted, lines

from smd_workshop.people import imports
from smd_workshop.people.imports import ActorState, SeatState, State

NOW = State(
    sectors={"com": "Comunidad", "emp": "Empresa"},
    territories={"ilo": "Ilo"},
    actors={
        "pesca": ActorState("pesca", "Pescadores", "com", "ilo"),
        "mina": ActorState("mina", "Mina SA", "emp"),
    },
    seats={
        "COM-1": SeatState("COM-1", "pesca", "Rosa", "Juan"),
        "EMP-1": SeatState("EMP-1", "mina", "Ana", ""),
    },
)
OPENED = State(NOW.sectors, NOW.territories, NOW.actors, NOW.seats, frozen=True, opened=True)


def row(
    sector="",
    name="",
    weight="",
    actor="",
    actor_code="",
    place="",
    seat="",
    titular="",
    suplente="",
):
    return (sector, name, weight, actor, actor_code, place, seat, titular, suplente)


def planned(*rows, now=NOW, head=HEAD, same=()):
    choices = imports.Choices(same=same)
    return imports.plan(head, rows, range(2, len(rows) + 2), now, choices)


def kinds(*rows, **more):
    return [v.kind for v in planned(*rows, **more).verdicts]


def test_a_new_seat_brings_its_actor_and_place():
    plan = planned(row("com", actor="Regantes", place="Mariscal Nieto", titular="Eva"))
    assert kinds(row("com", actor="Regantes", titular="Eva")) == ["added"]
    assert plan.actors["regantes"] == ActorState("regantes", "Regantes", "com", "mariscal-nieto")
    assert plan.territories == {"mariscal-nieto": "Mariscal Nieto"}
    assert plan.seats["COM-2"] == SeatState("COM-2", "regantes", "Eva", "")


def test_sector_by_name_without_accents_or_case():
    now = State({"edu": "Educación"}, {}, {}, {})
    plan = planned(row("EDUCACION", actor="Colegio"), now=now)
    assert plan.actors["colegio"].sector == "edu"


def test_what_is_there_already_is_unchanged_and_an_empty_cell_erases_nothing():
    assert kinds(row("com", actor="Pescadores", seat="COM-1", titular="Rosa", suplente="Juan")) == [
        "unchanged"
    ]
    assert kinds(row(seat="com-1")) == ["unchanged"]
    assert kinds(row("com", actor="pescadores", titular="ROSA")) != ["added"]
    assert planned(row("com", "Comunidad")).verdicts[0].kind == "unchanged"


def test_an_update_says_what_changes():
    plan = planned(row("com", actor="Pescadores", seat="COM-1", titular="Luz"), same=[2])
    assert plan.verdicts[0].kind == "updated"
    assert plan.verdicts[0].params["what"] == [["titular", "Rosa", "Luz"]]
    assert plan.seats["COM-1"] == SeatState("COM-1", "pesca", "Luz", "Juan")


def test_a_code_under_another_name_waits_for_a_person_to_say_that_it_is_the_same():
    """In a list that was numbered anew each code names somebody else, whose card and votes it would take."""
    seat = row("com", actor="Pescadores", seat="COM-1", titular="Luz", place="Moquegua")
    actor = row("com", actor="Regantes", actor_code="pesca")
    for each in (seat, actor):
        held = planned(each)
        assert held.verdicts[0].kind == "refused" and held.verdicts[0].asks
        assert not held.actors and not held.seats, "nothing of the row is written"
    assert planned(seat).verdicts[0].params == {"code": "COM-1", "before": "Rosa", "after": "Luz"}
    assert planned(actor, same=[2]).actors["pesca"].name == "Regantes"
    assert kinds(
        row("com", actor="PESCADORES", actor_code="pesca", seat="COM-1", titular="rosa")
    ) == ["updated"], "other capitals are nobody else"


def test_a_sector_is_asked_for_once_however_it_is_written_and_a_total_names_nobody():
    plan = planned(
        row("Sociedad Civil", actor="Colegio"), row("sociedad civil", actor="ONG"),
        row("Total", titular="12"), row(titular="12"), row("com", actor="12", titular="12"),
    )  # fmt: skip
    assert plan.unknown_sectors == {"Sociedad Civil": 2}
    totals = [each.message == imports.TOTAL for each in plan.verdicts]
    assert totals == [False, False, True, True, False]


def test_an_unknown_sector_is_refused_unless_a_row_adds_it_wherever_it_stands():
    assert kinds(row("prensa", actor="Radio")) == ["refused"]
    plan = planned(row("prensa", actor="Radio"), row("prensa", "Prensa"))
    assert [v.kind for v in plan.verdicts] == ["added", "added"]
    assert plan.sectors == {"prensa": "Prensa"}


def test_sectors_are_frozen_with_the_protocol():
    assert kinds(row("prensa", "Prensa"), row("com", "Pueblo"), now=OPENED) == [
        "refused",
        "refused",
    ]
    assert kinds(row("com", "Pueblo")) == ["updated"]


def test_a_seat_cannot_change_sides_after_a_round_opened():
    move_actor = row("emp", actor="Pescadores", seat="COM-1", titular="Rosa")
    move_seat = row("emp", actor="Mina SA", seat="COM-1", titular="Rosa")
    assert kinds(move_actor) == ["updated"] and kinds(move_seat) == ["updated"]
    for each in (move_actor, move_seat):
        plan = planned(each, now=OPENED)
        assert [v.kind for v in plan.verdicts] == ["refused"]
        assert not plan.actors and not plan.seats
    renamed = row("com", actor="Pescadores", seat="COM-1", titular="Luz")
    assert kinds(renamed, now=OPENED, same=[2]) == ["updated"]


def test_duplicates_inside_the_file_name_the_earlier_row():
    plan = planned(
        row("com", actor="Pescadores", seat="COM-1", titular="Luz"),
        row("com", actor="Pescadores", seat="com-1", titular="Eva"),
        row("com", actor="Regantes", titular="Ada"),
        row("com", actor="Regantes", titular="Ada"),
        row("com", actor="Nuevo", seat="N-1"),
        row("com", actor="Nuevo", seat="N-1"),
        same=[2, 3],
    )
    assert [v.kind for v in plan.verdicts] == [
        "updated",
        "refused",
        "added",
        "refused",
        "added",
        "refused",
    ]
    assert plan.verdicts[1].params["other"] == 2
    assert plan.seats["COM-1"].titular == "Luz"


def test_two_rows_cannot_put_one_actor_on_two_sides():
    plan = planned(row("com", actor="Doble", titular="A"), row("emp", actor="Doble", titular="B"))
    assert [v.kind for v in plan.verdicts] == ["added", "refused"]
    assert plan.actors["doble"].sector == "com"


def test_another_weight_the_example_and_bad_codes_are_refused_in_words():
    plan = planned(
        row("com", "Comunidad", weight="2"),
        row("EJEMPLO: borre esta fila", actor="X"),
        row("com", actor="X", seat="a/b"),
        row("com", actor="X" * 201),
        row("com", titular="Nadie"),
        row("", actor="Sin sector"),
    )
    assert {v.kind for v in plan.verdicts} == {"refused"}
    assert all(v.message for v in plan.verdicts)
    assert not (plan.sectors or plan.actors or plan.seats or plan.territories)


def test_planning_twice_gives_the_same_digest_and_another_state_another():
    rows = (row("com", actor="Regantes", titular="Eva"),)
    assert planned(*rows).digest() == planned(*rows).digest()
    after = State(
        NOW.sectors, NOW.territories, NOW.actors, {**NOW.seats, "COM-2": SeatState("COM-2", "mina")}
    )
    assert planned(*rows).digest() != planned(*rows, now=after).digest()


TEXT = st.sampled_from(
    [
        "",
        "com",
        "emp",
        "Comunidad",
        "nuevo",
        "COM-1",
        "EMP-1",
        "Rosa",
        "=1+1",
        "1",
        "2",
        "Pescadores",
        "Mina SA",
        "ejemplo",
        "\u202e",
    ]
)


@given(st.lists(st.tuples(*[TEXT] * 9), max_size=12), st.sampled_from([NOW, OPENED]))
def test_every_row_gets_one_verdict_and_the_totals_reconcile(rows, now):
    plan = planned(*rows, now=now)
    assert [v.row for v in plan.verdicts] == list(range(2, len(rows) + 2))
    totals = plan.totals()
    assert sum(totals.values()) == len(rows)
    if now is OPENED:
        assert not plan.sectors
        for code, actor in plan.actors.items():
            assert code not in now.actors or now.actors[code].sector == actor.sector
    if totals["added"] == totals["updated"] == 0:
        assert not (plan.sectors or plan.seats)
    # planned again on what it would leave, the file changes nothing more where codes are given
    assert plan.digest() == planned(*rows, now=now).digest()


def test_ten_times_the_rows_are_about_ten_times_the_work():
    def work(many):
        rows = [row("com", actor=f"Actor {n % 300}", titular=f"Persona {n}") for n in range(many)]
        calls, plan = counted(planned, *rows)
        assert plan.totals()["added"] == len(plan.seats) == many
        return calls

    work(300)
    assert work(3_000) < 20 * work(300)  # a hundred times if each row looked at all others


@pytest.mark.parametrize(
    "what",
    [
        lambda n: row("com", actor="Regantes", titular=""),
        lambda n: row("com", actor="Regantes", titular="Rosa"),
        lambda n: row(
            "com", actor="Ñ" * (n % 200 + 1), titular=f"P{n}", place="Ñ" * (n // 200 + 1)
        ),
        lambda n: row("com", actor=f"{'a' * 60}{n}", titular=f"P{n}", place=f"{'a' * 60}{n}"),
        lambda n: row(f"otro {n}", actor="x"),
    ],
    ids=["one actor without names", "one person", "names without letters", "long names", "sectors"],
)
def test_whatever_a_list_repeats_ten_times_the_rows_are_about_ten_times_the_work(what):
    """Twenty thousand rows may be sent, by somebody who means no good as well."""
    few, many = (lines(planned, *(what(n) for n in range(rows)))[0] for rows in (60, 600))
    assert many < 14 * few


def test_a_cell_that_says_that_there_is_nobody_makes_no_person_and_the_verdict_says_so():
    nobodies = (
        "no tiene", "-", "Ninguno", "(por designar)", "VACANTE", "s/n", "N/A", "—", "Aún no tiene suplente", "(ninguna)",
        "no hay", "Sin suplente", "n.d.", "por confirmar", "pendiente", "...", "xxx", "0",
    )  # fmt: skip
    for text in nobodies:
        plan = planned(row("com", actor="Regantes", titular="Eva", suplente=text, place=text))
        assert plan.seats["COM-2"] == SeatState("COM-2", "regantes", "Eva", ""), text
        assert not plan.territories
        assert plan.verdicts[0].nobody == (text, text)
    plan = planned(row(seat="EMP-1", actor="Mina SA", titular="(vacante)", suplente="no tiene"))
    assert [v.kind for v in plan.verdicts] == ["unchanged"]
    assert kinds(row("com", actor="-", titular="Eva")) == ["refused"]


def test_names_that_look_like_nobodys_are_somebodys():
    for text in (
        "Noé No",
        "Ninguna Pérez",
        "Xavier",
        "Ana N.",
        "Vacante Ruiz, Luz",
        "SD",
        "X",
        "Nadia",
        "Nilda Nada",
    ):
        seat = planned(row("com", actor="Regantes", titular=text)).seats["COM-2"]
        assert seat.titular == text


def test_a_list_read_again_takes_away_the_nobodies_that_it_once_brought():
    now = State(
        NOW.sectors, {}, NOW.actors,
        {"COM-1": SeatState("COM-1", "pesca", "por designar", "no tiene")},
    )  # fmt: skip
    plan = planned(
        row("com", actor="Pescadores", titular="por designar", suplente="no tiene"), now=now
    )
    assert plan.seats == {"COM-1": SeatState("COM-1", "pesca", "", "")}
    assert [v.kind for v in plan.verdicts] == ["updated"]
