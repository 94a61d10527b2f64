"""The facilitator's pages around the board in a real browser: they fit, they are accessible, and
two notes are merged, objected to and separated again without a script."""

from datetime import date

import pytest
from builders import NOON, cast, close, gather, make_room, make_round, make_user
from playwright.sync_api import expect
from sqlalchemy import select

from smd_workshop.board import items, merging, objections
from smd_workshop.database import db, transaction
from smd_workshop.minutes import agreements, commitments
from smd_workshop.minutes.commitments import Promise
from smd_workshop.models import Commitment, Item, Round

ROUNDS = "/f/moq/w/mesa-1/rounds"
NOTES = [
    (0, "La población no confía en las instituciones públicas de la región", "D"),
    (6, "Desconfianza de la población en las instituciones", "D"),
    (1, "Hay canon minero que se puede usar mejor", "O"),
    (3, "Los actores están dispuestos a dialogar", "F"),
    (12, "Las empresas y las comunidades dialogan en mesas", "F"),
    (9, "Tecnologías nuevas para medir y comunicar", "O"),
]
GOAL = "Agua limpia para las familias de las cuencas Tambo y Moquegua"


#: Case 13: an address without a gap, and a word as long.
ENDLESS = ["https://ejemplo.pe/" + "a" * 110, "inconstitucionalidad" * 8]


def item_of(text):
    return db.session.scalars(select(Item).where(Item.wording == text)).one()


@pytest.fixture
def room(live_server):
    """A demonstration with a merge, an objection, an adopted objective, reasons, commitments.

    After the server, which brings the Spanish that the scorecard is born with.
    """
    room = make_room(languages=["es"], simulated=True)
    gather(room, NOTES, evidence="Se vio en la mesa")
    with transaction():
        merged = merging.merge(
            [item_of(NOTES[3][1]), item_of(NOTES[4][1])],
            "Hay disposición y espacios de diálogo entre actores",
            NOON,
            None,
        )
        theme = merging.add_theme(room.process, "Gobernanza y articulación", NOON, None)
        merging.assign_theme(merged, theme, NOON, None)
    with transaction():
        objections.raise_objection(
            merged, room.cards[3].seat.id, "Yo hablaba de disposición, no de espacios.", NOON
        )
        merging.retire(item_of(NOTES[5][1]), "Se trata en otro taller", NOON, None)
    gather(room, [(0, GOAL, "")], "objective")
    with transaction():
        for kind in ("objective", "factor"):
            merging.assign_codes(room.process, kind, NOON, None)
        items.link(item_of(GOAL), merged, "from", NOON, None)
    ratify(room)
    with transaction():
        late = Promise(
            "Publicar cada mes los datos de calidad del agua",
            "Gobierno Regional, Gerencia de Recursos Naturales",
            date(2022, 10, 31),
        )
        commitments.add(room.process, late, NOON, None)
        agreements.add(room.workshop, "Reunirse el primer martes de cada mes", NOON, None)
    return room


def ratify(room):
    goal = item_of(GOAL)
    round_ = make_round(
        room, "ratify", items=[goal], subject="objective", title="Ratificar", question="¿Ratifica?"
    )
    words = ["El agua es lo primero.", "Lo prometió la Sra. Quispe.", "Falta decir quién paga."]
    for n, card in enumerate(room.cards):
        cast(card, round_, {"OE1": "yes"}, {"OE1": words[n]} if n < 3 else {})
    close(round_, publish=True)


def test_every_page_fits_and_is_accessible(room, staff, axe, fits, big_enough, shot):
    merged = item_of("Hay disposición y espacios de diálogo entre actores").id
    one = item_of(NOTES[0][1]).id
    ratified = db.session.scalars(select(Round.number).where(Round.method_id == "ratify")).one()
    promise = db.session.scalars(select(Commitment.id)).one()
    db.session.rollback()
    pages = {
        "board": f"{ROUNDS}/1/board",
        "board-merge": f"{ROUNDS}/1/board/merge?item={one}&item={merged}",
        "board-item": f"{ROUNDS}/1/board/items/{merged}",
        "board-objectives": f"{ROUNDS}/2/board",
        "notes": f"{ROUNDS}/1/notes",
        "reasons": f"{ROUNDS}/{ratified}/reasons",
        "scorecard": "/f/moq/scorecard",
        "commitments": "/f/moq/commitments",
        "commitment": f"/f/moq/commitments/{promise}",
    }
    for name, path in pages.items():
        assert staff.goto(path).status == 200, path
        for width in (360, 1280):
            staff.set_viewport_size({"width": width, "height": 800})
            fits(staff)
            big_enough(staff)
            if width == 360:
                axe(staff)
        shot(staff, name)
    for path in pages.values():
        staff.goto(path + ("&" if "?" in path else "?") + "lang=en")
        axe(staff)


def test_two_notes_are_merged_and_the_merge_undone_without_a_script(app, contexts):
    room = make_room(languages=["es"])
    gather(room, NOTES[:3])
    page = contexts(java_script_enabled=False).new_page()
    email, password = make_user()
    page.goto("/account/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("[type=submit]")
    page.goto(f"{ROUNDS}/1/board")
    for text in (NOTES[0][1], NOTES[1][1]):
        page.get_by_label(text).check()
    page.get_by_role("button", name="Unir los marcados").click()
    page.get_by_label("La redacción que reúne").fill("No se confía en las instituciones")
    page.get_by_role("button", name="Unir", exact=True).click()
    expect(page.get_by_label("No se confía en las instituciones")).to_have_count(1)
    page.get_by_role("button", name="Deshacer la unión").click()
    expect(page.get_by_label(NOTES[0][1])).to_have_count(1)
    db.session.rollback()
    assert item_of("No se confía en las instituciones").state == "retired"


LINK = "https://ejemplo.pe/" + "a" * 106


def test_a_word_without_an_end_stays_inside_its_card(live_server, staff, fits):
    room = make_room(languages=["es"])
    gather(room, [(0, LINK, "F"), (1, f"Véase {LINK} y lo demás", "D")], evidence=LINK)
    staff.goto(f"{ROUNDS}/1/board")
    for width in (360, 1280):
        staff.set_viewport_size({"width": width, "height": 800})
        fits(staff)
        wide = staff.locator(".board .card").evaluate_all(
            "cards => cards.flatMap(card => [card, ...card.querySelectorAll('*')])"
            ".filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display != 'inline'"
            " && !e.classList.contains('hidden'))"
            ".map(e => e.outerHTML.slice(0, 80))"
        )
        expect(staff.locator(".board .card").nth(1)).to_be_attached()
        assert wide == []


OVERFLOWS = """() => [...document.querySelectorAll('main, main *')]
    .filter(e => !['TEXTAREA', 'INPUT', 'SELECT', 'OPTION'].includes(e.tagName) && e.clientWidth > 1)
    .filter(e => e.scrollWidth > e.clientWidth + 1 && !e.matches('.scroll, .hidden, .hidden *'))
    .map(e => e.outerHTML.slice(0, 100))"""


@pytest.fixture
def endless(app):
    """A board on which everything that people write is one endless word."""
    room = make_room()
    notes = [(n, f"{word} {end}", "D") for n, word in enumerate(ENDLESS) for end in ("uno", "dos")]
    gather(room, [*notes, (2, ENDLESS[0] + "x", "F")], evidence=ENDLESS[1])
    with transaction():
        merged = merging.merge([item_of(notes[0][1]), item_of(notes[1][1])], ENDLESS[0], NOON, None)
        objections.raise_objection(merged, room.cards[0].seat.id, ENDLESS[1], NOON)
        merging.add_theme(room.process, ENDLESS[1], NOON, None)
        merging.retire(item_of(ENDLESS[0] + "x"), ENDLESS[1], NOON, None)
    make_round(room, "organise", (), title=ENDLESS[1], question=ENDLESS[0], secrecy="nominal")
    return room, merged


def test_endless_words_wrap_wherever_they_stand(endless, staff, phone, fits):
    room, merged = endless
    loose = item_of(f"{ENDLESS[1]} uno")
    pages = [
        f"{ROUNDS}/1/board", f"{ROUNDS}/1/notes", f"{ROUNDS}/1/board/items/{merged.id}",
        f"{ROUNDS}/1/board/merge?item={merged.id}&item={loose.id}", f"{ROUNDS}/2/announce",
        "/f/moq/w/mesa-1/console", "/f/moq/w/mesa-1/",
    ]  # fmt: skip
    for path in pages:
        staff.goto(path)
        for width in (360, 1280):
            staff.set_viewport_size({"width": width, "height": 740})
            fits(staff)
            assert staff.evaluate(OVERFLOWS) == [], f"{path} at {width}"
    seat = phone()
    seat.goto("/e/" + room.cards[0].code)
    seat.locator("button.button").click()
    seat.wait_for_url("**/s/mesa-1**")
    for path in ("/s/mesa-1", "/s/mesa-1/2", "/s/mesa-1/1"):
        seat.goto(path)
        fits(seat)
