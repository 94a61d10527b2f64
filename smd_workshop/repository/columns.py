"""The columns of the repository, and by which headings each is known. Values only."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from smd_workshop.plans.files.columns import Column, folded
from smd_workshop.plans.files.lines import VALUES

#: column → its heading in our files, then what else it is called, without accents and signs.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("Código", "cod", "code", "id"),
    "name": ("Variable", "nombre", "denominacion", "nombre de la variable", "name"),
    "theme": ("Tema", "eje", "eje tematico", "tematica", "theme"),
    "institution": (
        "Institución", "entidad", "organismo", "institucion responsable", "institution",
    ),
    "source": ("Fuente", "fuente de datos", "fuente de informacion", "source"),
    "frequency": ("Frecuencia", "periodicidad", "frecuencia de medicion", "frequency"),
    "coverage": ("Cobertura", "coverage"),
    "level": (
        "Nivel territorial", "nivel de desagregacion", "desagregacion territorial", "nivel",
        "ambito", "level",
    ),
    "measure": ("Unidad de medida", "unidad", "unit"),
    "last_year": ("Último año", "ultimo ano disponible", "ano mas reciente", "last year"),
    "quality": ("Calidad", "calificacion de calidad", "calidad del dato", "quality"),
}  # fmt: skip
_KNOWN: Final = {folded(each): key for key, known in HEADINGS.items() for each in known}
_YEAR: Final = re.compile(r"(?:valor(?: de)? |value )?((?:19|20|21)[0-9]{2})")


def heading(key: str, year: int | None = None) -> str:
    """Return the heading of a column in our files."""
    return HEADINGS[key][0] if year is None else f"Valor {year}"


def score(cells: Sequence[str]) -> int:
    """Return how well a row is known as the headings of a repository: 2 for each that stands over one column."""
    return sum(2 for cell in cells if len(cell) <= 80 and folded(cell) in _KNOWN)


def columns(headers: Sequence[str]) -> list[Column]:
    """Return the known columns; of two with one heading the first is read."""
    found, seen = list[Column](), set[tuple[str, int | None]]()
    for place, header in enumerate(headers):
        key, year = _told(folded(header))
        if key and (key, year) not in seen:
            seen.add((key, year))
            found.append(Column(place, key, year, header))
    return found


def _told(plain: str) -> tuple[str, int | None]:
    match = _YEAR.fullmatch(plain)
    return (VALUES, int(match[1])) if match else (_KNOWN.get(plain, ""), None)
