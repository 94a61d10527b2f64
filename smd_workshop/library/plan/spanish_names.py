"""The names of figures in Spanish, which a text may use as well: {{ AEI.02.01.avance }} is {{ AEI.02.01.progress }}."""

from typing import Final

from smd_workshop.core import names

#: part of a name → what it is called in Spanish; behind a code and behind `plan` alike, so no word stands for two.
PARTS: Final = {
    "weighted": "avance_ponderado", "mean": "promedio", "median": "mediana", "physical": "ejecucion_fisica",
    "finance": "finanzas", "percent": "porcentaje", "programmed": "programado", "executed": "ejecutado",
    "unspent": "sin_gastar", "lights": "semaforos", "red": "rojo", "amber": "ambar", "green": "verde",
    "none": "sin_informacion", "all": "todos", "objectives": "objetivos", "actions": "acciones",
    "critical": "criticas", "activities": "actividades", "year": "anio", "outcome": "resultado_propio",
    "rollup": "avance_de_sus_acciones", "progress": "avance", "type_1": "tipo_1", "type_2": "tipo_2",
    "type_1_uncapped": "tipo_1_sin_tope", "target": "logro_esperado", "value": "valor_obtenido",
    "baseline": "linea_base",
}  # fmt: skip
_BACK: Final = {spanish: english for english, spanish in PARTS.items()} | {
    "ano": "year", "plan": "plan",
}  # fmt: skip


def in_spanish(name: str) -> str:
    """Return the name of a figure as a Spanish reader writes it; codes and `plan` stay."""
    return ".".join(PARTS.get(part, part) for part in name.split("."))


def in_english(reference: str) -> str:
    """Return a reference with its Spanish parts, with or without accents and in any capitals, as the names of figures have them."""
    return ".".join(_part(part) for part in reference.split("."))


def _part(part: str) -> str:
    plain = names.folded(part.replace("_", " ")).replace(" ", "_")
    return _BACK.get(plain, part)
