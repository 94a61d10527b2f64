"""The report on a scorecard: vision, both measures side by side, each objective with what it rests on; editions stay."""

import io
import re
from html import unescape

import pytest
from builders import NOON, make_room
from kept import built_once
from papers import unprinted
from pypdf import PdfReader
from strategic import entered, measured, named

from reports import printed as printed_papers
from reports.plans.scorecard import Issue
from smd_workshop.database import transaction
from smd_workshop.publishing import scorecards
from smd_workshop.strategy.scorecards import arranging, editions
from smd_workshop.web.files.documents import scorecard_pdf

AT = "/p/moq/scorecards/bsc"
SPANISH = {"Accept-Language": "es"}


@pytest.fixture
def card(app):
    return published_card()


@built_once
def published_card():
    room = make_room(languages=["es"])
    water, _road = entered(room.process, "Agua limpia"), entered(room.process, "Caminos seguros")
    named(water, "Hogares con agua segura")
    found = scorecards.of_process(room.process)
    measured(found, 50)
    with transaction():
        editions.publish(found, NOON, None)
    return found


def said(client, address):
    answer = client.get(address, headers=SPANISH)
    assert answer.status_code == 200
    if b"</html>" in answer.data:  # not printed: its source says the same
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
    reader = PdfReader(io.BytesIO(answer.data))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_says_each_objective_with_its_two_measures_and_what_it_rests_on(card, client):
    text = said(client, f"{AT}/report.pdf")
    assert "Agua limpia" in text and "Caminos seguros" in text
    assert "50.0 % ✕ Crítico" in text
    assert "Sin información" in text, "what is done for it stands beside, unknown and never merged"
    assert "Lo dijo la mesa del 14 de octubre" in text, "what it rests on"


@pytest.fixture
def read_as_written():
    """Papers are not printed but read as their source."""
    with unprinted():
        yield


@pytest.mark.usefixtures("read_as_written")
def test_the_report_on_an_edition_is_what_it_said_then(card, client):
    before = said(client, f"{AT}/editions/1.pdf")
    with transaction():
        arranging.rename_perspective(card.perspectives[0], "Fines", NOON, None)
    assert "Fines" in said(client, f"{AT}/report.pdf")
    assert said(client, f"{AT}/editions/1.pdf") == before
    assert client.get(f"{AT}/editions/2.pdf").status_code == 404
    for page in (f"{AT}/", f"{AT}/editions/1"):
        assert ".pdf" in client.get(page, headers=SPANISH).text


@pytest.mark.usefixtures("read_as_written")
def test_an_edition_of_before_the_report_is_printed_without_what_it_does_not_hold(card, client):
    found = editions.of(card)[0].document
    for each in found["objectives"]:
        assert each["trace"]["round"] is None
        del each["trace"]
        for one in each["indicators"]:
            for name in ("indicator_name", "unit", "indicator_source"):
                del one[name]
    with client.application.test_request_context():
        answer = scorecard_pdf(found, Issue("Mesa", "America/Lima", NOON, 1), None, "x.pdf")
    assert answer.data.startswith(b"%PDF")


def test_what_the_report_adds_to_an_edition_is_no_other_arrangement(card, client):
    page = client.get(f"{AT}/", headers={"Accept-Language": "en"}).text
    assert "It was arranged anew after this edition" not in page


def test_a_perspective_has_a_page_with_its_objectives_alone(card, client):
    page = client.get(f"{AT}/objectives?perspective=results", headers=SPANISH)
    assert "Agua limpia" in page.text and "<h1>Resultados</h1>" in page.text
    assert "Agua limpia" not in client.get(f"{AT}/objectives?perspective=enablers").text
    assert "Agua limpia" in client.get(f"{AT}/objectives").text
    for wrong in ("perspective=otra", "theme=99", "theme=x"):
        assert client.get(f"{AT}/objectives?{wrong}").status_code == 404


@pytest.mark.parametrize(
    "paper",
    [f"{AT}/report.pdf", f"{AT}/editions/1.pdf", f"{AT}/map.pdf", "/p/moq/effects.pdf"],
)  # fmt: skip
def test_who_asks_again_for_a_public_paper_reads_the_one_that_was_printed(
    card, client, monkeypatch, paper
):
    """To print takes seconds: whoever asks again and again would keep the whole server busy."""
    made = []

    def counted(source, **words):
        made.append(words)
        return b"%PDF-1.7\n" + source.encode()

    monkeypatch.setattr(printed_papers, "pdf", counted)
    answers = {client.get(paper, headers=SPANISH).data for _again in range(3)}
    assert len(made) == len(answers) == 1


@pytest.mark.usefixtures("read_as_written")
def test_a_value_without_a_target_is_told_on_paper_as_it_is(app, client):
    room = make_room(languages=["es"])
    named(entered(room.process, "Aire limpio"), "Días de aire limpio")
    found = scorecards.of_process(room.process)
    measured(found, 50, target=None)
    with transaction():
        editions.publish(found, NOON, None)
    for address in (f"{AT}/report.pdf", f"{AT}/editions/1.pdf"):
        text = said(client, address)
        assert "Su propio resultado ○ Sin logro esperado" in text and "50" in text
    page = client.get(f"{AT}/", headers=SPANISH).text
    assert "Sin logro esperado" in page
