"""A list of who is asked: a verdict per row, nothing kept that no survey needs."""

import pytest
from surveyed import make_survey

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.database import transaction
from smd_workshop.surveys import invitations, population, waves

HEADERS = ("Código", "Empresa", "Teléfono", "DNI", "Rubro")


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("953 456 701", "51953456701"), ("+51 953-456-701", "51953456701"), ("0051953456701", "51953456701"),
        ("(+56) 9 8765 4321", "56987654321"), ("453456", None), ("no tiene", None), ("٣٤٥٦٧٨٩٠١٢", None),
    ],
)  # fmt: skip
def test_a_number_is_written_as_whatsapp_dials_it(written, dialled):
    assert population.telephone(written) == dialled


def test_each_row_of_a_list_has_a_verdict_and_totals_reconcile(app):
    asked = make_survey(2, state="draft")
    rows = [
        ("01", "Usuario 01", "", "12345678", ""),
        ("02", "Pesquera del Sur", "953456702", "", "pesca"),
        ("", "Transportes Ilo", "", "", "carga"),
        ("09", "", "", "", ""),
        ("10", "Hilos", "no tiene", "", ""),
        ("02", "Otra", "", "", ""),
        ("11", "#N/D", "", "", ""),
        ("12", "Ilo SAC", "", "", "#¡REF!"),
    ]
    plan = population.plan(asked.survey, HEADERS, rows, range(2, 10))
    assert [row.kind for row in plan.rows] == [
        "unchanged", "updated", "added", "refused", "refused", "refused", "refused", "refused",
    ]  # fmt: skip
    assert {row.why % row.about for row in plan.rows[-2:]} == {
        "“#N/D” is the error of a formula. Write what it should be.",
        "“#¡REF!” is the error of a formula. Write what it should be.",
    }
    assert sum(plan.totals().values()) == len(rows)
    assert (plan.attributes, plan.private) == (("Rubro",), ("DNI",))
    with transaction():
        population.apply(asked.survey, plan, now(), None)
    found = {p.code: p for p in population.of_survey(asked.survey)}
    assert (found["02"].name, found["02"].phone) == ("Pesquera del Sur", "51953456702")
    assert found["02"].attributes == {"Acompañado": "no", "Rubro": "pesca"}, "an old fact stays"
    assert found["03"].name == "Transportes Ilo"
    again = population.plan(asked.survey, HEADERS, rows, range(2, 10))
    assert again.totals()["unchanged"] == 3
    with pytest.raises(Invalid):
        population.plan(asked.survey, ("Rubro",), [("pesca",)], [2])


def test_nobody_is_invited_beyond_the_people_that_there_are(app):
    asked = make_survey(3, state="draft", population=2)
    with pytest.raises(Invalid), transaction():
        invitations.issue(asked.wave, asked.people, now(), None, "s" * 32)
    with transaction():
        invitations.issue(asked.wave, asked.people[:2], now(), None, "s" * 32)
        waves.open_wave(asked.wave, now(), None)
    terms = waves.Terms("2023", 2023, "anonymous", population=1)
    with pytest.raises(Invalid), transaction():
        waves.change(asked.wave, terms, now(), None)


def test_what_is_too_long_is_refused_with_its_column_and_never_cut(app):
    asked = make_survey(1, state="draft")
    headers = ("Código", "Nombre", "Rubro")
    rows = [("1" * 41, "Ana", "pesca"), ("2", "Luz", "x" * 201), ("3", "Eva", "pesca")]
    long_code, long_cell, kept = population.plan(asked.survey, headers, rows, [2, 3, 4]).rows
    assert (long_code.kind, dict(long_code.about)) == (
        population.REFUSED,
        {"column": "Código", "most": 40},
    )
    assert (long_cell.kind, dict(long_cell.about)) == (
        population.REFUSED,
        {"column": "Rubro", "most": 200},
    )
    assert kept.kind == population.ADDED


def test_columns_that_are_not_kept_are_named(app):
    asked = make_survey(1, state="draft")
    headers = ("Nombre", *(f"Columna {n}" for n in range(1, 15)))
    plan = population.plan(asked.survey, headers, [tuple("x" * 15)], [2])
    assert plan.beyond == ("Columna 13", "Columna 14")
