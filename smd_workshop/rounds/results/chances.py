"""How often what a round decided would come out again, for who reads it: repeated from the ballots that everybody may recount.

A chance is a function of whole ballots. Where a sector is hidden, or too few answered an option, the ballots are not
published; then no chance is told either, whatever was answered.
"""

import threading
from collections.abc import Mapping
from typing import Any, Final

from smd_workshop.core.caching import Bounded
from smd_workshop.library.method import decides_as_newest
from smd_workshop.library.recount import tally

_repeated: Bounded[str, dict[str, Any]] = Bounded("chances", 64)
#: One round at a time: hundreds of phones may ask for the same one.
_repeating: Final = threading.Lock()


def of(data: Mapping[str, Any] | None, version: int, digest: str) -> dict[str, Any] | None:
    """Return the chances of a round from its smd-tally/1 document, known by its digest; `kind` null where none are told.

    None where not everybody may have the document, or its method counted by an older version that decided otherwise.
    """
    if data is None:
        return None
    found = _repeated.get(digest)
    if found is None:
        with _repeating:
            found = _repeated.get(digest)
            if found is None:
                found = _repeated.put(digest, _repeat(data, version, digest))
    return found or None


def _repeat(data: Mapping[str, Any], version: int, digest: str) -> dict[str, Any]:
    reading = tally.profile_of(data, version)
    return tally.repeated(reading, digest) if decides_as_newest(reading[0], version) else {}
