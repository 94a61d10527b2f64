"""The shown results of one round, as findings are read from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Json = dict[str, Any]

#: Weights of a protocol are short fractions; a float of one leads back to it.
_LARGEST = 10**6


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody may see of a round: part code → smd-result/1, and how its sectors weigh (1 unless said).

    A round of which each option is asked about by itself has one part per option, called by its code; any other has
    one part, called "". There is at least one.
    """

    parts: Mapping[str, Json]
    weights: Mapping[str, float] = field(default_factory=dict)

    @property
    def first(self) -> Json:
        """The first part: of most rounds the only one."""
        return next(iter(self.parts.values()))

    @property
    def seats(self) -> Mapping[str, Mapping[str, int]]:
        """Sector → {eligible, voted}."""
        seats: Mapping[str, Mapping[str, int]] = self.first["seats"]
        return seats

    @property
    def voted(self) -> int:
        """How many answered."""
        return sum(row["voted"] for row in self.seats.values())

    @property
    def eligible(self) -> int:
        """How many could answer."""
        return sum(row["eligible"] for row in self.seats.values())

    @property
    def protected(self) -> bool:
        """Whether anything was taken away to protect small sectors."""
        return any("disclosure" in part for part in self.parts.values())

    @property
    def hidden(self) -> tuple[str, ...]:
        """The sectors that are not shown, in the order of the protocol."""
        return tuple(
            code
            for code in self.seats
            if any(
                code in part.get("disclosure", {}).get("suppressed", ())
                for part in self.parts.values()
            )
        )

    @property
    def together(self) -> Sequence[Json]:
        """What is shown as one: [{code, name, sectors, people}]; one round shows the same in all its parts."""
        found: Sequence[Json] = self.first.get("disclosure", {}).get("together", ())
        return found

    @property
    def columns(self) -> tuple[str, ...]:
        """The codes that figures of sectors stand under: the sectors', and those of what is shown as one."""
        return (*self.seats, *(each["code"] for each in self.together))

    def people(self, code: str) -> int:
        """How many of a sector, or of what is shown as one, answered."""
        as_one = {each["code"]: each["people"] for each in self.together}
        return as_one[code] if code in as_one else self.seats[code]["voted"]

    @property
    def answered(self) -> tuple[str, ...]:
        """The sectors of which somebody answered."""
        return tuple(code for code, row in self.seats.items() if row["voted"])

    def absent(self, sector: str) -> int:
        """How many of a sector could answer and did not."""
        return max(self.seats[sector]["eligible"] - self.seats[sector]["voted"], 0)

    @property
    def missing(self) -> int:
        """How many could answer and did not."""
        return sum(self.absent(code) for code in self.seats)

    def weight(self, sector: str) -> Fraction:
        """How much a sector weighs."""
        return Fraction(self.weights.get(sector, 1.0)).limit_denominator(_LARGEST)

    def without(self) -> Iterator[tuple[str, Any]]:
        """Yield each sector on which the decision of the first part depends, and what would be decided without it."""
        for sector in self.first.get("depends_on") or ():
            if sector in self.first.get("without", {}):
                yield sector, self.first["without"][sector]
