"""A planner writes a plan in the browser, from its first objective to a ratio of two indicators; a citizen sees what changed."""

from builders import NOON, make_user
from planned import TODAY, add, begun, process_of, publish_all
from playwright.sync_api import expect
from signing import sign_in

from smd_workshop.database import db, transaction
from smd_workshop.plans import plans
from smd_workshop.plans.files import from_form, imports
from smd_workshop.plans.files.lines import Kind

PLAN = "/f/moq/plans/pei-2023-2025/"
NEW = {"parent": "OEI.01", "sense": "ascending", "aggregation": "not additive"}


def checked(page, name, shot, axe, fits, big_enough):
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        fits(page)
        big_enough(page)
    axe(page)
    shot(page, name)


def test_a_plan_is_written_in_the_browser_and_its_corrections_are_public(
    page, phone, shot, axe, fits, big_enough
):
    process = process_of()
    plan = begun(process)
    sign_in(page, *make_user("plan@example.org", role="planner", process=process))
    page.goto(PLAN)
    page.get_by_role("link", name="Otro objetivo").click()
    page.get_by_label("Código").fill("OEI.01")
    page.get_by_label("Nombre").fill("Mejorar el acceso al agua segura")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_text("Guardado.")).to_be_visible()
    for code, name in (("IND.01.OEI.01", "Hogares con agua"), ("IND.02.OEI.01", "Hogares")):
        line = from_form.line_of(Kind.INDICATOR, NEW | {"code": code, "name": name}, {}, None)
        with transaction():
            fresh = plans.find(process, "pei-2023-2025")
            outcome = from_form.outcome_of(fresh, line, TODAY, new=True)
            imports.apply(fresh, outcome, NOON, None, TODAY)
    page.goto(f"{PLAN}fichas/indicator")
    page.get_by_label("Código").fill("IND.03.OEI.01")
    page.get_by_label("Nombre").fill("Cobertura de agua segura")
    page.get_by_label("Unidad de medida").fill("%")
    page.get_by_label("Fórmula sobre otros indicadores").fill("IND.01.OEI.01 / IND.02.OEI.01 ^ 2")
    page.get_by_label("2023", exact=True).fill("80")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("alert")).to_contain_text("no se entiende desde «^ 2»")
    checked(page, "ficha-refused", shot, axe, fits, big_enough)
    page.get_by_label("Fórmula sobre otros indicadores").fill("IND.01.OEI.01 / IND.02.OEI.01 × 100")
    page.get_by_role("button", name="Guardar").click()
    page.get_by_role("link", name="Corregir la ficha").click()
    page.get_by_label("2023", exact=True).fill("75")
    page.get_by_role("button", name="Guardar").click()
    db.session.expire_all()
    for code, period, value in (
        ("IND.01.OEI.01", "2022", 5), ("IND.02.OEI.01", "2022", 10), ("IND.01.OEI.01", "2023", 6),
        ("IND.02.OEI.01", "2023", 10), ("IND.01.OEI.01", "2024", 8), ("IND.02.OEI.01", "2024", 10),
    ):  # fmt: skip
        add(plan, code, period, value)
    publish_all(plan)
    with transaction():
        plan.state = "registered"
    page.reload()
    checked(page, "ficha-indicator", shot, axe, fits, big_enough)
    page.goto(f"{PLAN}fichas/indicator/IND.03.OEI.01")
    checked(page, "ficha-form", shot, axe, fits, big_enough)
    page.goto(PLAN)
    checked(page, "ficha-plan", shot, axe, fits, big_enough)
    reader = phone(javascript=False)
    reader.goto("/p/moq/plans/pei-2023-2025/i/IND.03.OEI.01")
    expect(reader.get_by_text("Logro esperado de 2023:").first).to_contain_text("75")
    expect(reader.get_by_text("Calculado a partir de:").first).to_be_visible()
    fits(reader)
    shot(reader, "ficha-public")
