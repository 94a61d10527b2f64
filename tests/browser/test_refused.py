"""Pages that nobody wants to see: refusals and the second step of signing in fit and are accessible too."""

import re

import pytest
from builders import make_room, make_round, make_user
from flask import current_app
from playwright.sync_api import expect
from signing import sign_in

from smd_workshop.database import db, transaction
from smd_workshop.demonstration import demo
from smd_workshop.rounds.seats import holders

LANGUAGES = pytest.mark.parametrize(
    "language", ["es-PE", pytest.param("en", marks=pytest.mark.deep)]
)


@pytest.fixture
def check(axe, fits, big_enough, shot):
    """check(page, name): nothing is wrong with what the page shows now, at either width.

    Axe looks once at each page in each language: at the one on a phone, at the other on a laptop.
    """

    def at_both_widths(page, name):
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            fits(page)
            big_enough(page)
            if width == (360 if page.locator("html").get_attribute("lang") == "es" else 1280):
                axe(page)
        shot(page, name)

    return at_both_widths


@LANGUAGES
def test_refusals_are_pages_like_the_others(app, contexts, check, monkeypatch, language):
    room = make_room()
    make_round(room)
    email, password = make_user("otra@example.org", role="observer", process=room.process)
    window = contexts(language=language).new_page()

    def shows(status, name):
        assert window.locator("main").inner_text().strip()
        check(window, f"refused-{name}-{language[:2]}")
        assert answers[-1].status == status, (name, answers[-1].status)

    answers = []
    window.on(
        "response", lambda r: answers.append(r) if r.request.is_navigation_request() else None
    )
    window.goto("/no-hay-tal-pagina")
    shows(404, "unknown")
    window.goto("/e/AAAAAAAA")
    shows(404, "wrong-card")
    app.config["SMD_JOIN_TRIES"] = "1 per minute"
    window.goto("/e/AAAAAAAB")
    window.goto("/e/AAAAAAAC")
    shows(429, "too-many")
    window.goto("/account/login")
    window.fill("input[name=email]", email)
    window.fill("input[name=password]", password)
    window.click("main [type=submit]")
    window.wait_for_url(re.compile("/f/"))
    window.goto("/f/accounts")
    shows(403, "not-for-observers")

    def breaks(*_args, **_options):
        raise RuntimeError("a defect")

    monkeypatch.setattr(holders, "holder_by", breaks)
    app.config["SMD_JOIN_TRIES"] = "60 per minute"
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.testing = False
    window.goto("/e/AAAAAAAD")
    shows(500, "defect")
    assert "whether it was saved" in window.content() or "mire si se guardó" in window.content()
    assert "RuntimeError" not in window.content()


@LANGUAGES
def test_the_second_step_of_signing_in(app, contexts, check, language):
    email, password = make_user()

    def enter(window):
        window.goto("/account/login")
        window.fill("input[name=email]", email)
        window.fill("input[name=password]", password)
        window.click("main [type=submit]")

    first = contexts(language=language).new_page()
    enter(first)
    first.wait_for_url(re.compile("/f/"))
    first.goto("/account/mf-recovery-codes")
    first.click("main form[method=post] button")
    first.wait_for_selector("li code")
    first.wait_for_load_state()  # all of them
    codes = first.locator("li code").all_inner_texts()
    check(first, f"second-codes-{language[:2]}")
    first.goto("/account/tf-setup")
    first.click("main button[value=authenticator]")
    first.wait_for_selector("input[name=code]")
    check(first, f"second-setup-{language[:2]}")
    from test_accounts import code_for

    first.wait_for_load_state()
    key = next(t for t in first.locator("main code").all_inner_texts() if len(t) > 15)
    first.fill("input[name=code]", code_for(key))
    first.click("main form:has(input[name=code]) button")
    first.wait_for_url(re.compile("/f/me"))

    window = contexts(language=language).new_page()
    enter(window)
    window.wait_for_url("**/account/tf-validate**")
    check(window, f"second-code-{language[:2]}")
    window.fill("input[name=code]", "000000")
    window.click("main form:has(input[name=code]) button")
    window.wait_for_selector("input[aria-invalid=true]")
    check(window, f"second-wrong-code-{language[:2]}")
    window.click("main summary")
    check(window, f"second-no-phone-{language[:2]}")
    window.click("main button[value=recovery_code]")
    window.wait_for_url("**/account/mf-recovery**")
    check(window, f"second-recovery-{language[:2]}")
    window.fill("input[name=code]", codes[0])
    window.click("main form button")
    window.wait_for_url(re.compile("/f/"))
    db.session.rollback()


@LANGUAGES
def test_a_refused_form_of_staff_says_all_that_is_wrong_first_and_keeps_what_was_typed(
    app, contexts, check, language
):
    with transaction():
        demo.load(current_app.config["SECRET_KEY"], None)
    window = contexts(language=language).new_page()
    sign_in(window, *make_user("plan@example.org"))
    window.goto("/f/moquegua-2022/scorecard")
    window.locator("article a[href*='/objectives/']").first.click()
    form = window.locator("form[action$='/initiatives']")
    form.evaluate("form => { form.closest('details').open = form.noValidate = true; }")
    form.locator("[name=owner]").fill("Gobierno Regional de Moquegua")
    form.locator("[name=budget]").fill("dos millones")
    form.locator("button").last.click()
    summary = form.locator(".error-summary")
    expect(summary).to_be_focused()
    assert form.locator("[name=owner]").input_value() == "Gobierno Regional de Moquegua"
    assert form.locator("[name=budget]").input_value() == "dos millones"
    summary.locator("a").first.click()
    expect(form.locator("[name=name]")).to_be_focused()
    check(window, f"refused-staff-form-{language[:2]}")
