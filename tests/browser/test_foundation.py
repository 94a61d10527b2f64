"""The tools of the other browser tests: were they broken, every one of those would pass in vain."""

import pytest
from playwright.sync_api import expect


def test_a_real_browser_reads_a_page_of_the_real_server(page, axe, shot, fits):
    page.goto("/")
    expect(page.locator("h1")).to_have_count(1)
    axe(page)
    fits(page)
    shot(page, "portal-home")


def test_axe_sees_a_violation(page, axe):
    page.set_content("<html><body><img src='x.png'></body></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


@pytest.mark.parametrize(
    "change",
    [
        "document.querySelector('main p').style.color = '#eee'",
        "document.querySelector('main p').style.background = '#777'",
        "document.querySelector('main').style.opacity = .3",
        # Text that came since: the policy of our pages lets no style stand in HTML.
        (
            "const p = document.createElement('p'); p.textContent = 'Un texto pálido';"
            "p.style.color = '#eee'; document.querySelector('main').append(p)"
        ),
    ],
)
def test_a_pale_text_is_seen_on_a_page_whose_contrast_is_known(page, axe, change):
    page.goto("/")
    axe(page)
    if not page.locator("[data-contrast]").count():
        page.reload()
        axe(page)
    page.evaluate(change)
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(page)


def test_from_what_is_disabled_does_not_follow_that_others_can_be_read(page, axe):
    """Of what nobody can use axe measures no contrast."""
    page.set_content(
        "<html lang=es><title>Uno</title><main><h1>Uno</h1><fieldset disabled>"
        "<label style='color: #eee'>Un texto pálido <input></label></fieldset></main></html>"
    )
    axe(page)
    page.locator("fieldset").evaluate("fields => { fields.disabled = false; }")
    with pytest.raises(AssertionError, match="color-contrast"):
        axe(page)


def test_a_page_that_is_too_wide_is_noticed(phone, fits):
    page = phone()
    page.set_content("<div style='width: 900px'>x</div>")
    with pytest.raises(AssertionError, match="wide"):
        fits(page)
