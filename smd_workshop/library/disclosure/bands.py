"""How coarsely the figure of a group is shown: a table per method, fixed beforehand, by numbers of people alone.

The tables were found by trying all worlds of small rooms: docs/adr/0023. A figure is shown only of a group that is
everybody who answered, no sector of it large enough to be shown: beside exact figures of a shown sector, or of a
sector that hides another, every band that was tried told more than the decision.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from smd_workshop.library.disclosure.plan import Disclosure


@dataclass(frozen=True, slots=True)
class Step:
    """From how many people on a figure is shown, in bands between these edges; each edge begins the band above it."""

    people: int
    edges: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The bands of one method: its steps by number of people, and the ends of its scale. No step: no figure."""

    low: Fraction
    high: Fraction
    steps: tuple[Step, ...] = ()

    def edges(self, disclosure: Disclosure) -> tuple[Fraction, ...] | None:
        """Return the inner edges that hold for this group; None where no figure may be shown."""
        if not disclosure.whole:
            return None
        fitting = [step for step in self.steps if step.people <= disclosure.people]
        return max(fitting, key=lambda step: step.people).edges if fitting else None

    def band(self, disclosure: Disclosure, value: Fraction | None) -> list[float] | None:
        """Return the band in which an exact figure of the group lies, as [from, below]; None where none is shown."""
        edges = self.edges(disclosure)
        if edges is None or value is None:
            return None
        ends: Sequence[Fraction] = (self.low, *edges, self.high)
        place = bisect_right(edges, value)
        return [float(ends[place]), float(ends[place + 1])]


#: Of answers whose group has no figure that tells no more than the decision.
NO_TABLE = Table(Fraction(0), Fraction(1))
