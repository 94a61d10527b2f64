"""Changing a questionnaire part by part: whatever is moved, no question is lost, and conditions mean what fields say."""

from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.core.errors import Invalid
from smd_workshop.library.survey.instrument.conditions.parsing import parse
from smd_workshop.library.survey.instrument.conditions.simple_conditions import (
    HOWS,
    Simple,
    choices,
    expression_of,
    simple_of,
)
from smd_workshop.library.survey.instrument.drafts import editing, locating
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.templates import template
from smd_workshop.library.survey.instrument.words import surroundings, translating
from smd_workshop.library.survey.instrument.writing import document_of, written

TEMPLATE = template("zed_users")
CODES = [q["code"] for page in TEMPLATE["pages"] for q in page["questions"]]
PAGES = [page["code"] for page in TEMPLATE["pages"]]
ACTS = st.one_of(
    st.tuples(st.just(editing.move_question), st.sampled_from(CODES), st.sampled_from([-1, 1])),
    st.tuples(st.just(editing.split_page), st.sampled_from(CODES)),
    st.tuples(st.just(editing.move_page), st.sampled_from(PAGES), st.sampled_from([-1, 1])),
    st.tuples(st.just(editing.join_page), st.sampled_from(PAGES)),
)


@settings(max_examples=cases(10, 500), deadline=None)
@given(st.lists(ACTS, max_size=30))
def test_whatever_is_moved_every_question_is_still_there_once(acts):
    document = TEMPLATE
    for act, *how in acts:
        try:
            document = act(document, *how)
        except editing.Gone:
            assert how[0] not in {page["code"] for page in document["pages"]}
    found = [q["code"] for page in document["pages"] for q in page["questions"]]
    assert sorted(found) == sorted(CODES)
    assert all(page["questions"] for page in document["pages"])
    instrument_of(document)
    assert template("zed_users") == TEMPLATE, "what comes in is never changed"


def test_every_simple_condition_reads_back_to_what_was_said():
    instrument = instrument_of(TEMPLATE)
    for item in instrument.items.values():
        for how in HOWS:
            for code, words in choices(instrument, item) or [("x", "x")]:
                try:
                    expression = expression_of(Simple(item.code, how, words), instrument)
                except Invalid:
                    continue
                again = simple_of(parse(written(expression)))
                assert again is not None
                assert (again.code, again.how) == (item.code, how)
                assert again.value in {code, ""}


@each_case("expression", ["${a} = 1 and ${b} = 2", "regex(${a}, 'x')", "1 = ${a}", "${a} = ${b}"])
def test_what_says_more_is_left_to_the_expression(expression):
    assert simple_of(parse(expression)) is None


def test_codes_are_made_of_the_words_and_given_once():
    assert editing.proposed("¿Cuánto esperó? Diga, en minutos", []) == "cuanto_espero_diga_en"
    assert editing.proposed("a" * 60, []) == "a" * 28
    assert editing.proposed("Sí", ["si", "si_2"]) == "si_3"
    assert editing.proposed("2023", []) == "p_2023"
    assert editing.proposed("🙂", []) == "p"
    assert editing.proposed("go", editing.RESERVED) == "go_2", (
        "a form of respondents has a button so called"
    )


def test_an_error_is_placed_by_the_code_of_what_it_is_about():
    workshop = template("workshop")
    code = workshop["pages"][0]["questions"][1]["code"]
    steps = ("pages", 0, "questions", 1, "shown_if")
    place = locating.place_of(workshop, steps)
    assert (place.question, place.attribute, place.inside) == (code, "shown_if", ("shown_if",))
    assert locating.place_of(TEMPLATE, ("overall",)).attribute == "overall"
    assert (
        locating.place_of(TEMPLATE, ("scales", 0, "top", 0)).code == TEMPLATE["scales"][0]["code"]
    )


def test_a_language_that_is_added_translated_and_taken_out_leaves_no_trace():
    with_qu = translating.add_language(TEMPLATE, "qu")
    names = [entry.name for entry in translating.entries(with_qu, "qu")]
    assert len(set(names)) == len(names)
    holding = {  # what a phrase tells has a place in its translation
        entry.name: surroundings.braced(entry.default)
        for entry in translating.entries(with_qu, "qu")
    }
    said = translating.put_words(with_qu, "qu", holding)
    made = instrument_of(said)
    assert {e.name: e.words for e in translating.entries(said, "qu")} == holding
    assert document_of(made) == said
    assert translating.remove_language(said, "qu") == TEMPLATE
    assert translating.remove_language(said, "es-PE") == said, "the first one stays"
