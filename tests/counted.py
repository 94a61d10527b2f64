"""The repository of variables in tests, built on the real acts."""

import io
from datetime import date

from builders import NOON

from smd_workshop.database import transaction
from smd_workshop.library.plan.periods import period_of
from smd_workshop.repository import imports, lines, rating, variables

HEADERS = (
    "Código", "Variable", "Tema", "Institución", "Fuente", "Frecuencia", "Cobertura",
    "Nivel territorial", "Unidad de medida", "Último año", "Calidad", "Valor 2021", "Valor 2022",
)  # fmt: skip
TODAY = date(2024, 3, 1)


def furnished_variables(process) -> dict[str, object]:
    """Two variables whose codes no other process has, one offered to rounds; what addresses are made of. Committed."""
    code = f"AGUA-{process.code}"
    rows = [
        (code, "Hogares con agua segura", "Agua", "INEI", "ENAPRES", "Anual", "Región", "Provincia",
         "%", "2022", "Alta", "71.5", "N/D"),
        (f"POB-{process.code}", "Población estimada", "Población", "INEI", "Proyecciones de población",
         "Anual", "Región", "Distrito", "personas", "2022", "", "192740", "195204"),
    ]  # fmt: skip
    with transaction():
        outcome = imports.outcome_of(process, lines.of_table(HEADERS, rows, (2, 3), {}), TODAY)
        imports.apply(process, outcome, NOON, None, TODAY)
    with transaction():
        found = variables.find(process, code)
        head = next(iter(variables.counting(found).values()))
        entry = variables.Entry(period_of("2021"), head.value + 1, "", "Se contó de nuevo")
        latest = variables.enter(found, entry, NOON, None, TODAY, corrects=head.id)
        rating.offer(process, [found], NOON, None)
    return {"variable": code, "variable_value": latest.id, "unrated": f"POB-{process.code}"}


def send_variables(browser, process) -> str:
    """Send a file with one more variable; return under which digest it waits to be confirmed."""
    text = (
        ";".join(HEADERS)
        + f"\nAIRE-{process.code};Calidad del aire;Aire;OEFA;EVA;;;;µg/m3;2023;;;12\n"
    )
    sent = browser.post(
        f"/f/{process.code}/plans/variables/import",
        data={"file": (io.BytesIO(text.encode()), "variables.csv")},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303, sent.text
    return sent.location.rsplit("/", 1)[1]
