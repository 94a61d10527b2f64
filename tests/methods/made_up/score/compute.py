"""Exact means: of each sector, over people, and of the sectors."""

from collections.abc import Mapping
from typing import Any

from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import balanced, depends_on, share


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return per option how many gave a number, the means, and whether the balanced one is enough."""
    enough = as_fraction(settings["enough"])
    return {"options": {code: _option(profile, code, enough) for code in profile.options}}


def _option(profile: Profile, code: str, enough: Any) -> JsonResult:
    sums = {sector.code: (0, 0) for sector in profile.sectors}
    for cell in profile.cells:
        mark = cell.answer.get(code, DONT_KNOW)
        if mark != DONT_KNOW:
            total, n = sums[cell.sector]
            sums[cell.sector] = total + mark * cell.count, n + cell.count
    means = {sector: share(total, n) for sector, (total, n) in sums.items()}
    everybody = share(sum(t for t, _ in sums.values()), sum(n for _, n in sums.values()))
    without = {
        left: _verdict(balanced(m for sector, m in means.items() if sector != left), enough)
        for left in means
    }
    verdict = _verdict(balanced(means.values()), enough)
    return {
        "n": sum(n for _, n in sums.values()),
        "mean": plain(everybody),
        "balanced": plain(balanced(means.values())),
        "sectors": {s: {"n": n, "mean": plain(means[s])} for s, (_, n) in sums.items()},
        "verdict": verdict,
        "without": without,
        "depends_on": depends_on(verdict, without),
    }


def _verdict(mean: Any, enough: Any) -> str:
    return "unknown" if mean is None else "enough" if mean >= enough else "too little"
