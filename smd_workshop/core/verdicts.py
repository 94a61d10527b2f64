"""What becomes of the rows of a file that somebody sent: in one word for each, and in one name for all together."""

import hashlib
from collections.abc import Iterable
from typing import Final

ADDED, UPDATED, UNCHANGED, REFUSED = "added", "updated", "unchanged", "refused"
KINDS: Final = (REFUSED, ADDED, UPDATED, UNCHANGED)


def totals(kinds: Iterable[str]) -> dict[str, int]:
    """Return how many rows got each verdict; they add up to the rows read."""
    counts = dict.fromkeys(KINDS, 0)
    for kind in kinds:
        counts[kind] += 1
    return counts


def digest(outcome: object) -> str:
    """Return a name for exactly this outcome, whose repr says all that is inside: text, numbers and frozen values."""
    return hashlib.sha256(repr(outcome).encode("utf-8", "surrogatepass")).hexdigest()
