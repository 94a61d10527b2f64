"""The wall in a real browser: it fills both screens, nothing sticks out, and the back row can read it."""

import re
from pathlib import Path

import pytest
from builders import NOON, cast, close, gather, make_room, make_round
from playwright.sync_api import expect

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import Item
from smd_workshop.rounds import drafting, opening, option_sources, store
from smd_workshop.rounds.results import projection

W = "/f/moq/w/mesa-1"
SHOTS = Path(__file__).resolve().parents[2] / "build" / "shots"
SCREENS = [(1280, 720), (1920, 1080)]
LONG = "Las tres provincias de la región están poco integradas y miden por su cuenta lo mismo"
SEVEN = [
    ("com", "Comunidad campesina"), ("soc", "Sociedad civil"), ("emp", "Empresa minera"),
    ("reg", "Gobierno regional"), ("mun", "Municipalidades provinciales y distritales"),
    ("nac", "Gobierno nacional"), ("uni", "Universidades e institutos"),
]  # fmt: skip

#: What sticks out of the screen or of its own box, and the smallest text; of what is on the wall now.
MEASURE = """() => {
    const seen = [...document.querySelectorAll('.wall, .wall *')].filter(e => e.checkVisibility());
    const text = seen.filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
        && !e.closest('.hidden'));
    const out = seen.filter(e => {
        if (e.closest('svg, .hidden') && e.localName !== 'svg') return false;
        const box = e.getBoundingClientRect(), style = getComputedStyle(e);
        // The box of a glyph is higher than a close line; a line too many is more than that.
        const glyphs = 2 + .35 * parseFloat(style.fontSize);
        const clamped = style.webkitLineClamp !== 'none' || style.display.startsWith('inline');
        return box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1
            || (!clamped && (e.scrollHeight > e.clientHeight + glyphs || e.scrollWidth > e.clientWidth + 2));
    });
    return {
        out: out.map(e => e.localName + '.' + e.className + ': ' + e.textContent.trim().slice(0, 60)),
        smallest: Math.min(...text.map(e => parseFloat(getComputedStyle(e).fontSize))),
        scrolls: document.documentElement.scrollHeight > innerHeight,
    };
}"""


def fits_the_wall(page, name, shot):
    """On both screens, on every page that the wall turns through; the answer is how many pages there are."""
    many = 1
    for wide, high in SCREENS:
        page.set_viewport_size({"width": wide, "height": high})
        leaves = page.locator(".leaf")
        expect(leaves.first).to_be_attached()
        many = leaves.count()
        for number in range(1, many + 1):
            expect(page.locator(f".leaf:nth-of-type({number})")).to_be_visible()
            shot(page, f"{name}-{number}")
            found = page.evaluate(MEASURE)
            assert found["out"] == [], (name, wide, number)
            cut = "all => all.filter(e => e.scrollHeight > e.clientHeight).map(e => e.textContent)"
            assert leaves.locator(".axis > :first-child").evaluate_all(cut) == [], (
                "a line has its descenders"
            )
            below = """all => all.filter(e => e.getBoundingClientRect().bottom
                > e.parentElement.getBoundingClientRect().bottom + 1).map(e => e.textContent)"""
            assert leaves.locator(".outcome > li").evaluate_all(below) == [], (
                "no row runs into the axis"
            )
            assert not found["scrolls"]
            assert found["smallest"] >= high * 28 / 720 - 0.1, "too small for the back row"
            page.keyboard.press("PageDown")
    return many


@pytest.fixture
def shot(request):
    """shot(page, name): the wall as it is, in build/shots/."""

    def take(page, name):
        if request.config.getoption("--shots"):
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SHOTS / f"wall-{name}-{page.viewport_size['height']}.png")

    return take


@pytest.fixture
def wall(staff):
    def goto(path=f"{W}/projector"):
        staff.set_viewport_size({"width": 1280, "height": 720})
        staff.goto(path)
        return staff

    return goto


def answer_all(hall, round_, answer):
    for place, card in enumerate(hall.cards):
        cast(card, round_, answer(place), at=now())
    db.session.rollback()


def test_it_says_how_to_come_in_and_who_is_missing(app, wall, shot):
    hall = make_room((6, 5, 4, 6, 5, 3, 5), sectors=SEVEN, simulated=True)
    page = wall()
    expect(page.get_by_role("heading")).to_contain_text("tarjeta")
    fits_the_wall(page, "join", shot)
    round_ = make_round(hall, question=f"¿{LONG}?")
    answer_all(hall, round_, lambda place: {"F1": 5, "F2": 5})
    page = wall()
    expect(page.locator(".line")).to_have_count(7)
    fits_the_wall(page, "open", shot)


def test_twelve_sectors_with_long_names_fit_beside_a_long_question(app, wall, shot):
    sectors = [(f"s{n}", f"Juntas de usuarios y comunidades campesinas {n}") for n in range(12)]
    hall = make_room((2,) * 12, sectors=sectors, simulated=True)
    make_round(hall, question=f"¿{LONG}, y por qué {LONG.lower()}?")
    page = wall()
    expect(page.locator(".line").first).to_be_visible()
    fits_the_wall(page, "twelve", shot)


def test_the_notes_hang_on_the_wall_one_group_on_each_page(app, wall, shot):
    hall = make_room((6, 5, 5), simulated=True)
    notes = [(n, f"{LONG} ({n})", "FODA"[n % 4]) for n in range(15)]
    gather(hall, [*notes, (15, "palabra" * 30, "F")])
    with transaction():
        for place, item in enumerate(db.session.query(Item)):
            item.code = f"{item.group_code}{place + 1}"
        projection.choose(hall.workshop, "board", None, now())
    page = wall()
    expect(page.get_by_role("heading")).to_contain_text("Fortalezas")
    assert fits_the_wall(page, "board", shot) >= 4


def test_staff_switch_what_is_shown_and_the_wall_follows(app, wall, contexts, staff):
    app.config["SMD_POLL_SECONDS"] = 1
    hall = make_room()
    round_ = make_round(hall)
    answer_all(hall, round_, lambda place: {"F1": 5, "F2": 5})
    page = wall()
    expect(page.locator("[data-screen=open]")).to_be_visible()
    desk = page.context.new_page()
    desk.goto(f"{W}/projector/switch")
    desk.get_by_role("button", name="Código para entrar").click()
    expect(page.locator("[data-screen=join]")).to_be_visible()
    expect(desk.get_by_role("button", name="Código para entrar")).to_have_attribute(
        "aria-pressed", "true"
    )
    desk.get_by_role("button", name="Nada").click()
    expect(page.locator("[data-screen=nothing]")).to_be_visible()
    desk.get_by_role("button", name="Fondo oscuro").click()
    expect(page.locator(".wall")).to_have_attribute("data-ground", "dark")
    close(round_, publish=True)
    desk.reload()
    desk.get_by_role("button", name="Mostrar este resultado").click()
    expect(page.locator("[data-screen=result]").first).to_be_visible()
    later = make_round(hall, open=False, question="¿Y ahora?")
    with transaction():
        opening.open_round(later, now(), None)
    db.session.rollback()
    expect(page.get_by_role("heading", name="¿Y ahora?")).to_be_visible()


def test_the_switch_stands_on_the_console_and_leads_back_there(app, staff, wall):
    hall = make_room()
    make_round(hall)
    staff.goto(f"{W}/console")
    staff.get_by_role("button", name="Código para entrar").click()
    expect(staff).to_have_url(re.compile(f"{W}/console$"))
    expect(staff.get_by_role("button", name="Código para entrar")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(wall().locator("[data-screen=join]")).to_be_visible()


def test_dark_and_light_are_read_and_the_switch_fits_a_phone(
    app, wall, axe, fits, big_enough, staff
):
    hall = make_room()
    make_round(hall)
    with transaction():
        projection.dress(hall.workshop, now(), dark=True)
    axe(wall())
    staff.goto(f"{W}/projector/switch")
    axe(staff)
    staff.set_viewport_size({"width": 360, "height": 740})
    fits(staff)
    big_enough(staff)


def test_without_scripts_the_wall_asks_again_and_turns_its_pages_by_itself(
    app, wall, contexts, staff
):
    hall = make_room((6, 5, 5))
    gather(hall, [(n, f"{LONG} ({n})", "FODA"[n % 4]) for n in range(8)])
    with transaction():
        projection.choose(hall.workshop, "board", None, now())
    plain = contexts({"width": 1280, "height": 720}, java_script_enabled=False)
    plain.add_cookies(staff.context.cookies())
    page = plain.new_page()
    page.goto(f"{W}/projector?page=2")
    expect(page.get_by_role("heading")).to_contain_text("Oportunidades")
    assert "url=" + f"{W}/projector?page=3" in page.content()
    page.get_by_role("link", name="Página siguiente").click()
    expect(page.get_by_role("heading")).to_contain_text("Debilidades")


def of_options(hall, kind, many, prefixes=("F", "O", "D", "A"), **fields):
    """An open round of this kind with many long options."""
    codes = [f"{prefixes[n % len(prefixes)]}{n // len(prefixes) + 1}" for n in range(many)]
    with transaction():
        round_ = drafting.add(
            hall.workshop, NOON, **store.asking(kind), title="Ronda",
            question=f"¿Cuán importante es cada factor si {LONG.lower()}?", secrecy="nominal", **fields,
        )  # fmt: skip
        chosen = [(None, c, f"{LONG} {c}", c[0] if kind == "points" else "") for c in codes]
        option_sources.set_options(round_, chosen)
        opening.open_round(round_, NOON, None)
    return round_, codes


def rated(codes, place):
    """Some are liked by all, some by none, some divide the sectors."""
    marks = {}
    for n, code in enumerate(codes):
        marks[code] = (9, 2, 1 + 8 * (place % 2), 5)[n % 4] if n % 5 else 7 + place % 3
    return marks


def test_twenty_six_long_options_stand_on_pages_of_one_outcome_each(app, wall, shot):
    hall = make_room((6, 5, 4, 6, 5, 3, 5), sectors=SEVEN, simulated=True)
    round_, codes = of_options(hall, "rating", 26)
    answer_all(hall, round_, lambda place: rated(codes, place))
    close(round_, publish=True)
    page = wall()
    many = fits_the_wall(page, "rating", shot)
    assert many >= 4
    for leaf in page.locator(".leaf").all():
        assert "completo: respondieron 34 de 34" in leaf.locator("header").text_content()
    seen = page.locator(".outcome .code").all_text_contents()
    assert sorted(seen) == sorted(codes), "each option stands once"
    assert all(leaf.locator("h1").count() == 1 for leaf in page.locator(".leaf").all())
    assert max(leaf.locator(".outcome li").count() for leaf in page.locator(".leaf").all()) <= 8
    with transaction():
        projection.dress(hall.workshop, now(), dark=True)
    fits_the_wall(wall(), "rating-dark", shot)


def test_marks_on_the_wall_do_not_touch_though_all_sectors_say_the_same(app, wall):
    hall = make_room((6, 5, 4, 6, 5, 3, 5), sectors=SEVEN)
    round_, codes = of_options(hall, "rating", 2)
    answer_all(hall, round_, lambda place: dict.fromkeys(codes, 9))
    close(round_, publish=True)
    page = wall()
    expect(page.locator(".strip").first).to_be_visible()
    touching = page.evaluate(
        """() => {
            const boxes = [...document.querySelector('.strip').querySelectorAll('[class^=p]')]
                .map(e => e.getBoundingClientRect());
            const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            return [boxes.length, boxes.filter((a, i) => boxes.some((b, j) => i < j && meet(a, b))).length];
        }"""
    )
    assert touching == [7, 0]


@pytest.mark.parametrize(
    "kind", [pytest.param("points", marks=pytest.mark.deep), "approval", "ratify"]
)
def test_every_way_of_asking_fits_the_wall(app, wall, shot, kind):
    hall = make_room((6, 5, 4, 6, 5, 3, 5), sectors=SEVEN, simulated=True)
    fields = {"settings": {"k": 3}} if kind == "approval" else {}
    round_, codes = of_options(hall, kind, 12, **fields)
    groups = {letter: [c for c in codes if c[0] == letter] for letter in "FODA"}

    def answer(place):
        if kind == "approval":
            return [c for n, c in enumerate(codes) if (n + place) % 3]
        if kind == "ratify":
            return {
                c: ("yes", "yes", "no", "abstain")[(n * place) % 4] for n, c in enumerate(codes)
            }
        inside = {c: (60, 30, 10)[n] for own in groups.values() for n, c in enumerate(own)}
        return inside | {"@F": 40, "@O": 30, "@D": 20, "@A": 10}

    answer_all(hall, round_, answer)
    close(round_, publish=True)
    fits_the_wall(wall(), kind, shot)


def test_numbers_on_the_wall_say_that_each_row_has_its_scale(app, wall, shot):
    hall = make_room((6, 6, 6), simulated=True)
    round_, codes = of_options(hall, "estimate", 4, ("IND",))
    answer_all(hall, round_, lambda place: {c: 10 * n + place for n, c in enumerate(codes, 1)})
    close(round_, publish=True)
    page = wall()
    line = page.locator(".axis > span").first
    expect(line).to_contain_text("cada fila en su propia escala")
    assert line.evaluate("e => e.scrollWidth <= e.clientWidth"), "it is not cut"
    fits_the_wall(page, "estimate", shot)


def test_names_of_many_sectors_have_a_page_of_their_own(app, wall, shot):
    sectors = [(f"s{n}", f"Juntas de usuarios y comunidades campesinas {n}") for n in range(12)]
    hall = make_room((5,) * 12, sectors=sectors, simulated=True)
    round_, codes = of_options(hall, "rating", 8)
    answer_all(hall, round_, lambda place: rated(codes, place))
    close(round_, publish=True)
    page = wall()
    fits_the_wall(page, "legend", shot)
    expect(page.locator(".leaf").last.locator(".alone-page li")).to_have_count(12)
