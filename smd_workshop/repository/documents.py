"""The repository as tables and documents: a workbook to fill and send back, long rows and JSON for everybody."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from smd_workshop.core import zones
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import Process, Variable, VariableValue
from smd_workshop.plans.files.columns import quoted
from smd_workshop.plans.files.to_table import Cell, number
from smd_workshop.repository import variables
from smd_workshop.repository.columns import HEADINGS, heading
from smd_workshop.repository.rating import Rated
from smd_workshop.repository.variables import WORDS

Json = dict[str, Any]
#: Columns of the long table: a row for each variable and period, one for a variable without values.
COLUMNS: Final = (
    "code", *WORDS, "period", "value", "source_of_value", "said_at", "corrected",
)  # fmt: skip


def workbook(every: Sequence[Variable]) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and rows: what is said of each variable, and what counts of each whole year."""
    told = [(each, variables.counting(each)) for each in every]
    years = sorted({p.year for _each, known in told for p in known if p == Period(p.year)})
    headers = [heading(key) for key in HEADINGS] + [heading("values", year) for year in years]
    rows = [
        [quoted(each.code), *(_cell(getattr(each, key)) for key in HEADINGS if key != "code"),
         *(_of_year(known.get(Period(year))) for year in years)]
        for each, known in told
    ]  # fmt: skip
    return headers, rows


def _cell(said: str | int | None) -> Cell:
    return quoted(said) if isinstance(said, str) else said


def _of_year(row: VariableValue | None) -> Cell:
    return "" if row is None else number(row.value)


def rows_of(process: Process, every: Sequence[Variable]) -> Iterator[list[Cell]]:
    """Yield the long table: what counts of each period, with where it stands and since when it is said."""
    for each in every:
        words: list[Cell] = [each.code, *(getattr(each, name) for name in WORDS)]
        chains = variables.chains(each)
        for period, said in chains.items():
            row = said[-1]
            value = None if row.value is None else number(row.value)
            moment = zones.written(row.said_at, process.time_zone)
            yield [*words, str(period), value, row.source, moment, len(said) > 1]
        if not chains:
            yield [*words, "", None, "", "", False]


def document_of(process: Process, every: Sequence[Variable], rated: dict[int, list[Rated]]) -> Json:
    """Return the repository as a document: exact numbers as text, corrections beside what they correct."""
    return {
        "process": process.code,
        "simulated": process.simulated,
        "variables": [
            {
                "code": each.code,
                **{name: getattr(each, name) for name in WORDS},
                "values": [
                    _said(process, row, counts=row is said[-1])
                    for said in variables.chains(each).values()
                    for row in said
                ],
                "ratings": [_rating(found) for found in rated.get(each.id, ())],
            }
            for each in every
        ],
    }


def _said(process: Process, row: VariableValue, *, counts: bool) -> Json:
    return {
        "period": row.period, "value": None if row.value is None else f"{row.value:f}",
        "counts": counts, "source": row.source, "note": row.note,
        "said_at": zones.written(row.said_at, process.time_zone),
    }  # fmt: skip


def _rating(found: Rated) -> Json:
    return {
        "workshop": found.round.workshop.code, "round": found.round.number, "option": found.code,
        "class": found.verdict, "balanced_agree": found.agree, "number": found.value,
        "majority_grade": found.grade, "provisional": found.provisional,
    }  # fmt: skip
