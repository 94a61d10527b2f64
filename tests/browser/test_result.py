"""The result of 26 options in a browser: how high it is, that it reads on a phone, that it opens in print."""

import json
from pathlib import Path

import pytest
from builders import NOON, make_room
from filled import answered, answers
from kept import built_once
from playwright.sync_api import expect

from smd_workshop.database import transaction
from smd_workshop.processes import protocols

DATA = Path(__file__).resolve().parents[2] / "smd_workshop" / "data" / "moquegua.json"
FACTORS = {each["code"]: each["wording"] for each in json.loads(DATA.read_text("utf-8"))["factors"]}
SECTORS = [
    ("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("gob", "Gobierno regional"),
    ("aca", "Academia"),
]  # fmt: skip
SIZES = (9, 8, 7, 6, 6)
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


@built_once
def rated():
    words = {code: short(wording) for code, wording in FACTORS.items()}
    answered(make_room(SIZES, SECTORS), "rating", words, answer=leaning)


@pytest.fixture
def published(app):
    rated()


#: What else a round of a kind is asked with, and what a seat answers that likes each option so much, from 1 to 9.
KINDS = {
    "rating": ({}, lambda likes: likes),
    "estimate": ({}, lambda likes: {code: 10 * much for code, much in likes.items()}),
    "ratify": ({}, lambda likes: {code: "yes" if much > 3 else "no" for code, much in likes.items()}),
    "majority-judgment": ({}, lambda likes: {code: min(5, much // 2) for code, much in likes.items()}),
    "ranking": ({}, lambda likes: [[code] for code in sorted(likes, key=lambda code: -likes[code])]),
    "points": ({}, None),
    "approval": ({"k": 8}, lambda likes: [code for code, much in likes.items() if much > 5]),
    "approval-budget": (
        {"budget": 1500, "costs": {code: 100 + 7 * place for place, code in enumerate(FACTORS)}},
        lambda likes: [code for code, much in likes.items() if much > 5],
    ),
}  # fmt: skip


def answering(kind):
    """How the seats of the room answer a round of this kind; each sector likes some of the options less, or more."""
    said, seats = (
        KINDS[kind][1],
        iter(sector for sector, size in enumerate(SIZES) for _ in range(size)),
    )

    def answer(_kind, codes, rng, groups=None):
        if said is None:
            return answers("points", codes, rng, groups)
        sector, likes = next(seats), leaning(kind, codes, rng)
        apart = {code: (place + sector) % 7 == 0 for place, code in enumerate(codes)}
        return said({code: 10 - much if apart[code] else much for code, much in likes.items()})

    return answer


def height(page):
    return page.locator("html").evaluate("html => html.scrollHeight")


#: Of two kinds whose tables have the same columns one on each change.
ALIKE = {"estimate", "approval", "approval-budget", "points"}
EACH = [pytest.param(kind, marks=[pytest.mark.deep] if kind in ALIKE else []) for kind in KINDS]


@pytest.mark.parametrize("kind", EACH)
def test_26_options_take_three_screens_of_a_phone_and_two_of_a_laptop(
    app, phone, page, shot, fits, kind
):
    """It was 19,430 pixels: nobody reads that in a room."""
    words = {code: short(wording) for code, wording in FACTORS.items()}
    room = make_room(SIZES, SECTORS)
    with transaction():  # asked as often as its rule wants
        protocols.change(room.process, {"repeat_at_least": 1}, None, NOON)
    answered(room, kind, words, settings=KINDS[kind][0], answer=answering(kind))
    small = phone()
    small.goto(ADDRESS)
    expect(small.locator(".answer")).to_be_visible()
    fits(small)
    page.goto(ADDRESS)
    expect(page.locator(".answer")).to_be_visible()
    fits(page)
    shot(page, f"result-26-{kind}")
    # Of points each group has a row of its own, and of each share it is said of what.
    screens = 3.2 if kind == "points" else 3
    assert (height(small) <= screens * 740, height(page) <= (screens - 1) * 800) == (True, True), (
        f"{height(small) / 740:.2f} and {height(page) / 800:.2f} screens"
    )


def test_on_a_phone_each_row_is_wording_marks_and_figure_and_folds_hold_what_is_accessible(
    published, phone, axe
):
    """Folded the page is in test_pages.py."""
    small = phone()
    small.goto(ADDRESS)
    expect(small.locator(".chart")).to_be_hidden()
    row = small.locator(".tbl tbody tr:not(.g)").first
    expect(row.locator("th")).to_be_visible()
    expect(row.locator(".s .strip use")).to_have_count(5)
    expect(row.locator(".all")).to_be_visible()
    small.locator(".fold").evaluate_all("folds => folds.forEach(fold => fold.open = true)")
    axe(small)


@pytest.mark.deep
def test_on_a_laptop_folds_hold_what_is_accessible(published, page, axe):
    page.goto(ADDRESS)
    page.locator(".fold").evaluate_all("folds => folds.forEach(fold => fold.open = true)")
    axe(page)


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


def test_of_many_who_differ_three_lines_are_read_first_and_the_others_a_tap_away_or_in_print(
    app, phone
):
    room = make_room(SIZES, SECTORS)
    answered(room, "rating", FACTORS, answer=answering("rating"))
    small = phone()
    small.goto(ADDRESS)
    differ = small.locator(".facts-of section").nth(1)
    assert [line.is_visible() for line in differ.locator("li").all()].count(True) == 3
    assert differ.locator("li").count() > 5
    small.emulate_media(media="print")
    expect(differ.locator("li").last).to_be_visible()
    small.emulate_media(media="screen")
    differ.locator("summary").click()
    expect(differ.locator("li").last).to_be_visible()


def test_where_no_figure_of_all_is_shown_a_phone_has_the_scale(app, phone):
    """A mark on a line without numbers tells nothing."""
    room = make_room((7, 6, 3), SECTORS[:3])
    answered(room, "approval", dict(list(FACTORS.items())[:4]), settings={"k": 2})
    small = phone()
    small.goto(ADDRESS)
    expect(small.locator(".key")).to_contain_text("Comunidad")
    expect(small.locator(".tbl .all")).to_have_count(0)
    expect(small.locator(".axis")).to_contain_text("100 %")


def graded(_kind, codes, rng, _groups=None):
    """Some leave out an option, so that cells say on how many they rest."""
    return {code: rng.choice((3, 4, 4)) for code in codes if code == codes[0] or rng.random() < 0.8}


@pytest.mark.parametrize("sizes", [SIZES, pytest.param((7, 6, 3), marks=pytest.mark.deep)])
def test_no_word_of_a_grade_is_cut_or_covered(app, phone, page, sizes):
    words = dict(list(FACTORS.items())[:6])
    room = make_room(sizes, SECTORS[: len(sizes)])
    answered(room, "majority-judgment", words, answer=graded)
    page.goto(ADDRESS)
    cut = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"
    assert page.locator(".tbl td").evaluate_all(cut) == []
    assert page.locator(".scroll:has(.tbl)").evaluate_all(cut) == []
    small = phone()
    small.goto(ADDRESS)
    ends = "all => all.map(e => [e.querySelector('.s svg').getBoundingClientRect().right, e.querySelector('.all').getBoundingClientRect().left])"
    assert all(
        strip <= word for strip, word in small.locator(".tbl tr:has(.all)").evaluate_all(ends)
    )
