"""What the decision of a round hangs on, for who asks: tried from the ballots that everybody may recount."""

from collections.abc import Mapping
from typing import Any, Final

from smd_workshop.core.caching import Bounded
from smd_workshop.library.method import decides_as_newest
from smd_workshop.library.recount import tally
from smd_workshop.library.sectors.influence import tries

#: Different ballots × options × tries beyond which a page does not wait; `flask smd tally FILE --influence` does.
MOST_WORK: Final = 150_000
_tried: Bounded[str, dict[str, Any]] = Bounded("what decisions hang on", 64)
_flagged: Bounded[str, dict[str, Any]] = Bounded("what facilitators look at", 64)


def of(data: Mapping[str, Any] | None, version: int, digest: str) -> dict[str, Any] | None:
    """Return `shapley` and `weighings` of a round from its smd-tally/1 document, known by its digest.

    None where not everybody may have the document (a hidden sector could be told apart by them), where it is undefined,
    too much for a page, or counted by an older version of its method that decided otherwise.
    """
    if data is None:
        return None
    found = _tried.get(digest)
    if found is None:
        found = _try(data, version)
        _tried.put(digest, found)
    return found if found["shapley"] else None


def _try(data: Mapping[str, Any], version: int) -> dict[str, Any]:
    nothing: dict[str, Any] = {"shapley": None, "weighings": None}
    many = tries(len({ballot["sector"] for ballot in data["ballots"]}))
    work = many * len(data["ballots"]) * max(1, len(data["options"]))
    if work > MOST_WORK:
        return nothing
    reading = tally.profile_of(data, version)
    return tally.influence_of(reading) if decides_as_newest(reading[0], version) else nothing


def flags(data: Mapping[str, Any] | None, version: int, digest: str) -> dict[str, Any] | None:
    """Return what a facilitator should look at in the ballots of a round; None where not everybody may have them."""
    if data is None:
        return None
    found = _flagged.get(digest)
    if found is None:
        from smd_workshop.library.sectors import capture  # noqa: PLC0415 - only who looks pays for numpy

        found = _flagged.put(digest, capture.flags(tally.profile_of(data, version)[2]))
    return found
