"""Codes of ours for the names in a form: kept where they can be, changed and said where not."""

import re
from typing import Final

from smd_workshop.core.names import bare
from smd_workshop.library.survey.instrument.model import NA_CODE
from smd_workshop.library.survey.instrument.reading import CODE, OPTION

_LONGEST: Final = 32


class Codes:
    """Codes that were given, so that each is given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, wanted: str, begin: str = "q") -> str:
        """Return a code as much like the name as possible that nothing else has."""
        base = slug(wanted, begin)
        made, many = base, 1
        while made in self._taken:
            many += 1
            tail = f"_{many}"
            made = base[: _LONGEST - len(tail)] + tail
        self._taken.add(made)
        return made


def slug(name: str, begin: str = "q") -> str:
    """Return a name with small letters, digits and _ only, from a letter on, at most 32."""
    if CODE.fullmatch(name):
        return name
    plain = re.sub(r"[^a-z0-9]+", "_", bare(name)).strip("_")
    if not plain or not plain[0].isalpha():
        plain = f"{begin}_{plain}".rstrip("_")
    return plain[:_LONGEST].rstrip("_")


def option_code(name: str, taken: set[str]) -> str:
    """Return a code for an option as much like its name as possible that no other option of the list has."""
    base = name if OPTION.fullmatch(name) else re.sub(r"[\s'\"|,{}]+", "_", name)[:60] or "x"
    base = f"{base}_" if base == NA_CODE else base
    made, many = base, 1
    while made in taken:
        many += 1
        made = f"{base[:58]}_{many}"
    return made
