"""The page of logo and colour, and what comes of it on portal and wall, as people see them."""

from io import BytesIO

import pytest
from builders import make_room
from filled import full_room
from PIL import Image
from playwright.sync_api import expect


@pytest.fixture
def logo(tmp_path):
    file = tmp_path / "logo.png"
    picture = Image.new("RGB", (400, 400), "#ffffff")
    picture.paste("#a3461f", (60, 60, 340, 340))
    made = BytesIO()
    picture.save(made, "PNG")
    file.write_bytes(made.getvalue())
    return file


def test_staff_set_logo_colour_and_short_names_and_all_see_them(
    app, staff, logo, axe, fits, big_enough, shot
):
    full_room(simulated=True)
    staff.goto("/f/moq/look")
    staff.set_input_files("#logo", logo)
    staff.get_by_role("button", name="Guardar el logo").click()
    expect(staff.get_by_role("img", name="Logo de SMD Moquegua")).to_be_visible()
    staff.fill("#colour", "#75479a")
    staff.get_by_role("button", name="Guardar el color").click()
    expect(staff.get_by_text("Guardado.")).to_be_visible()
    expect(staff.locator(".look-band")).to_have_css("background-color", "rgb(117, 71, 154)")
    axe(staff)
    shot(staff, "look")
    staff.set_viewport_size({"width": 360, "height": 740})
    fits(staff)
    big_enough(staff)
    staff.fill("#colour", "#ffe000")
    staff.get_by_role("button", name="Guardar el color").click()
    expect(staff.get_by_text("se leen mal sobre este color")).to_be_visible()
    staff.set_viewport_size({"width": 1280, "height": 720})
    staff.goto("/f/moq/sectors")
    box = staff.get_by_label("Nombre corto para el proyector Sociedad civil")
    box.fill("Sociedad")
    box.press("Enter")
    expect(staff.get_by_text("Guardado.")).to_be_visible()
    shot(staff, "sectors")
    staff.goto("/p/moq/")
    expect(staff.locator(".id")).to_have_css("background-color", "rgb(117, 71, 154)")
    axe(staff)
    shot(staff, "process-with-look")
    staff.goto("/")
    axe(staff)
    shot(staff, "home-with-look")


def test_a_process_without_a_look_has_that_of_the_program(app, page, axe):
    make_room()
    page.goto("/p/moq/")
    expect(page.locator(".id")).to_have_css("background-color", "rgb(29, 39, 51)")
    expect(page.locator(".logo")).to_have_count(0)
    axe(page)
