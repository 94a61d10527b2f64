"""The answers of a wave for other programs: CSV, XLSX with a dictionary, SPSS, and a script that reads the CSV in R."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reports import tables
from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.answers import NA
from smd_workshop.library.survey.instrument.model import NA_CODE
from smd_workshop.surveys.results import exports
from smd_workshop.surveys.results.exports import Cell, Column, Table

if TYPE_CHECKING:
    import pandas as pd

SAV: Final = "application/x-spss-sav"
R: Final = "text/x-r"

#: Bytes that SPSS takes of the label of a variable and of a value.
_LABEL, _VALUE = 250, 118
#: How SPSS writes "not applicable"; of a number the first that nobody gave.
_NOT_APPLICABLE: Final = (-98, -9998, -999998, -99999998)
_MEASURES: Final = {
    exports.POINT: "ordinal",
    exports.OPTION: "nominal",
    exports.TICK: "nominal",
    exports.PLACE: "ordinal",
    exports.NUMBER: "scale",
}
DICTIONARY: Final = (
    N_("Column"),
    N_("Code of the question"),
    N_("What was asked"),
    N_("What it holds"),
    N_("What its values mean"),
)
KINDS: Final = {
    exports.POINT: N_("a point of a scale"),
    exports.OPTION: N_("one of several"),
    exports.TICK: N_("1 if it was ticked, 0 if not"),
    exports.PLACE: N_("the place in an order"),
    exports.NUMBER: N_("a number"),
    exports.DAY: N_("a day"),
    exports.TEXT: N_("text"),
    exports.WHO: N_("who answered"),
}


def to_csv(table: Table) -> bytes:
    """Return the answers as CSV with a mark by which Excel knows the letters; `na` is "not applicable", empty is missing."""
    return tables.to_csv(_names(table), _rows(table), bom=True)


def to_xlsx(table: Table, say: Callable[[str], str]) -> bytes:
    """Return a workbook with the answers, what each column means, and what is not in it with the reason."""
    left_out = [["", code, "", say(why), ""] for code, why in table.left_out]
    if table.consent:
        left_out.append(
            ["", "", say(N_("What people agreed to")), say(N_("version")), table.consent]
        )
    return tables.to_xlsx(
        tables.Sheet(say(N_("Answers")), _names(table), _rows(table)),
        tables.Sheet(
            say(N_("Dictionary")),
            [say(each) for each in DICTIONARY],
            [*([*_described(column, say)] for column in table.columns), *left_out],
        ),
    )


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _rows(table: Table) -> list[list[tables.Cell]]:
    return [[NA_CODE if cell is NA else cell for cell in row] for row in table.rows]


def _described(column: Column, say: Callable[[str], str]) -> Sequence[str]:
    values = [f"{value} = {label}" for value, label in column.labels]
    values += [f"{NA_CODE} = {column.na}"] if column.na else []
    asked = "" if column.kind == exports.WHO else column.item  # who somebody is was no question
    return column.name, asked, column.label, say(KINDS[column.kind]), "; ".join(values)


def to_sav(table: Table) -> bytes:
    """Return the answers for SPSS, with labels; "not applicable" is a value of its own that counts as missing."""
    import pyreadstat  # noqa: PLC0415 - only who downloads pays for it

    made = [
        _of_spss(column, [row[n] for row in table.rows]) for n, column in enumerate(table.columns)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "answers.sav")
        pyreadstat.write_sav(
            _frame(
                {column.name: each.cells for column, each in zip(table.columns, made, strict=True)}
            ),
            str(path),
            column_labels={c.name: _cut(c.label, _LABEL) for c in table.columns},
            variable_value_labels={
                c.name: each.labels
                for c, each in zip(table.columns, made, strict=True)
                if each.labels
            },
            missing_ranges={
                c.name: [each.not_applicable]
                for c, each in zip(table.columns, made, strict=True)
                if each.not_applicable is not None
            },
            variable_measure={
                c.name: _MEASURES[c.kind] for c in table.columns if c.kind in _MEASURES
            },
        )
        return path.read_bytes()


class _Spss:
    """A column as SPSS holds it."""

    def __init__(
        self, cells: Any, labels: dict[int | float, str], not_applicable: int | None
    ) -> None:
        self.cells, self.labels, self.not_applicable = cells, labels, not_applicable


def _of_spss(column: Column, cells: list[Cell]) -> _Spss:
    import pandas as pd  # noqa: PLC0415 - as above

    if column.kind not in _MEASURES:
        texts = [_text(cell) for cell in cells]
        return _Spss(pd.Series(texts, dtype=object), {}, None)
    coded: dict[Any, int] = {}
    labels = {value: label for value, label in column.labels if isinstance(value, int)}
    if column.kind == exports.OPTION:
        coded = {value: n for n, (value, _label) in enumerate(column.labels, 1)}
        labels = {n: label for n, (_value, label) in enumerate(column.labels, 1)}
    numbers = [coded.get(cell, cell) for cell in cells]
    given = {cell for cell in numbers if isinstance(cell, int | Decimal)} | set(labels)
    absent = next(each for each in _NOT_APPLICABLE if each not in given)
    filled = [
        None if cell is None else float(absent if cell is NA else cell)  # type: ignore[arg-type]
        for cell in numbers
    ]
    words: dict[int | float, str] = {v: _cut(w, _VALUE) for v, w in labels.items()}
    if column.na:
        words[absent] = _cut(column.na, _VALUE)
    return _Spss(pd.Series(filled, dtype="float64"), words, absent if column.na else None)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if cell is NA:
        return NA_CODE
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _frame(cells: dict[str, Any]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - as above

    return pd.DataFrame(cells)


def _cut(text: str, limit: int) -> str:
    """Return as much of a text as fits into so many bytes."""
    return text.encode()[:limit].decode(errors="ignore")


def to_r(table: Table, file: str, title: str, say: Callable[[str], str] = str) -> bytes:
    """Return a script in R, with nothing to install, that reads the CSV `file` with labels and keeps "na" apart.

    What it tells its reader is said in their language, by `say`; names that programs read stay.
    """
    holds = say(N_("one row for each person; empty is missing, “na” is not applicable."))
    lines = [
        f"# {' '.join(title.split())}",
        f"# {file}: {holds}",
        *(
            [
                f"# {say(N_('What people agreed to'))}: {say(N_('version'))} {table.consent} (SHA-256)."
            ]
            if table.consent
            else []
        ),
        f'answers <- read.csv({_quoted(file)}, fileEncoding = "UTF-8-BOM", colClasses = "character",',
        '                    na.strings = "", check.names = FALSE)',
        f"not_applicable <- !is.na(answers) & answers == {_quoted(NA_CODE)}",
        f"number <- function(x) suppressWarnings(as.numeric(ifelse(x == {_quoted(NA_CODE)}, NA, x)))",
        'labelled <- function(x, label) { attr(x, "label") <- label; x }',
        "",
    ]
    for column in table.columns:
        at = f"answers[[{_quoted(column.name)}]]"
        read = _read_in_r(column, at)
        lines.append(f"{at} <- labelled({read}, {_quoted(column.label)})")
    return ("\n".join(lines) + "\n").encode()


def _read_in_r(column: Column, at: str) -> str:
    if column.kind in {exports.POINT, exports.OPTION} and column.labels:
        pairs = [*column.labels, *([(NA_CODE, column.na)] if column.na else [])]
        levels = ", ".join(_quoted(str(value)) for value, _label in pairs)
        words = ", ".join(_quoted(label) for _value, label in pairs)
        return f"factor({at}, levels = c({levels}), labels = c({words}))"
    if column.kind in {exports.POINT, exports.TICK, exports.PLACE, exports.NUMBER}:
        return f"number({at})"
    if column.kind == exports.DAY:
        return f"as.Date(ifelse({at} == {_quoted(NA_CODE)}, NA, {at}))"
    return at


def _quoted(text: str) -> str:
    """Return a text as R reads it; JSON escapes the same signs in the same way."""
    return json.dumps(text, ensure_ascii=False)
