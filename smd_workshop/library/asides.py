"""What of a table is left aside, which its sender is told: columns that are not understood, lines below that are no rows."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from smd_workshop.core import names

#: With what a line begins that explains a table and is none of its rows.
_EXPLAINS: Final = re.compile(
    r"(?:fuentes?|notas?|elaboracion|elaborado|leyenda|source|note)\b(?: \S.*)?"
)
#: Of so much of a heading or a line is told.
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Asides:
    """The headings of columns that nothing is read from, and the rows of the file that are no rows of the table."""

    columns: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


def explains(row: Sequence[str]) -> bool:
    """Say whether a row only explains the table: one cell that begins with Fuente, Nota, Elaboración."""
    said = {cell for cell in row if cell.strip()}  # one, also where it is merged over the row
    return len(said) == 1 and _EXPLAINS.fullmatch(names.bare(said.pop())) is not None


def unread(
    headers: Sequence[str], rows: Sequence[Sequence[str]], read: Collection[int], below: Sequence[str] = ()
) -> tuple[str, ...]:  # fmt: skip
    """Return the headings of columns that say something and that nothing is read from; `below` is their second row."""
    found, group = [], ""
    for place, header in enumerate(headers):
        group = header or group if below else header
        under = below[place] if place < len(below) else ""
        title = f"{header or (group if under else '')} {under if under != header else ''}".strip()
        if title and place not in read and any(row[place].strip() for row in rows):
            found.append(title[:_LONGEST])
    return tuple(dict.fromkeys(found))
