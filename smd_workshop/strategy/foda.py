"""The FODA report of a process: its factors in quadrants, by themes, across perspectives, and what published votes said of them.

Nothing is counted here. Factors are those of the portal, votes are the shown results of published rounds, so that the
report protects whom they protect.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from smd_workshop.library.charts import text
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Item, Process
from smd_workshop.processes import vocabulary
from smd_workshop.processes.vocabulary import Group
from smd_workshop.publishing import portal_queries, public_factors
from smd_workshop.publishing.public_factors import Factor
from smd_workshop.rounds.results import results
from smd_workshop.rounds.results.result_views import ResultView
from smd_workshop.strategy.scorecards import reading, scorecard_queries
from smd_workshop.strategy.scorecards.showing import ScorecardShown

#: Pixels: a quadrant, between two of them, inside of it, a line, room for the name of a group and for a code.
WIDE, GAP, INSET, LINE, HEAD, CODE = 374, 12, 12, 18, 40, 40
#: A quadrant on a phone of 360 pixels.
NARROW: Final = 328
SIZE: Final = 13.0
#: Lines of one factor: its whole wording stands below the picture.
LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Quadrant:
    """A group with its factors, in the order of their codes."""

    group: Group
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class FodaReport:
    """All that the report says."""

    process: Process
    #: In the order of the grouping, which that of every page is.
    quadrants: tuple[Quadrant, ...]
    #: The themes of any factor.
    themes: tuple[Item, ...]
    #: Public scorecards, whose objectives carry the themes across the perspectives.
    scorecards: tuple[ScorecardShown, ...]
    #: Of each way of counting the latest published vote on factors, in the order in which they were published.
    votes: tuple[ResultView, ...]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """All factors in the order of the quadrants."""
        return tuple(each for quadrant in self.quadrants for each in quadrant.factors)

    @property
    def unweighed(self) -> str:
        """Why no factor has a weight, in words to translate; empty where that is not the same of all."""
        return public_factors.unweighed(self.factors)

    @property
    def links(self) -> int:
        """How many links there are between factors and themes."""
        return sum(len(each.themes) for each in self.factors)

    def of_theme(self, theme: Item) -> tuple[Factor, ...]:
        """Return the factors of a theme."""
        return tuple(each for each in self.factors if theme in each.themes)


def report_of(process: Process, today: date) -> FodaReport:
    """Return the report, of what the public may read."""
    every = public_factors.factors(process)
    quadrants = tuple(
        Quadrant(group, tuple(f for f in every if f.item.group_code == group.code))
        for group in vocabulary.grouping_of(process).groups
    )
    themes = {theme.id: theme for factor in every for theme in factor.themes}
    cards = (
        reading.shown(card, today, public=True)
        for card in scorecard_queries.public_scorecards(process)
    )
    return FodaReport(
        process, quadrants,
        tuple(sorted(themes.values(), key=lambda t: (t.position, t.id))),
        tuple(card for card in cards if card.objectives), tuple(_votes(process)),
    )  # fmt: skip


def _votes(process: Process) -> list[ResultView]:
    """Return the vote in force of each way of counting; one that shows nothing gives no way to an older one."""
    found: dict[str, ResultView] = {}
    for round_ in portal_queries.by_word(process):
        method = round_.method_id or ""
        if round_.subject == "factor" and method in METHODS and method not in found:
            found[method] = results.view(round_)
    return [view for view in reversed(found.values()) if view.parts and view.findings]


@dataclass(frozen=True, slots=True)
class FactorDrawn:
    """A factor in the picture: where its first line stands, its code, its words in lines."""

    code: str
    y: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuadrantDrawn:
    """A quadrant in the picture: the upper left corner and the height in pixels."""

    group: Group
    x: int
    y: int
    high: int
    factors: tuple[FactorDrawn, ...]


@dataclass(frozen=True, slots=True)
class FodaDrawn:
    """The four quadrants as one picture, in pixels from the upper left."""

    width: int
    height: int
    quadrants: tuple[QuadrantDrawn, ...]
    #: How wide each quadrant is.
    wide: int = WIDE


def narrow_picture_of(report: FodaReport) -> FodaDrawn:
    """Return the picture for a phone: the quadrants one below the other, nothing to be pushed aside."""
    return picture_of(report, 1, NARROW)


def picture_of(report: FodaReport, columns: int = 2, wide: int = WIDE) -> FodaDrawn:
    """Return the picture: so many quadrants in a row, each row as high as its longest one."""
    drawn, y = [], 0
    for at in range(0, len(report.quadrants), columns):
        row = [_drawn(each, wide) for each in report.quadrants[at : at + columns]]
        high = max(height for _factors, height in row)
        drawn += [
            QuadrantDrawn(
                report.quadrants[at + place].group, place * (wide + GAP), y, high, factors
            )
            for place, (factors, _height) in enumerate(row)
        ]
        y += high + GAP
    return FodaDrawn(columns * (wide + GAP) - GAP, max(y - GAP, 0), tuple(drawn), wide)


def _drawn(quadrant: Quadrant, wide: int) -> tuple[tuple[FactorDrawn, ...], int]:
    """Return the factors of a quadrant in their places below its name, and how high all of it is."""
    found, y = [], HEAD
    for each in quadrant.factors:
        words = each.item.short or each.item.wording
        lines = text.wrap(words, wide - 2 * INSET - CODE, SIZE, most=LINES)
        found.append(FactorDrawn(str(each.item.code), y + LINE - 4, lines))
        y += len(lines) * LINE + 6
    return tuple(found), y + INSET
