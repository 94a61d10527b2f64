"""What the pages of a closed wave say beside its numbers: who did not answer, what a line is, which scale a number is on."""

import io
import re
from dataclasses import replace

import pytest
from builders import NOON
from papers import unprinted
from pypdf import PdfReader
from staff import administrator
from surveyed import SHORT, close, make_survey, respond

from reports.workshops import cards
from smd_workshop.database import transaction
from smd_workshop.surveys import instruments, waves
from smd_workshop.surveys.results import charts, facts

ANSWERS = {"p1": 5, "p2": 4, "p3": 5, "todo": 5, "recomienda": 9}


@pytest.fixture
def asked(app):
    """A closed wave of eight people with a link, six of whom answered."""
    made = make_survey(8)
    for place in range(6):
        respond(made, place, ANSWERS | {"p2": 1 + place % 5})
    close(made)
    return made


@pytest.fixture
def at(asked):
    return f"/f/zed/surveys/{asked.survey.code}/waves/{asked.wave.number}"


@pytest.fixture
def staff(app, asked):
    return administrator(app)


def test_who_had_a_link_when_it_closed_has_not_answered(staff, at):
    page = " ".join(staff.get(f"{at}?lang=es").text.split())
    assert "respondieron antes del cierre" in page
    assert page.count("– no ha respondido") == 2
    assert "tiene enlace" not in page, "nobody can use it any more"


def test_every_number_of_the_result_is_on_a_scale_that_is_said(staff, at):
    page = staff.get(f"{at}/results?lang=es").text.replace("\xa0", " ")
    assert "Promedio (de 1 a 5)" in page
    assert "NPS de 100, en una escala de −100 a 100" in page
    assert "El alfa dice cuánto van juntas" in page


def test_a_chart_says_what_its_line_is_where_it_has_one(asked):
    told = facts.facts(asked.wave, "es-PE")
    chart = charts.by_dimension(told)
    assert "the line: its margin" in chart.title
    drawn = charts.answers(told)
    assert [row.label for row in drawn.rows] == [row.label for row in chart.rows], "one order"
    assert "how many" in drawn.unit, "the axis is in per cent, the bars say how many"
    for each in told.dimensions:
        each.figures["top"]["interval"] = None
    assert "line" not in charts.by_dimension(told).title, "a census has none"


def test_the_report_breaks_no_heading_within_a_word(staff, at):
    pages = PdfReader(io.BytesIO(staff.get(f"{at}/report.pdf?lang=es").data)).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "No aplica Sin respuesta" in said


def test_a_text_to_translate_says_what_its_code_is_of(app, asked, staff):
    with transaction():
        document = SHORT | {"code": "otra", "languages": ["es-PE", "qu"]}
        version = instruments.put_draft(asked.survey, document, NOON, None)
    at = f"/f/zed/surveys/{asked.survey.code}/versions/{version.number}/languages/qu?lang=es"
    said = [
        " ".join(each.split())
        for each in re.findall(r'<span class="small">([^<]*)', staff.get(at).text)
    ]
    for owner in (
        "dimensión trato",
        "escala acuerdo 1",
        "escala acuerdo",
        "página uno",
        "pregunta p1",
    ):
        assert any(each.startswith(owner) for each in said), owner


def test_cards_of_a_demonstration_say_that_answers_are_made_up_not_votes(asked):
    words = cards.CardWords(
        "Satisfacción", True, "https://smd.example", [("es", "Apunte la cámara")], path="q"
    )
    card = cards.Card("ABCDEFGHJKMN", "ABCD-EFGH-JKMN", "", "Usuario 01", "", 0, "", "")
    options = {"gettext": str, "ngettext": lambda one, _more, _many: one, "language": "es"}
    with unprinted():
        asks = cards.cards([card], words, **options).decode()
        votes = cards.cards([card], replace(words, path="e"), **options).decode()
    assert "Simulated answers" in asks and "Simulated votes" not in asks
    assert "Simulated votes" in votes


@pytest.mark.parametrize(
    ("mode", "says"),
    [("anonymous", "Sirve una sola vez"), ("confidential", "puede cambiar sus respuestas")],
)
def test_a_card_says_who_asks_and_what_its_link_is_good_for_in_its_mode(app, mode, says):
    made = make_survey(3, mode, state="draft")
    office = administrator(app)
    with unprinted():
        card = office.post(f"/f/zed/surveys/{made.survey.code}/waves/1/cards").get_data(
            as_text=True
        )
    assert says in card and "ZED Ilo" in card and "Satisfacción (2023)" in card
    with transaction():
        made.survey.name = "Satisfacción 2023"
    assert waves.called(made.wave) == "Satisfacción 2023", "nobody reads the year twice"
    letter = office.get(f"/f/zed/surveys/{made.survey.code}/waves/1/letters").text
    assert "{wave}" not in letter.partition("Words in braces")[0]
    with transaction():
        made.wave.name = "2"
    assert waves.called(made.wave) == "Satisfacción 2023 (2)", "2 is not 2023"


def test_who_has_no_address_is_reminded_by_hand_and_the_first_link_goes_on_working(app):
    made = make_survey(5, "confidential")
    with transaction():
        made.people[0].email = made.people[1].email = "a@example.org"
    respond(made, 2, {"p1": 5})
    office, at = administrator(app), f"/f/zed/surveys/{made.survey.code}/waves/1"
    page = office.get(f"{at}/letters?kind=reminder").text
    assert "2 people more for whom it still waits have no mail address" in page
    sent = office.post(f"{at}/links", data={"who": "remind"}).text
    links = set(re.findall(r"http://localhost/q/(\w{12})", sent))
    assert len(links) == 2 and "Usuario 03" not in sent
    for link in [*links, made.links[3]]:
        assert app.test_client().get(f"/q/{link}").status_code == 200
    assert "localhost, which only this computer" in page, (
        "who sends it knows that phones elsewhere cannot open it"
    )
