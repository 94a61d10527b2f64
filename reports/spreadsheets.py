"""Reading the spreadsheets people send: a table, or a refusal in plain words, never a traceback, for any bytes.

A file is opened only after its size on disk, its unpacked size and its kind are known. Formulas are never computed:
their stored text is refused. Limits protect the room's laptop, and no import of this product comes near them.

Tables go out through pandas (`tables`) and come in without it, for it would read less safely and less exactly.
`read_csv` makes one row of two around a stray quotation mark, or leaves the row out in silence. `read_excel` takes a
formula for a text, #N/A for an empty cell and a day for midnight, and fills the sheet up to its farthest cell: a file
of 5 kB takes 2.4 GB. Each is held by a test.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.parsers import expat

from smd_workshop.core.errors import Invalid
from smd_workshop.core.input_text import tidy
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number

MOST_BYTES, MOST_UNPACKED, MOST_RATIO = 2_000_000, 50_000_000, 200
MOST_ROWS, MOST_COLUMNS, LONGEST = 20_000, 50, 5_000
MOST_FILES, MOST_CELLS = 200, 3_000_000

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
_BROKEN = N_(
    "This file cannot be read as a spreadsheet. Open it, save it again as XLSX or CSV, and send that file."
)


class Unreadable(Invalid):
    """A file that is not read, with the reason for the person who sent it."""

    message = _BROKEN


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader of the table should know: an English sentence with named values."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says: headers, rows of as many texts (trimmed, "" where empty), the file's row numbers, and notes."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    notes: tuple[Remark, ...] = ()


def read_table(data: bytes, filename: str) -> Table:
    """Read CSV (UTF-8, Latin-1; comma, semicolon or tab) or XLSX (first visible sheet); raises `Unreadable`."""
    if not data.strip():
        raise Unreadable(N_("This file is empty."))
    if len(data) > MOST_BYTES:
        raise Unreadable(
            N_("This file is too large. At most %(most)s MB are read."),
            most=number(MOST_BYTES // 1_000_000),
        )
    if data.startswith(_OLE):
        raise Unreadable(
            N_(
                "This is an old Excel file (.xls) or one with a password. Save it as XLSX without a password, or as CSV."
            )
        )
    if data.startswith(_ZIP):
        return _xlsx(data)
    if filename.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
        raise Unreadable
    return _csv(data)


def _csv(data: bytes) -> Table:
    text, notes = _decoded(data)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        # as a spreadsheet numbers its rows: a cell of several lines is in one
        return _table(enumerate(reader, 1), notes)
    except csv.Error:
        raise Unreadable(
            N_(
                "Somewhere a quotation mark opens and does not close well. Save the file again as XLSX."
            )
        ) from None


def _decoded(data: bytes) -> tuple[str, list[Remark]]:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and _BINARY.search(data):
        raise Unreadable
    try:
        return data.decode("utf-16" if wide else "utf-8-sig"), []
    except UnicodeDecodeError:
        if wide:
            raise Unreadable from None
    note = Remark(N_("The file was read as Latin-1 (Windows). Check the accents."))
    return data.decode("cp1252", "replace"), [note]


def _delimiter(text: str) -> str:
    """Return the sign that separates the first line's cells: the most frequent one outside quotation marks."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=bare.count) if any(sign in bare for sign in ",;\t") else ","


def _xlsx(data: bytes) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            merged = _check_archive(archive)
        return _sheet(data, merged=merged)
    except Unreadable:
        raise
    except Exception as problem:
        raise Unreadable from problem


def _check_archive(archive: zipfile.ZipFile) -> bool:
    """Refuse what must not be opened; return whether any sheet has merged cells."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "mimetype" in names and "content.xml" in names:
        raise Unreadable(N_("This is an OpenDocument file (.ods). Save it as XLSX or CSV."))
    if len(entries) > MOST_FILES or "[Content_Types].xml" not in names:
        raise Unreadable
    scan = _Scan(MOST_UNPACKED)
    for entry in entries:
        scan.part(archive, entry)
    return scan.merged


class _Scan:
    """Unpacks part by part without keeping anything: what headers claim about sizes is not believed."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.merged = False

    def part(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        """Read one part to its end, or refuse it."""
        if entry.flag_bits & 0x1:
            raise Unreadable(N_("This file is protected with a password. Save it without one."))
        parser = self._parser() if entry.filename.endswith((".xml", ".rels", ".vml")) else None
        most = max(entry.compress_size, 5_000) * MOST_RATIO
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

    def _element(self, name: str, _: object) -> None:
        self.merged = self.merged or name.rpartition(":")[2] == "mergeCell"


def _sheet(data: bytes, *, merged: bool) -> Table:
    from openpyxl import load_workbook  # noqa: PLC0415 - only who imports a file pays

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns about styles it does not keep
        # read-only: one row in memory at a time, however far away the last cell claims to be
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        with contextlib.closing(book):
            return _first_visible(book.worksheets, merged=merged)


def _first_visible(sheets: list[Any], *, merged: bool) -> Table:
    visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
    if not visible:
        raise Unreadable(N_("This workbook has no visible sheet."))
    notes = []
    if len(visible) > 1:
        name = _cell_text(visible[0].title)
        notes.append(Remark(N_("Only the first sheet was read: %(name)s."), {"name": name}))
    if merged:
        notes.append(
            Remark(
                N_(
                    "Merged cells were read as one value in their first cell; the others count as empty."
                )
            )
        )
    visible[0].reset_dimensions()  # what the file claims about its size is not believed
    return _table(_lines(visible[0]), notes)


def _lines(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    seen = 0
    for at, row in enumerate(sheet.iter_rows(), 1):
        seen += len(row)
        if seen > MOST_CELLS:
            raise Unreadable(
                N_("This file has too many rows. At most %(most)s are read."),
                most=number(MOST_ROWS),
            )
        yield at, [_cell(cell) for cell in row]


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
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case datetime():
            return (
                value.date().isoformat()
                if value.time().isoformat() == "00:00:00"
                else value.isoformat(" ", "minutes")
            )
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _table(lines: Iterable[tuple[int, list[str]]], notes: list[Remark]) -> Table:
    headers: tuple[str, ...] | None = None
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    empty = 0
    for at, raw in lines:
        cells = _trimmed([_cell_text(cell) for cell in raw])
        _check_row(at, cells)
        if not cells:
            empty += 1
        elif headers is None:
            headers = _headers(cells)
        else:
            rows.append(_fitted(at, cells, headers))
            numbers.append(at)
        if len(rows) > MOST_ROWS or at > MOST_ROWS * 5:
            raise Unreadable(
                N_("This file has too many rows. At most %(most)s are read."),
                most=number(MOST_ROWS),
            )
    if headers is None:
        raise Unreadable(N_("This file is empty."))
    if empty:
        notes = [*notes, Remark(N_("Empty rows were skipped: %(count)s."), {"count": empty})]
    return Table(headers, tuple(rows), tuple(numbers), tuple(notes))


def _cell_text(text: str) -> str:
    kept = "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Cn"}
    )
    return tidy(unicodedata.normalize("NFC", kept).replace("\u00a0", " ").strip())


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _check_row(at: int, cells: list[str]) -> None:
    if len(cells) > MOST_COLUMNS:
        raise Unreadable(
            N_("Row %(row)s has too many columns. At most %(most)s are read."),
            row=at,
            most=MOST_COLUMNS,
        )
    if any(len(cell) > LONGEST for cell in cells):
        raise Unreadable(
            N_("Row %(row)s has a cell with more than %(most)s characters."),
            row=at,
            most=number(LONGEST),
        )


def _headers(cells: list[str]) -> tuple[str, ...]:
    folded = [cell.casefold() for cell in cells if cell]
    twice = next((cell for cell in cells if cell and folded.count(cell.casefold()) > 1), None)
    if twice:
        raise Unreadable(
            N_("The heading “%(header)s” stands over two columns. Give each column its own."),
            header=twice[:80],
        )
    return tuple(cells)


def _fitted(at: int, cells: list[str], headers: tuple[str, ...]) -> tuple[str, ...]:
    if len(cells) > len(headers):
        raise Unreadable(
            N_(
                "Row %(row)s has %(cells)s cells, but there are %(headers)s headings. A text with a separator must stand in quotation marks."
            ),
            row=at,
            cells=len(cells),
            headers=len(headers),
        )
    return (*cells, *([""] * (len(headers) - len(cells))))
