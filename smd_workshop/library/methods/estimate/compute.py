"""Numeric Delphi: the median of the sectors, and where the people stand around it.

Medians and quartiles are the usual feedback of a Delphi study on numbers (Linstone & Turoff 1975). All is exact; an
answer counts as the decimal that was written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, without_each
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status
from smd_workshop.library.stats.percentiles import median, percentile
from smd_workshop.library.stats.quantiles import balanced_quantile

HALF = Fraction(1, 2)
NOBODY = N_("nobody gave a number")

Numbers = dict[int, int]  # number in parts of its option → how many gave it
Medians = dict[str, Fraction | None]


@dataclass(frozen=True, slots=True)
class Tables:
    """The numbers by sector and option, as whole parts of a unit, which are exact and quick to put in order."""

    numbers: Mapping[str, Mapping[str, Numbers]]
    parts: Mapping[str, int]  # by option: how many parts a unit has

    @classmethod
    def of(cls, profile: Profile) -> "Tables":
        """Count a profile once; everything else is read from these tables."""
        given = [
            (cell, {code: as_fraction(number) for code, number in cell.answer.items()})
            for cell in profile.cells
        ]
        parts = dict.fromkeys(profile.options, 1)
        for _, numbers in given:
            for code, number in numbers.items():
                parts[code] = lcm(parts[code], number.denominator)
        tables: dict[str, dict[str, Numbers]] = {
            sector.code: {code: {} for code in profile.options} for sector in profile.sectors
        }
        for cell, numbers in given:
            own = tables[cell.sector]
            for code, number in numbers.items():
                whole = number.numerator * (parts[code] // number.denominator)
                own[code][whole] = own[code].get(whole, 0) + cell.count
        return cls(tables, parts)

    def plain(self, code: str, value: Fraction | None) -> float | None:
        """Return a figure of an option in its unit, as a plain number."""
        return None if value is None else plain(value / self.parts[code])


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `estimate`; `without` holds the balanced medians by option.

    `median`, `q1` and `q3` are those of all people alike (linear percentiles, Hyndman & Fan 1996, type 7).
    """
    tables = Tables.of(profile)
    medians = _medians(tables, profile)
    without = without_each(profile, lambda rest: _medians(tables, rest))
    return {
        "options": {code: _option(tables, code, medians[code]) for code in profile.options},
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": {
            sector: {code: tables.plain(code, value) for code, value in other.items()}
            for sector, other in without.items()
        },
        "depends_on": depends_on(medians, without),
    }


def decider(profile: Profile, _settings: Mapping[str, Any]) -> Decide:
    """Return what gives the balanced medians of the same round with other weights or fewer sectors."""
    tables = Tables.of(profile)
    return lambda rest: {
        code: None if value is None else value / tables.parts[code]
        for code, value in _medians(tables, rest).items()
    }


def _medians(tables: Tables, profile: Profile) -> Medians:
    """Return the balanced median of each option over the sectors of a profile; None where nobody gave a number."""
    return {
        code: balanced_quantile(
            (
                (sector.weight, tables.numbers[sector.code][code])
                for sector in profile.sectors
                if tables.numbers[sector.code][code]
            ),
            HALF,
        )
        for code in profile.options
    }


def _option(tables: Tables, code: str, balanced: Fraction | None) -> JsonResult:
    everybody: Numbers = {}
    for own in tables.numbers.values():
        for number, many in own[code].items():
            everybody[number] = everybody.get(number, 0) + many
    n = sum(everybody.values())
    return {
        "n": n,
        "median": tables.plain(code, median(everybody)),
        "q1": tables.plain(code, percentile(everybody, Fraction(1, 4))),
        "q3": tables.plain(code, percentile(everybody, Fraction(3, 4))),
        "balanced_median": tables.plain(code, balanced),
        **({} if n else {"reason": NOBODY}),
        "sectors": {
            sector: {"n": sum(own[code].values()), "median": tables.plain(code, median(own[code]))}
            for sector, own in tables.numbers.items()
        },
    }
