"""What people type, so that it can be stored and stand among other words."""

import re

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_

#: NUL, which PostgreSQL refuses; how browsers send the end of a line; and the marks that turn the
#: direction of what follows; and other signs that end a line, as word processors write them.
_MARKS = re.compile("[\x00\r\x0b\x0c\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\x85\u2028\u2029"), "\n") | {0: None}
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", _POP)
_CLOSED_BY |= dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE)

#: What a spreadsheet writes where a formula failed, in English and in Spanish.
_FAILED = frozenset({
    "#N/A", "#N/D", "#REF!", "#¡REF!", "#VALUE!", "#¡VALOR!", "#NAME?", "#¿NOMBRE?", "#DIV/0!",
    "#¡DIV/0!", "#NULL!", "#¡NULO!", "#NUM!", "#¡NUM!", "#SPILL!", "#¡DESBORDAMIENTO!", "#CALC!",
    "#¡CALC!", "#GETTING_DATA",
})  # fmt: skip

#: What is said of such a cell where its place is said beside.
FAILED_FORMULA = N_("“%(text)s” is the error of a formula. Write what it should be.")

#: Letters, digits, points, colons and hyphens: what needs no other spelling in an address.
_CODE = re.compile(r"\w(?:[\w .:-]*\w)?")


def within(text: str, most: int) -> str:
    """Return the text without margins; Invalid for one of more than `most` signs: nothing is cut in silence."""
    kept = text.strip()
    if len(kept) > most:
        raise Invalid(N_("Please write at most %(most)s characters."), most=most)
    return kept


def is_code(text: str) -> bool:
    """Say whether a text can be a code, which is part of addresses: letters, digits, spaces, points, hyphens."""
    return _CODE.fullmatch(text) is not None


def is_failed_formula(text: str) -> bool:
    """Say whether a cell holds what a spreadsheet writes where a formula failed: a name or a figure it is never."""
    return text.strip().upper() in _FAILED


def tidy(text: str) -> str:
    """Return the text without NUL, lines ended by one sign, every turn of direction ended on its line.

    A browser counts the end of a line as one sign against what a field takes, and sends two. A turn
    left open would turn what our page says behind it: 12 votes would read 21.
    """
    if not _MARKS.search(text):
        return text
    lines = text.replace("\x00", "").replace("\r\n", "\n").translate(_BREAKS).split("\n")
    return "\n".join(line + _missing(line) for line in lines)


def _missing(line: str) -> str:
    """Return the marks that end what the line leaves open (Unicode Annex 9, BD9 and BD13)."""
    waiting: list[str] = []
    for sign in line:
        if sign in _CLOSED_BY:
            waiting.append(_CLOSED_BY[sign])
        elif sign == _POP and waiting and waiting[-1] == _POP:
            waiting.pop()
        elif sign == _POP_ISOLATE and _POP_ISOLATE in waiting:
            while waiting.pop() != _POP_ISOLATE:
                pass
    return "".join(reversed(waiting))
