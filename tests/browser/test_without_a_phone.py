"""A workshop with somebody who brought no phone, from the paper in their hand to the acta on the wall."""

import pytest
from builders import NOON, make_room, make_round
from playwright.sync_api import expect
from signing import take_seat
from sqlalchemy import select

from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.database import db, transaction
from smd_workshop.models import Ballot, Participation, Roll
from smd_workshop.processes import protocols
from smd_workshop.rounds import workshops
from smd_workshop.rounds.ballots import paper_numbers

W = "/f/moq/w/mesa-1"


@pytest.fixture
def hall(app):
    app.config["SMD_POLL_SECONDS"] = 1
    app.config["SMD_DRAFT_ACTAS"] = False
    hall = make_room((3, 2))
    with transaction():
        protocols.change(hall.process, {"grace_seconds": 2}, None, NOON)
    return hall


def number_of(app, round_):
    db.session.rollback()
    found = next(n for n, _ in paper_numbers.printed(round_, app.config["SECRET_KEY"]))
    db.session.rollback()
    return found


def row(staff, code):
    return staff.locator("li.row", has_text=code)


def rate(page, **values):
    for code, value in values.items():
        page.locator(f'input[name="a.{code}"][value="{value}"]').check(force=True)


def helped(staff, code, shot, axe):
    """Help a person with the vote from the table of papers, and come back to it."""
    row(staff, code).get_by_role("link").click()
    shot(staff, "assisted")
    axe(staff)
    rate(staff, F1=9, F2=1)
    staff.click("main form button")
    expect(staff.locator("h1")).to_contain_text("✓")
    shot(staff, "assisted-done")
    axe(staff)
    staff.locator("a.button:not(.quiet)").click()
    expect(staff.locator("#mark")).to_be_visible()


def stored():
    db.session.rollback()
    found = sorted(db.session.scalars(select(Participation.channel)))
    many = len(db.session.scalars(select(Ballot.id)).all())
    db.session.rollback()
    return found, many


def test_paper_help_and_phone_count_once_each(app, hall, staff, phone, shot, axe, fits):
    phone = phone()
    round_ = make_round(hall)
    number, code = number_of(app, round_), hall.cards[0].seat.code
    db.session.rollback()
    take_seat(phone, hall.cards[0])
    rate(phone, F1=5, F2=5)
    phone.click("form.stack button[type=submit]")
    expect(phone.get_by_role("status").first).to_contain_text("✓")
    assert stored() == (["own"], 1)

    staff.goto(f"{W}/console")
    staff.click("#paper")
    shot(staff, "papers")
    axe(staff)
    fits(staff)
    row(staff, code).get_by_role("button").first.click()
    expect(staff.locator("h1")).to_contain_text("ya respondió")
    assert stored() == (["own"], 1), "an answer that counts is not withdrawn at one tap"
    shot(staff, "paper-withdraws")
    axe(staff)
    fits(staff)
    staff.click("button[name=act][value=give]")
    expect(row(staff, code)).to_contain_text("papel")
    phone.wait_for_url("**/s/mesa-1")  # without a hand
    expect(phone.locator(".note.bad")).to_be_visible()
    shot(phone, "phone-on-paper")
    assert stored() == ([], 0)

    staff.fill("#mark", number.lower())
    staff.click("form[action$='/type'] button")
    shot(staff, "paper-typing")
    axe(staff)
    fits(staff)
    rate(staff, F1=8, F2=2)
    staff.click("button[value=look]")
    expect(staff.locator("button[value=save]")).to_be_visible()
    shot(staff, "paper-second-look")
    axe(staff)
    fits(staff)
    staff.click("button[value=save]")
    assert stored() == (["paper"], 1)

    helped(staff, hall.cards[1].seat.code, shot, axe)
    assert stored() == (["assisted", "paper"], 2)

    staff.goto(f"{W}/console")
    staff.click("#announce")
    expect(staff.locator("#publish")).to_be_visible(timeout=40_000)
    db.session.rollback()
    rolls = db.session.scalars(select(Roll).where(Roll.voted > 0)).all()
    assert [(r.voted, r.channels) for r in rolls] == [(2, {"assisted": 1, "paper": 1})]
    db.session.rollback()


def test_a_waiting_phone_moves_on_and_ends_at_the_acta(app, hall, staff, phone, shot):
    phone = phone()
    take_seat(phone, hall.cards[0])
    expect(phone.locator("h1")).to_be_visible()
    staff.goto(f"{W}/projector")
    phone_here = phone.url
    staff.goto(f"{W}/acta")
    staff.locator("form[action$='/acta/corrections'] button").click()
    expect(phone.get_by_role("heading", name="El taller terminó")).to_be_visible(timeout=15_000)
    assert phone.url == phone_here, "it came by itself"
    shot(phone, "phone-workshop-ended")
    staff.set_viewport_size({"width": 1280, "height": 720})
    staff.goto(f"{W}/projector")
    expect(staff.locator("img[src$='acta-qr.svg']")).to_be_visible()
    shot(staff, "projector-acta")
    phone.locator("a.button").first.click()
    expect(phone.locator("h1")).to_contain_text("Acta")


def test_without_javascript_a_waiting_phone_comes_to_the_round(app, hall, phone):
    page = phone(javascript=False)
    take_seat(page, hall.cards[0])
    make_round(hall)
    db.session.rollback()
    expect(page.locator("a.button[href='/s/mesa-1/1']")).to_be_visible(timeout=30_000)


def test_the_door_adds_a_seat_and_asks_which_workshop_it_is(app, hall, staff, phone, shot, axe):
    phone = phone()
    staff.goto(f"{W}/door")
    staff.locator("a[href$='/door/new']").click()
    shot(staff, "seat-on-the-spot")
    axe(staff)
    staff.fill("#name", "Colegio de Ilo")
    staff.locator("main form button.button").first.click()
    expect(row(staff, "COM-1")).to_be_visible()
    shot(staff, "door")
    with transaction():
        day = day_of(now(), "America/Lima")
        workshops.create(hall.process, "Mesa de la mañana", now(), code="m", held_on=day)
        workshops.create(hall.process, "Mesa de la tarde", now(), code="t", held_on=day)
    db.session.rollback()
    take_seat(phone, hall.cards[1])
    expect(phone.locator("form[action='/s/'] button").first).to_be_visible()
    shot(phone, "phone-which-workshop")
    axe(phone)
