"""A plan as a table with the columns of CEPLAN's annex, which read back changes nothing."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from smd_workshop.library.plan.plan import Series
from smd_workshop.models import Plan, PlanIndicator
from smd_workshop.plans.files.columns import (
    AGGREGATIONS,
    FREQUENCIES,
    HEADINGS,
    HORIZONS,
    RELEVANCES,
    SENSES,
    WORDS,
    heading,
    listed,
    quoted,
)
from smd_workshop.plans.files.lines import EXECUTED, PROGRAMMED, PROGRESS, TARGETS, VALUES
from smd_workshop.plans.measurements import simulated, values

#: A number stays one, an unknown one is written so; every other cell is text.
Cell = str | float | int | None
UNKNOWN: Final = "N/D"
#: After those of the annex, with the years between, the columns of the ficha and of what is no indicator.
_FIRST: Final = (
    "code", "name", "executing_unit", "unit", "relevance", "sense", "aggregation", "baseline_year",
    "baseline_value",
)  # fmt: skip
#: What the first indicators of a plan need beside them.
_OF_THE_FIRST: Final = ("kind", "parent", "measure", "frequency", "responsible")
_YEARLY: Final = (TARGETS, VALUES, PROGRESS)
_LEVELS: Final = {number: words for words, number in RELEVANCES.items()}

Key = tuple[str, int | None]
Row = dict[Key, Cell]


def table_of(plan: Plan) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and rows: the plan, its money, and what belongs to each objective under it.

    Where values are simulated a column says of which years; read back it says nothing.
    """
    rows = list(_rows(plan))
    used = {key for row in rows for key, cell in row.items() if cell not in {"", None}}
    used |= _to_be_filled(plan)
    years = sorted((key for key in used if key[1] is not None), key=_order)
    rest = [(name, None) for name in HEADINGS if name not in _FIRST]
    keys: list[Key] = [*((name, None) for name in _FIRST), *years, *(k for k in rest if k in used)]
    cells = [[_text(row.get(key, "")) for key in keys] for row in rows]
    return [heading(*key) for key in keys], cells


def words_of() -> tuple[list[str], list[list[Cell]]]:
    """Return which words may stand in each column where one of several is chosen: a row for each column."""
    rows: list[list[Cell]] = [
        [heading(key, None), ", ".join(listed(key))] for key in ("relevance", *WORDS)
    ]
    return ["Columna", "Palabras que se leen"], rows


def _to_be_filled(plan: Plan) -> set[Key]:
    """Return the columns that stand there also while they are empty: whoever fills them must not guess what they are called."""
    years = range(plan.first_year, plan.last_year + 1)
    asked: set[Key] = {(name, year) for name in (TARGETS, VALUES) for year in years}
    asked |= {(name, None) for name in (PROGRAMMED, EXECUTED, "kind")}
    return asked if plan.indicators else asked | {(name, None) for name in _OF_THE_FIRST}


def _text(cell: Cell) -> Cell:
    return quoted(cell) if isinstance(cell, str) else cell


def _order(key: Key) -> tuple[int, int]:
    return _YEARLY.index(key[0]), key[1] or 0


def _rows(plan: Plan) -> Iterator[Row]:
    yield _named("Plan", plan.code, plan.name)
    said = values.finance(plan.finance)
    for year in sorted({*said, *range(plan.first_year, plan.last_year + 1)}):
        amounts = values.money(said[year]) if year in said else {}
        yield {
            ("kind", None): "Finanzas", ("code", None): str(year),
            **{(name, None): number(amount) for name, amount in amounts.items()},
        }  # fmt: skip
    for objective in plan.objectives:
        yield _named("Objetivo", objective.code, objective.name) | {
            ("priority", None): objective.priority, ("type", None): objective.type,
        }  # fmt: skip
    for action in plan.actions:
        yield _named("Acción", action.code, action.name, action.objective.code) | {
            ("unit", None): action.unit, ("priority", None): action.priority,
        }  # fmt: skip
    drawn = simulated.rows_of(plan)
    for indicator in plan.indicators:
        yield _indicator(indicator) | {("simulated", None): _simulated(indicator, drawn)}
    for activity in plan.activities:
        kind = "Inversión" if activity.kind == "investment" else "Actividad"
        own = _named(kind, activity.code, activity.name, activity.action.code)
        yield own | _series(PROGRESS, values.progress(activity))


def _named(kind: str, code: str, name: str, parent: str = "") -> Row:
    return {
        ("kind", None): kind, ("code", None): code, ("name", None): name, ("parent", None): parent,
    }  # fmt: skip


def _indicator(row: PlanIndicator) -> Row:
    texts = (
        "measure", "executing_unit", "responsible", "updater", "source", "method", "formula", "collection",
        "justification", "limitations",
    )  # fmt: skip
    return {
        **_named("Indicador", row.code, row.name, row.of.code),
        **{(name, None): getattr(row, name) for name in texts},
        ("relevance", None): _relevance(row.relevance),
        ("sense", None): SENSES[row.sense],
        ("aggregation", None): AGGREGATIONS[row.aggregation],
        ("frequency", None): FREQUENCIES[row.frequency],
        ("horizon", None): HORIZONS.get(row.horizon, ""),
        ("baseline_year", None): row.baseline_year,
        ("baseline_value", None): None
        if row.baseline_value is None
        else number(row.baseline_value),
        **_series(TARGETS, values.targets(row)),
        **_series(VALUES, values.by_year(row)),
    }


def _simulated(row: PlanIndicator, drawn: frozenset[int]) -> str:
    """Return the years whose value rests on answers that nobody gave, '' where there are none."""
    return ", ".join(map(str, simulated.years_in_a_file(row, drawn)))


def _relevance(order: int | None) -> str:
    if order is None:
        return ""
    return f"{_LEVELS.get(order, 'relevancia').capitalize()}-{order}"


def _series(name: str, series: Series) -> Row:
    return {(name, year): number(value) for year, value in series.items()}


def number(value: Decimal | None) -> Cell:
    """Return a number as a spreadsheet holds it, as text where that would lose a digit, and N/D for none."""
    if value is None:
        return UNKNOWN
    if value == value.to_integral_value() and abs(value) < 10**15:
        return int(value)
    near = float(value)
    plain = repr(near)
    if "e" not in plain and Decimal(plain) == value:
        return near
    text = f"{value:f}"
    return text + "0" if len(text.partition(".")[2]) == 3 else text
