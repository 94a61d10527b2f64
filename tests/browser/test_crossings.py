"""Crossing on a phone: one pair at a time, without a script too; on a laptop one table; the result is read."""

import json

from builders import NOON, cast, close, make_room, make_round
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import select

from smd_workshop.database import db, transaction
from smd_workshop.models import Ballot
from smd_workshop.rounds import opening, option_sources

WORDS = {
    "F1": "Experiencia de cincuenta años en la gran minería del cobre",
    "F2": "Agua regulada en la represa Pasto Grande",
    "D1": "Poca confianza en las cifras que otros hacen, porque quien las publica es a la vez quien decide qué se mide y cómo",
    "O1": "Demanda mundial de cobre para la transición energética",
    "O2": "Tren y puerto de Ilo con capacidad libre",
    "A1": "Sequía cada vez más larga en la cuenca alta",
}
ANSWER = {
    "F1|O1": 3, "F1|O2": 2, "F1|A1": 1, "F2|O1": 2, "F2|O2": 2, "F2|A1": 1, "D1|O1": 1,
    "D1|O2": 1, "D1|A1": 1,
}  # fmt: skip


def crossing(room):
    round_ = make_round(
        room, "cross", open=False, title="Cruce", question="¿Cuánto tiene que ver cada par?"
    )
    with transaction():
        option_sources.set_options(round_, [(None, c, w, c[0]) for c, w in WORDS.items()])
        opening.open_round(round_, NOON, None)
    return round_


def test_pairs_are_answered_one_at_a_time(app, phone, shot):
    room = make_room((2, 1))
    crossing(room)
    p = phone()
    take_seat(p, room.cards[0])
    expect(p.locator("[data-progress]")).to_contain_text("0 de 9")
    shot(p, "cross-ballot")
    assert p.locator("html").evaluate("e => e.scrollHeight") <= 1.5 * 740, (
        "a question and a half screens"
    )
    expect(p.locator(".pair .scale").first).to_be_in_viewport(ratio=1)
    first, second = p.locator(".pair").nth(0), p.locator(".pair").nth(1)  # every seat has its order
    expect(first).to_be_in_viewport(ratio=0.5)
    first.locator("input[value='3']").click()
    expect(p.locator("[data-progress]")).to_contain_text("1 de 9")
    expect(second).to_be_in_viewport(ratio=0.5)
    expect(first).not_to_be_in_viewport(ratio=0.5)
    second.locator(".turn a", has_text="Anterior").click()
    expect(first).to_be_in_viewport(ratio=0.5)
    p.click(".send button")
    p.wait_for_selector("table.mine")
    expect(p.locator("table.mine")).to_contain_text(" × ")
    db.session.rollback()
    (answer,) = db.session.scalars(select(Ballot.answer)).all()
    assert list(json.loads(answer).values()) == [3]
    assert p.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_the_questions_follow_each_other_by_links(app, phone):
    room = make_room((2, 1))
    crossing(room)
    p = phone(javascript=False)
    take_seat(p, room.cards[0])
    first, second = p.locator(".pair").nth(0), p.locator(".pair").nth(1)
    first.locator("input[value='2']").check()
    first.locator(".turn a", has_text="Siguiente").click()
    expect(second).to_be_in_viewport(ratio=0.5)
    second.locator("input[value='0']").check()
    p.click(".send button")
    expect(p.locator("table.mine")).to_contain_text(" × ")
    db.session.rollback()
    (answer,) = db.session.scalars(select(Ballot.answer)).all()
    assert sorted(json.loads(answer).values()) == [0, 2]


def test_the_result_is_read_on_a_phone_and_on_a_laptop(app, phone, shot):
    room = make_room((6, 7, 5))
    round_ = crossing(room)
    for place, card in enumerate(room.cards):
        cast(card, round_, {pair: min(3, mark + place % 2) for pair, mark in ANSWER.items()})
    close(round_, publish=True)
    p = phone()
    p.goto(f"/p/moq/r/mesa-1/{round_.number}/")
    expect(p.locator(".answer")).to_contain_text("Predomina FO, fortalezas con oportunidades")
    for fold in p.locator("details.fold").all():
        fold.locator("summary").first.click()
    shot(p, "cross-result")
    assert p.evaluate("document.documentElement.scrollWidth <= innerWidth")
