"""The printed result says what the page says."""

import io
import re

import pytest
from filled import FACTORS, OBJECTIVES, full_room
from pypdf import PdfReader

from smd_workshop.numbers import number
from smd_workshop.services import results


def words(data):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"\s+", " ", text.replace("\u200b", ""))


@pytest.fixture(scope="module")
def squeeze():
    return lambda text: re.sub(r"\s+", "", text)


def test_the_pdf_holds_the_figures_of_the_page_and_says_that_votes_are_simulated(
    app, client, squeeze
):
    _, made = full_room(simulated=True)
    view = results.view(made["rating"])
    address = f"/p/moq/r/mesa-1/{view.round.number}/result.pdf?lang=en"
    answer = client.get(address)
    assert answer.mimetype == "application/pdf"
    text = squeeze(words(answer.data))
    page = client.get(f"/p/moq/r/mesa-1/{view.round.number}/?lang=en").text
    for code, row in view.parts[0].document["options"].items():
        assert squeeze(FACTORS[code]) in text
        for figure in (row["balanced_mean"], row["pooled_mean"]):
            if figure is not None:
                assert number(figure, 1) in text
                assert number(figure, 1) in page
    assert "Simulatedvotes" in text
    assert view.parts[0].input_sha256 in text
    assert squeeze("18 of 18") in text


def test_the_outcome_and_votes_of_a_ratification_are_printed(app, client, squeeze):
    _, made = full_room()
    text = squeeze(
        words(client.get(f"/p/moq/r/mesa-1/{made['ratify'].number}/result.pdf?lang=en").data)
    )
    assert "Adopted" in text
    assert "Simulated" not in text
    for code in ("OE1", "OE2"):
        assert squeeze(OBJECTIVES[code]) in text


def test_a_pdf_is_printed_once_for_what_it_shows(app, client):
    _, made = full_room()
    address = f"/p/moq/r/mesa-1/{made['points'].number}/result.pdf?lang=en"
    first = client.get(address).data
    import reports.result as paper

    def broken(*_args, **_kwargs):
        raise AssertionError("printed again")

    printing, paper.pdf = paper.pdf, broken
    try:
        assert client.get(address).data == first
    finally:
        paper.pdf = printing
