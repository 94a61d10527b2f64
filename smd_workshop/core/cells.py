"""What stands in cells of tables that people send and is no word of theirs: errors of formulas, broken signs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from smd_workshop.core.messages import N_

#: What a spreadsheet writes where a formula failed, in English and in Spanish.
ERRORS: Final = frozenset({
    "#N/A", "#N/D", "#REF!", "#¡REF!", "#VALUE!", "#¡VALOR!", "#NAME?", "#¿NOMBRE?", "#NOMBRE?", "#DIV/0!",
    "#¡DIV/0!", "#NULL!", "#¡NULO!", "#NUM!", "#¡NUM!", "#SPILL!", "#¡DESBORDAMIENTO!", "#CALC!",
    "#¡CALC!", "#GETTING_DATA", "#OBTENIENDO_DATOS", "#ERROR!", "#FIELD!", "#¡CAMPO!", "#BLOCKED!",
    "#¡BLOQUEADO!", "#UNKNOWN!", "#¡DESCONOCIDO!", "#CONNECT!", "#¡CONECTAR!", "#BUSY!", "#¡OCUPADO!",
})  # fmt: skip
#: What LibreOffice writes for most of its errors.
_NUMBERED: Final = re.compile(r"ERR:5[0-9]{2}")
#: Why a row, or what stands in a cell of it, is not read; with `cell` and `error`.
FAILED: Final = N_("Cell %(cell)s holds the error %(error)s of a formula. Write what it should be.")
#: Signs that are there after a text was read in the wrong encoding: a sign in the place of another,
#: UTF-8 read as Latin-1, DOS read as Windows, and a question mark within a word.
_BROKEN: Final = re.compile(
    "\ufffd|Ã[\u0080-\u00bf‘’“”‚„†‡•…‰‹›€™šœžŸŠŒŽƒˆ˜–—]|Â[\u00a0-\u00bf]|â€"
    r"|[^\W\d_][¤¢£¥¡§¬±][^\W\d_]|[^\W\d_]\?[^\W\d_]"
)
#: An address has question marks of its own.
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose signs were broken on the way."""

    row: int
    cell: str
    text: str


def is_broken(text: str) -> bool:
    """Say whether signs of a text look as if they had been broken on the way."""
    return _BROKEN.search(_LINK.sub(" ", text)) is not None


def broken(row: int, cells: Sequence[str], places: Iterable[int]) -> list[Broken]:
    """Return the cells of a row, by their places from 0, whose signs look broken."""
    return [
        Broken(row, called(row, place), cells[place].strip()[:60])
        for place in places
        if place < len(cells) and is_broken(cells[place])
    ]


def failed(row: int, cells: Sequence[str], places: Iterable[int]) -> dict[str, object] | None:
    """Return the values of `FAILED` for the first cell of a row that holds an error; None where none does."""
    for place in sorted(places):
        if place < len(cells) and is_error(cells[place]):
            return {"cell": called(row, place), "error": cells[place].strip()}
    return None


def is_error(text: str) -> bool:
    """Say whether a cell holds what a formula that failed leaves there."""
    said = text.strip().upper()
    return said in ERRORS or _NUMBERED.fullmatch(said) is not None


def called(row: int, place: int) -> str:
    """Return the address of a cell as a spreadsheet has it: C2."""
    return f"{column_letters(place)}{row}"


def column_letters(place: int) -> str:
    """Return the name that a spreadsheet gives a column, by its place from 0: A, B, …, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
