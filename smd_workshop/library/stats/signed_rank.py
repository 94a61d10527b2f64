"""Wilcoxon's signed-rank test of paired answers, exact also with ties: two waves of the same few people."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class SignedRank:
    """The sum of the ranks of the differences above zero, and the chances of as much or more, and of as much or less."""

    positive: Fraction
    greater: Fraction
    less: Fraction

    @property
    def two_sided(self) -> Fraction:
        """Twice the smaller chance, at most 1."""
        return min(Fraction(1), 2 * min(self.greater, self.less))


def signed_rank(differences: Sequence[Fraction | int]) -> SignedRank | None:
    """Return the test of exact differences, of which zeros are left out; None if nothing is left.

    Wilcoxon 1945, Biometrics Bulletin 1:80. Equal sizes share the mean of their ranks, and all 2^n signs are counted, so
    that no tie asks for an approximation.
    """
    ranks = _twice_ranks([max(each, -each) for each in differences if each])
    if not ranks:
        return None
    signs = [each > 0 for each in differences if each]
    positive = sum(rank for rank, up in zip(ranks, signs, strict=True) if up)
    ways = [1]  # how many choices of signs give each twice the sum
    for rank in ranks:
        longer = [*ways, *[0] * rank]
        for at, many in enumerate(ways):
            longer[at + rank] += many
        ways = longer
    every = 2 ** len(ranks)
    return SignedRank(
        Fraction(positive, 2),
        Fraction(sum(ways[positive:]), every),
        Fraction(sum(ways[: positive + 1]), every),
    )


def _twice_ranks(sizes: Sequence[Fraction | int]) -> list[int]:
    """Return twice the rank of each size, in their order."""
    return [
        2 * sum(other < size for other in sizes) + sum(other == size for other in sizes) + 1
        for size in sizes
    ]
