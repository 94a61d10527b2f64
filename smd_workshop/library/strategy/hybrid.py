"""A hybrid metric: a social and a financial series side by side, and what may be said of both together.

Kramer et al. 2020 ask for it: before a social result is told beside a financial one, see whether they go together at
all. What is said of it is one of three words, by the rules of `judged`, never by anybody's choice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from smd_workshop.library.stats import pairs as stats

#: By how many years the financial series may follow the social one; below zero it goes before.
LAGS = (-3, -2, -1, 0, 1, 2, 3)
#: With fewer pairs nothing is said; with fewer changes from year to year nothing about them.
FEWEST_PAIRS, FEWEST_CHANGES = 5, 4
#: So many pairs does “tested” take, beside a comparison.
PAIRS_FOR_TESTED = 10
#: How rarely the rules may be wrong about two series that have nothing to do with each other.
ERROR = 0.05


class Evidence(StrEnum):
    """What may be said of two series: nothing, that one may lead to the other, that this was tried."""

    NONE = "none"
    PLAUSIBLE = "plausible"
    TESTED = "tested"


class Why(StrEnum):
    """Which rule decided."""

    FEW = "few"
    CONSTANT = "constant"
    LINE = "line"
    ZERO = "zero"
    FEW_CHANGES = "few changes"
    CHANGES = "changes"
    CONTRADICTED = "contradicted"
    NOT_COMPARED = "not compared"
    TOO_SHORT = "too short"
    COMPARED = "compared"


class Finding(StrEnum):
    """What a comparison or an experiment found."""

    NONE = ""
    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


def decisive(findings: Iterable[Finding]) -> Finding:
    """Return which finding of several comparisons counts: one that contradicts is outvoted by no other, nor by a later one."""
    found = set(findings)
    if Finding.CONTRADICTS in found:
        return Finding.CONTRADICTS
    return Finding.SUPPORTS if Finding.SUPPORTS in found else Finding.NONE


@dataclass(frozen=True, slots=True)
class Pair:
    """The social value of a year, and the financial one of the year that the lag says."""

    year: int
    financial_year: int
    social: Decimal
    financial: Decimal


@dataclass(frozen=True, slots=True)
class Read:
    """Two series read together. Correlations are from −1 to 1; what cannot be known is None."""

    pairs: tuple[Pair, ...]
    lags_tried: int
    pearson: float | None
    interval: tuple[float, float] | None
    #: The same, wider: it holds for all lags that were tried together (Bonferroni). It decides.
    strict_interval: tuple[float, float] | None
    spearman: float | None
    #: Financial units with 1 of the social unit.
    slope: stats.Slope | None
    #: How many changes from one year to the next are known in both, and their correlation.
    changes: int
    changes_pearson: float | None
    evidence: Evidence
    why: Why


def joined(
    social: Mapping[int, Decimal | None], financial: Mapping[int, Decimal | None], lag: int
) -> tuple[Pair, ...]:
    """Return the years of which both values are known, the financial one `lag` years later."""
    found = []
    for year in sorted(social):
        one, other = social[year], financial.get(year + lag)
        if one is not None and other is not None:
            found.append(Pair(year, year + lag, one, other))
    return tuple(found)


def read(pairs: tuple[Pair, ...], lags_tried: int = 1, finding: Finding = Finding.NONE) -> Read:
    """Read two series together; `lags_tried` counts the lags for which this pair of series was ever looked at."""
    points = [(Fraction(each.social), Fraction(each.financial)) for each in pairs]
    sums, changes = stats.products(points), stats.products(_changes(pairs))
    confidence = 1 - ERROR / max(lags_tried, 1)
    strict = stats.pearson_interval(sums, confidence)
    together = _together(sums, changes, confidence)
    evidence, why = judged(sums, strict, changes, together=together, finding=finding)
    return Read(
        pairs, lags_tried, stats.pearson(sums), stats.pearson_interval(sums, 1 - ERROR), strict,
        stats.rank_correlation(points), stats.slope(sums), changes.n, stats.pearson(changes), evidence, why,
    )  # fmt: skip


def _changes(pairs: tuple[Pair, ...]) -> list[tuple[Fraction, Fraction]]:
    """Return by how much both changed from one year to the next, where both years are known."""
    return [
        (
            Fraction(after.social) - Fraction(before.social),
            Fraction(after.financial) - Fraction(before.financial),
        )
        for before, after in pairwise(pairs)
        if after.year == before.year + 1
    ]


def judged(
    sums: stats.Products,
    strict: tuple[float, float] | None,
    changes: stats.Products,
    *,
    together: bool,
    finding: Finding,
) -> tuple[Evidence, Why]:
    """Return the word of a hybrid metric and which rule gave it; the first rule that holds decides."""
    against = _against(sums, strict, changes, together=together)
    if against is not None:
        return Evidence.NONE, against
    if finding is Finding.CONTRADICTS:
        return Evidence.NONE, Why.CONTRADICTED
    if finding is Finding.NONE:
        return Evidence.PLAUSIBLE, Why.NOT_COMPARED
    if sums.n < PAIRS_FOR_TESTED:
        return Evidence.PLAUSIBLE, Why.TOO_SHORT
    return Evidence.TESTED, Why.COMPARED


def _together(sums: stats.Products, changes: stats.Products, confidence: float) -> bool:
    """Say whether the changes from year to year go together as the values do, more surely than by chance.

    Two series that rise with the years correlate though neither depends on the other (Yule 1926), and the changes of
    two that have nothing to do with each other go the same way every second time: only their interval tells.
    """
    if changes.both * sums.both <= 0:
        return False
    if changes.line:
        return True  # no interval, because nothing is left to chance
    found = stats.pearson_interval(changes, confidence)
    return found is not None and not found[0] <= 0 <= found[1]


def _against(
    sums: stats.Products,
    strict: tuple[float, float] | None,
    changes: stats.Products,
    *,
    together: bool,
) -> Why | None:
    """Return why the numbers say nothing, None where they say something."""
    if sums.n < FEWEST_PAIRS:
        return Why.FEW
    if sums.constant:
        return Why.CONSTANT
    if sums.line or strict is None:
        return Why.LINE
    if strict[0] <= 0 <= strict[1]:
        return Why.ZERO
    if changes.n < FEWEST_CHANGES:
        return Why.FEW_CHANGES
    return None if together else Why.CHANGES
