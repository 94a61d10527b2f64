"""A year of a survey: from the template to a figure that was approved, a report, and a recommendation that was followed."""

import re

from builders import NOON, make_user
from papers import unprinted
from playwright.sync_api import expect
from signing import sign_in
from sqlalchemy import select
from surveyed import secret

from smd_workshop.database import db, transaction
from smd_workshop.models import PublishedFigure, Recommendation, Respondent, Wave
from smd_workshop.processes import processes
from smd_workshop.surveys.answers import typed_answers
from smd_workshop.surveys.figures import figures

PEOPLE = "Usuario\n" + "".join(f"Usuario {n:02d}\n" for n in range(1, 7))


def test_a_year_from_the_template_to_a_recommendation_that_was_followed(
    app, page, phone, tmp_path, shot, axe, fits
):
    with transaction():
        processes.create("ZED Ilo", NOON, code="zed", public=True)
    sign_in(page, *make_user())
    wave = prepared(page, tmp_path)
    page.get_by_role("button", name=re.compile("enlaces de 6 personas")).click()
    page.wait_for_load_state()  # all links, and not those that have come so far
    links = re.findall(r"/q/(\w{12})\b", page.locator("main").inner_text())
    links = list(dict.fromkeys(links))[:3]
    assert len(links) == 3
    for link in links:
        answered(phone(), link)
    typed(page, wave)
    others_on_paper()
    page.goto(f"{wave}/close")
    page.get_by_role("button", name="Cerrar para siempre").click()
    expect(page.locator(".answer")).to_have_text(re.compile(r"36 de 36 respuestas \(100"))
    looked(page, "year-result", shot, axe, fits)
    page.get_by_role("button", name="Ver qué se publica").click()
    expect(page.get_by_text("36 / 36 respuestas")).to_be_visible()
    looked(page, "year-publish", shot, axe, fits)
    page.get_by_label("Otro código", exact=False).fill("AEI.01.01")
    page.get_by_label("ningún plan tiene", exact=False).check()
    page.get_by_role("button", name="Aprobar y publicar").click()
    expect(page.get_by_text("La cifra está publicada.")).to_be_visible()
    page.get_by_role("button", name="Aprobar el resumen").click()
    expect(page.get_by_text("El resumen es público.")).to_be_visible()
    with unprinted():  # what it says on paper is read in tests/reports
        report = page.request.get(f"{wave}/report.pdf")
    assert report.headers["content-type"] == "application/pdf" and report.body()[:5] == b"%PDF-"
    recommended(page, wave, shot, axe, fits)
    figure = db.session.scalars(select(PublishedFigure)).one()
    reader = phone()
    reader.goto(f"/p/zed/figures/{figure.id}")
    expect(reader.locator(".answer")).to_contain_text("36 / 36")
    looked(reader, "year-figure", shot, axe, fits)
    reader.goto(re.sub("^/f/zed/surveys/(.*)/waves", r"/p/zed/surveys/\1", wave))
    expect(reader.locator(".answer")).to_contain_text("36 de 36")
    looked(reader, "year-summary", shot, axe, fits)
    assert figures.latest_figure("AEI.01.01", figure.year).share == 1


def prepared(page, folder):
    """Begin a survey, publish its questionnaire, send the list, open a wave; return the address of the wave."""
    page.goto("/f/zed/surveys/new")
    page.get_by_label("Nombre de la encuesta").fill("Evaluación del taller")
    page.get_by_label("Evaluación de un taller", exact=False).check()
    page.get_by_role("button", name="Crear la encuesta").click()
    page.wait_for_url(lambda url: not url.endswith("/new"))
    here = page.url.rstrip("/")
    page.goto(f"{here}/versions/1")
    page.get_by_role("link", name="Publicar esta versión").click()
    page.get_by_role("button", name="Publicar esta versión").click()
    file = folder / "lista.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    page.goto(f"{here}/people/import")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("main form button").first.click()
    page.get_by_role("button", name=re.compile("Escribir 6 filas")).click()
    page.goto(f"{here}/waves/new")
    page.get_by_role("button", name=re.compile("Preparar")).click()
    page.goto(f"{here}/waves/1/open")
    page.get_by_role("button", name="Abrir la aplicación").click()
    return re.sub(r"^https?://[^/]+", "", f"{here}/waves/1")


def answered(phone, link):
    """Answer everything with the highest point, and write something."""
    phone.goto(f"/q/{link}")
    phone.get_by_role("button", name="Empezar").click()
    phone.wait_for_url("**/p/**")
    while "/p/" in phone.url:
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        full(phone)
        for text in phone.locator("textarea").all():
            text.fill("Que empiece a la hora")
        here = phone.url
        phone.locator("button[value=next]").click()
        phone.wait_for_url(lambda url, here=here: url != here)
    phone.get_by_role("button", name="Enviar mis respuestas").last.click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Sus respuestas llegaron")


def full(page):
    page.wait_for_load_state()  # with all its questions
    for card in page.locator("fieldset").all():
        card.locator("label", has=page.locator("input")).nth(4).click()


def typed(page, wave):
    """Type the paper of a fourth person in."""
    page.goto(f"{wave}/paper")
    page.locator("#person").select_option(label="Usuario 04")
    first = page.locator(".typed input").first
    first.focus()
    page.keyboard.press("2")
    expect(page.locator(".typed fieldset").first.locator("input:checked")).to_have_value("2")
    full(page)
    page.get_by_role("button", name="Guardar este papel").click()
    expect(page.get_by_role("status").first).to_be_visible()


def others_on_paper():
    """Two more answer on paper: of fewer than five people nothing is shown."""
    wave = db.session.scalars(select(Wave)).one()
    people = list(
        db.session.scalars(
            select(Respondent).where(Respondent.name.in_(("Usuario 05", "Usuario 06")))
        )
    )
    given = dict.fromkeys(
        ("voz", "sectores", "objetivo", "cuenta", "tiempo", "local", "general"), 5
    )
    with transaction():
        for person in people:
            typed_answers.enter_paper(wave, person, given, secret())


def recommended(page, wave, shot, axe, fits):
    """Read a comment, write a recommendation, follow it until it is done."""
    page.goto(f"{wave}/comments")
    looked(page, "year-comments", shot, axe, fits)
    page.get_by_label("público: en el informe y en el portal").first.check()
    page.get_by_role("button", name=re.compile("^Guardar todas")).first.click()
    page.get_by_label("Qué hay que hacer").fill("Empezar a las nueve en punto")
    page.get_by_label("Unidad responsable").fill("Secretaría técnica")
    page.get_by_label("Para cuándo").fill("2026-12-31")
    page.get_by_label(re.compile("Usted dijo")).fill("Que empiece a la hora")
    page.get_by_role("button", name="Agregar la recomendación").click()
    page.get_by_role("link", name="Todas las recomendaciones de la encuesta").click()
    page.get_by_role("link", name=re.compile("Anotar un avance")).click()
    page.get_by_label("hecha").check()
    page.get_by_label(re.compile("Hicimos")).fill("Se empieza a las nueve")
    page.get_by_label("¿Dónde puede verse?", exact=False).fill("Acta 5")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Hicimos: Se empieza a las nueve")).to_be_visible()
    looked(page, "year-recommendations", shot, axe, fits)
    db.session.rollback()
    assert db.session.scalars(select(Recommendation.state)).one() == "done"


def looked(page, name, shot, axe, fits):
    shot(page, name)
    axe(page)
    fits(page)
