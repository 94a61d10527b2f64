"""A questionnaire written on a laptop without a script, from nothing to the page that people see on a phone."""

import re

import pytest
from depth import DEEP
from playwright.sync_api import expect
from signing import sign_in
from surveyed import SHORT, close, make_survey, respond

from smd_workshop.core.clock import now
from smd_workshop.database import transaction
from smd_workshop.processes import processes


@pytest.fixture
def scriptless(contexts):
    from builders import make_user

    page = contexts(java_script_enabled=False).new_page()
    sign_in(page, *make_user())
    return page


def test_a_questionnaire_is_written_without_a_script(app, scriptless, phone, shot, fits):
    with transaction():
        processes.create("ZED Ilo", now(), code="zed")
    p = scriptless
    p.goto("/f/zed/surveys/new")
    p.get_by_label("Nombre de la encuesta").fill("Atención")
    p.get_by_label("Casi nada").check()
    p.get_by_role("button", name="Crear la encuesta").click()
    p.get_by_role("link", name="Escribir el cuestionario").first.click()
    p.get_by_role("link", name="Agregar una pregunta", exact=True).click()
    shot(p, "builder-types")
    p.get_by_role("link", name="Una de varias").click()
    p.get_by_label("Lo que se pregunta").fill("¿Vino usted en persona?")
    p.get_by_label("Respuesta", exact=True).nth(0).fill("Sí")
    p.get_by_label("Respuesta", exact=True).nth(1).fill("No")
    p.get_by_role("button", name="Guardar la pregunta").click()
    row = p.locator("#vino_usted_en_persona")
    expect(row).to_contain_text("2 respuestas")
    row.get_by_role("button", name="Subir").click()
    p.locator("#general").get_by_role("link", name="Cambiar").click()
    p.locator("summary", has_text="¿Cuándo se muestra?").click()
    p.get_by_label("solo después de cierta respuesta").check()
    p.get_by_label("La pregunta cuya respuesta decide").select_option("vino_usted_en_persona")
    p.get_by_label("esta respuesta").fill("sí")
    shot(p, "builder-question")
    fits(p)
    p.get_by_role("button", name="Guardar la pregunta").click()
    expect(p.locator("#general")).to_contain_text(
        "Se muestra solo si “¿Vino usted en persona?” es “Sí”"
    )
    shot(p, "builder-build")
    p.get_by_role("link", name="Verlo como lo verá la gente", exact=True).click()
    expect(p.get_by_role("group", name=re.compile("¿Vino usted en persona"))).to_be_visible()


def test_groups_and_results_of_many_answers_fit_and_are_accessible(app, staff, shot, axe, fits):
    """The other pages of a questionnaire are in test_pages.py."""
    asked = make_survey(many=40, mode="confidential", document=SHORT)
    for n in range(40):
        happy = 5 if n % 2 else 2
        respond(asked, n, {"p1": happy, "p2": happy, "p3": happy, "todo": happy, "recomienda": 9})
    close(asked)
    here = f"/f/zed/surveys/{asked.survey.code}"
    for name, path in {"groups": "waves/1/groups", "results": "waves/1/results"}.items():
        staff.goto(f"{here}/{path}")
        expect(staff.locator("h1")).to_be_visible()
        shot(staff, f"builder-{name}")
        fits(staff)
        if DEEP:
            axe(staff)
        staff.set_viewport_size({"width": 360, "height": 740})
        fits(staff)
        axe(staff)
        staff.set_viewport_size({"width": 1280, "height": 800})
