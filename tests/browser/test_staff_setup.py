"""What staff do on their set-up pages in a real browser; that all of them are readable is in test_pages.py."""

import re

import pytest
from builders import make_room, make_round, make_user
from playwright.sync_api import expect
from signing import sign_in, sign_in_by_the_form


@pytest.mark.parametrize("language", ["es-PE", pytest.param("en", marks=pytest.mark.deep)])
def test_the_rules_of_a_process_are_read_and_filled_in(contexts, shot, axe, fits, language):
    """The form that the page of the rules unfolds; the page itself is in test_pages.py."""
    make_room()
    page = contexts(language=language).new_page()
    sign_in(page, *make_user())
    page.goto("/f/moq/protocol")
    page.click("summary")
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        fits(page)
    axe(page)
    shot(page, f"{language[:2]}-protocol-form")


def test_a_form_with_errors_moves_the_focus_to_what_is_wrong(contexts, axe):
    page = contexts().new_page()
    sign_in(page, *make_user())
    page.goto("/f/new")
    page.click("main [type=submit]")
    expect(page.locator(".error-summary")).to_be_focused()
    axe(page)
    page.click(".error-summary a")
    expect(page).to_have_url(re.compile("#name$"))


def test_an_import_from_file_to_seats(contexts, axe, shot, fits):
    room = make_room()
    page = contexts().new_page()
    sign_in(page, *make_user())
    page.goto("/f/moq/people/import")
    rows = "Sector,Actor,Titular\ncom,Regantes,Eva\nxxx,Radio,Ana\nprensa,,\n"
    page.set_input_files(
        "input[type=file]", {"name": "l.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    )
    page.click("main [type=submit]")
    page.wait_for_url(re.compile(r"/import/\w{32}$"))
    axe(page)
    fits(page)
    shot(page, "import-preview")
    page.click("main form .button")
    page.wait_for_url(re.compile("/people$"))
    expect(page.get_by_text("Regantes").first).to_be_visible()
    make_round(room)
    page.goto("/f/moq/protocol")
    shot(page, "protocol-frozen")


def test_a_passkey_is_made_and_opens_the_account(contexts):
    page = contexts(language="en").new_page()
    sign_in_by_the_form(page, *make_user())
    # a passkey belongs to a name, never to a number
    local = page.url.split("/f/")[0].replace("127.0.0.1", "localhost")
    page.goto(f"{local}/account/login")
    page.fill("input[name=email]", "facilitadora@example.org")
    page.fill("input[name=password]", "una-clave-larga")
    page.click("[type=submit]")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                     "hasUserVerification": True, "isUserVerified": True}},
    )  # fmt: skip
    page.goto(f"{local}/account/wan-register")
    page.fill("input[name=name]", "laptop")
    page.check("input[value=first]")
    page.click("main [type=submit]")
    page.locator("li", has_text="laptop").wait_for()
    page.context.clear_cookies()
    page.goto(f"{local}/account/wan-signin")
    page.click("main [type=submit]")
    page.wait_for_url(re.compile("/f/"))
