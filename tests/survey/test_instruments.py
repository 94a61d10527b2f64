"""A document of an instrument is read exactly, or refused on one line that says where and why."""

import copy
import json

import jsonschema
import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import DOCUMENTS, asked, es, instrument, options, scale

from smd_workshop.library import schemas
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.document import recount
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answers import NA
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.templates import TEMPLATES, template
from smd_workshop.library.survey.instrument.versions import Trend, changes, trend
from smd_workshop.library.survey.instrument.waves import survey_document
from smd_workshop.library.survey.instrument.words.translations import missing
from smd_workshop.library.survey.instrument.writing import document_of


def likert(code, **parts):
    return asked("likert", code, scale="acuerdo", **parts)


def matrix(code, *rows, **parts):
    made = [{"code": row, "text": es(row)} for row in rows]
    return asked("matrix", code, scale="acuerdo", rows=made) | parts


DIMENSION = {"dimensions": [{"code": "trato", "name": es("Trato")}]}


def refused(document):
    with pytest.raises(FormatError) as error:
        instrument_of(document)
    line = str(error.value)
    assert "\n" not in line
    return line


@settings(max_examples=cases(20, 2000), deadline=None)
@given(DOCUMENTS)
def test_a_document_reads_back_to_the_same_instrument(document):
    made = instrument_of(document)
    written = document_of(made)
    assert instrument_of(json.loads(json.dumps(written))) == made
    schema = schemas.load("smd-instrument-1")
    jsonschema.Draft202012Validator(schema).validate(written)


AT = "pages[0].questions[0]"


@each_case(
    ("document", "line"),
    [
        ([], "a list is not an object"),
        ({"format": "smd-plan/1"}, 'format: "smd-plan/1" is not "smd-instrument/1"'),
        (instrument(), "pages[0].questions: the list is empty"),
        (instrument(asked("slider", "a")), f'{AT}.type: "slider" is not a type of question'),
        (instrument(asked("note", "a", required=True)), f"{AT}.required: a question of type note has none"),
        (instrument(asked("likert", "a")), f"{AT}.scale: missing"),
        (instrument({"type": "date", "code": "a"}), f"{AT}.text: missing"),
        (instrument(asked("date", "A")), f'{AT}.code: "A" is not a code: small letters, digits and _, at most 32'),
        (instrument(asked("date", "a", text={})), f"{AT}.text.es-PE: the text is missing or empty"),
        (instrument(asked("date", "a", text=es(" \t"))), f"{AT}.text.es-PE: the text is missing or empty"),
        (instrument(asked("date", "a", text=es("a") | {"en": "a"})), f"{AT}.text.en: this language is not one of languages"),
        (instrument(asked("date", "a", required="yes")), f'{AT}.required: "yes" is neither true nor false'),
        (instrument(asked("date", "a", min="31/12/2023")), f'{AT}.min: "31/12/2023" is not a day, such as 2023-12-31'),
        (instrument(asked("number", "a", min="1")), f'{AT}.min: "1" is not a number'),
        (instrument(asked("number", "a", min=1e300)), f"{AT}.min: 1e+300 has too many digits"),
        (instrument(asked("number", "a", min=3, max=2)), f"{AT}.max: the highest, 2, is less than the lowest, 3"),
        (instrument(asked("number", "a", step=0)), f"{AT}.step: 0 is not above 0"),
        (instrument(asked("number", "a", default="dos")), f'{AT}.default: "dos" is no answer to the question'),
        (instrument(asked("multiple", "a", options=options("x"), max=2)), f"{AT}.max: 2 is not a number of options"),
        (instrument(asked("single", "a", options=options("na"))), f'{AT}.options[0].code: "na" cannot be the code of an option'),
        (instrument(asked("single", "a", options=options("x", "x"))), f'{AT}.options[1].code: "x" appears twice'),
        (instrument(likert("a"), scales=[]), f'{AT}.scale: there is no scale "acuerdo"'),
        (instrument(likert("a"), scales=[scale(points=1)]), "scales[0].labels: a scale has from 2 to 11 points, not 1"),
        (instrument(likert("a"), scales=[scale(points=12)]), "scales[0].labels: a scale has from 2 to 11 points, not 12"),
        (instrument(likert("a"), scales=[scale(top=[6])]), "scales[0].top[0]: 6 is not between 1 and 5"),
        (instrument(likert("a"), scales=[scale(), scale()]), 'scales[1].code: "acuerdo" appears twice'),
        (instrument(likert("a", dimension="x")), f'{AT}.dimension: there is no dimension "x"'),
        (instrument(likert("a"), likert("a")), 'pages[0].questions[1].code: "a" appears twice'),
        (instrument(matrix("m", "a", "m")), f'{AT}.rows[1].code: "m" appears twice'),
        (instrument(likert("pagina")), f'{AT}.code: "pagina" appears twice'),
        (instrument(asked("date", "a", shown_if="${b} =")), f"{AT}.shown_if: the expression ends too early"),
        (instrument(asked("date", "a", shown_if="${b} = 1")), f'{AT}.shown_if: there is no answer called "b"'),
        (instrument(asked("date", "a", shown_if="${b} = 1"), likert("b")), f'{AT}.shown_if: "b" is asked only later'),
        (instrument(asked("date", "a", shown_if="${a} = 1")), f'{AT}.shown_if: "a" is asked only later'),
        (instrument(asked("date", "a", shown_if=". = 1")), f"{AT}.shown_if: a dot stands for an answer that is being checked"),
        (instrument(asked("date", "a", valid_if="pais = 1")), f'{AT}.valid_if: "pais" is not known here'),
        (instrument(asked("date", "a", text=es("¿${b}?"))), f"{AT}.text.es-PE: ${{b}} needs what is said if there is no answer"),
        (instrument(asked("date", "a", text=es("¿${b|x}?"))), f'{AT}.text.es-PE: there is no answer called "b"'),
        (instrument(likert("a", importance_of="b")), f'{AT}.importance_of: there is no item "b" on a scale'),
        (instrument(likert("a"), overall="b"), 'overall: there is no item "b" on a scale'),
        (instrument(likert("a"), recommend="a"), 'recommend: there is no question "a" of type nps'),
        (instrument(likert("a"), languages=["español"]), 'languages[0]: "español" is not the code of a language, such as es-PE'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(document, line):
    assert refused(document) == line


def test_in_a_drawn_order_nothing_of_the_page_comes_surely_before():
    document = instrument(likert("a"), likert("b", shown_if="${a} = 1"))
    instrument_of(document)
    document["pages"][0]["shuffle"] = True
    assert refused(document) == 'pages[0].questions[1].shown_if: "a" is asked only later'


def test_items_counted_together_have_the_same_points():
    parts = DIMENSION | {"scales": [scale(), scale("otra", 7)]}
    questions = [likert("a", dimension="trato"), likert("b", dimension="trato") | {"scale": "otra"}]
    assert refused(instrument(*questions, **parts)) == (
        "pages[0].questions[1].scale: items that are counted together need scales of the same points"
    )
    del questions[1]["dimension"]
    instrument_of(instrument(*questions, **parts))


def test_each_item_has_one_importance_and_one_expectation():
    pair = [likert("a", dimension="trato"), likert("i", importance_of="a")]
    instrument_of(instrument(*pair, likert("e", expectation_of="a"), **DIMENSION))
    line = refused(instrument(*pair, likert("j", importance_of="a"), **DIMENSION))
    assert line == 'pages[0].questions[2].importance_of: "a" has such an item already'


@settings(max_examples=cases(33, 4000), deadline=None)
@given(st.data())
def test_a_document_with_anything_in_any_place_is_read_or_refused_on_one_line(data):
    document = copy.deepcopy(template("workshop"))
    place, steps = document, []
    while isinstance(place, dict | list) and place and (not steps or data.draw(st.booleans())):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        steps.append((place, data.draw(st.sampled_from(keys))))
        place = place[steps[-1][1]]
    holder, key = steps[-1]
    holder[key] = data.draw(
        st.sampled_from([None, True, 1.5, 10**30, "", "x", "${x}", [], {}, [None], {"es-PE": 1}])
    )
    valid = jsonschema.Draft202012Validator(schemas.load("smd-instrument-1")).is_valid(document)
    try:
        instrument_of(document)
    except FormatError as error:
        line = str(error)
    else:
        line = ""
    assert "\n" not in line
    assert line or valid


def test_templates_have_the_questions_they_promise():
    users = instrument_of(template("zed_users"))
    members = [
        [code for code, item in users.items.items() if item.said.dimension == dimension.code]
        for dimension in users.dimensions
    ]
    assert [dimension.name.own("es-PE") for dimension in users.dimensions] == [
        "Fiabilidad", "Capacidad de respuesta", "Seguridad", "Empatía", "Aspectos tangibles",
        "Expectativas del servicio", "Superación de expectativas",
    ]  # fmt: skip
    assert [len(each) for each in members] == [5] * 7
    assert users.overall is not None
    assert users.recommend is not None
    assert sum(each.type == model.LONG_TEXT for each in users.questions) == 1

    pairs = instrument_of(template("expectations"))
    expected = {i.said.expectation_of for i in pairs.items.values() if i.said.expectation_of}
    received = {code for code, i in pairs.items.items() if i.said.dimension}
    assert expected == received
    assert len(received) == 22

    assert len(instrument_of(template("workshop")).items) == 10


@each_case("name", TEMPLATES)
def test_a_template_says_each_thing_once_and_is_complete(name):
    made = instrument_of(template(name))
    assert document_of(made) == template(name)
    words = [item.text.own("es-PE") for item in made.items.values()]
    assert len(set(words)) == len(words)
    assert missing(made) == ()


def test_missing_translations_are_listed_but_not_of_what_nobody_reads():
    document = instrument(
        likert("a", text={"es-PE": "Hola", "en": "Hello"}),
        asked("single", "b", options=options("x")),
        languages=["es-PE", "en", "qu"],
        scales=[scale(points=2), scale("sin_uso", 2)],
    )
    found = missing(instrument_of(document))
    assert {each.language for each in found} == {"en", "qu"}
    assert [each.path for each in found if each.language == "en"] == [
        "title",
        "scales[0].labels[0]",
        "scales[0].labels[1]",
        "pages[0].questions[1].text",
        "pages[0].questions[1].options[0].text",
    ]
    assert "pages[0].questions[0].text" in [e.path for e in found if e.language == "qu"]


def test_a_text_falls_back_to_the_default_language():
    made = instrument_of(instrument(likert("a"), languages=["es-PE", "ay"]))
    assert made.said(made.items["a"].text, "ay") == "¿a?"


def version(*questions, **parts):
    return instrument_of(instrument(*questions, **DIMENSION, **parts))


BASE = (likert("a", dimension="trato"), likert("b", dimension="trato"), asked("nps", "n"))


@each_case(
    ("questions", "parts", "message", "effect"),
    [
        (BASE, {}, None, Trend.KEPT),
        ((BASE[1], BASE[0], BASE[2]), {}, "the questions stand in another order", Trend.KEPT),
        ((*BASE, asked("date", "c")), {}, "c is new", Trend.KEPT),
        (BASE[:2], {}, "n is not asked any more", Trend.KEPT),
        (BASE[1:], {}, "a is not asked any more", Trend.BROKEN),
        ((likert("a"), *BASE[1:]), {}, "the headline counts other items", Trend.BROKEN),
        ((likert("a", dimension="trato", text=es("Otra")), *BASE[1:]), {}, "a is asked in other words", Trend.JUDGE),
        ((likert("a", dimension="trato", reverse=True), *BASE[1:]), {}, "a is counted the other way round", Trend.BROKEN),
        ((BASE[0], BASE[1], asked("number", "n")), {}, "n is another type of question: number instead of nps", Trend.BROKEN),
        (BASE, {"scales": [scale(top=[4, 5])]}, "a has other answers: 1–5 (top [4, 5], satisfied [4, 5]) instead of 1–5 (top [5], satisfied [4, 5])", Trend.BROKEN),
        (BASE, {"scales": [scale(points=7)]}, "a has other answers: 1–7 (top [7], satisfied [6, 7]) instead of 1–5 (top [5], satisfied [4, 5])", Trend.BROKEN),
        (BASE, {"scales": [scale(na=es("No aplica"))]}, "a offers “not applicable”, or no longer does", Trend.JUDGE),
        (BASE, {"recommend": "n"}, "another question asks for a recommendation", Trend.KEPT),
        ((*BASE[:2], asked("nps", "n", help=es("Ayuda"))), {}, None, Trend.KEPT),
    ],
)  # fmt: skip
def test_a_new_version_says_what_changed_and_whether_the_trend_breaks(
    questions, parts, message, effect
):
    found = changes(version(*BASE), version(*questions, **parts))
    assert trend(found) is effect
    if message is None:
        assert found == ()
    else:
        assert message in [change.message % change.params for change in found]


def test_an_item_moved_into_a_matrix_is_the_same_item():
    rows = matrix("m", "a", "b", text=es("¿?"))
    for row in rows["rows"]:
        row |= {"dimension": "trato", "text": es(f"¿{row['code']}?")}
    found = changes(version(*BASE), version(rows, BASE[2]))
    # What stands above the rows may change what they ask.
    assert trend(found) is Trend.JUDGE


def test_answers_become_a_file_from_which_every_figure_is_counted():
    made = instrument_of(
        instrument(
            likert("a", dimension="trato"),
            likert("b", dimension="trato", reverse=True),
            likert("i", importance_of="a"),
            likert("e", expectation_of="a"),
            likert("g"),
            likert("aparte"),
            asked("nps", "n"),
            overall="g",
            recommend="n",
            scales=[scale(na=es("No aplica"))],
            **DIMENSION,
        )
    )
    people = [
        {"a": 5, "b": 1, "i": 4, "e": 3, "g": 5, "aparte": 1, "n": 10},
        {"a": 2, "b": NA, "i": 4, "n": 0},
    ]
    document = survey_document(made, people, 3, {"seed": "x"})
    assert recount(document)["n"] == 2
    assert survey_document(made, people, 3, compared="expectation")["importance"] == {"a": "e"}
    assert document["dimensions"] == [{"code": "trato", "items": ["a", "b"]}]
    assert document["scale"] == {"min": 1, "max": 5, "top": [5], "satisfied": [4, 5]}
    assert document["importance"] == {"a": "i"}
    assert document["responses"] == [
        {"a": 5, "b": 5, "i": 4, "g": 5, "n": 10},
        {"a": 2, "b": "na", "i": 4, "n": 0},
    ]


def test_what_is_counted_of_a_wave_is_what_people_said():
    made = instrument_of(template("expectations"))
    answers = {code: 7 if item.said.dimension else 5 for code, item in made.items.items()}
    result = recount(survey_document(made, [answers] * 3, 13, compared="expectation"))
    assert result["headline"]["numerator"] == result["headline"]["denominator"] == 66
    gaps = {each["gap"] for each in result["importance_performance"]["items"].values()}
    assert gaps == {2.0}


def test_of_a_questionnaire_of_choices_alone_it_is_counted_who_answered():
    made = instrument_of(instrument(asked("date", "a"), scales=[]))
    result = recount(survey_document(made, [{}, {}], 5))
    assert (result["n"], result["headline"]["denominator"]) == (2, 0)


def test_a_template_names_who_asks_and_nobody_else():
    of_the_port = template("zed_users", "Puerto de Ilo ${x}")
    said = [
        made.said(item.text, "es-PE")
        for made in [instrument_of(of_the_port)]
        for item in made.items.values()
    ]
    assert "Puerto de Ilo $ {x} cumple los plazos que ofrece para sus trámites." in said
    assert of_the_port["title"]["es-PE"] == "Satisfacción de usuarios de Puerto de Ilo $ {x}"
    assert "La institución cumple los plazos que ofrece para sus trámites." in text_of(
        template("zed_users")
    )
    for name in TEMPLATES:
        assert "ZED" not in text_of(template(name))
        assert "{" not in text_of(template(name)).replace("${", "")


def text_of(document):
    made = instrument_of(document)
    return " ".join(made.said(item.text, "es-PE") for item in made.items.values() if item.text)
