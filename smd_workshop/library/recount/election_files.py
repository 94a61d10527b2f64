"""Published elections in the files of PrefLib and pabulib, made into smd-tally/1 documents that are counted as any."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from smd_workshop.library.ballots import shown
from smd_workshop.library.elections import pabulib, preflib
from smd_workshop.library.elections.election import Election, Takes
from smd_workshop.library.method import Method
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import TALLY
from smd_workshop.library.schemas import FormatError

#: Where files come from → what reads them: their content, and the ending of their name.
SOURCES: Final[Mapping[str, Callable[[bytes, str], Election]]] = MappingProxyType(
    {"preflib": preflib.read, "pabulib": pabulib.read}
)
#: These files know no sectors: everybody is in one.
SECTOR: Final = "all"

Document = dict[str, Any]


def document_of(
    election: Election, method_id: str | None = None, settings: Mapping[str, Any] | None = None
) -> Document:
    """Return the smd-tally/1 document of an election; FormatError where the method cannot count it.

    Without a method the first that counts elections of this shape is taken; `settings` come before those of the file.
    """
    method, takes = _taken(election, method_id)
    takes.refuses(election)
    return {
        "format": TALLY,
        "method": method.id,
        "version": method.version,
        "settings": takes.settings(election) | dict(settings or {}),
        "sectors": [{"code": SECTOR}],
        "options": list(election.options),
        "ballots": [
            {"sector": SECTOR, "count": many, "answer": takes.answer(election, vote)}
            for vote, many in election.votes.items()
        ],
    }


def _taken(election: Election, method_id: str | None) -> tuple[Method, Takes]:
    """Return the method that counts an election, and what it makes of its votes."""
    found = sorted(
        (
            (method, takes)
            for method in METHODS.values()
            for takes in method.elections
            if takes.shape == election.shape and not method.retired
        ),
        key=lambda each: each[1].place,
    )
    if method_id is None:
        return found[0]
    for method, takes in found:
        if method.id == method_id:
            return method, takes
    known = ", ".join(method.id for method, _ in found)
    message = "%(value)s does not count such a file, only %(known)s"
    raise FormatError("method", message, value=shown(method_id), known=known)
