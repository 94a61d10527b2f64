"""The printed result says what the page says."""

import io
import re
from html import unescape

import pytest
from builders import make_room
from filled import FACTORS, OBJECTIVES, answered, full_room, options, show_reasons
from pypdf import PdfReader

from smd_workshop.core.numbers import number, percent
from smd_workshop.rounds.results import results


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


def test_the_outcome_and_votes_of_a_ratification_are_printed_once(app, client, squeeze):
    _, made = full_room()
    address = f"/p/moq/r/mesa-1/{made['ratify'].number}/result.pdf?lang=en"
    printed = client.get(address).data
    text = squeeze(words(printed))
    assert "Adopted" in text
    assert "Simulated" not in text
    for code in ("OE1", "OE2"):
        assert squeeze(OBJECTIVES[code]) in text

    def broken(*_args, **_kwargs):
        raise AssertionError("printed again")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("reports.printed.pdf", broken)
        assert client.get(address).data == printed, "for what it shows it is printed once"


@pytest.mark.parametrize("kind", ["points", "approval"])
def test_every_figure_of_an_option_is_on_the_page_and_in_the_pdf(app, client, squeeze, kind):
    _, made = full_room()
    view = results.view(made[kind])
    address = f"/p/moq/r/mesa-1/{view.round.number}/"
    page, paper = on_page(client, address), words(client.get(f"{address}result.pdf?lang=en").data)
    document = view.parts[0].document
    for code, row in document["options"].items():
        figures = [row["weight"], row["pooled_weight"], row["global"]] if kind == "points" else [
            row["support"]["balanced"], row["support"]["pooled"]
        ]  # fmt: skip
        for figure in figures:
            for told in (page, paper):
                assert squeeze(percent(figure, 1, 1)) in squeeze(told), (code, figure)
    for code in document.get("winners", ()):
        assert all(squeeze(OBJECTIVES[code]) in squeeze(told) for told in (page, paper))


def test_dissent_and_reasons_are_the_same_on_the_page_and_in_the_pdf(app, client, squeeze):
    """A minority that is told in one place only is not told."""

    def against(kind, codes, _rng, _groups):
        return dict.fromkeys(codes, "no" if next(turn) % 2 else "yes")

    turn = iter(range(1000))
    room = make_room((7, 6, 5))
    chosen = dict(list(OBJECTIVES.items())[:2])
    items = options(room.process, OBJECTIVES, "objective")
    round_ = answered(room, "ratify", chosen, items, subject="objective", answer=against)
    show_reasons(round_)
    view = results.view(round_)
    assert len(view.dissent) == 2 and all(d.reasons for d in view.dissent)
    address = f"/p/moq/r/mesa-1/{round_.number}/"
    for told in (on_page(client, address), words(client.get(f"{address}result.pdf?lang=en").data)):
        story = squeeze(told)[squeeze(told).rindex("Dissent") :]
        for each in view.dissent:
            assert each.option in story
            for opposed in each.sectors:
                name = view.labels.sectors[opposed.sector]
                said = squeeze(f"{name}: against {opposed.against} of {opposed.of}")
                assert said in story, (each.option, opposed)
            for reason in each.reasons:
                assert squeeze(reason.text) in story


def on_page(client, address):
    """The words of the page that everybody reads."""
    html = client.get(f"{address}?lang=en").text
    return unescape(re.sub(r"<[^>]+>", " ", html))
