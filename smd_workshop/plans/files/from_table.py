"""The lines of a table with the columns of CEPLAN's annex."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from smd_workshop.core.cells import FAILED, called, is_error
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.asides import Asides, explains, unread
from smd_workshop.library.plan.codes import canonical, recognised
from smd_workshop.library.plan.evaluation.limits import is_ratio, is_share
from smd_workshop.library.plan.figures import Sentence, is_per_cent
from smd_workshop.library.plan.typed import PER_CENT, SOLES, how_read, read_in
from smd_workshop.models import Plan
from smd_workshop.plans.files.columns import (
    RELEVANCES,
    TAKEN,
    YEARLY,
    Column,
    columns,
    folded,
    listed,
    unquoted,
)
from smd_workshop.plans.files.from_json import spelled
from smd_workshop.plans.files.lines import (
    EXECUTED,
    PROGRAMMED,
    PROGRESS,
    TARGETS,
    VALUES,
    Kind,
    Line,
    Reason,
    Refused,
    Troubles,
    Word,
    reason,
    why_of,
)

#: What our own files call each kind; the annex needs no such column, for codes say it.
KINDS: Final = {
    "plan": Kind.PLAN, "finanzas": Kind.FINANCE, "objetivo": Kind.OBJECTIVE, "accion": Kind.ACTION,
    "indicador": Kind.INDICATOR, "actividad": Kind.ACTIVITY, "inversion": Kind.ACTIVITY,
}  # fmt: skip
_BY_CODE: Final = {"OEI": Kind.OBJECTIVE, "AEI": Kind.ACTION, "IND": Kind.INDICATOR}
_ACTIVITY: Final = re.compile(r"(?:AOI?|INV|CUI)\b.*|AOI?[0-9].*", re.IGNORECASE)
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
    measures = {each.code: each.measure for each in plan.indicators}
    read = (
        _line(number, _cells(found, row), plan, measures)
        for number, row in list(zip(numbers, rows, strict=True))[double:]
        if not explains(row)
    )
    return [each for each in read if not _is_unfilled(each)]


def _is_unfilled(line: Line) -> bool:
    """Say whether a row is one for the money of a year that our own file offers, left as it was."""
    return line.kind is Kind.FINANCE and not line.refused and not line.years


def asides_of(
    headers: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]
) -> Asides:
    """Return what of a table nothing is read from."""
    found, double = columns(headers, rows[0] if rows else ())
    below = rows[0] if double else ()
    lines = tuple(number for number, row in zip(numbers, rows, strict=True) if explains(row))
    told = [row for row in rows[double:] if not explains(row)]
    return Asides(unread(headers, told, {each.place for each in found}, below), lines)


def _cells(found: list[Column], row: Sequence[str]) -> Cells:
    """Return the cells that say something; the apostrophe of a text that looked like a formula is none of it."""
    cells = {(each.key, each.year): (each, unquoted(row[each.place])) for each in found}
    return {key: cell for key, cell in cells.items() if cell[1].strip()}


def _line(number: int, cells: Cells, plan: Plan, measures: Mapping[str, str]) -> Line:
    written = _text(cells, "code")
    try:
        refuse_errors(number, cells)
        kind, code = _identified(written, _text(cells, "kind"), plan)
    except (Refused, Invalid) as error:
        return Line(number, Kind.PLAN, written, refused=why_of(error))
    troubles, parent = Troubles(), _text(cells, "parent")
    above = troubles.read(spelled, parent) if parent else ""
    known = measures.get(code, "")
    words = _words(kind, cells, troubles, known)
    measure = str(words.get("measure") or known)
    if words.get("baseline_value") is not None:
        words["baseline_value"] = troubles.read(figure_of, *cells["baseline_value", None], measure)
    years = _years(kind, cells, code, measure, troubles)
    if troubles.found:
        first, *others = troubles.found
        return Line(number, kind, code, refused=first, remarks=tuple(others))
    # Of all others nothing is read from these columns: whatever stands there is no number that was read.
    remarks = remarks_on(cells, measure) if kind is Kind.INDICATOR else ()
    return Line(number, kind, code, above or "", words, years, remarks)


def remarks_on(cells: Cells, measure: str) -> tuple[Reason, ...]:
    """Return how the percentages of a row were read that are none in its unit."""
    return tuple(
        Reason(said, column.heading)
        for (key, year), (column, text) in cells.items()
        if key == "baseline_value" or (year is not None and key in {TARGETS, VALUES})
        if (said := how_read(text, measure)) is not None
    )


def refuse_errors(number: int, cells: Cells) -> None:
    """Raise Refused where a cell of a row holds the error of a formula: it would be kept as a name or a source."""
    for column, text in cells.values():
        if is_error(text):
            cell = called(number, column.place)
            raise Refused(reason(FAILED, cell=cell, error=text.strip()))


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


def _words(kind: Kind, cells: Cells, troubles: Troubles, known: str) -> dict[str, Word]:
    """Return what a line says in words; `known` is the unit that the plan has of its indicator."""
    words: dict[str, Word] = {}
    for key in TAKES[kind]:
        cell = cells.get((key, None))
        if cell is not None:
            words[key] = troubles.read(word_of, key, *cell)
    if kind is Kind.INDICATOR:
        if "responsible" not in words and ("unit", None) in cells:
            words["responsible"] = _text(cells, "unit")
        # A plan that counts it in parts of one or of a hundred keeps its unit: nobody said another.
        said = is_ratio(known) or is_share(known) or "measure" in words
        if not said and _in_per_cent(cells):
            words["measure"] = "%"
    if kind is Kind.ACTIVITY and folded(_text(cells, "kind")) == "inversion":
        words["kind"] = "investment"
    return {key: word for key, word in words.items() if word is not None}


def _in_per_cent(cells: Cells) -> bool:
    """Say whether the numbers carry the sign: the unit belongs to the indicator, not to its values."""
    return any(
        is_per_cent(text)
        for (key, year), (_, text) in cells.items()
        if key == "baseline_value" or (year is not None and key in YEARLY)
    )


def word_of(key: str, column: Column, text: str) -> Word:
    """Return what a cell says under a column; raises Refused with its reason."""
    if key in TAKEN:
        return _chosen(key, column, text)
    if key in _WHOLE:
        return _whole(column, text, _WHOLE[key])
    match key:
        case "relevance":
            return _relevance(column, text)
        case "baseline_value":
            return figure_of(column, text)
    return " ".join(text.split())


def _chosen(key: str, column: Column, text: str) -> str:
    found = TAKEN[key].get(folded(text))
    if found is None:
        message, known = N_("“%(text)s” is not one of: %(known)s."), listed(key)
        said = text.strip()[:40]
        raise Refused(reason(message, column.heading, text=said, known=", ".join(known)))
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


def figure_of(column: Column, text: str, measure: str = "") -> Decimal | None:
    """Return a number in its unit, as it is written in Peru, None for N/D; raises Refused with its reason."""
    try:
        return read_in(text, measure)
    except Invalid as error:
        raise Refused(Reason(Sentence(error.message, error.params), column.heading)) from None


#: Which numbers by year each kind takes from a row.
_TAKES_YEARS: Final = {
    Kind.INDICATOR: ("targets", "values"),
    Kind.ACTIVITY: ("progress",),
}


def _years(
    kind: Kind, cells: Cells, code: str, measure: str, troubles: Troubles
) -> dict[str, dict[int, Decimal | None]]:
    if kind is Kind.FINANCE:
        return {
            name: {int(code): troubles.read(figure_of, *cells[name, None], SOLES)}
            for name in (PROGRAMMED, EXECUTED)
            if (name, None) in cells
        }
    found: dict[str, dict[int, Decimal | None]] = {}
    for (key, year), cell in cells.items():
        if year is not None and key in _TAKES_YEARS.get(kind, ()):
            unit = PER_CENT if key == PROGRESS else measure
            found.setdefault(key, {})[year] = troubles.read(figure_of, *cell, unit)
    return {key: dict(sorted(series.items())) for key, series in found.items()}
