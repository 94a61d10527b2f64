"""Rows as CSV and XLSX for people who count again: plain numbers, and no cell that a spreadsheet would run."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from smd_workshop.core.numbers import LIMA

if TYPE_CHECKING:
    import pandas as pd

Cell = str | bool | float | Decimal | Fraction | date | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
LONGEST = 32_767  # characters Excel accepts in a cell
_STARTERS = set("=+-@−‐‑⁻₋➕➖꞊")  # after compatibility folding, which turns wide forms into these
_BREAKS = set("\t\r\n")
_SHEET_REFUSED = re.compile(r"[\[\]:*?/\\']")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, headers, and rows of as many cells."""

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]], *, bom: bool = False) -> bytes:
    """Return UTF-8 CSV with commas, points and CRLF; with `bom`, Excel recognises the accents."""
    text = _frame(headers, rows).to_csv(index=False, lineterminator="\r\n")
    return ((_BOM if bom else "") + text).encode()


def to_xlsx(*sheets: Sheet) -> bytes:
    """Return a workbook of one or several sheets, headers bold and frozen; the same rows give the same cells."""
    import pandas as pd  # noqa: PLC0415 - half a second: only who downloads pays

    out, taken = io.BytesIO(), set[str]()
    with pd.ExcelWriter(out, engine="openpyxl") as book:
        for sheet in sheets:
            name = _name(sheet.name, taken)
            frame = _frame(sheet.headers, sheet.rows)
            frame.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            _settle(book.sheets[name])
    return out.getvalue()


def _frame(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 - as above

    cells = [[_typed(cell) for cell in row] for row in rows]
    # as objects: pandas would make floats of whole numbers beside an empty cell
    return pd.DataFrame(cells, columns=[harmless(h) for h in headers], dtype=object)


def _settle(page: Any) -> None:
    """Take back what openpyxl guesses: a text is no formula and no error, and an empty one is an empty cell."""
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    for cell in (cell for row in page.iter_rows() for cell in row):
        if cell.value == "":
            cell.value = None
        elif isinstance(cell.value, str):
            cell.data_type = "s"
    for cell in page[1]:
        cell.font = Font(bold=True)


def harmless(text: str) -> str:
    """Return the text as no spreadsheet would run it: control characters gone, a formula's first sign behind an apostrophe.

    What looks like =, +, - or @ in another script counts too, also after spaces and invisible characters.
    """
    kept = "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn"}
    )[:LONGEST]
    return "'" + kept[: LONGEST - 1] if _would_run(text) or _would_run(kept) else kept


def _would_run(text: str) -> bool:
    seen = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Mn"})
    folded = unicodedata.normalize("NFKC", seen).lstrip()[:1]
    return seen[:1] in _BREAKS or seen.lstrip()[:1] in _STARTERS or folded in _STARTERS


def _typed(cell: Cell) -> str | float | Decimal | date | None:
    """Return what a table can hold: harmless text, yes as 1, no fraction, no time zone (Lima's clock), no infinity."""
    match cell:
        case str():
            return harmless(cell)
        case bool():
            return int(cell)
        case Fraction():
            return float(cell) if cell.denominator != 1 else cell.numerator
        case datetime():
            return _lima(cell).replace(tzinfo=None, microsecond=0)
        case float() | Decimal() if not math.isfinite(cell):
            return None
        case _:
            return cell


def _name(wanted: str, taken: set[str]) -> str:
    plain = (
        _SHEET_REFUSED.sub(" ", "".join(c for c in wanted if c.isprintable())).strip()[:28]
        or "Hoja"
    )
    name, copy = plain, 2
    while name.casefold() in taken:
        name, copy = f"{plain} {copy}"[:31], copy + 1
    taken.add(name.casefold())
    return name


def _lima(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(LIMA)
