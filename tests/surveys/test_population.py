"""A list of who is asked: a verdict per row, nothing kept that no survey needs."""

import pytest
from each_case import each_case
from surveyed import make_survey

from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid
from smd_workshop.core.verdicts import ADDED, REFUSED
from smd_workshop.database import transaction
from smd_workshop.surveys import waves
from smd_workshop.surveys.respondents import invitations, population, population_headings

HEADERS = ("Código", "Empresa", "Teléfono", "DNI", "Rubro")


@each_case(
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
    ]
    plan = population.plan(asked.survey, HEADERS, rows, range(2, 8))
    assert [row.kind for row in plan.rows] == [
        "unchanged", "refused", "added", "refused", "added", "refused",
    ]  # fmt: skip
    plan = population.plan(asked.survey, HEADERS, rows, range(2, 8), same=[3])
    assert [(c.before, c.after) for c in plan.rows[1].changes] == [
        ("Usuario 02", "Pesquera del Sur"), ("", "51953456702"), ("", "pesca"),
    ]  # fmt: skip
    assert sum(plan.totals().values()) == len(rows)
    assert (plan.attributes, plan.private) == (("Rubro",), ("DNI",))
    with transaction():
        population.apply(asked.survey, plan, now(), None)
    found = {p.code: p for p in population.of_survey(asked.survey)}
    assert (found["02"].name, found["02"].phone) == ("Pesquera del Sur", "51953456702")
    assert found["02"].attributes == {"Acompañado": "no", "Rubro": "pesca"}, "an old fact stays"
    assert found["03"].name == "Transportes Ilo"
    again = population.plan(asked.survey, HEADERS, rows, range(2, 8))
    assert again.totals()["unchanged"] == 4
    twice = population.plan(
        asked.survey, (*HEADERS, "Rubro"), [(*row, "otro") for row in rows], range(2, 8)
    )
    assert (twice.unread, twice.rows) == (("Rubro",), again.rows), (
        "the first is read, and it is said"
    )
    with pytest.raises(Invalid):
        population.plan(asked.survey, ("Rubro",), [("pesca",)], [2])


@each_case(
    ("headings", "kept", "private"),
    [
        (("Nombres y apellidos", "N° de DNI", "Rubro"), ("Rubro",), ("N° de DNI",)),
        (("APELLIDOS Y NOMBRES", "Documento de identidad (DNI)"), (), ("Documento de identidad (DNI)",)),
        (("Nombre o razón social", "N° celular", "Teléfono fijo", "Rubro"), ("Rubro",), ("Teléfono fijo",)),
        (("Código de usuario", "Nombre de la empresa", "Correo institucional", "Correo personal"), (), ("Correo personal",)),
        (("Institución", "Tipo de empresa", "Dirección regional"), ("Tipo de empresa", "Dirección regional"), ()),
        (
            ("Usuario", "Correo", "Celular", "Correo alternativo", "Celular del titular", "DNI del representante",
             "Correo o teléfono", "Apellidos y nombres del gerente", "Dirección fiscal", "Representante legal", "Operador de celular"),
            ("Operador de celular",),
            ("Correo alternativo", "Celular del titular", "DNI del representante", "Correo o teléfono",
             "Apellidos y nombres del gerente", "Dirección fiscal", "Representante legal"),
        ),
        (("Empresa", "Correo del gerente", "WhatsApp del negocio"), (), ("Correo del gerente",)),
        (("Usuario", "¿Usa celular?", "Apellidos y nombres"), ("¿Usa celular?",), ("Apellidos y nombres",)),
    ],
)  # fmt: skip
def test_the_usual_headings_are_known_and_what_names_or_reaches_a_person_groups_nobody(
    headings, kept, private
):
    """Whoever is known by a column that nobody understood would be shown as a group of the result."""
    found = population_headings.columns(headings)
    assert "name" in found.where
    assert tuple(headings[p] for p in found.groups) == kept
    assert tuple(headings[p] for p in found.private) == private


def test_surnames_are_part_of_the_name_and_a_failed_formula_is_nobodys(app):
    asked = make_survey(1, state="draft")
    headers = ("Apellido paterno", "Apellido materno", "Nombres", "Celular", "Rubro")
    rows = [
        ("Peña", "Quispe", "Ana", "", "pesca"),
        ("#N/D", "", "Luz", "", ""),
        ("Ñique", "", "Eva", "", "#¡REF!"),
    ]
    whole, nameless, ungrouped = population.plan(asked.survey, headers, rows, (3, 4, 6)).rows
    assert (whole.kind, whole.name) == ("added", "Ana Peña Quispe")
    assert (nameless.kind, dict(nameless.about)) == ("refused", {"cell": "A4", "error": "#N/D"})
    assert (ungrouped.kind, dict(ungrouped.about)) == ("refused", {"cell": "E6", "error": "#¡REF!"})


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
        REFUSED,
        {"column": "Código", "most": 40},
    )
    assert (long_cell.kind, dict(long_cell.about)) == (
        REFUSED,
        {"column": "Rubro", "most": 200},
    )
    assert kept.kind == ADDED


def test_columns_that_are_not_kept_are_named(app):
    asked = make_survey(1, state="draft")
    headers = ("Nombre", *(f"Columna {n}" for n in range(1, 15)))
    plan = population.plan(asked.survey, headers, [tuple("x" * 15)], [2])
    assert plan.beyond == ("Columna 13", "Columna 14")


@pytest.mark.parametrize("heading", ["N°", "Nro.", "#", "Ítem", "Orden"])
def test_the_number_of_a_row_is_nobodys_code_whatever_it_is_called(app, heading):
    """A year later one firm is missing and the rest is numbered anew: each code would name another firm."""
    asked = make_survey(1, state="draft")
    firms = [(str(n), f"Empresa {n:02d} S.A.C.", f"95345670{n}", "x") for n in range(1, 5)]
    headers = (heading, "Empresa", "Celular", "Rubro")
    first = population.plan(asked.survey, headers, firms, range(2, 6))
    assert (first.numbering, first.attributes) == ((heading,), ("Rubro",))
    with transaction():
        population.apply(asked.survey, first, now(), None)
    code = {p.name: p.code for p in population.of_survey(asked.survey)}
    later = [("1", *firms[0][1:]), ("2", "EMPRESA 03 SAC", "", "y"), ("3", *firms[3][1:])]
    second = population.plan(asked.survey, headers, later, range(2, 5))
    assert [(r.kind, r.of) for r in second.rows] == [
        ("unchanged", code["Empresa 01 S.A.C."]),
        ("updated", code["Empresa 03 S.A.C."]),
        ("unchanged", code["Empresa 04 S.A.C."]),
    ]
    assert [(c.what, c.before, c.after) for c in second.rows[1].changes] == [
        ("name", "Empresa 03 S.A.C.", "EMPRESA 03 SAC"), ("Rubro", "x", "y"),
    ]  # fmt: skip


def test_a_number_that_identifies_is_a_code_whatever_it_is_called(app):
    asked = make_survey(1, state="draft")
    rows = [("20512345678", "Empresa A"), ("20587654321", "Empresa B")]
    plan = population.plan(asked.survey, ("Número", "Empresa"), rows, [2, 3])
    assert [row.code for row in plan.rows] == ["20512345678", "20587654321"]


def test_a_code_under_another_name_waits_for_a_person_to_say_that_it_is_the_same(app):
    asked = make_survey(2, state="draft")
    rows = [("01", "Usuario 02"), ("07", "Usuario 01")]
    headers = ("Código", "Nombre")
    renamed, recoded = population.plan(asked.survey, headers, rows, [2, 3]).rows
    assert (renamed.kind, renamed.asks, dict(renamed.about)["before"]) == (
        REFUSED,
        True,
        "Usuario 01",
    )
    assert (recoded.kind, recoded.of, recoded.asks) == (ADDED, "", False), "01 has a row of its own"
    rows = [("07", "Usuario 01"), ("08", "Nueva")]
    recoded, new = population.plan(asked.survey, headers, rows, [2, 3]).rows
    assert (recoded.kind, recoded.asks, new.asks) == (ADDED, True, False)
    plan = population.plan(asked.survey, headers, rows, [2, 3], same=[2])
    ids = {p.name: p.id for p in asked.people}
    with transaction():
        population.apply(asked.survey, plan, now(), None)
    there = {p.name: (p.id, p.code) for p in population.of_survey(asked.survey)}
    assert there["Usuario 01"] == (ids["Usuario 01"], "07")


def test_who_cannot_be_told_apart_by_a_name_is_asked_for(app):
    asked = make_survey(1, state="draft")
    twins = [("Ana Quispe", "953456701"), ("Ana Quispe", "953456702")]
    headers = ("Nombre", "Celular")
    with transaction():
        plan = population.plan(asked.survey, headers, twins, [2, 3])
        population.apply(asked.survey, plan, now(), None)
    again = population.plan(asked.survey, headers, twins[::-1], [2, 3])
    assert [row.kind for row in again.rows] == ["unchanged", "unchanged"]
    unclear, renamed = population.plan(
        asked.survey, headers, [("Ana Quispe", ""), ("Ana Q. viuda de Ríos", "953456702")], [2, 3]
    ).rows
    assert (unclear.kind, unclear.asks) == (REFUSED, False)
    assert (renamed.kind, renamed.asks) == (ADDED, False), (
        "a row bears the name of who is reached there"
    )
    coded = population.plan(
        asked.survey, ("Código", "Nombre"), [("", "Usuario 01"), ("01", "Usuario 01")], [2, 3]
    ).rows
    assert [(row.kind, row.of) for row in coded] == [(ADDED, ""), ("unchanged", "01")], (
        "who has a row by code is nobody else's namesake, whichever row comes first"
    )


def test_an_address_that_is_none_is_left_out_with_its_reason_and_the_person_is_not(app):
    asked = make_survey(1, state="draft")
    rows = [("Ana", "953456701", "e02@ejemplo.invalid"), ("Luz", "no tiene", "")]
    plan = population.plan(asked.survey, ("Nombre", "Celular", "Correo"), rows, [2, 3])
    kept, unreached = plan.rows
    assert (kept.kind, kept.phone, kept.email) == (ADDED, "51953456701", "")
    assert [text for _, text in (*kept.left_out, *unreached.left_out)] == [
        "e02@ejemplo.invalid",
        "no tiene",
    ]


def test_capitals_accents_and_spaces_make_no_other_group(app):
    """Two groups where one is meant hide both: each may be too small to be shown, and a closed wave keeps them."""
    asked = make_survey(2, state="draft")
    headings = ("Código", "Empresa", "TAMANO", "acompanado")
    rows = [
        ("11", "Hilos", "Micro", "sí"), ("12", "Lanas", " micro", "Si "), ("13", "Redes", "MICRO  ", "NO"),
        ("14", "Velas", "Micro", ""), ("15", "Anclas", "", ""), ("16", "", "mícro", ""),
    ]  # fmt: skip
    plan = population.plan(asked.survey, headings, rows, range(2, 8))
    assert plan.attributes == ("TAMANO", "Acompañado"), (
        "a heading that is here is written as it is here"
    )
    assert [dict(row.attributes) for row in plan.rows[:3]] == [
        {"TAMANO": "Micro", "Acompañado": "sí"}, {"TAMANO": "Micro", "Acompañado": "sí"},
        {"TAMANO": "Micro", "Acompañado": "no"},
    ]  # fmt: skip
    assert plan.read_as() == {
        ("TAMANO", "micro", "Micro"): 1, ("Acompañado", "Si", "sí"): 1,
        ("TAMANO", "MICRO", "Micro"): 1, ("Acompañado", "NO", "no"): 1,
    }, "of rows that are written, each spelling once"  # fmt: skip
    with transaction():
        population.apply(asked.survey, plan, now(), None)
    written = population.Entry("Cabos", attributes={"TAMANO": "mícro "})
    with transaction():
        person = population.put(asked.survey, None, written, now(), None)
    assert person.attributes == {"TAMANO": "Micro"}
    assert population.written_apart(population.of_survey(asked.survey)) == []
    with transaction():
        person.attributes = {"TAMANO": "micro"}  # as lists were read before
    assert population.written_apart([*population.of_survey(asked.survey)]) == [
        ("TAMANO", ["micro", "Micro"])
    ]
