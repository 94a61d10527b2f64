"""The portal as people see it: at 360 and 1280 px, in Spanish, without anything to trip over."""

import pytest
from depth import DEEP
from filled import full_room


@pytest.fixture
def published(app):
    return full_room(simulated=True)


def pages(made):
    """The result of every kind of round; with `make test-deep` what test_pages.py sees of a fuller process too."""
    rounds = [(kind, f"/p/moq/r/mesa-1/{round_.number}/") for kind, round_ in made.items()]
    others = [
        ("home", "/"), ("process", "/p/moq/"), ("factors", "/p/moq/factors"),
        ("objective", "/p/moq/objectives/OE1"), ("commitments", "/p/moq/commitments"),
        ("protocol", "/p/moq/protocol"), ("search", "/p/moq/search?q=GERENS"),
        ("method", "/p/moq/methods/approval"),
    ]  # fmt: skip
    return [*(others if DEEP else ()), *rounds]


@pytest.mark.deep
def test_every_page_of_the_portal_is_accessible_and_fits_a_phone(published, page, axe, fits, shot):
    _, made = published
    for name, address in pages(made):
        page.set_viewport_size({"width": 360, "height": 740})
        assert page.goto(address).status == 200
        fits(page)
        axe(page)
        page.set_viewport_size({"width": 1280, "height": 800})
        fits(page)
        shot(page, f"portal-{name}")
