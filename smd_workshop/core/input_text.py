"""What people type, so that it can be stored and stand among other words."""

import re

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_

#: NUL, which PostgreSQL refuses, and other controls; how browsers send the end of a line; the marks that turn the
#: direction of what follows; and signs of word processors: other ends of a line, bullets of their own fonts.
_MARKS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\uf000-\uf0ff\ufffe\uffff]"
)
_INSTEAD: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "\r\x0b\x0c\x85\u2028\u2029"), "\n"),
    # what no page, paper or feed can show: controls, and what is no character
    **dict.fromkeys((*range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0xFFFE, 0xFFFF)),
    0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF076: "❖", 0xF0E0: "→",
}  # fmt: skip
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSED_BY = dict.fromkeys("\u202a\u202b\u202d\u202e", _POP)
_CLOSED_BY |= dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE)

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


def tidy(text: str) -> str:
    """Return the text without controls, lines ended by one sign, every turn of direction ended on its line.

    A browser counts the end of a line as one sign against what a field takes, and sends two. A turn
    left open would turn what our page says behind it: 12 votes would read 21.
    """
    if not _MARKS.search(text):
        return text
    lines = text.replace("\x00", "").replace("\r\n", "\n").translate(_INSTEAD).split("\n")
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
