"""The result of 26 options in a browser: how high it is, that it reads on a phone, that it opens in print."""

import json
from pathlib import Path

import pytest
from builders import make_room
from filled import answered
from playwright.sync_api import expect

DATA = Path(__file__).resolve().parents[2] / "smd_workshop" / "data" / "moquegua.json"
FACTORS = {each["code"]: each["wording"] for each in json.loads(DATA.read_text("utf-8"))["factors"]}
SECTORS = [
    ("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("gob", "Gobierno regional"),
    ("aca", "Academia"),
]  # fmt: skip
LEAN = (8, 9, 6, 5, 8, 3, 7, 2)
ADDRESS = "/p/moq/r/mesa-1/1/"


def leaning(_kind, codes, rng, _groups=None):
    return {
        code: min(9, max(1, LEAN[place % len(LEAN)] + rng.choice((-1, 0, 1))))
        for place, code in enumerate(codes)
    }


def short(wording):
    """As long as the wordings of the drawn pages are."""
    return wording[:66].rsplit(" ", 1)[0]


@pytest.fixture
def published(app):
    words = {code: short(wording) for code, wording in FACTORS.items()}
    return answered(make_room((9, 8, 7, 6, 6), SECTORS), "rating", words, answer=leaning)


def height(page):
    return page.locator("html").evaluate("html => html.scrollHeight")


def test_26_options_take_three_screens_of_a_phone_and_two_of_a_laptop(
    published, phone, page, shot, fits
):
    """It was 19,430 pixels: nobody reads that in a room."""
    small = phone()
    small.goto(ADDRESS)
    expect(small.locator(".answer")).to_be_visible()
    fits(small)
    assert height(small) <= 3 * 740
    page.goto(ADDRESS)
    expect(page.locator(".answer")).to_be_visible()
    fits(page)
    shot(page, "result-26")
    assert height(page) <= 2 * 800


def test_on_a_phone_each_row_is_wording_marks_and_figure(published, phone):
    small = phone()
    small.goto(ADDRESS)
    expect(small.locator(".chart")).to_be_hidden()
    row = small.locator(".tbl tbody tr:not(.g)").first
    expect(row.locator("th")).to_be_visible()
    expect(row.locator(".s .strip use")).to_have_count(5)
    expect(row.locator(".all")).to_be_visible()


def test_a_reader_sorts_without_javascript(published, phone):
    small = phone(javascript=False)
    small.goto(ADDRESS)
    small.locator(".sorting summary").click()
    small.locator(".sorting a", has_text="Empresa").click()
    expect(small.locator('th[aria-sort="descending"]')).to_have_count(1)


def test_what_is_folded_opens_in_print(published, page):
    page.goto(ADDRESS)
    figures = page.locator(".figures").first
    expect(figures).to_be_hidden()
    page.emulate_media(media="print")
    expect(figures).to_be_visible()


def test_the_page_is_accessible_folded_and_open(published, page, phone, axe):
    for each in (page, phone()):
        each.goto(ADDRESS)
        axe(each)
        for fold in each.locator(".fold > summary").all():
            fold.click()
        expect(each.locator(".fold[open]")).to_have_count(each.locator(".fold").count())
        axe(each)
