"""The words that a table of a plan may hold where one of several is chosen: as the annex writes them, and what else is taken."""

from collections.abc import Mapping
from typing import Final

from smd_workshop.plans.files.columns import folded

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
