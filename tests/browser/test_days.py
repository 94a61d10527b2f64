"""A Delphi over three days: nobody sits at a console at any hour, people answer at home, and the rule says when to stop."""

import re
from datetime import timedelta

import pytest
from builders import cast, make_room, make_round
from clocks import turned
from playwright.sync_api import expect
from post_office import open_office
from signing import sign_in, take_seat

from smd_workshop.core import zones
from smd_workshop.core.clock import now
from smd_workshop.database import db
from smd_workshop.models import Series
from smd_workshop.worker import jobs

LIMA = zones.zone("America/Lima")
FIRST = {"com": {"F1": 8, "F2": 2}, "soc": {"F1": 8, "F2": 5}, "emp": {"F1": 9, "F2": 8}}
AT = "/f/moq/w/mesa-1"


@pytest.fixture
def office(app, monkeypatch):
    """A mail server of our own, to which the application sends."""
    with open_office() as (office, port):
        state = app.extensions["mailman"]
        backend = "smd_workshop.web.letters.mail_server.EmailBackend"
        for name, value in (("backend", backend), ("server", "127.0.0.1"), ("port", port)):
            monkeypatch.setattr(state, name, value)
        monkeypatch.setitem(app.config, "SMD_MAIL_BACKEND", "smtp")
        yield office


@pytest.fixture
def clock(app, monkeypatch):
    return turned(monkeypatch, now().replace(second=0, microsecond=0))


def typed(moment):
    """A day and an hour as somebody writes them, by the clock of the process."""
    return moment.astimezone(LIMA).strftime("%Y-%m-%dT%H:%M")


def work():
    """The worker looks once for what is due."""
    db.session.rollback()
    jobs.make_up()
    db.session.rollback()


def to(office):
    return sorted(each[0][0] for each in office.letters)


def leave_address(phone, card, address):
    take_seat(phone, card)
    phone.goto("/s/mesa-1/letters")
    phone.fill("#address", address)
    phone.locator("form.card button").click()
    expect(phone.get_by_role("status").first).to_be_visible()


def say_hours(page, number, opens, closes):
    page.goto(f"{AT}/rounds/{number}/hours")
    page.fill("[name=opens_at]", typed(opens))
    page.fill("[name=closes_at]", typed(closes))
    page.get_by_role("button", name="Guardar", exact=True).click()
    expect(page.get_by_text("Se abre sola").first).to_be_visible()


def answer_at_home(phone, number, marks, reason=""):
    phone.goto(f"/s/mesa-1/{number}")
    for code, mark in marks.items():
        phone.locator(f"label:has([name='a.{code}'][value='{mark}'])").click()
    if reason:
        phone.locator("[name='w.F2']").fill(reason)
    phone.click(".send button")
    expect(phone.get_by_text("Guardado").first).to_be_visible()


def others_answer(room, round_id, marks, at, but=()):
    from smd_workshop.rounds import store

    for place, card in enumerate(room.cards):
        if place not in but:
            cast(card, store.get(round_id), marks[card.seat.actor.sector.code], at=at)


def test_a_delphi_over_three_days_runs_by_its_hours_and_ends_by_its_rule(
    app, clock, office, staff, phone, shot, fits, axe
):
    room = make_room((6, 6, 6))
    first = make_round(room, open=False, title="Importancia", question="¿Cuánto importa?")
    mine, late = phone(), phone()
    leave_address(mine, room.cards[0], "rosa@example.org")
    leave_address(late, room.cards[1], "juan@example.org")
    open_for_days(staff, clock, office)
    answer_at_home(mine, 1, {"F1": 8, "F2": 2}, "El agua no alcanza para el valle")
    shot(mine, "days-answered")
    others_answer(room, first.id, FIRST, clock.moment, but=(0, 1))
    reminded_and_put_off(staff, clock, office)
    answer_at_home(late, 1, {"F1": 8, "F2": 2})
    clock.pass_(days=1)
    work()
    late.goto("/s/mesa-1/1")
    expect(late.get_by_text("Cerrada").first).to_be_visible()
    back(staff)
    publish(staff, 1)

    ask_again(staff, clock)
    assert len(office.letters) == 5, "each seat with an address is told of the second round"
    # The phone that waited goes to what is asked now by itself: the second round is opened on a page beside it.
    mine = mine.context.new_page()
    mine.goto("/s/mesa-1/2")
    expect(mine.get_by_text("«El agua no alcanza para el valle»")).to_be_visible()
    expect(mine.locator("[data-mine='Factor F2']")).to_have_text(re.compile("su respuesta.*: 2$"))
    expect(mine.locator(".earlier svg.histogram")).to_have_count(6)
    fits(mine)
    axe(mine)
    shot(mine, "days-second")
    answer_at_home(mine, 2, {"F1": 8, "F2": 2})
    others_answer(room, first.id + 1, FIRST, clock.moment, but=(0,))
    assert series_that_last() == 1

    clock.pass_(days=2)
    work()
    back(staff)
    staff.goto(f"{AT}/console?round=2")
    expect(staff.locator("#moved")).to_contain_text("La regla dice terminar")
    expect(staff.locator("#moved")).to_contain_text("desacuerdo estable: F2")
    shot(staff, "days-console")
    assert series_that_last() == 0
    publish(staff, 2)
    # The phone that waited goes to the result by itself: who reads the trail does so on a page beside it.
    reader = mine.context.new_page()
    reader.goto("/p/moq/r/mesa-1/2/trail")
    expect(reader.get_by_role("heading", name="F2")).to_be_visible()
    shot(reader, "days-trail")


def open_for_days(staff, clock, office):
    """It opens by its hour, in an hour and for three days, and tells those who left an address."""
    opens, closes = clock.moment + timedelta(hours=1), clock.moment + timedelta(days=3)
    say_hours(staff, 1, opens, closes)
    clock.moment = opens
    work()
    assert to(office) == ["juan@example.org", "rosa@example.org"]


def reminded_and_put_off(staff, clock, office):
    """The day before the end who has not answered is reminded; staff see who, and put the end off by a day; the first end passes."""
    clock.pass_(days=2)
    work()
    assert to(office) == ["juan@example.org"] * 2 + ["rosa@example.org"], "the missing alone"
    back(staff)
    staff.goto(f"{AT}/rounds/1/missing")
    expect(staff.get_by_role("row", name=re.compile("COM"))).to_have_count(1)
    closes = clock.moment + timedelta(hours=23)
    staff.goto(f"{AT}/rounds/1/hours")
    staff.fill("[name=until]", typed(closes + timedelta(days=1)))
    staff.fill("[name=reason]", "Falta una comunidad")
    staff.get_by_role("button", name="Guardar", exact=True).click()
    expect(staff.get_by_text("Abierta hasta").first).to_be_visible()
    clock.moment = closes
    work()


def series_that_last():
    return db.session.query(Series).filter(Series.key.is_not(None)).count()


def back(staff):
    """Sign in again: a day later nobody is signed in any more."""
    staff.context.clear_cookies()
    sign_in(staff, "facilitadora@example.org", "una-clave-larga")


def publish(staff, number):
    staff.goto(f"{AT}/rounds/{number}/reasons")
    unread = staff.locator("button[value=harmless]")
    if unread.count():
        unread.click()
        expect(staff.get_by_role("status").first).to_be_visible()
    staff.goto(f"{AT}/rounds/{number}/publish")
    staff.locator("main form button.button").first.click()
    expect(staff.get_by_role("status").first).to_be_visible()


def ask_again(staff, clock):
    """Ask again, over two days less an hour, from an hour that has come when this returns."""
    staff.goto(f"{AT}/console?round=1")
    staff.get_by_role("link", name="Preguntar otra vez").first.click()
    staff.get_by_role("button", name="Prepararla como siguiente ronda").click()
    expect(staff.get_by_role("status").first).to_be_visible()
    say_hours(staff, 2, clock.moment + timedelta(hours=1), clock.moment + timedelta(days=2))
    clock.pass_(hours=1)
    work()
