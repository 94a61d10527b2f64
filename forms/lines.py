"""Lines of a form without a script: any number of them, each with its place, its words and its code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, takewhile
from typing import Final

#: Empty lines that stand below the ones there are.
SPARE: Final = 3
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what was typed as its place, its words, its code, and in the fields that only some have."""

    number: int
    place: str = ""
    words: str = ""
    code: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[str, ...] = ()

    def typed(self, name: str) -> str:
        """Return what stands in a field that only some have."""
        return self.more.get(name, "")


def lines_of(sent: Mapping[str, str], fields: Sequence[str]) -> list[Line]:
    """Return the lines of a form as they were sent, from the fields `o0-words`, `o0-code` and so on."""
    numbers = takewhile(lambda n: f"o{n}-words" in sent and n < MOST, count())
    return [
        Line(
            n, sent.get(f"o{n}-place", ""), " ".join(sent[f"o{n}-words"].split()),
            sent.get(f"o{n}-code", "").strip(),
            {name: sent.get(f"o{n}-{name}", "").strip() for name in fields},
        )
        for n in numbers
    ]  # fmt: skip


def kept(lines: Iterable[Line]) -> list[Line]:
    """Return the lines that have words, in the order of their places; without a place as they stand."""
    said = [line for line in lines if line.words]
    return sorted(said, key=lambda line: (_place(line.place, line.number + 1), line.number))


def _place(typed: str, otherwise: int) -> float:
    try:
        found = float(typed.strip().replace(",", "."))
    except ValueError:
        return otherwise
    return found if abs(found) < MOST * 2 else otherwise


def spared(lines: Sequence[Line], many: int = SPARE) -> list[Line]:
    """Return the lines numbered from 0, each at its place, with empty ones below."""
    said = [replace(line, number=n, place=str(n + 1)) for n, line in enumerate(lines)]
    return said + [Line(n, str(n + 1)) for n in range(len(said), len(said) + many)]
