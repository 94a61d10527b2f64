"""What a file must not be larger than, and the true cause why one is not read as a table."""

from dataclasses import dataclass, field
from typing import Any

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_

MOST_BYTES, MOST_UNPACKED, MOST_RATIO = 2_000_000, 50_000_000, 200
MOST_ROWS, MOST_COLUMNS, LONGEST = 20_000, 50, 5_000
#: Cells, empty ones among them: a few more than the largest list has. Each is looked at once.
MOST_FILES, MOST_CELLS = 200, 1_200_000

OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
BROKEN = N_(
    "This file cannot be read as a spreadsheet. Open it, save it again as XLSX or CSV, and send that file."
)
DAMAGED = N_(
    "This file cannot be read: it is damaged or arrived incomplete. Send it again, or open it and save it anew as XLSX."
)
_WEB_PAGE = N_(
    "This file cannot be read: it is a web page under the name of a spreadsheet. Open it, save it as XLSX, and send that file."
)
_PICTURE = N_(
    "This file cannot be read: it is a picture. Send the list itself, as XLSX or CSV."
)  # fmt: skip
_TEXT = N_(
    "This file cannot be read: it is a text document. Copy its table into a spreadsheet and save that as XLSX."
)
_OLD = N_(
    "This is an old Excel file (.xls) or one with a password. Save it as XLSX without a password, or as CSV."
)
TOO_LONG = N_("Row %(row)s has a cell with more than %(most)s characters.")
PASSWORD = N_("This file is protected with a password. Save it without one.")
#: How a file begins that is no table, and what it is.
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("This file cannot be read: it is a PDF. Send the spreadsheet it was made from.")),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"{\\rtf", _TEXT),
    (b"\x1f\x8b", N_("This file cannot be read: it is packed. Unpack it and send the list itself.")),
    (b"Rar!", N_("This file cannot be read: it is packed. Unpack it and send the list itself.")),
    (b"7z\xbc\xaf", N_("This file cannot be read: it is packed. Unpack it and send the list itself.")),
)  # fmt: skip
#: Of an OLE file, what stands in its directory, in UTF-16, and what it then is.
_INSIDE_OLE: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", PASSWORD),
    ("WordDocument", _TEXT),
)
#: Of an archive, a name that stands in it, and what it then is.
_INSIDE_ZIP: tuple[tuple[str, str], ...] = (
    ("content.xml", N_("This is an OpenDocument file (.ods). Save it as XLSX or CSV.")),
    ("xl/workbook.bin", N_("This is a binary Excel file (.xlsb). Save it as XLSX or CSV.")),
    ("word/document.xml", _TEXT),
    ("ppt/presentation.xml", _TEXT),
    ("Index/Document.iwa", N_("This is a Numbers file. Export it as XLSX or CSV.")),
)


class Unreadable(Invalid):
    """A file that is not read, with the reason for the person who sent it."""

    message = BROKEN


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader of the table should know: an English sentence with named values."""

    message: str
    params: dict[str, Any] = field(default_factory=dict)


def refuse_by_kind(data: bytes) -> None:
    """Raise `Unreadable` for a file that is plainly something else than a table."""
    if data.startswith(OLE):
        raise Unreadable(
            next((why for name, why in _INSIDE_OLE if name.encode("utf-16-le") in data), _OLD)
        )
    for beginning, why in _BEGINNINGS:
        if data.startswith(beginning):
            raise Unreadable(why)
    start = data[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml", b"<meta")):
        raise Unreadable(_WEB_PAGE)


def refuse_archive(names: set[str]) -> None:
    """Raise `Unreadable` for an archive that is no workbook."""
    for name, why in _INSIDE_ZIP:
        if name in names:
            raise Unreadable(why)
    if "[Content_Types].xml" not in names:
        raise Unreadable(
            N_(
                "This file cannot be read: it is packed (ZIP). Unpack it and send the spreadsheet inside."
            )
        )
