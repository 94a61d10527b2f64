"""Reading CSV as any office saves it: the encoding, the separator, the rows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from reports.sheets.unreadable import LONGEST, MOST_COLUMNS, TOO_LONG, Remark, Unreadable
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number

SIGNS = (",", ";", "\t", "|")
#: How many rows are looked at for the headings.
SEARCHED = 30

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_DECLARED = re.compile(r'\ufeff?"?sep=(?P<sign>[^\r\n"])"?[,;\t|]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE)
#: How Windows, DOS (Excel's “CSV (MS-DOS)”) and old Macs wrote one sign per byte.
_OLD = (
    ("cp1252", N_("The file was read as Latin-1 (Windows). Check the accents.")),
    ("cp850", N_("The file was read as an old DOS file. Check the accents.")),
    ("mac_roman", N_("The file was read as an old Mac file. Check the accents.")),
)
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑäëïöÄËÏÖàèìòùçÇ¿¡°ºª«»“”‘’–—´")

Line = tuple[int, list[str]]
Score = Callable[[Sequence[str]], int]


def read(data: bytes, score: Score) -> tuple[Iterable[Line], list[Remark]]:
    """Return the numbered rows of a text, one at a time; the separator is the one by which headings are known.

    Rows are numbered as a spreadsheet does: a cell of several lines is in one, a line “sep=;” in none.
    """
    text, notes = _decoded(data)
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    sign = _separator(text, declared["sign"] if declared else "", score)
    return _numbered(_rows(text, sign), quoted='"' in text), notes


def _numbered(rows: Iterator[list[str]], *, quoted: bool) -> Iterator[Line]:
    at = 0
    try:
        for at, cells in enumerate(rows, 1):
            yield at, cells
    except csv.Error:
        if not quoted:  # the reader gives up at a cell of 131,072 signs
            raise Unreadable(TOO_LONG, row=at + 1, most=number(LONGEST)) from None
        raise Unreadable(
            N_(
                "Somewhere a quotation mark opens and does not close well. Save the file again as XLSX."
            )
        ) from None


def _rows(text: str, sign: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)


def _decoded(data: bytes) -> tuple[str, list[Remark]]:
    wide = _wide(data)
    if not wide and _BINARY.search(data):
        raise Unreadable
    try:
        return data.decode(wide or "utf-8-sig"), []
    except UnicodeDecodeError:
        if wide:
            raise Unreadable from None
    found = [(data.decode(name, "replace"), note) for name, note in _OLD]
    text, note = max(found, key=lambda each: sum(c in _SPANISH for c in each[0]))
    return text, [Remark(note)]


def _wide(data: bytes) -> str:
    """Return UTF-16 by its mark, or without one where every second byte of the beginning is zero."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:200]
    if len(start) > 8 and len(data) % 2 == 0:
        for name, zeros, others in (
            ("le", start[1::2], start[::2]),
            ("be", start[::2], start[1::2]),
        ):
            if not any(zeros) and all(others):
                return f"utf-16-{name}"
    return ""


def _separator(text: str, declared: str, score: Score) -> str:
    known = {sign: _known(text, sign, score) for sign in dict.fromkeys((declared, *SIGNS)) if sign}
    best = max(known.values())
    if declared and (known[declared] == best or best < 2):
        return declared
    able = [sign for sign in known if known[sign] == best] if best else list(SIGNS[:3])
    # the first line's most frequent one outside quotation marks, as where nothing is known
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(able, key=bare.count)


def _known(text: str, sign: str, score: Score) -> int:
    try:
        rows = islice(_rows(text, sign), SEARCHED)
        return max((score(row[:MOST_COLUMNS]) for row in rows), default=0)
    except csv.Error:
        return 0
