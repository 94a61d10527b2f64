"""Majority judgment over sectors: grades of people, replicated so that every sector has the weight agreed for it.

Balinski & Laraki 2010, *Majority Judgment*. Nobody is materialised: a grade has a weight, however many gave it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.majority_judgment.values import (
    Weights,
    majority_grade,
    ordered,
    value_in_full,
    value_runs,
)
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, share, times_counted, without_each
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status
from smd_workshop.library.stats.agreement.consensus import tastle_wierman

GRADES = 6
NOBODY = N_("nobody graded it")
TOO_LARGE = N_("its numbers are too large to write down")

Order = list[list[str]]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each sector gave each grade to each option, and how many ballots the sector gave."""

    grades: Mapping[str, Mapping[str, tuple[int, ...]]]
    voted: Mapping[str, int]

    @classmethod
    def of(cls, profile: Profile) -> "Counts":
        """Count a profile once; everything else is read from these numbers."""
        counts = {
            sector.code: {code: [0] * GRADES for code in profile.options}
            for sector in profile.sectors
        }
        for cell in profile.cells:
            own = counts[cell.sector]
            for code, grade in cell.answer.items():
                own[code][grade] += cell.count
        return cls(
            {
                sector: {code: tuple(each) for code, each in own.items()}
                for sector, own in counts.items()
            },
            profile.voted(),
        )

    def weighed(self, code: str, times: Mapping[str, int]) -> Weights:
        """Return how much each grade of an option weighs, where each voter of a sector counts so many times."""
        rows = [(times[sector], self.grades[sector][code]) for sector in times]
        return [sum(many * row[grade] for many, row in rows) for grade in range(GRADES)]

    def coverage(self, code: str) -> dict[str, Fraction | None]:
        """Return which share of the ballots of each sector graded an option."""
        return {
            sector: share(sum(own[code]), self.voted[sector]) for sector, own in self.grades.items()
        }


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `majority-judgment`.

    Beyond it: what people alike would say (`pooled_grade`, `pooled_order`), `sufficient` (each sector that answered
    graded enough of it: `coverage_at_least`), the `consensus` of Tastle and Wierman, and under `sectors` the grades of each. `majority_value` is one grade
    after the other where nobody was replicated, else [grade, how many]; see `values`.
    """
    counts = Counts.of(profile)
    balanced = settings["balance"] == "sector"
    alike = _order(counts, profile, balanced=False)
    order = _order(counts, profile, balanced=True) if balanced else alike
    without = without_each(profile, lambda rest: _order(counts, rest, balanced=balanced))
    least = as_fraction(settings["coverage_at_least"])
    times = times_counted(profile, balanced=balanced)
    return {
        "options": {
            code: _option(counts, code, times, least, balanced=balanced) for code in profile.options
        },
        "order": order,
        "pooled_order": alike,
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": without,
        "depends_on": depends_on(order, without),
    }


def decider(profile: Profile, settings: Mapping[str, Any]) -> Decide:
    """Return what gives the order of the same round with other weights or fewer sectors."""
    counts, balanced = Counts.of(profile), settings["balance"] == "sector"
    return lambda rest: _order(counts, rest, balanced=balanced)


def _order(counts: Counts, profile: Profile, *, balanced: bool) -> Order:
    """Return the order by the sectors of a profile."""
    times = times_counted(profile, balanced=balanced)
    return ordered({code: counts.weighed(code, times) for code in profile.options})


def _option(
    counts: Counts, code: str, times: Mapping[str, int], least: Fraction, *, balanced: bool
) -> JsonResult:
    weights = counts.weighed(code, times)
    alike = counts.weighed(code, dict.fromkeys(counts.grades, 1))
    coverage = counts.coverage(code)
    n = sum(alike)
    return {
        "n": n,
        "majority_grade": majority_grade(weights),
        "pooled_grade": majority_grade(alike),
        **({} if n else {"reason": NOBODY}),
        **_value(weights, balanced=balanced),
        "coverage": {sector: plain(part) for sector, part in coverage.items()},
        "sufficient": n > 0
        and all(part >= least for part in coverage.values() if part is not None),
        "consensus": tastle_wierman(dict(enumerate(weights)), 0, GRADES - 1),
        "sectors": {
            sector: {
                "n": sum(own[code]),
                "majority_grade": majority_grade(own[code]),
                "grades": list(own[code]),
            }
            for sector, own in counts.grades.items()
        },
    }


def _value(weights: Weights, *, balanced: bool) -> JsonResult:
    value: object = None if balanced else value_in_full(weights)
    if value is None:
        value = value_runs(weights)
    return {
        "majority_value": value,
        **({"majority_value_reason": TOO_LARGE} if value is None else {}),
    }
