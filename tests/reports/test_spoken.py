"""Sentences of findings in words."""

import pytest
from each_case import each_case
from flask_babel import force_locale, gettext, ngettext

from reports.environment import environment
from reports.spoken import Speaker
from smd_workshop.core.messages import NN_
from smd_workshop.library.findings import (
    Count,
    Mean,
    Options,
    Sectors,
    Share,
    counted,
    stated,
)
from smd_workshop.library.method import Labels

LABELS = Labels(sectors={"com": "Comunidad", "emp": "Empresa", "gob": "Gobierno"})
english = Speaker(str, lambda one, many, num: one if num == 1 else many)


@each_case(
    ("value", "written"),
    [
        (1234, "1,234"),
        ("2/3", "2/3"),
        (Mean(7.25), "7.3"),
        (Share(2 / 3), "66.7\N{NO-BREAK SPACE}%"),
        (Share(1.0), "100\N{NO-BREAK SPACE}%"),
        (Count(5, 7), "5 of 7"),
        (Sectors(("com", "emp", "gob")), "Comunidad, Empresa and Gobierno"),
        (Options(("F1", "F2")), "F1 and F2"),
        (stated("inner"), "inner"),
    ],
)
def test_each_kind_of_value_is_written_its_own_way(value, written):
    assert english(stated("%(it)s", it=value), LABELS, {}) == written


def test_one_option_alone_is_named_by_its_words():
    words = {"F1": "Una redacción que dice lo que se acordó entre todos.", "F2": "Otra"}
    named = stated("%(it)s", it=Options(("F1",)))
    assert english(named, LABELS, words) == f"F1 («{words['F1'].rstrip('.')}»)"
    assert english(named, LABELS, words, brief=True) == "F1", "the words stand beside it"
    assert (
        english(stated("%(it)s", it=Options(("F2",))), LABELS, words, brief=True) == "F2 («Otra»)"
    )
    for typed in ("«Agua para todos».", '"Agua para todos"', "“Agua para todos”"):
        assert english(named, LABELS, {"F1": typed}) == "F1 («Agua para todos»)"
    assert english(named, LABELS, {"F1": "«Agua» y «luz»"}) == "F1 (««Agua» y «luz»»)", (
        "not one quote"
    )


@pytest.mark.parametrize(
    ("names", "written"),
    [
        (["Comunidad"], "Comunidad"),
        (["Comunidad", "Estado", "Iglesia"], "Comunidad, Estado e Iglesia"),
        (["Agua", "Hierro"], "Agua y Hierro"),
        (["Comunidad, ONG y academia", "Estado"], "«Comunidad, ONG y academia» y «Estado»"),
    ],
)
def test_sectors_in_a_row_never_read_as_one_name(app, names, written):
    with force_locale("es"):
        assert Speaker(gettext, ngettext).listed(names) == written


def test_a_percent_sign_in_a_wording_harms_nothing():
    assert (
        english(stated("%(it)s", it=Options(("F1",))), LABELS, {"F1": "100 %s"}) == "F1 («100 %s»)"
    )


def test_a_plural_with_other_values_is_written_by_the_function_that_pages_give(app):
    """Flask-Babel fills the number in at once, and failed on the other values: the acta could not be printed."""
    one, many = NN_("%(num)s of %(all)s comes in.", "%(num)s of %(all)s come in.")
    template = (
        "{{ ngettext('%(num)s of %(all)s comes in.', '%(num)s of %(all)s come in.', 2, all=5) }}"
    )
    with app.test_request_context("/"), force_locale("en"):
        said = Speaker(gettext, ngettext)(counted((one, many), 2, all=5), LABELS, {})
        printed = environment(gettext, ngettext, "en").from_string(template).render()
    assert said == printed == "2 of 5 come in."
