"""What is shown to whom, what counts as an answer, and what is said of one that does not."""

from datetime import date
from decimal import Decimal

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import DOCUMENTS, asked, es, instrument, options, scale

from smd_workshop.library.survey.instrument import answering, model
from smd_workshop.library.survey.instrument.answers import NA, restored, stored
from smd_workshop.library.survey.instrument.flow import Progress, journey
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.library.survey.instrument.templates import template

TODAY = date(2023, 9, 1)


def made(*questions, **parts):
    return instrument_of(instrument(*questions, **parts))


def sent(**fields):
    return {
        name.replace("__", "-"): values if isinstance(values, list) else [values]
        for name, values in fields.items()
    }


def read(question, answers=None, **fields):
    """Read one question: its answer, or the sentence that says why not."""
    found = answering.read_page(made(question), "pagina", sent(**fields), answers or {}, TODAY)
    for fault in found.faults.values():
        return fault.own.own("es-PE") if fault.own else fault.message % fault.params
    return found.answers.get(question["code"])


LIKERT = asked("likert", "a", scale="acuerdo")
NUMBER = asked("number", "a", na=es("No sé"))
PLACES = asked("ranking", "a", options=options("x", "y", "z"), na=es("Ninguna"))
SEVERAL = asked("multiple", "a", options=options("x", "y", "z"), min=1, max=2)
AGAIN = answering.REFUSED


@each_case(
    ("question", "fields", "answer"),
    [
        (LIKERT, {}, None),
        (LIKERT, {"a": ""}, None),
        (LIKERT, {"a": "5"}, 5),
        (LIKERT, {"a": "6"}, AGAIN),
        (LIKERT, {"a": "0"}, AGAIN),
        (LIKERT, {"a": "4.0"}, AGAIN),
        (LIKERT, {"a": "٤"}, AGAIN),
        (LIKERT, {"a": "na"}, AGAIN),
        (asked("nps", "a"), {"a": "0"}, 0),
        (asked("nps", "a"), {"a": "11"}, AGAIN),
        (asked("nps", "a", na=es("No sé")), {"a": "na"}, NA),
        (asked("single", "a", options=options("x", "y")), {"a": "y"}, "y"),
        (asked("single", "a", options=options("x", "y")), {"a": "z"}, AGAIN),
        (SEVERAL, {"a": ["z", "x"]}, ("x", "z")),
        (SEVERAL, {"a": ["x", "y", "z"]}, "Please choose at most 2."),
        (SEVERAL | {"min": 2}, {"a": ["x"]}, "Please choose at least 2."),
        (SEVERAL, {"a": ["w"]}, AGAIN),
        (PLACES, {"a__x": "3", "a__y": "1", "a__z": "2"}, ("y", "z", "x")),
        (PLACES, {"a": ["y", "z", "x"]}, ("y", "z", "x")),
        (PLACES, {"a__x": "1", "a__y": "1", "a__z": "2"}, "Two options have the same place."),
        (PLACES, {"a__x": "1"}, "Please give every option a place of its own."),
        (PLACES, {"a__x": "4"}, AGAIN),
        (PLACES, {"a__na": "1"}, NA),
        (NUMBER, {"a": "12,5"}, Decimal("12.5")),
        (NUMBER, {"a": "3'661,516.08"}, Decimal("3661516.08")),
        (NUMBER, {"a": "doce"}, "“doce” is not a number. Write it like 1234.5."),
        (NUMBER, {"a": "1,234"}, "“1,234” can be read in two ways: 1234 or 1.234. Write 1234 or 1.2340."),
        (NUMBER, {"a__na": "1"}, NA),
        (NUMBER | {"whole": True}, {"a": "1.5"}, "Please write a whole number."),
        (NUMBER | {"whole": True}, {"a": "doce"}, "Please write a whole number."),
        (NUMBER | {"max": 40, "valid_message": es("Entre 0 y 40 años")}, {"a": "cien"}, "Entre 0 y 40 años"),
        (NUMBER | {"max": 40, "valid_message": es("Entre 0 y 40 años")}, {"a": "41"}, "Entre 0 y 40 años"),
        (NUMBER | {"min": 0, "max": 10}, {"a": "11"}, "Please write something between 0 and 10."),
        (NUMBER | {"min": 0.5}, {"a": "0"}, "Please write 0.5 or more."),
        (NUMBER | {"step": 0.1}, {"a": "0.3"}, Decimal("0.3")),
        (NUMBER | {"step": 0.5}, {"a": "0.3"}, "Please write a number in steps of 0.5."),
        (asked("date", "a"), {"a": "2023-08-31"}, date(2023, 8, 31)),
        (asked("date", "a"), {"a": "31/08/2023"}, date(2023, 8, 31)),
        (asked("date", "a"), {"a": "31/02/2023"}, "Please write a day like 31/12/2023."),
        (asked("date", "a", max="2023-01-01"), {"a": "2023-08-31"}, "Please write 01/01/2023 or less."),
        (asked("short_text", "a"), {"a": "  dos \n tres "}, "dos tres"),
        (asked("short_text", "a"), {"a": "x" * 201}, "This is 201 signs long; 200 are possible."),
        (asked("long_text", "a"), {"a": "uno\r\ndos"}, "uno\ndos"),
        (asked("long_text", "a", na=es("Nada")), {"a": "na"}, "na"),
        (asked("long_text", "a", na=es("Nada")), {"a__na": "1"}, NA),
        (asked("consent", "a"), {"a": "yes"}, True),
        (asked("consent", "a", required=True), {}, answering.CONSENT),
        (asked("date", "a", required=True), {"a": " "}, answering.MISSING),
        (asked("date", "a", required=True, required_message=es("Falta el día.")), {}, "Falta el día."),
        (NUMBER | {"required": True}, {"a__na": "1"}, NA),
        (NUMBER | {"valid_if": ". > 5", "valid_message": es("Más de 5.")}, {"a": "5"}, "Más de 5."),
        (NUMBER | {"valid_if": "${a} > 5"}, {"a": "6"}, Decimal(6)),
        (NUMBER | {"valid_if": ". > 5"}, {"a__na": "1"}, NA),
    ],
)  # fmt: skip
def test_what_a_form_sends_is_an_answer_or_a_sentence(question, fields, answer):
    assert read(question, **fields) == answer


def test_a_matrix_is_answered_row_by_row():
    rows = [{"code": "f1", "text": es("uno")}, {"code": "f2", "text": es("dos")}]
    grid = asked("matrix", "m", scale="acuerdo", rows=rows, required=True)
    form = made(grid, scales=[scale(na=es("No aplica"))])
    found = answering.read_page(form, "pagina", sent(f1="na"), {}, TODAY)
    assert found.answers == {"f1": NA}
    assert list(found.faults) == ["f2"]


DEPENDS = made(
    asked("single", "usa", options=options("si", "no"), required=True),
    asked("likert", "nota", scale="acuerdo", shown_if="${usa} = 'si'", required=True),
    asked("long_text", "por_que", shown_if="${nota} <= 2"),
)


def test_only_what_the_answers_make_relevant_is_shown():
    def shown(**answers):
        return journey(DEPENDS, answers, TODAY).items

    assert shown() == ("usa",)
    assert shown(usa="si") == ("usa", "nota")
    assert shown(usa="si", nota=2) == ("usa", "nota", "por_que")
    assert shown(usa="si", nota=NA) == ("usa", "nota")
    # An answer to what is hidden counts nowhere: neither does what depends on it.
    assert shown(usa="no", nota=2) == ("usa",)
    assert journey(DEPENDS, {"usa": "no", "nota": 2}, TODAY).answers == {"usa": "no"}


def test_what_an_answer_makes_appear_on_its_own_page_is_asked_too():
    found = answering.read_page(DEPENDS, "pagina", sent(usa="si"), {}, TODAY)
    assert found.answers == {"usa": "si"}
    assert list(found.faults) == ["nota"]
    gone = answering.read_page(DEPENDS, "pagina", sent(usa="no", nota="9"), {"nota": 2}, TODAY)
    assert gone.answers == {"usa": "no"}
    assert gone.faults == {}


def test_a_page_without_questions_is_not_shown():
    second = {"code": "dos", "questions": [asked("date", "b", shown_if="${a} = 1")]}
    form = made(asked("likert", "a", scale="acuerdo"))
    document = instrument(asked("likert", "a", scale="acuerdo"))
    document["pages"].append(second)
    form = instrument_of(document)
    assert [page.page.code for page in journey(form, {}, TODAY).pages] == ["pagina"]
    assert [page.page.code for page in journey(form, {"a": 1}, TODAY).pages] == ["pagina", "dos"]


def test_progress_counts_what_is_asked_of_this_person():
    assert journey(DEPENDS, {"usa": "si"}, TODAY).progress == Progress(1, 2)
    assert journey(DEPENDS, {"usa": "si", "nota": NA}, TODAY).progress == Progress(2, 2)


def test_a_score_is_computed_and_later_questions_may_ask_for_it():
    form = made(
        asked("likert", "a", scale="acuerdo"),
        asked("likert", "b", scale="acuerdo"),
        {"type": "score", "code": "suma", "formula": "(${a} + ${b}) div 2"},
        asked("note", "n", text=es("Su nota: ${suma|–}."), shown_if="${suma} != ''"),
    )
    shown = journey(form, {"a": 4, "b": 5}, TODAY).pages[0].questions
    assert [each.question.code for each in shown] == ["a", "b", "n"]
    found = journey(form, {"a": 4, "b": 5}, TODAY)
    assert found.said(shown[-1].question.text, "es-PE") == "Su nota: 4.5."
    assert len(journey(form, {"a": 4}, TODAY).pages[0].questions) == 2


def test_a_text_quotes_labels_in_the_language_of_its_reader_and_says_something_without_them():
    form = made(
        asked("single", "s", options=[{"code": "x", "text": es("agua") | {"en": "water"}}]),
        asked("likert", "a", scale="acuerdo"),
        asked("note", "n", text=es("De ${s|su servicio}: ${a|sin nota}") | {"en": "Of ${s|it}"}),
        languages=["es-PE", "en"],
    )
    text = form.questions[-1].text
    assert journey(form, {"s": "x", "a": 5}, TODAY).said(text, "es-PE") == "De agua: punto 5"
    assert journey(form, {"s": "x"}, TODAY).said(text, "en") == "Of water"
    assert journey(form, {}, TODAY).said(text, "es-PE") == "De su servicio: sin nota"


def test_options_depend_on_earlier_answers_and_a_choice_that_is_gone_counts_as_missing():
    cities = [
        {"code": "ilo", "text": es("Ilo"), "attributes": {"pais": "pe"}},
        {"code": "la_paz", "text": es("La Paz"), "attributes": {"pais": "bo"}},
    ]
    form = made(
        asked("single", "pais", options=options("pe", "bo")),
        asked("single", "ciudad", options=cities, options_if="pais = ${pais}"),
    )
    found = journey(form, {"pais": "pe", "ciudad": "la_paz"}, TODAY)
    assert [option.code for option in found.pages[0].questions[1].options] == ["ilo"]
    assert found.answers == {"pais": "pe"}


def test_orders_are_drawn_for_each_person_and_stay():
    names = [f"x{place}" for place in range(8)]
    document = instrument(*(asked("date", name) for name in names))
    document["pages"][0]["shuffle"] = True
    form = instrument_of(document)
    orders = {journey(form, {}, TODAY, seed).items for seed in ("uno", "dos", "tres")}
    assert len(orders) == 3
    assert all(sorted(order) == names for order in orders)
    assert journey(form, {}, TODAY, "uno").items in orders


@pytest.mark.parametrize("answer", [3, NA])
def test_answers_are_kept_as_json_and_come_back(answer):
    form = made(LIKERT)
    assert restored(form.items["a"], stored(answer)) == answer


@each_case(
    ("question", "fields"),
    [
        (NUMBER, {"a": "0.1"}),
        (PLACES, {"a": ["z", "x", "y"]}),
        (SEVERAL, {"a": ["x", "y"]}),
        (asked("date", "a"), {"a": "2023-08-31"}),
        (asked("short_text", "a"), {"a": "na"}),
        (asked("consent", "a"), {"a": "yes"}),
    ],
)
def test_every_kind_of_answer_is_kept_as_json_and_comes_back(question, fields):
    answer = read(question, **fields)
    assert restored(made(question).items["a"], stored(answer)) == answer


def test_the_whole_template_can_be_answered_page_by_page():
    form = instrument_of(template("zed_users"))
    answers = {}
    for page in form.pages:
        fields = {
            item.code: ["5" if item.question.type == model.LIKERT or item.row else "9"]
            for item in form.items.values()
            if item.page is page and item.question.type != model.LONG_TEXT
        }
        found = answering.read_page(form, page.code, fields, answers, TODAY)
        assert found.faults == {}
        answers |= found.answers
    assert journey(form, answers, TODAY).progress == Progress(37, 38)


@settings(max_examples=cases(13, 1500), deadline=None)
@given(DOCUMENTS, st.data())
def test_whatever_is_sent_to_whatever_instrument_is_answers_or_sentences(document, data):
    form = instrument_of(document)
    answers = {}
    values = st.lists(st.sampled_from(["", "1", "5", "na", "a", "b", "0.5", "2021-01-01", "x y"]))
    for page in form.pages:
        fields = {item.code: data.draw(values) for item in form.items.values()}
        found = answering.read_page(form, page.code, fields, answers, TODAY, "seed")
        assert not found.answers.keys() & found.faults.keys()
        answers |= found.answers
    whole = journey(form, answers, TODAY, "seed")
    assert whole.progress.answered <= whole.progress.asked
    for page in whole.pages:
        for shown in page.questions:
            if shown.question.text:
                assert whole.said(shown.question.text, "qu")
