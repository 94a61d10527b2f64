"""Reading the spreadsheets people send: a table, or a refusal in plain words, never a traceback, for any bytes.

A file is opened only after its size on disk, its unpacked size and its kind are known. Limits protect the room's
laptop, and no import of this product comes near them.

Tables go out through pandas (`tables`) and come in without it, for it would read less safely and less exactly.
`read_csv` makes one row of two around a stray quotation mark, or leaves the row out in silence. `read_excel` takes a
formula for a text, #N/A for an empty cell and a day for midnight, and fills the sheet up to its farthest cell: a file
of 5 kB takes 2.4 GB. Each is held by a test.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from reports.sheets import delimited, workbooks
from reports.sheets.delimited import SEARCHED, Line, Score
from reports.sheets.unreadable import (
    LONGEST,
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_ROWS,
    TOO_LONG,
    ZIP,
    Remark,
    Unreadable,
    refuse_by_kind,
)
from smd_workshop.core.cells import broken
from smd_workshop.core.input_text import tidy
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number

__all__ = [
    "LONGEST", "MOST_BYTES", "MOST_COLUMNS", "MOST_ROWS", "Remark", "Table", "Unreadable",
    "headed", "read_table", "remarks", "without",
]  # fmt: skip

#: A row that is known by less has no headings that we know: one certain heading, or two likely ones.
KNOWN = 2
#: So many cells with broken signs, or rows that are passed over, are named.
MOST_NAMED = 5
#: Of what stands again on every page of a list that was laid out for the printer.
AGAIN = N_("Rows that repeat the headings or a title were skipped: %(rows)s.")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says: headers, rows of as many texts (trimmed, "" where empty), the file's row numbers, and notes.

    `above` are the rows before the headings (titles), `headers_at` is the number of the headings' row, and
    `wide` says that cells without a heading were let pass.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[Remark, ...] = ()
    above: tuple[tuple[int, tuple[str, ...]], ...] = ()
    headers_at: int = 1
    wide: bool = False


def nothing_known(_cells: Sequence[str]) -> int:
    """Know no heading: then the first row that says something has the headings."""
    return 0


def read_table(data: bytes, filename: str, score: Score | None = None) -> Table:
    """Read CSV (UTF-8, UTF-16 or one of the old encodings) or XLSX (one visible sheet); raises `Unreadable`.

    `score` says how well a row is known as headings: 2 for each certain one, 1 for each likely one.
    """
    if not data.strip():
        raise Unreadable(N_("This file is empty."))
    if len(data) > MOST_BYTES:
        raise Unreadable(
            N_("This file is too large. At most %(most)s MB are read."),
            most=number(MOST_BYTES // 1_000_000),
        )
    refuse_by_kind(data)
    reads = workbooks.read if data.startswith(ZIP) else delimited.read
    score = score or nothing_known
    found, notes = reads(data, score)
    lines = _tidied(found)
    known = max(score(cells) for _at, cells in lines[:SEARCHED]) >= KNOWN
    if reads is delimited.read and not known and filename.lower().endswith(_WORKBOOKS):
        # a list under such a name is read, as some programs write it; this is a damaged workbook
        raise Unreadable
    return _table(lines, notes, score, wide=reads is workbooks.read)


def remarks(table: Table) -> tuple[Remark, ...]:
    """Return what is to be known of a table before it is written: how it was read, and which cells look broken."""
    cells = [
        each
        for number, row in zip(table.numbers, table.rows, strict=True)
        for each in broken(number, row, range(len(row)))
    ]
    if not cells:
        return table.notes
    said = ", ".join(f"{each.cell} ({each.text})" for each in cells[:MOST_NAMED])
    more = " …" if len(cells) > MOST_NAMED else ""
    message = N_(
        "Signs look broken in: %(cells)s. Save the file again as XLSX, or as CSV in UTF-8, and send that file."
    )
    return (*table.notes, Remark(message, {"cells": said + more}))


def without(table: Table, places: Collection[int]) -> Table:
    """Return the table with nothing in these columns, by their places from 0."""
    rows = (tuple("" if p in places else cell for p, cell in enumerate(row)) for row in table.rows)
    return replace(table, rows=tuple(rows))


def headed(table: Table, at: int) -> Table:
    """Return the table with the headings in another row, as its reader says; the same where there is no such row."""
    lines = [
        *table.above,
        (table.headers_at, table.headers),
        *zip(table.numbers, table.rows, strict=True),
    ]
    kept = [(number, _trimmed(list(cells))) for number, cells in lines]
    place = next((p for p, (number, _) in enumerate(kept) if number == at), None)
    if place is None:
        return table
    return replace(_built(kept, place, nothing_known, wide=True), notes=table.notes)


def _tidied(lines: Iterable[Line]) -> list[Line]:
    """Return the rows that say something, in clean text and within the limits."""
    kept: list[Line] = []
    for at, raw in lines:
        cells = _trimmed([_cell_text(cell) for cell in _said(at, raw)])
        if not cells:
            continue
        _check_row(at, cells)
        kept.append((at, cells))
        if len(kept) > MOST_ROWS + SEARCHED:
            break
    if not kept:
        raise Unreadable(N_("This file is empty."))
    return kept


def _said(at: int, raw: list[str]) -> list[str]:
    """Return the cells up to the last that says something; raises Unreadable before any of too many is looked at."""
    last = next((place for place in reversed(range(len(raw))) if raw[place].strip()), -1)
    _check_width(at, last + 1)
    return raw[: last + 1]


def _table(lines: list[Line], notes: list[Remark], score: Score, *, wide: bool) -> Table:
    place = 0 if score is nothing_known else _headings(lines, score)
    table = _built(lines, place, score, wide=wide)
    if len(table.rows) > MOST_ROWS:
        raise Unreadable(
            N_("This file has too many rows. At most %(most)s are read."), most=number(MOST_ROWS)
        )
    at = table.headers_at
    if place:
        notes = [*notes, Remark(N_("The headings were found in row %(row)s."), {"row": at})]
    last = table.numbers[-1] if table.numbers else at
    again = sorted({number for number, _ in lines[place + 1 :]}.difference(table.numbers))
    if again:
        notes = [*notes, Remark(AGAIN, {"rows": _listed(again)})]
        last = max(last, again[-1])
    if empty := last - at - len(table.rows) - len(again):
        notes = [*notes, Remark(N_("Empty rows were skipped: %(count)s."), {"count": empty})]
    return replace(table, notes=tuple(notes))


def _listed(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:MOST_NAMED])) + (" …" if len(rows) > MOST_NAMED else "")


def _headings(lines: list[Line], score: Score) -> int:
    """Return the place of the headings: the row that is known best; else the first that is as wide as any."""
    looked = [(score(cells), sum(map(bool, cells))) for _at, cells in lines[:SEARCHED]]
    best = max(known for known, _ in looked)
    if best >= KNOWN:
        return next(place for place, (known, _) in enumerate(looked) if known == best)
    widest = max(many for _, many in looked)
    return next(place for place, (_, many) in enumerate(looked) if many == widest)


def _built(lines: list[Line], place: int, score: Score, *, wide: bool) -> Table:
    at, cells = lines[place]
    once = _said_above(lines, place)
    below = [line for line in lines[place + 1 :] if tuple(line[1]) not in once]
    if wide:
        cells = [*cells, *([""] * (max([len(c) for _, c in below] or [0]) - len(cells)))]
    headers = _headers(cells, score)
    return Table(
        headers,
        tuple(_fitted(number, row, headers) for number, row in below),
        tuple(number for number, _row in below),
        above=tuple((number, tuple(row)) for number, row in lines[:place]),
        headers_at=at,
        wide=wide,
    )


def _said_above(lines: Sequence[Line], place: int) -> frozenset[tuple[str, ...]]:
    """Return the headings and the titles above them: a list for the printer has them again on each page.

    Not of numbers alone, as questions may be called and answered, nor headings of one column: of a list without any
    they are the first of its rows.
    """
    said = lines[: place + (len(lines[place][1]) > 1)]
    return frozenset(tuple(cells) for _at, cells in said if _has_letters(cells))


def _has_letters(cells: Iterable[str]) -> bool:
    return any(map(str.isalpha, "".join(cells)))


def _cell_text(text: str) -> str:
    spaced = tidy(text)  # first: a break within a cell may be a control character, as Word has it
    kept = "".join(
        c for c in spaced if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn"}
    )
    return unicodedata.normalize("NFC", kept).replace("\u00a0", " ").strip()


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _check_width(at: int, many: int) -> None:
    if many > MOST_COLUMNS:
        raise Unreadable(
            N_("Row %(row)s has too many columns. At most %(most)s are read."),
            row=at,
            most=MOST_COLUMNS,
        )


def _check_row(at: int, cells: list[str]) -> None:
    if any(len(cell) > LONGEST for cell in cells):
        raise Unreadable(
            TOO_LONG,
            row=at,
            most=number(LONGEST),
        )


def _headers(cells: list[str], score: Score) -> tuple[str, ...]:
    """Refuse a heading over two columns where it matters which of them is read."""
    folded = [cell.casefold() for cell in cells if cell]
    for cell in cells:
        if cell and folded.count(cell.casefold()) > 1 and (score is nothing_known or score([cell])):
            raise Unreadable(
                N_("The heading “%(header)s” stands over two columns. Give each column its own."),
                header=cell[:80],
            )
    return tuple(cells)


def _fitted(at: int, cells: Sequence[str], headers: tuple[str, ...]) -> tuple[str, ...]:
    if len(cells) > len(headers):
        raise Unreadable(
            N_(
                "Row %(row)s has more cells (%(cells)s) than there are headings (%(headers)s). A text with a separator must stand in quotation marks."
            ),
            row=at,
            cells=len(cells),
            headers=len(headers),
        )
    return (*cells, *([""] * (len(headers) - len(cells))))
