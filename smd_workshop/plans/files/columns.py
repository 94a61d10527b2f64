"""The columns of a plan as CEPLAN's annex has them, by which headings each is known, and which words some of them take. Values only."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smd_workshop.core import names
from smd_workshop.core.caching import bounded
from smd_workshop.plans.files.lines import EXECUTED, PROGRAMMED, PROGRESS, TARGETS, VALUES

#: column → its heading in our files, then what else it is called, without accents and signs.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("Código", "cod", "code"),
    "name": ("Denominación", "nombre", "descripcion", "indicador", "name"),
    "executing_unit": ("UE", "unidad ejecutora"),
    "unit": (
        "Unidad de Organización", "unidad organica", "unidad organizacional", "centro de costo",
        "unidad responsable", "uo responsable",
    ),
    "relevance": ("Relevancia",),
    "sense": ("Sentido Esperado", "sentido"),
    "aggregation": ("Tipo de Agregación", "agregacion"),
    "baseline_year": ("Línea Base (Año)", "ano linea base", "ano de la linea base"),
    "baseline_value": ("Línea Base (Valor)", "linea base", "linea de base", "valor linea base"),
    "kind": ("Tipo",),
    "parent": ("Pertenece a", "mide", "objeto de medicion"),
    "priority": ("Prioridad",),
    "type": ("Tipo de objetivo",),
    "measure": ("Unidad de medida",),
    "frequency": ("Frecuencia", "frecuencia de medicion"),
    "horizon": ("Horizonte",),
    "responsible": ("Responsable",),
    "updater": ("Quién actualiza", "responsable de actualizar", "actualiza"),
    "source": ("Fuente", "fuente de datos", "fuente y bases de datos"),
    "method": ("Método de cálculo", "formula"),
    "formula": ("Fórmula sobre indicadores",),
    "collection": ("Proceso de recolección y análisis",),
    "justification": ("Justificación",),
    "limitations": ("Limitaciones", "limitaciones del indicador"),
    "simulated": ("Años con valor simulado",),
    PROGRAMMED: ("Programado (S/)", "programado"),
    EXECUTED: ("Ejecutado (S/)", "ejecutado"),
}  # fmt: skip
#: Columns that stand once for each year.
YEARLY: Final[Mapping[str, tuple[str, ...]]] = {
    TARGETS: ("Logro esperado", "logros esperados", "meta", "metas"),
    VALUES: ("Valor obtenido", "valores obtenidos", "valor obtenido"),
    PROGRESS: ("Ejecución física", "avance fisico"),
}
#: What stands over several columns, whose own headings are a row below.
_BASELINE: Final = frozenset({"linea base", "linea de base"})
_BELOW: Final = {"ano": "baseline_year", "valor": "baseline_value"}

folded = bounded("folded headings of plans", 10_000)(names.bare)

_KNOWN: Final = {folded(each): key for key, known in HEADINGS.items() for each in known}
_GROUPS: Final = {folded(each): key for key, known in YEARLY.items() for each in known}
_YEARLY: Final = re.compile(r"(.+?) ?((?:19|20|21)[0-9]{2})")
_YEAR: Final = re.compile(r"(?:19|20|21)[0-9]{2}")
#: A heading over the names of all that a table lists: Denominación del objetivo / acción / indicador.
_NAMES: Final = re.compile(
    r"(?:denominacion|nombre|descripcion|enunciado)(?: (?:de|del|de la|el|la|los|las|o|y|u|e|oei|aei|ao|plan|objetivos?"
    r"|accion|acciones|indicador|indicadores|actividad|actividades|inversion|inversiones|estrategic[oa]s?|operativ[oa]s?"
    r"|institucional|institucionales))+"
)


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column: what it is, of which year, and what its heading says."""

    place: int
    key: str
    year: int | None
    heading: str


def heading(key: str, year: int | None = None) -> str:
    """Return the heading of a column in our files."""
    return HEADINGS[key][0] if year is None else f"{YEARLY[key][0]} {year}"


def called(key: str) -> str:
    """Return the heading of a column in our files, '' where no column holds it."""
    return HEADINGS[key][0] if key in HEADINGS else ""


#: With what a text begins that a spreadsheet would run, in any script.
_STARTERS: Final = frozenset("=+-@−‐‑⁻₋➕➖꞊")


def quoted(text: str) -> str:
    """Return a text that begins with an apostrophe with another one, if reading would take the first for a guard."""
    return f"'{text}" if text.startswith("'") and _runs(text) else text


def unquoted(text: str) -> str:
    """Return a cell without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and _runs(text) else text


def _runs(text: str) -> bool:
    seen = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Mn"}).lstrip("' \t\n")
    return bool({seen[:1], unicodedata.normalize("NFKC", seen)[:1]} & _STARTERS)


def score(cells: Sequence[str]) -> int:
    """Return how well a row is known as the headings of a plan: 2 for each that stands over one column."""
    return sum(2 for cell in cells if len(cell) <= 80 and _is_certain(cell))


def _is_certain(cell: str) -> bool:
    plain = folded(cell)
    return plain in _KNOWN and plain not in _BASELINE


def columns(headers: Sequence[str], below: Sequence[str]) -> tuple[list[Column], bool]:
    """Return the known columns, and whether the row below belongs to the headings.

    A year that stands twice over one kind of column is read once, from the left, as the printed annex needs.
    """
    double = _is_below(headers, below)
    found, seen = list[Column](), set[tuple[str, int | None]]()
    group = ""
    for place, header in enumerate(headers):
        group = header or group
        under = below[place] if double and place < len(below) else ""
        key, year = _told(group if under else header, under)
        if key and (key, year) not in seen:
            seen.add((key, year))
            said = f"{group} {under}".strip() if under and under != group else header or group
            found.append(Column(place, key, year, said))
    return [*found, *_loosely_named(headers, seen)], double


def _loosely_named(headers: Sequence[str], seen: set[tuple[str, int | None]]) -> Iterator[Column]:
    """Yield the one column that holds names under a longer heading, where none is called by one that is known."""
    loose = [place for place, header in enumerate(headers) if _NAMES.fullmatch(folded(header))]
    if ("name", None) not in seen and len(loose) == 1:
        yield Column(loose[0], "name", None, headers[loose[0]])


def _is_below(headers: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether a row holds headings too: years and the like, and no code."""
    codes = [place for place, header in enumerate(headers) if _KNOWN.get(folded(header)) == "code"]
    if any(place < len(below) and below[place] not in {"", headers[place]} for place in codes):
        return False
    return any(_YEAR.fullmatch(folded(cell)) or folded(cell) in _BELOW for cell in below)


def _told(header: str, under: str) -> tuple[str, int | None]:
    """Return what a heading says, alone or with the one below it; '' where it says nothing we know."""
    plain, beneath = folded(header), folded(under)
    if beneath and beneath != plain:
        if plain in _BASELINE:
            return _BELOW.get(beneath, ""), None
        if plain in _GROUPS and _YEAR.fullmatch(beneath):
            return _GROUPS[plain], int(beneath)
        return "", None
    if plain in _KNOWN:
        return _KNOWN[plain], None
    match = _YEARLY.fullmatch(plain)
    if match and match[1].strip() in _GROUPS:
        return _GROUPS[match[1].strip()], int(match[2])
    return "", None


#: Words of the ficha, as CEPLAN writes them.
SENSES: Final = {
    "ascending": "Ascendente", "descending": "Descendente", "at most": "Máximo permisible",
    "at least": "Mínimo permisible",
}  # fmt: skip
AGGREGATIONS: Final = {"additive": "Agregable", "not additive": "No agregable"}
FREQUENCIES: Final = {
    "year": "Anual", "semester": "Semestral", "quarter": "Trimestral", "month": "Mensual",
}  # fmt: skip
HORIZONS: Final = {"short": "Corto plazo", "medium": "Mediano plazo", "long": "Largo plazo"}
TYPES: Final = {"I": "Tipo I", "II": "Tipo II"}
RELEVANCES: Final = {"muy relevante": 1, "relevante": 2, "poco relevante": 3}
#: column → what the program calls each choice → the word of the annex, which is listed to who wrote another.
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "sense": SENSES, "aggregation": AGGREGATIONS, "frequency": FREQUENCIES, "horizon": HORIZONS,
    "type": TYPES,
}  # fmt: skip
#: What is taken as well, folded, and not listed: other words of offices, and those of the open file.
_ALSO: Final[Mapping[str, Mapping[str, str]]] = {
    "aggregation": {"acumulado": "additive", "no acumulado": "not additive"},
    "horizon": {"corto": "short", "mediano": "medium", "largo": "long"},
    "type": {"1": "I", "2": "II"},
}


def _taken(key: str) -> dict[str, str]:
    own = WORDS[key]
    return {
        **{folded(word): code for code, word in own.items()},
        **_ALSO.get(key, {}),
        **{folded(code): code for code in own},
    }


#: column → word, folded → what the program calls it.
TAKEN: Final[Mapping[str, Mapping[str, str]]] = {key: _taken(key) for key in WORDS}


def listed(key: str) -> list[str]:
    """Return the words of a column as the annex writes them: whoever writes one of these is understood."""
    if key == "relevance":
        return [f"{word.capitalize()}-{order}" for word, order in RELEVANCES.items()]
    return list(WORDS[key].values())
