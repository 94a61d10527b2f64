"""Reading XLSX safely: a workbook is opened only after its unpacked size and its kind are known.

Formulas are never computed: their stored text is refused.
"""

from __future__ import annotations

import contextlib
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from xml.parsers import expat

from reports.sheets.delimited import SEARCHED, Line, Score
from reports.sheets.unreadable import (
    DAMAGED,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_FILES,
    MOST_RATIO,
    MOST_UNPACKED,
    PASSWORD,
    Remark,
    Unreadable,
    refuse_archive,
)
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number

#: Of so many sheets the headings are looked at.
MOST_SHEETS = 20
#: A row that says nothing, e.g. one that was only formatted, however far below.
_NOTHING: frozenset[str | None] = frozenset({None, ""})
#: What could be read as a thousand and more.
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
#: What stands in a number format for itself: “texts”, escaped signs, [conditions].
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Block:
    """Merged cells: the column whose value counts for all rows from `top` to `bottom`."""

    column: int
    top: int
    bottom: int


@dataclass(slots=True)
class Parts:
    """What was seen while unpacking: the merged cells of each part."""

    merged: dict[str, list[Block]] = field(default_factory=dict)


def read(data: bytes, score: Score) -> tuple[list[Line], list[Remark]]:
    """Return the numbered rows that say something, of the visible sheet whose headings are known best.

    Raises Unreadable for what is no workbook, is protected or damaged, or unpacks to far more than it shows.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _check_archive(archive)
        return _book(data, parts, score)
    except Unreadable:
        raise
    except (zipfile.BadZipFile, EOFError) as problem:
        raise Unreadable(DAMAGED) from problem
    except Exception as problem:
        raise Unreadable from problem


def _check_archive(archive: zipfile.ZipFile) -> Parts:
    """Refuse what must not be opened; return where cells are merged."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise Unreadable
    refuse_archive({entry.filename for entry in entries})
    scan = _Scan(MOST_UNPACKED)
    for entry in entries:
        scan.part(archive, entry)
    return scan.parts


class _Scan:
    """Unpacks part by part without keeping anything: what headers claim about sizes is not believed."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.parts = Parts()
        self.blocks: list[Block] = []

    def part(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        """Read one part to its end, or refuse it."""
        if entry.flag_bits & 0x1:
            raise Unreadable(PASSWORD)
        parser = self._parser() if entry.filename.endswith((".xml", ".rels", ".vml")) else None
        most = max(entry.compress_size, 5_000) * MOST_RATIO
        self.blocks = self.parts.merged.setdefault(entry.filename, [])
        with archive.open(entry) as part:
            while piece := part.read(65_536):
                self.room -= len(piece)
                most -= len(piece)
                if min(self.room, most) < 0:
                    raise Unreadable(
                        N_("This file unpacks to far more than it shows. It is not opened.")
                    )
                if parser:
                    parser.Parse(piece)

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._element
        return parser

    def _refuse(self, *_: object) -> None:
        raise Unreadable(
            N_("This file defines its own abbreviations (XML entities). It is not opened.")
        )

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] != "mergeCell":
            return
        found = _RANGE.fullmatch(attributes.get("ref", ""))
        if found:
            self.blocks.append(Block(column_number(found[1]), int(found[2]), int(found[4])))


def column_number(letters: str) -> int:
    """Return the place of a column, from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _book(data: bytes, parts: Parts, score: Score) -> tuple[list[Line], list[Remark]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - only who imports a file pays

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about styles it does not keep
        # read-only: one row in memory at a time, however far away the last cell claims to be
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        with contextlib.closing(book):
            visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not visible:
                raise Unreadable(N_("This workbook has no visible sheet."))
            for sheet in visible:
                sheet.reset_dimensions()  # what the file claims about its size is not believed
            chosen = _best(visible, score)
            blocks = parts.merged.get(chosen._worksheet_path.lstrip("/"), [])  # noqa: SLF001 - nowhere else
            lines = list(_filled(_lines(chosen), blocks))
            return lines, _notes(book.worksheets, chosen, merged=bool(blocks))


def _best(sheets: list[Any], score: Score) -> Any:
    """Return the sheet whose headings are known best, else the first that says something."""
    if len(sheets) == 1:
        return sheets[0]
    looked = []
    for sheet in sheets[:MOST_SHEETS]:
        rows = [[_plain(cell) for cell in row] for row in islice(sheet.iter_rows(), SEARCHED)]
        looked.append(
            (
                max((score(row[:MOST_COLUMNS]) for row in rows), default=0),
                any(map(any, rows)),
                sheet,
            )
        )
    return max(looked, key=lambda each: each[:2])[2]


def _plain(cell: Any) -> str:
    return cell.value.strip() if isinstance(cell.value, str) else ""


def _notes(sheets: list[Any], chosen: Any, *, merged: bool) -> list[Remark]:
    others = ", ".join(str(sheet.title) for sheet in sheets if sheet is not chosen)
    name = str(chosen.title)
    notes = [Remark(N_("The sheet “%(name)s” was read."), {"name": name})]
    if others:
        notes = [
            Remark(
                N_("Only the sheet “%(name)s” was read. Not read: %(others)s."),
                {"name": name, "others": others[:200]},
            )
        ]
    if merged:
        notes.append(
            Remark(N_("Merged cells were filled down: their value counts for each of their rows."))
        )
    return notes


def _lines(sheet: Any) -> Iterator[Line]:
    seen = 0
    for at, row in enumerate(sheet.iter_rows(), 1):
        if not row:
            continue
        seen += len(row)
        if seen > MOST_CELLS:
            raise Unreadable(
                N_(
                    "This sheet has more than %(most)s cells, most of them empty but formatted. Copy the list alone into a new file."
                ),
                most=number(MOST_CELLS),
            )
        if any(cell.value not in _NOTHING for cell in row):
            yield at, [_cell(cell) for cell in row]


def _filled(lines: Iterator[Line], blocks: list[Block]) -> Iterator[Line]:
    """Give each row of merged cells the value of the first; blocks that overlap are no blocks."""
    waiting = sorted(
        (b for b in blocks if b.bottom > b.top and b.column < MOST_COLUMNS),
        key=lambda b: b.top,
        reverse=True,
    )
    values: dict[int, tuple[Block, str]] = {}  # by column
    for at, cells in lines:
        for column, (block, value) in list(values.items()):
            if at > block.bottom:
                del values[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = value
        while waiting and waiting[-1].top <= at:
            block = waiting.pop()
            if block.top == at and block.column < len(cells) and block.column not in values:
                values[block.column] = (block, cells[block.column])
        yield at, cells


def _number(value: float) -> str:
    """Write a number of a cell so that its point is not taken for one of thousands: 91.795 as 91.7950."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    written = repr(value)
    return f"{written}0" if _THOUSANDS.fullmatch(written) else written


def _in_hundredths(number_format: str | None) -> bool:
    """Say whether a format shows a number a hundred times as large, with the sign: 0.6 as 60 %."""
    return "%" in _LITERAL.sub("", number_format or "")


def _percentage(value: float) -> str:
    """Write a number as who typed it sees it: 0.655 under the format 0.0 % is 65.5%."""
    hundredfold = f"{Decimal(repr(value)).scaleb(2).normalize():f}"
    return f"{hundredfold}0%" if _THOUSANDS.fullmatch(hundredfold) else f"{hundredfold}%"


def _day(value: date) -> str:
    """Write a day, with its hour where one is told: Excel keeps midnight with each day."""
    if not isinstance(value, datetime):
        return value.isoformat()
    midnight = value.time().isoformat() == "00:00:00"
    return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")


def _cell(cell: Any) -> str:
    value = cell.value
    if cell.data_type == "f":
        raise Unreadable(
            N_(
                "Cell %(cell)s holds a formula. Copy the table, paste it as values, and send that file."
            ),
            cell=cell.coordinate,
        )
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case int() | float() if _in_hundredths(cell.number_format):
            return _percentage(value)
        case float():
            return _number(value)
        case date():
            return _day(value)
        case _:
            return str(value)
