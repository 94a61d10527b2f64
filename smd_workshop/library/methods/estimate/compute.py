"""Numeric Delphi: the median of the sectors, and where the people stand around it.

Medians and quartiles are the usual feedback of a Delphi study on numbers (Linstone & Turoff 1975). All is exact; an
answer counts as the decimal that was written.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.method import JsonResult, as_fraction, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors import depends_on, without_each
from smd_workshop.library.stats.percentiles import median, percentile
from smd_workshop.library.stats.quantiles import balanced_quantile
from smd_workshop.library.status import status

HALF = Fraction(1, 2)
NOBODY = N_("nobody gave a number")

Numbers = dict[Fraction, int]  # number → how many gave it
Medians = dict[str, Fraction | None]


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `estimate`; `without` holds the balanced medians by option.

    `median`, `q1` and `q3` are those of all people alike (linear percentiles, Hyndman & Fan 1996, type 7).
    """
    medians = _medians(profile)
    without = without_each(profile, _medians)
    return {
        "options": {code: _option(profile, code, medians[code]) for code in profile.options},
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": {
            sector: {code: plain(value) for code, value in other.items()}
            for sector, other in without.items()
        },
        "depends_on": depends_on(medians, without),
    }


def _medians(profile: Profile) -> Medians:
    """Return the balanced median of each option; None where nobody gave a number."""
    return {
        code: balanced_quantile(
            (
                (sector.weight, own)
                for sector in profile.sectors
                if (own := _given(profile, sector.code, code))
            ),
            HALF,
        )
        for code in profile.options
    }


def _option(profile: Profile, code: str, balanced: Fraction | None) -> JsonResult:
    sectors = {sector.code: _given(profile, sector.code, code) for sector in profile.sectors}
    everybody: Numbers = {}
    for own in sectors.values():
        for number, many in own.items():
            everybody[number] = everybody.get(number, 0) + many
    n = sum(everybody.values())
    return {
        "n": n,
        "median": plain(median(everybody)),
        "q1": plain(percentile(everybody, Fraction(1, 4))),
        "q3": plain(percentile(everybody, Fraction(3, 4))),
        "balanced_median": plain(balanced),
        **({} if n else {"reason": NOBODY}),
        "sectors": {
            sector: {"n": sum(own.values()), "median": plain(median(own))}
            for sector, own in sectors.items()
        },
    }


def _given(profile: Profile, sector: str, code: str) -> Numbers:
    """Return the numbers that a sector gave for an option."""
    found: Numbers = {}
    for cell in profile.of_sector(sector):
        if code in cell.answer:
            number = as_fraction(cell.answer[code])
            found[number] = found.get(number, 0) + cell.count
    return found
