"""A document of smd-tally/1: read into what is counted, and written from it.

FormatError says of a wrong one where it is wrong, and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library import schemas
from smd_workshop.library.ballots import (
    Answer,
    BallotKind,
    Groups,
    InvalidAnswer,
    check,
    shown,
)
from smd_workshop.library.method import Counting, Method, asked_by, counting, fill, grouped
from smd_workshop.library.methods import METHODS
from smd_workshop.library.numbers import read_share
from smd_workshop.library.profile import Profile, SectorInfo, key_of
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.settings import InvalidSetting

TALLY: Final = "smd-tally/1"
#: The list of a document that may be counted in parts.
BALLOTS: Final = "ballots"

# A count beyond any electorate is a slip of the hand, and would not fit the machine numbers of the statistics.
MOST_BALLOTS: Final = 10**9
# Beyond these what the weights of sectors add up to, or one beside another, is no machine number.
MOST_WEIGHT: Final = Fraction(10**100)
LEAST_WEIGHT: Final = 1 / MOST_WEIGHT

Document = Mapping[str, Any]
#: A document that was checked: its method, its settings with defaults filled, its answers.
Reading = tuple[Method, dict[str, Any], Profile]


@dataclass(frozen=True, slots=True)
class Heading:
    """A checked document without its ballots: what they are ballots of."""

    document: Document
    method: Method
    by: Counting
    settings: dict[str, Any]
    options: tuple[str, ...]
    groups: Groups
    kind: BallotKind

    def part(self, ballots: Iterable[Document], first: int = 0) -> Profile:
        """Return the profile of some ballots, the first of which stands at this place; FormatError if one is wrong.

        Parts add up. How many are eligible is read from all of them: `whole`. That a seat has one ballot is a matter
        of the whole file, too.
        """
        sectors = [SectorInfo(sector["code"], 0) for sector in self.document["sectors"]]
        read = self._read(ballots, first, set())
        return Profile.of(sectors, self.options, read, self._named)

    def whole(self, profile: Profile) -> Profile:
        """Return the sum of all parts as the profile of the document; FormatError where it has too many ballots."""
        return replace(profile, sectors=_sectors(self.document, profile.voted(), self.by))

    def profile(self, ballots: Sequence[Document]) -> Profile:
        """Return the profile of all ballots at once; FormatError if one is wrong or a seat has two."""
        read = self._read(ballots, 0, set())
        voted = {sector["code"]: 0 for sector in self.document["sectors"]}
        for sector, _, many in read:
            voted[sector] += many
        sectors = _sectors(self.document, voted, self.by)
        return Profile.of(sectors, self.options, read, self._named)

    @property
    def _named(self) -> dict[str, tuple[str, ...]]:
        return {name: tuple(members) for name, members in self.groups.items()}

    def _read(
        self, ballots: Iterable[Document], first: int, seats: set[tuple[str, str]]
    ) -> list[tuple[str, Answer, int]]:
        sectors = {sector["code"] for sector in self.document["sectors"]}
        return [
            _ballot(self, ballot, place, sectors, seats)
            for place, ballot in enumerate(ballots, first)
        ]


def profile_of(document: Any, version: int | None = None) -> Reading:
    """Read a document into its method, its settings with defaults filled, and its profile; FormatError if wrong."""
    heading = heading_of(document, version)
    return heading.method, heading.settings, heading.profile(document[BALLOTS])


def heading_of(document: Any, version: int | None = None) -> Heading:
    """Read what the ballots of a document are ballots of; FormatError if it is wrong."""
    if isinstance(document, dict) and "format" in document:
        # First, or a plan given by mistake would be told off for its keys.
        schemas.check(document["format"], {"const": TALLY}, ("format",))
    schemas.check(document, schemas.load("smd-tally-1"))
    method = _method(document["method"])
    options: list[str] = document.get("options", [])
    if not options and not method.single_question:
        raise FormatError(
            "options", N_("the list is empty") if "options" in document else N_("missing")
        )
    _refuse_options(method, options)
    by = counting_of(method, document, version)
    try:
        settings = fill(method, document.get("settings", {}), options, by.settings)
    except InvalidSetting as error:
        raise FormatError(("settings", *error.steps), error.message, **error.params) from None
    schemas.refuse_repeats([sector["code"] for sector in document["sectors"]], ("sectors",), "code")
    return Heading(
        document,
        method,
        by,
        settings,
        tuple(options),
        grouped(settings),
        asked_by(method, settings),
    )


def counting_of(method: Method, document: Document, version: int | None) -> Counting:
    """Return how the version counts that a file names; else the one asked for, else the newest.

    Raises FormatError for a version that the method does not have.
    """
    wanted = document.get("version", version)
    found = counting(method, wanted)
    if found is None:
        raise FormatError(
            "version", N_("%(method)s has no version %(value)s"), method=method.id, value=wanted
        )
    return found


def _weight(sector: Document, place: int, by: Counting) -> Fraction:
    """Read the weight of a sector, 1 where none is said; refused where a version counts sectors alike."""
    if "weight" not in sector:
        return Fraction(1)
    steps = ("sectors", place, "weight")
    if not by.weighs:
        why = N_("version %(value)s counts every sector alike")
        raise FormatError(steps, why, value=by.version)
    try:
        weight = read_share(sector["weight"])
    except ValueError:
        raise FormatError(
            steps, N_("%(value)s is not a number"), value=shown(sector["weight"])
        ) from None
    if weight > MOST_WEIGHT:
        raise FormatError(steps, N_("%(value)s is too large"), value=shown(sector["weight"]))
    if weight <= 0:
        raise FormatError(steps, N_("%(value)s is not more than 0"), value=shown(sector["weight"]))
    if weight < LEAST_WEIGHT:
        raise FormatError(steps, N_("%(value)s is too small"), value=shown(sector["weight"]))
    return weight


def _refuse_options(method: Method, options: list[str]) -> None:
    """Refuse an option that an answer of this kind could not hold."""
    for place, code in enumerate(options):
        try:
            method.ballot.refuse_option(code)
        except InvalidAnswer as error:
            raise FormatError(("options", place), error.message, **error.params) from None


def _method(method_id: str) -> Method:
    if method_id not in METHODS:
        known = ", ".join(METHODS)
        raise FormatError(
            "method",
            N_("there is no method %(value)s, only %(known)s"),
            value=shown(method_id),
            known=known,
        )
    return METHODS[method_id]


def _ballot(
    heading: Heading,
    ballot: Document,
    place: int,
    sectors: set[str],
    seats: set[tuple[str, str]],
) -> tuple[str, Answer, int]:
    if ballot["sector"] not in sectors:
        raise FormatError(
            (BALLOTS, place, "sector"),
            N_("there is no sector %(value)s"),
            value=shown(ballot["sector"]),
        )
    count = int(ballot.get("count", 1))
    if count > MOST_BALLOTS:
        raise FormatError(
            (BALLOTS, place, "count"), N_("%(value)s is too large"), value=shown(count)
        )
    if "seat" in ballot:
        _one_ballot(seats, ballot, count, place)
    try:
        answer = check(heading.kind, ballot["answer"], heading.options, heading.groups)
    except InvalidAnswer as error:
        raise FormatError(
            (BALLOTS, place, "answer", *error.steps), error.message, **error.params
        ) from None
    return ballot["sector"], answer, count


def _one_ballot(seats: set[tuple[str, str]], ballot: Document, count: int, place: int) -> None:
    """Refuse a seat that stands twice or with more than one ballot: it is one voice."""
    seat = (ballot["sector"], ballot["seat"])
    if seat in seats:
        raise FormatError(
            (BALLOTS, place, "seat"),
            N_("%(value)s already has a ballot"),
            value=shown(ballot["seat"]),
        )
    if count != 1:
        raise FormatError(
            (BALLOTS, place, "count"), N_("a seat has one ballot, not %(value)s"), value=count
        )
    seats.add(seat)


def _sectors(document: Document, voted: Mapping[str, int], by: Counting) -> tuple[SectorInfo, ...]:
    for place, sector in enumerate(document["sectors"]):
        if "eligible" in sector and sector["eligible"] < voted[sector["code"]]:
            raise FormatError(
                ("sectors", place, "eligible"),
                N_("the sector has more ballots (%(voted)s) than seats (%(eligible)s)"),
                eligible=shown(sector["eligible"]),
                voted=voted[sector["code"]],
            )
    return tuple(
        SectorInfo(
            sector["code"],
            int(sector.get("eligible", voted[sector["code"]])),
            _weight(sector, place, by),
        )
        for place, sector in enumerate(document["sectors"])
    )


def document_from(method_id: str, settings: Mapping[str, Any], profile: Profile) -> dict[str, Any]:
    """Return the smd-tally/1 document of a profile: equal ballots grouped, in an order that tells nothing of arrival."""
    order = {sector.code: place for place, sector in enumerate(profile.sectors)}
    cells = sorted(profile.cells, key=lambda cell: (order[cell.sector], key_of(cell.answer)))
    return {
        "format": TALLY,
        "method": method_id,
        "settings": dict(settings),
        "sectors": [
            {"code": sector.code, "eligible": sector.eligible}
            | ({} if sector.weight == 1 else {"weight": str(sector.weight)})
            for sector in profile.sectors
        ],
        "options": list(profile.options),
        "ballots": [
            {"sector": cell.sector, "count": cell.count, "answer": cell.answer} for cell in cells
        ],
    }
