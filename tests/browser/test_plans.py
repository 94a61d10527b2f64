"""A planner brings a plan, enters what was reached, publishes it, and anybody reads it on a phone."""

import re

from builders import make_user
from papers import unprinted
from planned import process_of
from plans import zed_ilo
from playwright.sync_api import expect
from signing import sign_in

from smd_workshop.library.documents import written_json

PLAN = "/f/moq/plans/pei-2023-2025/"


def test_a_planner_imports_enters_publishes_and_a_citizen_reads_it(
    page, phone, tmp_path, shot, axe, fits, big_enough
):
    process = process_of()
    sign_in(page, *make_user("plan@example.org", role="planner", process=process))
    page.goto("/f/moq/plans")
    page.get_by_label("Código, por ejemplo").fill("PEI-2023-2025")
    page.get_by_label("Primer año").fill("2023")
    page.get_by_label("Último año").fill("2025")
    page.get_by_role("button", name="Empezarlo").click()
    bring(page, tmp_path, without("IND.01.AEI.02.01"))
    expect(page.get_by_text("58 filas agregadas")).to_be_visible()
    check(page, "plan-preview", shot, axe, fits, big_enough)
    page.get_by_role("button", name=re.compile("Escribir 5. filas")).click()
    expect(page.get_by_text("2 valores están en rojo y nadie dice por qué")).to_be_visible()
    check(page, "plan-page-waiting", shot, axe, fits, big_enough)
    for code, value in (("IND.01.OEI.02", "6.11"), ("IND.01.AEI.03.02", "20")):
        page.goto(f"{PLAN}i/{code}")
        page.get_by_role("link", name="Cambiar este borrador").click()
        enter(page, value, "Hubo cierres de carreteras.")
    page.goto(f"{PLAN}i/IND.01.AEI.02.01")
    page.get_by_label("Periodo", exact=True).select_option("2023")
    enter(page, "20", "")
    expect(page.get_by_role("alert")).to_contain_text("en rojo")
    enter(page, "20", "El ministerio cambió sus prioridades.")
    check(page, "plan-indicator", shot, axe, fits, big_enough)
    page.goto(PLAN)
    for what, sure in (
        ("Validar 15 borradores de 2023", "Sí, validar estos 15"),
        ("Publicar 15 valores de 2023", "Sí, publicar estos 15"),
    ):
        page.get_by_text(what).first.click()
        check(page, f"plan-{what.split()[0]}", shot, axe, fits, big_enough)
        page.get_by_role("button", name=sure).click()
    expect(page.get_by_text("15 valores publicados")).to_be_visible()
    expect(page.get_by_text("alcanzó el 95.10 %")).to_be_visible()
    check(page, "plan-page", shot, axe, fits, big_enough)
    page.get_by_text("Nombre, estado y fuente del plan").click()
    page.get_by_label("En qué estado está").select_option("in_force")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("link", name="Ver la página pública").click()
    page.wait_for_url("**/p/**")
    public = page.url
    expect(page.locator("h1")).to_contain_text("Plan Estratégico Institucional")
    citizen(phone, public, shot, axe, fits)
    with unprinted():  # what the report says on paper is read in tests/reports
        seals(page, phone, shot, axe, fits, big_enough)


def seals(page, phone, shot, axe, fits, big_enough):
    """The planner writes what the evaluation needs beside its figures, seals it, and a citizen reads the same."""
    page.goto(f"{PLAN}reports/2023")
    check(page, "plan-report", shot, axe, fits, big_enough)
    for place, words in WRITTEN.items():
        page.goto(f"{PLAN}reports/2023/w/{place}")
        page.get_by_label("Lo que el informe dice aquí").fill(words)
        page.get_by_role("button", name="Guardar").click()
        expect(page.get_by_text("Guardado.")).to_be_visible()
    page.goto(f"{PLAN}reports/2023/w/outlook")
    page.get_by_label("Lo que el informe dice aquí").fill("Llegamos a {{ plan.weigthed }}.")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("alert")).to_contain_text("plan.weighted")
    check(page, "plan-passage", shot, axe, fits, big_enough)
    page.goto(f"{PLAN}reports/2023/preview")
    expect(page.get_by_text("Se alcanzó 95.10 %")).to_be_visible()
    page.goto(f"{PLAN}reports/2023/seal")
    check(page, "plan-seal", shot, axe, fits, big_enough)
    page.get_by_role("button", name="Sellar el informe (tarda unos segundos)").click(timeout=90_000)
    expect(page.get_by_text("El informe está sellado.")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Página pública").click()
    reader = phone(javascript=False)
    reader.goto(page.url)
    for said in ("95.10 %", "92.59", "24.4", "74.27", "✕ Crítico"):
        expect(reader.get_by_text(said).first).to_be_visible()
    fits(reader)
    shot(reader, "plan-report-public")
    with reader.expect_download() as begun:
        reader.get_by_role("link", name="Sus datos").click()
    assert "95.10" in begun.value.path().read_text(encoding="utf-8")


#: What an evaluation needs before it can be sealed.
WRITTEN = {
    "summary": "Se alcanzó {{ plan.weighted }} en los indicadores.",
    "conclusions": "El OEI.02 quedó en {{ OEI.02.outcome }}.",
    "critical.AEI.02.01": "No llegó el financiamiento: {{ AEI.02.01.progress }}.",
    "critical.AEI.03.02": "Faltaron especialistas: {{ AEI.03.02.progress }}.",
}


def bring(page, folder, document):
    file = folder / "plan.json"
    file.write_text(written_json(document), encoding="utf-8")
    page.get_by_label("Archivo (XLSX, CSV o JSON)").set_input_files(file)
    page.get_by_role("button", name="Revisar el archivo").click()


def without(code):
    """The plan of ZED Ilo in which one value is not known yet."""
    document = zed_ilo()
    for each in document["indicators"]:
        if each["code"] == code:
            each["values"] = {}
    return document


def enter(page, value, note):
    page.get_by_role("textbox", name="Valor").fill(value)
    page.get_by_role("textbox", name="Nota").fill(note)
    page.get_by_role("button", name="Guardar como borrador").click()


def check(page, name, shot, axe, fits, big_enough):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        fits(page)
        big_enough(page)
    axe(page)
    shot(page, name)


def citizen(phone, public, shot, axe, fits):
    """On a phone, without scripts: from the answer to the history of one indicator."""
    reader = phone(javascript=False)
    reader.goto(public)
    for said in ("95.10 %", "92.59 %", "24.44 %", "74.27 %", "crítico: 2", "logrado: 10"):
        expect(reader.get_by_text(said).first).to_be_visible()
    fits(reader)
    shot(reader, "plan-public")
    reader.get_by_role("link", name=re.compile("OEI.02")).click()
    expect(reader.get_by_text("24.44 %").first).to_be_visible()
    fits(reader)
    shot(reader, "plan-public-objective")
    reader.get_by_role("link", name=re.compile("Porcentaje de avance en habilitación")).click()
    expect(reader.get_by_text("El ministerio cambió sus prioridades.")).to_be_visible()
    expect(reader.get_by_text("Crítico").first).to_be_visible()
    fits(reader)
    shot(reader, "plan-public-indicator")
