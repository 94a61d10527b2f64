"""The room's screens in a real browser: they move by themselves and disturb nobody."""

from datetime import timedelta

import pytest
from builders import NOON, cast, make_room, make_round
from playwright.sync_api import expect

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.processes import protocols
from smd_workshop.rounds import closing, opening, workshops
from smd_workshop.rounds.room import timer

W = "/f/moq/w/mesa-1"


@pytest.fixture
def hall(app):
    app.config["SMD_POLL_SECONDS"] = 1
    hall = make_room()
    with transaction():
        protocols.change(hall.process, {"grace_seconds": 2}, None, NOON)
    return hall


def vote(hall, round_, *places):
    for place in places:
        cast(hall.cards[place], round_, {"F1": 9, "F2": 5}, at=now())
    db.session.rollback()


def test_the_console_counts_by_itself_and_leaves_focus_and_lists_alone(hall, staff):
    round_ = make_round(hall)
    vote(hall, round_, 0)
    staff.goto(f"{W}/console")
    staff.locator("#away summary").click()
    staff.locator("#announce").focus()
    vote(hall, round_, 1, 2)
    expect(staff.locator(".count .clock")).to_contain_text("3")
    assert staff.evaluate("document.activeElement.id") == "announce"
    assert staff.locator("#away").get_attribute("open") is not None


SEVEN = [
    ("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("reg", "Gobierno regional"),
    ("nac", "Gobierno nacional"), ("uni", "Universidades"), ("jov", "Jóvenes de las tres provincias"),
]  # fmt: skip


def acts_in_sight(page):
    """Every button and link of the next step, and what waits to be read, without scrolling at 1280 × 720."""
    acts = page.locator(".go :is(button, a, [name=reason]), .inbox a, #projector, .switch button")
    expect(page.locator(".go").locator("button, a").first).to_be_visible()
    page.wait_for_load_state()
    for each in acts.all():
        expect(each).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    return acts.count()


def test_with_seven_sectors_every_act_of_the_console_is_seen_without_scrolling(app, staff, shot):
    hall = make_room((12, 9, 7, 6, 2, 3, 2), sectors=SEVEN, simulated=True)
    question = "¿Cuán importante es cada factor para medir nuestro desarrollo?"
    round_ = make_round(hall, question=question, secrecy="nominal", visibility="live")
    make_round(hall, "ratify", question=question, open=False)
    for card in hall.cards[:30]:
        cast(card, round_, {"F1": 2, "F2": 5}, {"F1": "Pesa poco aquí"}, at=now())
    with transaction():
        timer.add_time(round_, 5, now(), None)
    db.session.rollback()
    staff.set_viewport_size({"width": 1280, "height": 720})
    staff.goto(f"{W}/console")
    expect(staff.locator(".sectors tbody tr")).to_have_count(7)
    assert acts_in_sight(staff) >= 6
    shot(staff, "console-seven", (1280,))
    with transaction():
        closing.announce_close(round_, now(), None)
        round_.closing_at = now() + timedelta(seconds=60)
    staff.goto(f"{W}/console")
    assert acts_in_sight(staff) >= 3
    with transaction():
        closing.close(round_, round_.closing_at, None)
    db.session.rollback()
    staff.goto(f"{W}/console")
    expect(staff.locator(".inbox a")).to_have_count(1)
    assert acts_in_sight(staff) >= 4
    staff.goto(f"{W}/console?round=2")
    assert acts_in_sight(staff) >= 5
    shot(staff, "console-seven-draft", (1280,))


def test_a_round_is_closed_after_the_grace_even_without_a_worker(hall, staff):
    round_ = make_round(hall)
    vote(hall, round_, 0, 1)
    staff.goto(f"{W}/console")
    staff.click("#announce")
    expect(staff.locator(".grace")).to_be_visible()
    expect(staff.locator("#publish")).to_be_visible(timeout=20_000)
    db.session.rollback()
    assert round_.state == "closed"


def test_the_projector_follows_the_round_to_its_result_without_a_hand(hall, staff):
    staff.set_viewport_size({"width": 1280, "height": 720})
    staff.goto(f"{W}/projector")
    expect(staff.locator(".join img")).to_be_visible()
    round_ = make_round(hall)
    db.session.rollback()
    expect(staff.locator("h1")).to_contain_text("¿Qué opina?")
    vote(hall, round_, *range(len(hall.cards)))
    expect(staff.locator(".cnt").first).to_contain_text("6")
    with transaction():
        closing.announce_close(round_, now(), None)
        round_.closing_at = now() + timedelta(seconds=60)
    db.session.rollback()
    expect(staff.locator(".grace-big")).to_be_visible()


def test_the_projector_shows_twelve_sectors_with_long_names_without_scrolling(app, staff):
    names = [f"Juntas de usuarios y comunidades campesinas {n}" for n in range(12)]
    sectors = [(f"s{n}", name) for n, name in enumerate(names)]
    hall = make_room((2,) * 12, sectors=sectors, simulated=True)
    make_round(hall)
    db.session.rollback()
    staff.set_viewport_size({"width": 1280, "height": 720})
    staff.goto(f"{W}/projector")
    for name in names:
        expect(staff.get_by_text(name, exact=True)).to_be_in_viewport()
    assert staff.evaluate("document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("width", [1280, pytest.param(1920, marks=pytest.mark.deep)])
def test_the_projector_needs_no_scrolling_with_the_long_questions(hall, staff, width):
    with transaction():
        long = workshops.create(hall.process, "Larga", NOON, code="larga", template="smd-moquegua")
        hall.process.simulated = True
        opening.open_round(long.rounds[0], now(), None)
    db.session.rollback()
    staff.set_viewport_size({"width": width, "height": width * 9 // 16})
    staff.goto("/f/moq/w/larga/projector")
    assert staff.evaluate("document.documentElement.scrollHeight <= innerHeight")
    small = staff.evaluate(
        """() => Math.min(...[...document.querySelectorAll('main p, main span')]
              .filter(e => e.checkVisibility() && e.textContent.trim())
              .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert small >= width / 65, "too small for the back row"


@pytest.mark.deep
def test_every_page_of_the_room_is_accessible_and_fits_a_phone(hall, staff, axe, fits, big_enough):
    round_ = make_round(hall)
    vote(hall, round_, 0)
    make_round(hall, open=False)
    with transaction():
        workshops.create(hall.process, "Otra", NOON, code="otra", template="smd-moquegua")
    db.session.rollback()
    pages = [
        "/f/moq/workshops/new", "/f/moq/w/otra/", f"{W}/", f"{W}/console", f"{W}/console?round=2",
        f"{W}/door", f"{W}/projector", f"{W}/rounds/new", f"{W}/rounds/new?kind=rating",
        f"{W}/rounds/new?kind=contributions", f"{W}/rounds/2/edit", f"{W}/rounds/2/options",
        f"{W}/rounds/2/open", f"{W}/rounds/1/annul",
    ]  # fmt: skip
    for path in pages:
        staff.goto(path)
        axe(staff)
        staff.set_viewport_size({"width": 360, "height": 740})
        fits(staff)
        big_enough(staff)
        staff.set_viewport_size({"width": 1280, "height": 800})
