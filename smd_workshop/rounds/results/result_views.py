"""A round's result as one value: all that a page, a projector or a PDF shows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from smd_workshop.library import chances as repeated
from smd_workshop.library.facets import Opposition, no_dissent
from smd_workshop.library.findings import Findings, Shown, Statement, coverage, find
from smd_workshop.library.method import Labels, Method
from smd_workshop.library.methods import METHODS
from smd_workshop.library.numbers import as_fraction
from smd_workshop.library.recount.repeating import StopRule
from smd_workshop.library.sectors.balance import effective_size
from smd_workshop.models import (
    Process,
    Round,
    Workshop,
)
from smd_workshop.processes import nameless, protocols
from smd_workshop.rounds import lots, store
from smd_workshop.rounds.results import chances, influence
from smd_workshop.rounds.series import advice, repeating, series

if TYPE_CHECKING:
    from smd_workshop.library.charts.spec import Chart


@dataclass(frozen=True, slots=True)
class RollRow:
    """One sector on the roll: who could vote, was present, voted, and by which channel."""

    code: str
    name: str
    position: int
    eligible: int
    present: int
    voted: int
    channels: dict[str, int]
    needed: int
    #: How many of the eligible were added while the round was open.
    added: int = 0

    @property
    def quorum(self) -> bool:
        """Whether enough answered."""
        return self.voted >= self.needed > 0


@dataclass(frozen=True, slots=True)
class Said:
    """A reason that was given and may be shown; the sector where it may be named."""

    option: str
    sector: str | None
    stance: str
    text: str


@dataclass(frozen=True, slots=True)
class Dissent:
    """Who stands against one option, and why."""

    option: str
    sectors: tuple[Opposition, ...]
    reasons: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One result document; a ratification has one part per objective, called by its code."""

    code: str
    method_id: str
    method_version: int
    document: dict[str, Any]
    input_sha256: str
    computed_at: datetime | None
    #: Whether disclosure control took something away.
    protected: bool
    #: smd-tally/1, where everybody may have it.
    data: dict[str, Any] | None = None
    #: How the seed of its draw came about; None where nothing is drawn.
    lot: lots.Lot | None = None


@dataclass(frozen=True)
class ResultView:
    """All that a page, a projector or a PDF shows of a round's result."""

    process: Process
    workshop: Workshop
    round: Round
    method: Method | None
    parts: tuple[Part, ...]
    labels: Labels
    roll: tuple[RollRow, ...]
    late: int
    reasons: tuple[Said, ...]
    dissent: tuple[Dissent, ...]
    #: Option → its main figure if the sectors without quorum had all said the lowest, the highest.
    bounds: dict[str, tuple[float, float]] = field(default_factory=dict)
    notes: int = 0
    #: How many of them nobody here wrote or said: they were taken from documents.
    from_documents: int = 0
    #: How many reasons are not shown; None where few answered and their number could tell.
    unshown: int | None = 0
    #: How many of those nobody has read yet: nobody decided that they are not shown.
    unread: int = 0
    preview: bool = False
    live: bool = False
    suppressed: frozenset[str] = frozenset()
    #: What moved since the round that this one asked again (smd-repeated/1); None if nothing was compared.
    moved: Mapping[str, Any] | None = None
    #: Whether the key that pairs its ballots with those of a next round is still there.
    series_lasts: bool = False

    @property
    def repeats(self) -> Round | None:
        """The round that this one asked again."""
        return store.repeats(self.round)

    @cached_property  # whoever shows no page of it does not ask
    def asked_again(self) -> Mapping[str, Any] | None:
        """What came of the whole question where it was published several times (rounds.series.series)."""
        found = None if self.live else series.outcome(self.round)
        return None if found is None else found.told(self.round)

    @property
    def time(self) -> int:
        """Which time of its series it is: 2 where it asks again what one round asked before it."""
        return repeating.held(self.round)

    @property
    def too_seldom(self) -> StopRule | None:
        """The rule of the protocol where the question was asked less often than it says, and no more since."""
        return None if self.live else advice.too_seldom(self.round)

    @property
    def options_from(self) -> list[Round]:
        """The rounds whose results proposed what was put to the vote."""
        return series.origins(self.round)

    @property
    def missing(self) -> tuple[RollRow, ...]:
        """The sectors without quorum."""
        return tuple(row for row in self.roll if row.eligible and not row.quorum)

    @property
    def provisional(self) -> bool:
        """Whether a sector is missing, so that the result cannot stand as final."""
        return bool(self.missing)

    @property
    def eligible(self) -> int:
        """How many seats could vote."""
        return sum(row.eligible for row in self.roll)

    @property
    def present(self) -> int:
        """How many seats were present."""
        return sum(row.present for row in self.roll)

    @property
    def voted(self) -> int:
        """How many seats voted."""
        return sum(row.voted for row in self.roll)

    @property
    def unanswered(self) -> bool:
        """Whether a vote was counted in which nobody answered: nothing is decided, dissented from or hidden."""
        return bool(self.parts) and not self.voted

    @property
    def channels(self) -> dict[str, int]:
        """How many voted by each channel."""
        used: dict[str, int] = {}
        for row in self.roll:
            for channel, many in row.channels.items():
                used[channel] = used.get(channel, 0) + many
        return used

    @property
    def takes_reasons(self) -> bool:
        """Whether the ballot asked for reasons."""
        return self.method is not None and self.method.ballot.asks_reasons

    @property
    def opposable(self) -> bool:
        """Whether a ballot can be against an option: nobody is against a number or a share of points."""
        return self.method is not None and self.method.publishing.dissent is not no_dissent

    @property
    def protected(self) -> bool:
        """Whether any figure was taken away to protect small groups."""
        return any(part.protected for part in self.parts)

    @property
    def wordings(self) -> dict[str, str]:
        """Option code → its wording, frozen when the round opened."""
        return {o.code: o.wording for o in self.round.options}

    @property
    def sectors(self) -> dict[str, RollRow]:
        """Sector code → its row on the roll."""
        return {row.code: row for row in self.roll}

    def charts(self, part: Part) -> "Sequence[Chart]":
        """Return the charts of one part, with words instead of codes."""
        method = METHODS.get(part.method_id)
        return () if method is None else tuple(method.charts(part.document, self.labels))

    def influence(self, part: Part) -> dict[str, Any] | None:
        """Return what the decision of a part hangs on; None where that is not told."""
        if self.live or self.method is None:
            return None
        return influence.of(part.data, part.method_version, part.input_sha256)

    def chances(self, part: Part) -> dict[str, Any] | None:
        """Return how often what was decided would come out again; None where that is not told."""
        if self.live or self.method is None:
            return None
        return chances.of(part.data, part.method_version, part.input_sha256)

    @property
    def again(self) -> tuple[Statement, ...]:
        """How often what was decided would come out again, in sentences: part after part."""
        return tuple(repeated.tell_round(self.told_again))

    @property
    def few(self) -> bool:
        """Whether a sector answered with so few that margins are wide even where all agree."""
        least = nameless.fewest(self.process)
        return any(0 < row.voted < least for row in self.roll)

    @property
    def told_again(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The chances of each part of which they are told, with its code."""
        told = ((part.code, self.chances(part)) for part in self.parts)
        return tuple((code, found) for code, found in told if found)

    @cached_property  # each row of a table asks
    def bands(self) -> Mapping[str, int]:
        """Option → its place in a band of those that cannot be told apart, from 1; of what stands alone nothing."""
        return repeated.banded(self.chances(part) or {} for part in self.parts)

    @cached_property  # each row of a table asks
    def short(self) -> coverage.Short:
        """Of which options too few of which sectors said something; empty where no rule was agreed."""
        least = protocols.least_coverage(self.process)
        if self.method is None or least is None:
            return {}
        covered = (
            each for part in self.parts for each in self.method.publishing.covered(part.document)
        )
        voted = {row.code: row.voted for row in self.roll}
        return coverage.short_of(covered, voted, least)

    @property
    def insufficient(self) -> tuple[Statement, ...]:
        """The same in sentences."""
        least = protocols.least_coverage(self.process)
        return () if least is None else tuple(coverage.tell(self.short, least))

    def flags(self, part: Part) -> dict[str, Any] | None:
        """Return what a facilitator should look at before it is read; None where that is not told."""
        if self.live or self.method is None:
            return None
        return influence.flags(part.data, part.method_version, part.input_sha256)

    @property
    def effective(self) -> float | None:
        """On how many people of sectors of one size a balanced figure would rest as well (Kish); None without voters."""
        return effective_size(
            (as_fraction(self.labels.weight(row.code)), row.voted) for row in self.roll
        )

    @cached_property  # a page asks for it in several places
    def findings(self) -> Findings | None:
        """What is told first of it; None where nothing was counted, or by a method that is not there any more."""
        method = METHODS.get(self.parts[0].method_id) if self.parts else None
        if method is None:
            return None
        documents = {part.code: part.document for part in self.parts}
        return find(method.finding, Shown(documents, self.labels.weights))

    @property
    def chart_titles(self) -> tuple[tuple[str, str], ...]:
        """The part's code and the title of every chart, in the order of the page."""
        return tuple((part.code, chart.title) for part in self.parts for chart in self.charts(part))
