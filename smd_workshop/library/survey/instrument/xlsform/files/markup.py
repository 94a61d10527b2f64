"""Marks that other programs show as bold, colours or links: they are taken off, for here they would be read aloud."""

import re
from typing import Final

_TAG: Final = re.compile(
    r"</?(?:a|b|big|center|div|em|font|h[1-6]|i|li|ol|p|small|span|strong|sub|sup|u|ul)"
    r"(?:\s+[a-z-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s<>\"']+))*\s*/?>",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(r"<br\s*/?>|</p>\s*<p(?:\s[^<>]*)?>", re.IGNORECASE)
_LINK: Final = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()]+|mailto:[^\s()]+)\)")
#: “# de hijos” is a number of children; a title begins with a capital.
_TITLE: Final = re.compile(r"^#{1,6}[ \t]+(?=[^\sa-záéíóúñ])", re.MULTILINE)
#: Two marks before one; words such as mi_nombre, lines to write on and “3 * 4 * 5” are none.
_MARKS: Final = tuple(
    re.compile(rf"(?<![\w{{{sign}]){sign}{{{many}}}(?=[^\s{sign}).,;:])([^{sign}\n]+)(?<=\S){sign}{{{many}}}(?![\w}}{sign}])")
    for many in (3, 2, 1)
    for sign in (r"\*", "_")
)  # fmt: skip


def plain(text: str) -> str:
    """Return a text without the marks of XLSForm's Markdown and of HTML; its words and addresses stay."""
    found = _TAG.sub("", _BREAK.sub("\n", text))
    found = _TITLE.sub("", _LINK.sub(r"\1 (\2)", found))
    for marks in _MARKS:
        found = marks.sub(r"\1", found)
    return found
