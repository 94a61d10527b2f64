"""The survey of 36 items on a phone of 360 pixels, with and without a script, and what staff see of it."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from surveyed import close, respond, zed

from smd_workshop.database import db
from smd_workshop.models import SurveyParticipation
from smd_workshop.surveys import instruments


@pytest.mark.parametrize("javascript", [True, False])
def test_the_whole_survey_on_a_phone(app, phone, shot, axe, fits, big_enough, javascript):
    asked = zed(many=13)
    p = phone(javascript=javascript)
    p.goto(f"/q/{asked.links[0]}")
    shot(p, "survey-start", widths=(360,))
    fits(p)
    p.get_by_role("button", name="Empezar").click()
    pages = 0
    while "/p/" in p.url:
        pages += 1
        expect(p.get_by_role("heading", level=1)).to_be_visible()
        fits(p)
        if javascript:
            big_enough(p)
            if pages in {1, 8}:
                axe(p)
        for card in p.locator("fieldset").all():
            card.locator("label", has=p.locator("input")).nth(4).click()
        if pages == 1:
            shot(p, "survey-page", widths=(360,))
        here = p.url
        p.locator("button[value=next]").click()
        p.wait_for_url(lambda url, here=here: url != here)
    assert pages > 6
    expect(p.get_by_role("heading", level=1)).to_have_text("Enviar sus respuestas")
    shot(p, "survey-check", widths=(360,))
    p.get_by_role("button", name="Enviar mis respuestas").click()
    expect(p.get_by_role("heading", level=1)).to_contain_text("Sus respuestas llegaron")
    shot(p, "survey-thanks", widths=(360,))
    db.session.rollback()
    assert len(db.session.scalars(select(SurveyParticipation.id)).all()) == 1


def test_what_is_half_written_survives_a_reload_and_is_gone_once_it_is_sent(app, phone):
    asked = zed(many=13)
    p = phone()
    p.goto(f"/q/{asked.links[0]}")
    p.get_by_role("button", name="Empezar").click()
    first = p.locator("fieldset").first
    first.locator("label").nth(1).click()
    p.reload()
    expect(first.locator("input").nth(1)).to_be_checked()
    for card in p.locator("fieldset").all():
        card.locator("label").nth(4).click()
    p.locator("button[value=next]").click()
    expect(p.locator("#progress")).to_contain_text("Página 2")
    assert not p.evaluate("Object.keys(sessionStorage).filter(key => key.includes('/p/')).length")


def test_staff_read_the_result_at_either_width(app, staff, shot, axe, fits):
    asked = zed(many=13)
    items = instruments.read(asked.wave.instrument).items
    likert = [code for code, item in items.items() if item.question.scale]
    for place in range(11):
        respond(asked, place, {c: 5 if (n + place) % 7 else 3 for n, c in enumerate(likert)})
    staff.goto("/f/zed/surveys/")
    shot(staff, "survey-list")
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    for name, path in {
        "home": wave.partition("waves")[0],
        "version": wave.partition("waves")[0] + "versions/1",
        "wave": wave,
        "close": f"{wave}/close",
        "links-again": f"{wave}/links",
        "paper": f"{wave}/paper",
    }.items():
        staff.goto(path)
        expect(staff.locator("h1")).to_be_visible()
        shot(staff, f"survey-staff-{name}")
        fits(staff)
    close(asked)
    staff.goto(f"{wave}/results")
    expect(staff.locator(".answer")).to_have_text(re.compile(r"\d+ de \d+ respuestas \(\d+\.\d\d"))
    shot(staff, "survey-staff-results")
    axe(staff)
    staff.set_viewport_size({"width": 360, "height": 740})
    fits(staff)
    axe(staff)
