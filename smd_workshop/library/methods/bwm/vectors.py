"""Exact vectors of weights: sums of thousands of fractions that have little in common, without losing a digit."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Vector:
    """Numbers as `parts` of one `whole`, not reduced: a common divisor of long numbers costs more than it saves."""

    parts: tuple[int, ...]
    whole: int

    def times(self, factor: Fraction) -> "Vector":
        """Return every number times a factor."""
        above, below = factor.numerator, factor.denominator
        return Vector(tuple(part * above for part in self.parts), self.whole * below)

    def plus(self, other: "Vector") -> "Vector":
        """Return the sum, place by place."""
        if self.whole == other.whole:
            pairs = zip(self.parts, other.parts, strict=True)
            return Vector(tuple(one + two for one, two in pairs), self.whole)
        return Vector(
            tuple(
                one * other.whole + two * self.whole
                for one, two in zip(self.parts, other.parts, strict=True)
            ),
            self.whole * other.whole,
        )

    def at(self, place: int) -> float:
        """Return one number, rounded once."""
        return self.parts[place] / self.whole


def added(vectors: Sequence[Vector]) -> Vector:
    """Return the sum of one or more vectors, in pairs of pairs: so most of the numbers stay short."""
    while len(vectors) > 1:
        pairs = zip(vectors[::2], vectors[1::2], strict=False)
        odd = vectors[-1:] if len(vectors) % 2 else []
        vectors = [*(one.plus(two) for one, two in pairs), *odd]
    return vectors[0]


def order_of(options: Sequence[str], weights: Vector | None) -> list[list[str]]:
    """Return tied groups of options, the heaviest first, compared exactly; empty without weights."""
    if weights is None:
        return []
    by_part: dict[int, list[str]] = {}
    for code, part in zip(options, weights.parts, strict=True):
        by_part.setdefault(part, []).append(code)
    return [sorted(by_part[part]) for part in sorted(by_part, reverse=True)]
