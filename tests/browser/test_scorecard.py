"""What the Moquegua workshop ratified becomes a scorecard with a map, which a citizen finds, follows back and downloads."""

import re

from builders import make_user
from flask import current_app
from playwright.sync_api import expect
from signing import sign_in

from smd_workshop.database import transaction
from smd_workshop.demonstration import demo

CARD = "/f/moquegua-2022/scorecard"


def test_from_the_ratification_to_a_citizen_with_a_phone(
    page, phone, shot, axe, fits, big_enough, app
):
    with transaction():
        demo.load(current_app.config["SECRET_KEY"], None)
    sign_in(page, *make_user("plan@example.org"))
    page.goto(CARD)
    page.get_by_text("Decir la visión o la misión").click()
    page.locator("#text").fill("Un territorio que se mide junto")
    page.locator("#why").fill("Acta del taller del 14 de octubre")
    page.locator("#statements").get_by_role("button", name="Decirlo").click()
    expect(page.get_by_text("Un territorio que se mide junto").first).to_be_visible()
    page.locator("article a", has_text="Valores, temas, indicadores").first.click()
    page.get_by_label("Social").check()
    page.get_by_label(re.compile("Visión compartida")).first.check()
    page.get_by_role("button", name="Guardar").click()
    page.get_by_text("Agregar una iniciativa").click()
    page.get_by_label("Qué se hace").fill("Mesa técnica de indicadores")
    page.get_by_label("Responsable").fill("Gobierno Regional de Moquegua")
    page.get_by_label("Presupuesto en soles (vacío: nadie lo sabe)").fill("S/ 250,000.00")
    page.get_by_role("button", name="Agregar la iniciativa").click()
    expect(page.get_by_text("Gobierno Regional de Moquegua")).to_be_visible()
    check(page, "scorecard-objective", shot, axe, fits, big_enough)
    page.goto(f"{CARD}/map")
    draw(page, "OE2", "OE1", "Sin reglas comunes nadie confía en las cifras")
    check(page, "scorecard-map", shot, axe, fits, big_enough)
    page.goto(f"{CARD}/map/wall")
    shot(page, "scorecard-wall")
    page.goto(CARD)
    check(page, "scorecard-page", shot, axe, fits, big_enough)
    page.get_by_role("button", name="Mostrarlo al público").click()
    expect(page.get_by_text("El público ya lee este tablero.")).to_be_visible()
    citizen(phone, shot, fits)


def draw(page, cause, effect, reason):
    for name, code in (("cause", cause), ("effect", effect)):
        chosen = page.locator(f"#{name} option", has_text=f"{code}.").get_attribute("value")
        page.locator(f"#{name}").select_option(chosen)
    page.locator("#reason").fill(reason)
    page.get_by_role("button", name="Trazarla").click()
    expect(page.locator("li").get_by_text(reason).first).to_be_visible()


def check(page, name, shot, axe, fits, big_enough):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        fits(page)
        big_enough(page)
    axe(page)
    shot(page, name)


def citizen(phone, shot, fits):
    """On a phone, without scripts: the front page, a search, the objective, its notes, the map, the file."""
    reader = phone(javascript=False)
    reader.goto("/")
    expect(reader.get_by_text("Un territorio que se mide junto")).to_be_visible()
    fits(reader)
    shot(reader, "portal-home-scorecard")
    reader.get_by_label("Buscar en todo lo publicado").fill("mesa tecnica")
    reader.get_by_role("button", name="Buscar").click()
    reader.get_by_role("link", name=re.compile("Mesa técnica de indicadores")).click()
    expect(reader.get_by_text("S/\N{NO-BREAK SPACE}250,000.00")).to_be_visible()
    expect(reader.get_by_text(re.compile("a favor")).first).to_be_visible()
    reader.get_by_text("Los aportes como se escribieron").first.click()
    fits(reader)
    shot(reader, "portal-objective-scorecard")
    reader.get_by_role("link", name=re.compile(": tablero")).click()
    expect(reader.get_by_text("Sin información").first).to_be_visible()
    fits(reader)
    shot(reader, "portal-scorecard")
    with reader.expect_download() as file:
        reader.locator("#data summary").click()
        reader.get_by_role("link", name="Todos los objetivos por año (CSV)").click()
    assert "OE1" in file.value.path().read_text(encoding="utf-8-sig")
    reader.get_by_role("link", name="Mapa estratégico: qué lleva a qué").click()
    expect(
        reader.locator(".map-list")
        .get_by_text("Sin reglas comunes nadie confía en las cifras")
        .first
    ).to_be_visible()
    reader.wait_for_load_state()  # both in whole
    expect(reader.locator("svg.strategy-map a")).to_have_count(
        reader.locator(".map-list > li[id]").count()
    )
    fits(reader)
    shot(reader, "portal-map")
