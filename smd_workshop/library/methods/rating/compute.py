"""Ratings from 1 to 9: balanced figures, their spread and interval, and a class per option.

Version 2: percentiles weigh every sector as agreed, so that a class does not depend on how large a sector is, and
intervals put together bounds of each sector (stats.samples.bounded). Version 1 is in version_1.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.rating.classes import (
    Counts,
    Dispersion,
    Thresholds,
    Zone,
    classify,
    figures_of_dispersion,
)
from smd_workshop.library.methods.rating.consensus.agreement import (
    HIGHEST,
    LOWEST,
    balanced_agreement,
    together,
)
from smd_workshop.library.methods.rating.consensus.bridges import Bridge, figures, statements
from smd_workshop.library.methods.rating.consensus.definitions import definitions
from smd_workshop.library.methods.rating.tables import NO_NUMBER, UNSEEN, Tables, numbers
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, weighed
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status
from smd_workshop.library.stats.percentiles import median
from smd_workshop.library.stats.quantiles import balanced_quantile
from smd_workshop.library.stats.samples import bounded

HALF = Fraction(1, 2)

Own = Mapping[str, Counts]  # by sector: number → how many gave it
Row = Callable[[Own], JsonResult]


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `rating`; `without` and `depends_on` also stand under each option.

    Beyond the format: of each option its class by other `definitions`, the `consensus` of Tastle and Wierman, and how it
    stands between the sectors (`common_ground`, `smallest_agree`, `division`); over all which are `bridging` and which
    `dividing`, and under `agreement` the `concordance` where sectors weigh as agreed.
    """
    tables = Tables.of(profile)
    result = _decided(profile, tables, settings, _intervals(profile))
    return {
        "options": result.pop("options"),
        "agreement": balanced_agreement(profile, tables),
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        **result,
    }


def _decided(
    profile: Profile, tables: Tables, settings: Mapping[str, Any], interval: Row
) -> JsonResult:
    """Return one row per option, the classes with each sector left out, and who they depend on."""
    thresholds = Thresholds.of(settings)
    weights = {sector.code: sector.weight for sector in profile.sectors}
    several = sum(voted > 0 for voted in profile.voted().values()) > 1
    without: dict[str, dict[str, str]] = {code: {} for code in weights} if several else {}
    options: JsonResult = {}
    bridges: dict[str, Bridge | None] = {}
    for place, code in enumerate(profile.options):
        own = {sector: numbers(counts[place]) for sector, counts in tables.counts.items()}
        zones = _zones(own, weights, thresholds)
        bridges[code] = Bridge.of(zones)
        row = _option(tables.pooled(place), own, weights, thresholds) | interval(own)
        row |= figures(bridges[code])
        others = {sector: _class_without(sector, own, weights, thresholds) for sector in own}
        for sector, classes in without.items():
            classes[code] = others[sector]
        # Of the only sector that gave numbers nothing is left to compare with.
        compared = others if sum(bool(counts) for counts in own.values()) > 1 else {}
        row |= {"without": compared, "depends_on": depends_on(row["class"], compared)}
        options[code] = row
    decided = {code: row["class"] for code, row in options.items()}
    return {
        "options": options,
        **statements(bridges),
        "without": without,
        "depends_on": depends_on(decided, without),
    }


def decider(profile: Profile, settings: Mapping[str, Any]) -> Decide:
    """Return what gives the classes of the same round with other weights or fewer sectors."""
    tables, thresholds = Tables.of(profile), Thresholds.of(settings)

    def classes(rest: Profile) -> dict[str, str]:
        weights = {sector.code: sector.weight for sector in rest.sectors}
        return {
            code: _classified(
                {sector: numbers(tables.counts[sector][place]) for sector in weights},
                weights,
                thresholds,
            )[0]
            for place, code in enumerate(rest.options)
        }

    return classes


def _class_without(
    left_out: str, own: Own, weights: Mapping[str, Fraction], thresholds: Thresholds
) -> str:
    """Return the class of one option when all sectors but one count."""
    rest = {sector: counts for sector, counts in own.items() if sector != left_out}
    return _classified(rest, weights, thresholds)[0]


def _classified(
    own: Own, weights: Mapping[str, Fraction], thresholds: Thresholds
) -> tuple[str, dict[str, Zone], Dispersion | None]:
    zones = _zones(own, weights, thresholds)
    dispersion = Dispersion.balanced(_weighted(own, weights), thresholds)
    return classify(list(zones.values()), dispersion, thresholds), zones, dispersion


def _zones(own: Own, weights: Mapping[str, Fraction], thresholds: Thresholds) -> dict[str, Zone]:
    return {sector: Zone.of(counts, thresholds, weights[sector]) for sector, counts in own.items()}


def _weighted(own: Own, weights: Mapping[str, Fraction]) -> list[tuple[Fraction, Counts]]:
    return [(weights[sector], counts) for sector, counts in own.items() if counts]


def _option(
    marks: Counts, own: Own, weights: Mapping[str, Fraction], thresholds: Thresholds
) -> JsonResult:
    counts = numbers(marks)
    pooled = Zone.of(counts, thresholds)
    name, zones, dispersion = _classified(own, weights, thresholds)
    middle = balanced_quantile(_weighted(own, weights), HALF)
    return {
        "n": pooled.n,
        "dont_know": marks.get(NO_NUMBER, 0),
        "unseen": marks.get(UNSEEN, 0),
        "pooled_mean": plain(pooled.mean),
        "pooled_median": plain(median(counts)),
        "balanced_mean": plain(weighed((z.weight, z.mean) for z in zones.values())),
        "balanced_agree": plain(weighed((z.weight, z.agree) for z in zones.values())),
        "balanced_reject": plain(weighed((z.weight, z.reject) for z in zones.values())),
        "median": plain(middle),
        **figures_of_dispersion(dispersion),
        **({} if pooled.n else {"reason": N_("nobody gave a number")}),
        "sectors": {sector: zone.figures() for sector, zone in zones.items()},
        "class": name,
        "definitions": definitions(own, weights, middle, dispersion),
        "consensus": together(own, weights),
    }


def _intervals(profile: Profile) -> Row:
    """Return what gives an option its interval."""
    weights = {sector.code: float(sector.weight) for sector in profile.sectors}

    def interval(own: Own) -> JsonResult:
        rows = [
            (weights[sector], bounds)
            for sector, counts in own.items()
            if (bounds := bounded.bounds(counts, LOWEST, HIGHEST)) is not None
        ]
        found = bounded.balanced(rows, LOWEST, HIGHEST)
        if found is None:
            return {"interval": None, "interval_reason": N_("nobody gave a number")}
        return {"interval": list(found)}

    return interval
