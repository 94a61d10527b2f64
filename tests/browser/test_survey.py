"""The survey of 36 items on a phone of 360 pixels and at a counter, and what staff see of it."""

import re

from depth import DEEP
from playwright.sync_api import expect
from sqlalchemy import select
from surveyed import close, respond, secret, zed

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.models import SurveyParticipation
from smd_workshop.surveys import instruments
from smd_workshop.surveys.answers import answering, open_links

#: What has the focus, as far as somebody with a keyboard alone must know it.
FOCUSED = """() => {
    const e = document.activeElement, group = e.type === 'radio' && [...document.getElementsByName(e.name)];
    return {kind: e.type || e.localName, value: e.value || '', seen: e.checkVisibility(),
            chosen: group ? group.some(each => each.checked) : false, words: e.innerText || ''};
}"""


def by_keyboard(p, wanted):
    """Go on with the tabulator, answer each scale that is met, and press what is wanted; return how many were answered."""
    answered = 0
    for _ in range(80):
        p.keyboard.press("Tab")
        at, where = p.evaluate(FOCUSED), p.url
        assert at["seen"], f"{where}: what has the focus is not seen"
        if at["kind"] == "radio" and not at["chosen"]:
            p.keyboard.press("Space")
            p.keyboard.press("ArrowDown")
            answered += 1
        elif at["kind"] in {"textarea", "text"}:
            p.keyboard.type("Más horas")
        if at["kind"] == "submit" and wanted in (at["value"], at["words"].strip()):
            here = p.url
            p.keyboard.press("Enter")
            p.wait_for_url(lambda url, here=here: url != here)
            return answered
    raise AssertionError(f"{p.url}: nobody gets to “{wanted}” with the tabulator")


def test_the_whole_survey_on_a_phone_with_the_keyboard_alone(
    app, phone, shot, axe, fits, big_enough
):
    """All 36 items and what stands beside them, begun on one phone and gone on with on another."""
    asked = zed(many=13)
    asks = len(instruments.read(asked.wave.instrument).items)
    link = f"/q/{asked.links[0]}"
    p = phone()
    p.goto(link)
    shot(p, "survey-start", widths=(360,))
    fits(p)
    by_keyboard(p, "Empezar")
    pages = answered = 0
    while "/p/" in p.url:
        pages += 1
        expect(p.get_by_role("heading", level=1)).to_be_visible()
        fits(p)
        big_enough(p)
        if pages in {1, 8}:
            axe(p)
        if pages == 1:
            shot(p, "survey-page", widths=(360,))
            p.set_viewport_size({"width": 320, "height": 185})  # 1280 × 740 at 400 %
            fits(p)
            p.set_viewport_size({"width": 360, "height": 740})
        if pages == 4:
            other = p.url
            p = phone()  # another telephone, the same link
            p.goto(link)
            by_keyboard(p, "Seguir donde estaba")
            expect(p, "it goes on where the answers end").to_have_url(other)
        answered += by_keyboard(p, "next")
    assert asks - answered <= 2, "all but what is written in words"
    expect(p.get_by_role("heading", level=1)).to_have_text("Enviar sus respuestas")
    shot(p, "survey-check", widths=(360,))
    by_keyboard(p, "Enviar mis respuestas")
    expect(p.get_by_role("heading", level=1)).to_contain_text("Sus respuestas llegaron")
    shot(p, "survey-thanks", widths=(360,))
    db.session.rollback()
    assert len(db.session.scalars(select(SurveyParticipation.id)).all()) == 1


def test_a_page_of_the_survey_without_a_script(app, phone, fits):
    asked = zed(many=13)
    p = phone(javascript=False)
    p.goto(f"/q/{asked.links[0]}")
    p.get_by_role("button", name="Empezar").click()
    p.wait_for_url("**/p/**")  # with all its questions
    for card in p.locator("fieldset").all():
        card.locator("label", has=p.locator("input")).nth(4).click()
    fits(p)
    p.locator("button[value=next]").click()
    expect(p.locator("#progress")).to_contain_text("Página 2")


def at_counter(phone):
    """A device on which a counter was opened, and its clock in the test's hand."""
    asked = zed(many=13)
    with transaction():
        link = open_links.make(asked.wave, open_links.KIOSK, "Mostrador", None, now(), None)
    p = phone()
    p.clock.install()
    p.goto(f"/kiosk/{link.code}")
    p.get_by_role("button", name="Usar este equipo").click()
    p.get_by_role("button", name="Empezar").click()
    expect(p.locator("#progress")).to_contain_text("Página 1")
    p.wait_for_load_state()  # with all its questions
    return p


def test_a_device_at_a_counter_starts_over_when_nobody_touches_it(app, phone, shot, axe, fits):
    p = at_counter(phone)
    p.locator("fieldset label").nth(1).click()
    warning = p.get_by_role("alert")
    p.clock.run_for(59_000)
    expect(warning).to_be_hidden()
    p.clock.run_for(6_000)
    expect(warning).to_contain_text("¿Sigue usted ahí?")
    shot(p, "survey-kiosk-warning", widths=(360, 1280))
    fits(p)
    axe(p)
    p.get_by_role("button", name="Sigo aquí").click()
    expect(warning).to_be_hidden()
    left = p.url
    p.clock.run_for(92_000)
    expect(p.get_by_role("button", name="Empezar")).to_be_visible()
    shot(p, "survey-kiosk-start", widths=(360, 1280))
    p.go_back()
    expect(p.get_by_role("button", name="Empezar")).to_be_visible()
    p.goto(left)
    expect(p.get_by_role("button", name="Empezar")).to_be_visible()
    p.wait_for_load_state()
    assert p.evaluate("sessionStorage.length") == 0


def test_a_device_at_a_counter_is_ready_for_the_next_ten_seconds_after_sending(app, phone, shot):
    p = at_counter(phone)
    while "/p/" in p.url:
        for card in p.locator("fieldset").all():
            card.locator("label", has=p.locator("input")).nth(4).click()
        here = p.url
        p.locator("button[value=next]").click()
        p.wait_for_url(lambda url, here=here: url != here)
    p.get_by_role("button", name="Enviar mis respuestas").last.click()
    expect(p.get_by_role("heading", level=1)).to_contain_text("Sus respuestas llegaron")
    shot(p, "survey-kiosk-thanks", widths=(360,))
    p.clock.run_for(11_000)
    expect(p.get_by_role("button", name="Empezar")).to_be_visible()
    p.go_back()
    expect(p.get_by_role("button", name="Empezar")).to_be_visible()


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
    p.wait_for_function("() => !Object.keys(sessionStorage).some(key => key.includes('/p/'))")


def test_staff_read_the_result_at_either_width(app, staff, shot, axe, fits):
    """Of a wave that was answered by links of people and by one for all; the other pages are in test_pages.py."""
    asked = zed(many=13)
    items = instruments.read(asked.wave.instrument).items
    likert = [code for code, item in items.items() if item.question.scale]
    for place in range(11):
        respond(asked, place, {c: 5 if (n + place) % 7 else 3 for n, c in enumerate(likert)})
    with transaction():
        poster = open_links.make(asked.wave, open_links.PUBLIC, "Afiche", None, now(), None)
        open_links.make(asked.wave, open_links.KIOSK, "Mostrador", None, now(), None)
        codes = [open_links.begin(poster, now(), secret()) for _ in range(7)]
    for code in codes:
        with transaction():
            answering.save(code, secret(), now(), dict.fromkeys(likert, 4), tuple(likert))
            answering.send(code, secret(), now())
    wave = f"/f/zed/surveys/{asked.survey.code}/waves/1"
    close(asked)
    staff.goto(f"{wave}/results")
    expect(staff.locator(".answer")).to_have_text(re.compile(r"\d+ de \d+ respuestas \(\d+\.\d\d"))
    shot(staff, "survey-staff-results")
    fits(staff)
    if DEEP:
        axe(staff)
    staff.set_viewport_size({"width": 360, "height": 740})
    fits(staff)
    axe(staff)


def test_on_a_phone_the_trail_above_a_page_of_staff_tells_whole_names(app, staff, fits, legible):
    asked = zed(many=1)
    staff.set_viewport_size({"width": 360, "height": 740})
    staff.goto(f"/f/zed/surveys/{asked.survey.code}/waves/{asked.wave.number}")
    expect(staff.locator("header nav").first.get_by_role("link")).to_have_count(4)
    legible(staff)
    fits(staff)
