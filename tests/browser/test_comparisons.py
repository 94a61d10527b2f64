"""Comparing on a phone: best and worst in two steps, and the results of comparisons."""

import json
from random import Random

from builders import cast, close, make_room, make_round
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library.facets import Simulated
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Ballot

CODES = ("F1", "F2", "F3", "F4")


def entered(phone, card, **more):
    p = phone(**more)
    take_seat(p, card)
    return p


def answered(room, round_, codes):
    draw = METHODS[round_.method_id].simulate(
        Simulated(dict.fromkeys(codes, ""), ("com", "soc", "emp")), Random(4)
    )
    for card in room.cards:
        cast(card, round_, draw(card.seat.actor.sector.code).answer)


def stored():
    db.session.rollback()
    return [json.loads(text) for text in db.session.scalars(select(Ballot.answer))]


def test_best_and_worst_are_chosen_first_and_then_only_what_is_left_is_asked(app, phone, shot):
    room = make_room((2, 1))
    make_round(room, "bwm", CODES)
    p = entered(phone, room.cards[0])
    said = p.locator("[data-progress]")
    expect(said).to_contain_text("Paso 1 de 2")
    expect(p.locator("select:visible")).to_have_count(0)
    shot(p, "bwm-first")
    p.check("[name='a.+'][value=F2]", force=True)
    p.check("[name='a.-'][value=F2]", force=True)
    expect(p.locator("[name='a.+']:checked")).to_have_count(0)
    p.check("[name='a.+'][value=F3]", force=True)
    expect(said).to_contain_text("0 de 5")
    expect(p.locator("select:visible")).to_have_count(5)
    p.select_option("[name='a.F1']", "2")
    p.select_option("[name='a.-F1']", "3")
    p.select_option("[name='a.F2']", "6")
    p.select_option("[name='a.F4']", "2")
    expect(said).to_contain_text("comparadas: 4 de 5 · sin responder: F4")
    shot(p, "bwm-second")
    p.click(".send button")
    expect(p.locator("[id='e.F4']")).to_contain_text("Elija los dos números")
    p.select_option("[name='a.-F4']", "3")
    p.click(".send button")
    p.wait_for_selector("table.mine")
    shot(p, "bwm-saved")
    (answer,) = stored()
    assert (answer["best"], answer["worst"]) == ("F3", "F2")
    assert answer["others_to_worst"] == {"F1": 3, "F2": 1, "F3": 6, "F4": 3}


def test_without_a_script_best_and_worst_are_one_page(app, phone):
    room = make_room((2, 1))
    make_round(room, "bwm", CODES[:3])
    p = entered(phone, room.cards[0], javascript=False)
    p.check("[name='a.+'][value=F1]", force=True)
    p.check("[name='a.-'][value=F3]", force=True)
    p.select_option("[name='a.-F1']", "7")  # the best against the worst, said at the best
    p.select_option("[name='a.F2']", "2")
    p.select_option("[name='a.-F2']", "4")
    p.click(".send button")
    p.wait_for_selector("table.mine")
    (answer,) = stored()
    assert answer["best_to_others"] == {"F1": 1, "F2": 2, "F3": 7}


def test_the_weights_of_best_and_worst_are_read_on_a_phone_and_on_a_laptop(app, phone, shot):
    room = make_room((6, 7, 5))
    round_ = make_round(room, "bwm", CODES)
    answered(room, round_, CODES)
    close(round_, publish=True)
    p = phone()
    p.goto(f"/p/moq/r/mesa-1/{round_.number}/")
    expect(p.locator("h1").first).to_be_visible()
    expect(p.locator("body")).to_contain_text("Parte del peso total")
    shot(p, "bwm-result")
    assert p.evaluate("document.documentElement.scrollWidth <= innerWidth")


def choose(p, heavier, times, one, other):
    """Answer one pair; its control is called by both codes in alphabetical order."""
    name = "|".join(sorted((one, other)))
    p.check(f"[name='a.{name}'][value='{heavier}']", force=True)
    if times:
        p.check(f"[name='a.#{name}'][value='{times}']", force=True)


def test_pairs_come_one_at_a_time_with_a_way_back_and_a_second_look(app, phone, shot):
    room = make_room((2, 1))
    make_round(room, "ahp", CODES[:3])
    p = entered(phone, room.cards[0])
    said, seen = p.locator("[data-progress]"), p.locator(".pair:visible")
    expect(said).to_contain_text("Pares comparados: 0 de 3")
    expect(seen).to_have_count(1)
    shot(p, "ahp-pair")
    circle = {
        frozenset(("F1", "F2")): "F1",
        frozenset(("F2", "F3")): "F2",
        frozenset(("F1", "F3")): "F3",
    }
    for place in range(3):
        sides = [radio.get_attribute("value") for radio in seen.locator(".side").all()]
        choose(p, circle[frozenset(sides)], 0, *sides)
        if place == 0:
            shot(p, "ahp-times")
        choose(p, circle[frozenset(sides)], 3, *sides)
        expect(said).to_contain_text(f"{place + 1} de 3")
        expect(p.locator(".pair").nth(place)).to_be_hidden()
    expect(seen).to_have_count(0)
    again = p.get_by_role("button", name="Cambiar esta respuesta")
    expect(again).to_have_count(3)
    expect(p.locator("form[data-draft]")).to_contain_text(
        "¿F1 pesa 3 veces F2? Todas sus respuestas juntas dicen: casi igual."
    )
    shot(p, "ahp-again")
    again.first.click()
    expect(seen).to_have_count(1)
    sides = [radio.get_attribute("value") for radio in seen.locator(".side").all()]
    changed = p.locator(f".pair[id='{seen.get_attribute('id')}']")
    choose(p, "=", 0, *sides)
    expect(changed, "it goes on by itself a moment after the answer").to_be_hidden()
    p.get_by_role("button", name="Atrás").click()
    expect(changed).to_be_visible()
    p.get_by_role("button", name="Siguiente").click()
    expect(changed).to_be_hidden()
    p.click(".send button")
    p.wait_for_selector("table.mine")
    shot(p, "ahp-saved")
    (answer,) = stored()
    assert 1 in [times for *_, times in answer["pairs"]]


def test_without_a_script_all_pairs_stand_on_the_page_and_doubts_are_said_once_saved(
    app, phone, shot
):
    room = make_room((2, 1))
    make_round(room, "ahp", CODES[:3])
    p = entered(phone, room.cards[0], javascript=False)
    expect(p.locator(".pair:visible")).to_have_count(3)
    choose(p, "F1", 3, "F1", "F2")
    p.click(".send button")
    expect(p.locator(".error-summary")).to_contain_text("nada une")
    choose(p, "F2", 3, "F2", "F3")
    choose(p, "F3", 3, "F1", "F3")
    shot(p, "ahp-plain")
    p.click(".send button")
    expect(p.locator("table.mine")).to_contain_text("¿F1 pesa 3 veces F2?")
    (answer,) = stored()
    assert answer == {"pairs": [["F1", "F2", 3], ["F1", "F3", "1/3"], ["F2", "F3", 3]]}


def test_weights_from_pairs_are_read_on_a_phone_and_on_a_laptop(app, phone, shot):
    room = make_room((6, 7, 5))
    round_ = make_round(room, "ahp", CODES)
    answered(room, round_, CODES)
    close(round_, publish=True)
    p = phone()
    p.goto(f"/p/moq/r/mesa-1/{round_.number}/")
    expect(p.locator("h1").first).to_be_visible()
    expect(p.locator("body")).to_contain_text("Consenso de las personas")
    shot(p, "ahp-result")
    assert p.evaluate("document.documentElement.scrollWidth <= innerWidth")
