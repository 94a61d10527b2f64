"""Rows as CSV and XLSX for people who count again: plain numbers, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from smd_workshop.core.numbers import LIMA

Cell = str | float | Decimal | Fraction | date | None
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
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(header) for header in headers])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return ((_BOM if bom else "") + out.getvalue()).encode()


def to_xlsx(*sheets: Sheet) -> bytes:
    """Return a workbook of one or several sheets, headers bold and frozen; the same rows give the same cells."""
    from openpyxl import Workbook  # noqa: PLC0415 - only who downloads pays

    book = Workbook(write_only=True)
    taken: set[str] = set()
    for sheet in sheets:
        page = book.create_sheet(_name(sheet.name, taken))
        page.freeze_panes = "A2"
        page.append([_heading(page, header) for header in sheet.headers])
        for row in sheet.rows:
            page.append(
                [_text(page, cell) if isinstance(cell, str) else _typed(cell) for cell in row]
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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


def _plain(cell: Cell) -> str:
    known = _typed(cell)
    match known:
        case None:
            return ""
        case str():
            return harmless(known)
        case bool():
            return "1" if known else "0"
        case datetime():
            return known.isoformat(" ", "seconds")
        case date():
            return known.isoformat()
        case _:
            return f"{known:f}" if isinstance(known, Decimal) else repr(known)


def _typed(cell: Cell) -> str | float | Decimal | date | None:
    """Return what a spreadsheet can hold: no fraction, no time zone (Lima's clock), no infinity."""
    if isinstance(cell, Fraction):
        return float(cell) if cell.denominator != 1 else cell.numerator
    if isinstance(cell, datetime):
        return _lima(cell).replace(tzinfo=None, microsecond=0)
    if isinstance(cell, float | Decimal) and not math.isfinite(cell):
        return None
    return cell


def _text(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    written: Any = WriteOnlyCell(page, value="")
    # set past openpyxl's guess, which would take a text beginning with = for a formula
    written._value = harmless(text)  # noqa: SLF001
    written.data_type = "s"
    return written


def _heading(page: Any, text: str) -> Any:
    from openpyxl.styles import Font  # noqa: PLC0415 - as above

    written = _text(page, text)
    written.font = Font(bold=True)
    return written


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
