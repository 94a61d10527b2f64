"""The recount: an smd-tally/1 document in, an smd-result/1 document out, by the code that serves the pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import (
    check,
)
from smd_workshop.library.chances import chances_of
from smd_workshop.library.documents import canonical_json, one_line, parse, sha256
from smd_workshop.library.method import Method, decides_as_newest
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile
from smd_workshop.library.recount.tally_documents import (
    BALLOTS,
    TALLY,
    Document,
    Reading,
    counting_of,
    document_from,
    heading_of,
    profile_of,
)
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.sectors.influence import influence
from smd_workshop.library.settings import InvalidSetting

__all__ = [
    "BALLOTS",
    "TALLY",
    "Document",
    "FormatError",
    "Reading",
    "canonical_json",
    "count",
    "document_from",
    "heading_of",
    "one_line",
    "parse",
    "profile_of",
    "recount",
    "sha256",
]

RESULT: Final = "smd-result/1"

NOT_TRIED: Final = N_("this method does not say what it decides")
OLDER: Final = N_("only the newest version of a method is tried")


@dataclass(frozen=True, slots=True)
class Besides:
    """What a result may say besides what the open format lists, for who asks: it takes some hundred counts each.

    `influence`: how the decision hangs on sectors. `chances`: how often it would come out again.
    """

    influence: bool = False
    chances: bool = False


ALONE: Final = Besides()


def recount(document: Any, version: int | None = None, besides: Besides = ALONE) -> JsonResult:
    """Return the smd-result/1 document of an smd-tally/1 document, or raise FormatError.

    A document that names no version is counted by the newest, or by the one given here: files of rounds that were
    held while there was only the first name none, and their digest is that of the file as it is.
    """
    reading = profile_of(document, version)
    return result(document, reading, document[BALLOTS], sha256(document), version, besides)


def count(document: Document, reading: Reading, version: int | None = None) -> JsonResult:
    """Return the smd-result/1 document of an smd-tally/1 document that was read already; FormatError as above."""
    return result(document, reading, document[BALLOTS], sha256(document), version)


def result(
    document: Document,
    reading: Reading,
    ballots: Iterable[Document],
    digest: str,
    version: int | None = None,
    besides: Besides = ALONE,
) -> JsonResult:
    """Return the result of a document that was read already, of which the ballots come by themselves, in their order.

    They are asked for only where something is said of each of them. Raises FormatError at the setting that does not fit.
    """
    method, settings, profile = reading
    by = counting_of(method, document, version)
    try:
        figures = by.compute(profile, settings)
    except InvalidSetting as error:
        raise FormatError(("settings", *error.steps), error.message, **error.params) from None
    return {
        "format": RESULT,
        "method": method.id,
        "version": by.version,
        "settings": settings,
        "input_sha256": digest,
        "seats": {
            sector.code: {"eligible": sector.eligible, "voted": voted}
            for sector, voted in zip(profile.sectors, profile.voted().values(), strict=True)
        },
        **figures,
        **_of_each_ballot(method, ballots, profile, figures),
        **({"influence": _influence(reading, by.version)} if besides.influence else {}),
        **({"chances": _chances(reading, by.version, digest)} if besides.chances else {}),
    }


def influence_of(reading: Reading) -> JsonResult:
    """Return how the decision of a round that was read hangs on its sectors, by the newest version of its method."""
    method, settings, profile = reading
    if method.decider is None:
        return {"shapley": None, "weighings": None, "reason": NOT_TRIED}
    return influence(profile, method.decider(profile, settings))


def repeated(reading: Reading, digest: str) -> JsonResult:
    """Return how often what was decided would come out again, by the newest version of its method.

    `digest` is that of the document, the seed where its method has none.
    """
    method, settings, profile = reading
    return chances_of(method.chances, profile, settings, digest)


def _chances(reading: Reading, version: int, digest: str) -> JsonResult:
    if not decides_as_newest(reading[0], version):
        return {"kind": None, "reason": OLDER}
    return repeated(reading, digest)


def _influence(reading: Reading, version: int) -> JsonResult:
    if not decides_as_newest(reading[0], version):
        return {"shapley": None, "weighings": None, "reason": OLDER}
    return influence_of(reading)


def _of_each_ballot(
    method: Method, ballots: Iterable[Document], profile: Profile, figures: JsonResult
) -> JsonResult:
    """Return what is said of each ballot by itself, in the order of the document; one with a count once."""
    if method.in_file_order is None:
        return {}
    # One after the other: of thousands of long ballots a second list of them would not fit the memory.
    rows = (
        (ballot["sector"], check(method.ballot, ballot["answer"], profile.options, profile.groups))
        for ballot in ballots
    )
    return method.in_file_order(figures, profile, rows)
