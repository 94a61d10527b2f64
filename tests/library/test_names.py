"""A name stands where its reader looks for it, and is found however it is typed."""

from itertools import pairwise

from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.core import names

IN_ORDER = [
    ("abeja", "Álamos", "ébano", "Grande", "Nube", "Ñandú", "Zapata"),
    ("Manantial", "Mañanas", "Mapa"),
    ("COM-1", "COM-2", "COM-10", "EMP-1"),
    ("Junta", "Junta 2", "Junta 10", "Junta A"),
    ("Mesa 007", "Mesa 8", "Mesa 3000000000000000000000"),
    ("Ana", "Ana María", "Anaí"),
    ("PEÑA", "Peral"),
    ("Junta de Ilo", "«Junta» de Lima", "Junta-de Moquegua"),
]


@each_case("ordered", IN_ORDER, ids=lambda ordered: ordered[0])
def test_names_stand_as_a_list_on_paper_has_them(ordered):
    assert names.by_name(reversed(ordered), str) == list(ordered)
    composed = [name.replace("ñ", "n\u0303").replace("Ñ", "N\u0303") for name in ordered]
    assert names.by_name(reversed(composed), str) == composed


def test_the_first_name_decides_before_the_next():
    found = [("Zapata", "A"), ("Álamos", "B-10"), ("Álamos", "B-9")]
    by = names.by_name(found, lambda pair: pair[0], lambda pair: pair[1])
    assert by == [("Álamos", "B-9"), ("Álamos", "B-10"), ("Zapata", "A")]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_any_texts_have_one_order_whatever_order_they_come_in(texts):
    once = names.by_name(texts, str)
    assert once == names.by_name(reversed(texts), str)
    assert all(names.order(a) <= names.order(b) for a, b in pairwise(once))


@each_case(
    "typed",
    ["nandu", "ÑANDÚ", "ñand", "junta nandu", "ñandú junta", "  Junta ", "j’ilo", "com–1", ""],
)
def test_a_name_is_found_without_its_accents_capitals_and_curly_signs(typed):
    assert names.holds(typed, ("COM-1", "Junta J'Ilo", "T Ñandú"))


@each_case("typed", ["nandus", "junta zapata", "com-2", "%", "_"])
def test_what_does_not_stand_in_it_is_not_found(typed):
    assert not names.holds(typed, ("COM-1", "Junta J'Ilo", "T Ñandú"))


def test_a_name_that_ends_in_a_stop_ends_the_sentence_too():
    values = {"name": "Empresa 01 S.A.C.", "many": 2}
    assert names.one_stop("For %(name)s.", values) % values == "For Empresa 01 S.A.C."
    assert names.one_stop("For %(name)s, %(many)s.", values) % values == "For Empresa 01 S.A.C., 2."
    assert names.one_stop("For %(name)s.", {"name": "Zed"}) == "For %(name)s."
