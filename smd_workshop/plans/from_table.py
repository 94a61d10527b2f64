"""The lines of a table with the columns of CEPLAN's annex."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.input_text import FAILED_FORMULA, is_failed_formula
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.codes import canonical, recognised
from smd_workshop.library.plan.figures import Sentence, read_figure
from smd_workshop.models import Plan
from smd_workshop.plans.columns import YEARLY, Column, columns, folded, unquoted
from smd_workshop.plans.from_json import spelled
from smd_workshop.plans.lines import (
    EXECUTED,
    PROGRAMMED,
    Kind,
    Line,
    Reason,
    Refused,
    Word,
    reason,
)

#: What our own files call each kind; the annex needs no such column, for codes say it.
KINDS: Final = {
    "plan": Kind.PLAN, "finanzas": Kind.FINANCE, "objetivo": Kind.OBJECTIVE, "accion": Kind.ACTION,
    "indicador": Kind.INDICATOR, "actividad": Kind.ACTIVITY, "inversion": Kind.ACTIVITY,
}  # fmt: skip
_BY_CODE: Final = {"OEI": Kind.OBJECTIVE, "AEI": Kind.ACTION, "IND": Kind.INDICATOR}
_ACTIVITY: Final = re.compile(r"(?:AOI?|INV|CUI)\b.*|AOI?[0-9].*", re.IGNORECASE)
#: Words of the ficha, as CEPLAN writes them, to those of the program.
SENSES: Final = {
    "ascendente": "ascending", "descendente": "descending", "maximo permisible": "at most",
    "minimo permisible": "at least", "ascending": "ascending", "descending": "descending",
    "at most": "at most", "at least": "at least",
}  # fmt: skip
AGGREGATIONS: Final = {
    "agregable": "additive", "acumulado": "additive", "additive": "additive",
    "no agregable": "not additive", "no acumulado": "not additive", "not additive": "not additive",
}  # fmt: skip
FREQUENCIES: Final = {
    "anual": "year", "semestral": "semester", "trimestral": "quarter", "mensual": "month",
    "year": "year", "semester": "semester", "quarter": "quarter", "month": "month",
}  # fmt: skip
HORIZONS: Final = {
    "corto plazo": "short", "corto": "short", "mediano plazo": "medium", "mediano": "medium",
    "largo plazo": "long", "largo": "long", "short": "short", "medium": "medium", "long": "long",
}  # fmt: skip
RELEVANCES: Final = {"muy relevante": 1, "relevante": 2, "poco relevante": 3}
TYPES: Final = {"i": "I", "ii": "II", "tipo i": "I", "tipo ii": "II", "1": "I", "2": "II"}
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "sense": SENSES, "aggregation": AGGREGATIONS, "frequency": FREQUENCIES, "horizon": HORIZONS,
    "type": TYPES,
}  # fmt: skip
#: Between which limits a whole number lies: an order, a year of four digits.
_WHOLE: Final = {
    "priority": (1, 10**6 - 1),
    "baseline_year": (1000, 9999),
    "last_year": (1000, 9999),
}
#: Which words each kind takes from a row.
TAKES: Final = {
    Kind.PLAN: ("name",),
    Kind.FINANCE: (),
    Kind.OBJECTIVE: ("name", "priority", "type"),
    Kind.ACTION: ("name", "unit", "priority"),
    Kind.ACTIVITY: ("name",),
    Kind.INDICATOR: (
        "name", "relevance", "sense", "aggregation", "measure", "baseline_year", "baseline_value",
        "frequency", "horizon", "executing_unit", "responsible", "updater", "source", "method", "formula",
        "collection", "justification", "limitations",
    ),
}  # fmt: skip

Cells = Mapping[tuple[str, int | None], tuple[Column, str]]


def lines_of(
    headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int], plan: Plan
) -> list[Line]:
    """Return the lines of a table; `numbers` are the rows of the file. Raises Invalid without a column of codes."""
    found, double = columns(headers, rows[0] if rows else ())
    if not any(column.key == "code" for column in found):
        raise Invalid(
            N_(
                "No column of this file is called “Código”. Use the columns of the annex, or download the plan "
                "and fill that file."
            )
        )
    return [
        _line(number, _cells(found, row), plan)
        for number, row in list(zip(numbers, rows, strict=True))[double:]
    ]


def _cells(found: list[Column], row: Sequence[str]) -> Cells:
    """Return the cells that say something; the apostrophe of a text that looked like a formula is none of it."""
    cells = {(each.key, each.year): (each, unquoted(row[each.place])) for each in found}
    return {key: cell for key, cell in cells.items() if cell[1].strip()}


def refuse_failed(cells: Cells) -> None:
    """Raise Refused at the first cell in which a formula failed: #N/D would be a name, or what nobody knows."""
    for column, text in cells.values():
        if is_failed_formula(text):
            raise Refused(reason(FAILED_FORMULA, column.heading, text=text.strip()))


def _line(number: int, cells: Cells, plan: Plan) -> Line:
    written = _text(cells, "code")
    try:
        refuse_failed(cells)
        kind, code = _identified(written, _text(cells, "kind"), plan)
    except (Refused, Invalid) as error:
        return Line(number, Kind.PLAN, written, refused=_why(error))
    try:
        parent = _text(cells, "parent")
        words = _words(kind, cells)
        return Line(number, kind, code, spelled(parent) if parent else "", words, _years(kind, cells, code))  # fmt: skip
    except (Refused, Invalid) as error:
        return Line(number, kind, code, refused=_why(error))


def _why(error: Refused | Invalid) -> Reason:
    return (
        error.why if isinstance(error, Refused) else Reason(Sentence(error.message, error.params))
    )


def _text(cells: Cells, key: str) -> str:
    cell = cells.get((key, None))
    return " ".join(cell[1].split()) if cell else ""


def _identified(written: str, said: str, plan: Plan) -> tuple[Kind, str]:
    """Return what a row is about, as it says or as its code does."""
    if not written:
        raise Refused(reason(N_("There is no code in this row.")))
    code = spelled(written)
    kind = KINDS.get(folded(said)) if said else None
    if kind is None:
        kind = _kind_of(written, code, plan)
    if kind is Kind.PLAN and code != spelled(plan.code):
        message = N_("This row is of the plan %(other)s, and this is the plan %(code)s.")
        raise Refused(reason(message, other=code[:60], code=plan.code))
    if kind is Kind.FINANCE and not re.fullmatch(r"[1-9][0-9]{3}", code):
        raise Refused(reason(N_("The code of a row of finance is its year.")))
    return kind, plan.code if kind is Kind.PLAN else code


def _kind_of(written: str, code: str, plan: Plan) -> Kind:
    if code == spelled(plan.code):
        return Kind.PLAN
    if recognised(written) is None and _ACTIVITY.fullmatch(code):
        return Kind.ACTIVITY
    return _BY_CODE[canonical(written)[:3]]


def _words(kind: Kind, cells: Cells) -> dict[str, Word]:
    words: dict[str, Word] = {}
    for key in TAKES[kind]:
        cell = cells.get((key, None))
        if cell is not None:
            words[key] = word_of(key, *cell)
    if kind is Kind.INDICATOR:
        if "responsible" not in words and ("unit", None) in cells:
            words["responsible"] = _text(cells, "unit")
        if "measure" not in words and _in_per_cent(cells):
            words["measure"] = "%"
    if kind is Kind.ACTIVITY and folded(_text(cells, "kind")) == "inversion":
        words["kind"] = "investment"
    return {key: word for key, word in words.items() if word is not None}


def _in_per_cent(cells: Cells) -> bool:
    """Say whether the numbers carry the sign: the unit belongs to the indicator, not to its values."""
    return any(
        text.rstrip().endswith("%")
        for (key, year), (_, text) in cells.items()
        if key == "baseline_value" or (year is not None and key in YEARLY)
    )


def word_of(key: str, column: Column, text: str) -> Word:
    """Return what a cell says under a column; raises Refused with its reason."""
    if key in _CHOICES:
        return _chosen(_CHOICES[key], column, text)
    if key in _WHOLE:
        return _whole(column, text, _WHOLE[key])
    match key:
        case "relevance":
            return _relevance(column, text)
        case "baseline_value":
            return figure_of(column, text)
    return " ".join(text.split())


def _chosen(known: Mapping[str, str], column: Column, text: str) -> str:
    found = known.get(folded(text))
    if found is None:
        message = N_("“%(text)s” is not one of: %(known)s.")
        raise Refused(
            reason(message, column.heading, text=text.strip()[:40], known=", ".join(known))
        )
    return found


def _relevance(column: Column, text: str) -> int:
    """Read Relevante-2, Muy relevante or 1: the number is an order, 1 the most relevant."""
    number = re.search(r"([1-9][0-9]{0,5})\s*$", text)
    found = int(number[1]) if number else RELEVANCES.get(folded(text))
    if found is None:
        message = N_("“%(text)s” is no relevance. Write Muy relevante-1, Relevante-2 or Poco relevante-3.")  # fmt: skip
        raise Refused(reason(message, column.heading, text=text.strip()[:40]))
    return found


def _whole(column: Column, text: str, limits: tuple[int, int]) -> int | None:
    value, (low, high) = figure_of(column, text), limits
    if value is None:
        return None
    if value != value.to_integral_value() or not low <= value <= high:
        message = N_("“%(text)s” is not a whole number from %(low)s to %(high)s.")
        said = text.strip()[:40]
        raise Refused(reason(message, column.heading, text=said, low=low, high=high))
    return int(value)


def figure_of(column: Column, text: str) -> Decimal | None:
    """Return a number as it is written in Peru, None for N/D; raises Refused with its reason."""
    try:
        return read_figure(text)
    except Invalid as error:
        raise Refused(Reason(Sentence(error.message, error.params), column.heading)) from None


#: Which numbers by year each kind takes from a row.
_TAKES_YEARS: Final = {
    Kind.INDICATOR: ("targets", "values"),
    Kind.ACTIVITY: ("progress",),
}


def _years(kind: Kind, cells: Cells, code: str) -> dict[str, dict[int, Decimal | None]]:
    if kind is Kind.FINANCE:
        return {
            name: {int(code): figure_of(*cells[name, None])}
            for name in (PROGRAMMED, EXECUTED)
            if (name, None) in cells
        }
    found: dict[str, dict[int, Decimal | None]] = {}
    for (key, year), (column, text) in cells.items():
        if year is not None and key in _TAKES_YEARS.get(kind, ()):
            found.setdefault(key, {})[year] = figure_of(column, text)
    return {key: dict(sorted(series.items())) for key, series in found.items()}
