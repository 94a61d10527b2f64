"""Version 1 of ratings, as results stored under it were counted: pooled percentiles, bootstrap intervals."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.rating.classes import (
    Dispersion,
    Thresholds,
    Zone,
    classify,
    figures_of_dispersion,
)
from smd_workshop.library.methods.rating.consensus.agreement import HIGHEST, LOWEST, agreement
from smd_workshop.library.methods.rating.tables import NO_NUMBER, UNSEEN, Tables, numbers
from smd_workshop.library.numbers import JsonResult, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import balanced, depends_on
from smd_workshop.library.stats.percentiles import median
from smd_workshop.library.stats.samples.bootstrap import Sample, Spread, spread


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `rating`; `without` and `depends_on` also stand under each option."""
    tables = Tables.of(profile)
    deviations = _spread(profile, tables, settings)

    def interval(row: JsonResult, place: int) -> JsonResult:
        return _interval(row["balanced_mean"], deviations, place)

    options, without = _options(profile, tables, settings, interval)
    decided = {code: row["class"] for code, row in options.items()}
    return {
        "options": options,
        "agreement": agreement(tables),
        "without": without,
        "depends_on": depends_on(decided, without),
    }


def _options(
    profile: Profile,
    tables: Tables,
    settings: Mapping[str, Any],
    interval: Callable[[JsonResult, int], JsonResult],
) -> tuple[JsonResult, dict[str, dict[str, str]]]:
    """Return one row per option, and the classes with each sector left out."""
    thresholds = Thresholds.of(settings)
    without: dict[str, dict[str, str]] = {sector.code: {} for sector in profile.sectors}
    options: JsonResult = {}
    for place, code in enumerate(profile.options):
        own = {sector: numbers(counts[place]) for sector, counts in tables.counts.items()}
        zones = {sector: Zone.of(counts, thresholds) for sector, counts in own.items()}
        row = _option(tables.pooled(place), zones, thresholds)
        row |= interval(row, place)
        others = {sector: _class_without(sector, own, zones, thresholds) for sector in own}
        for sector, other in others.items():
            without[sector][code] = other
        options[code] = row | {"without": others, "depends_on": depends_on(row["class"], others)}
    return options, without


def _class_without(
    left_out: str,
    own: Mapping[str, Mapping[int, int]],
    zones: Mapping[str, Zone],
    thresholds: Thresholds,
) -> str:
    """Return the class of one option when all sectors but one count."""
    total: dict[int, int] = {}
    for sector, counts in own.items():
        if sector != left_out:
            for value, people in counts.items():
                total[value] = total.get(value, 0) + people
    rest = [zone for sector, zone in zones.items() if sector != left_out]
    return classify(rest, Dispersion.pooled(total, thresholds), thresholds)


def _option(
    marks: Mapping[int, int], zones: Mapping[str, Zone], thresholds: Thresholds
) -> JsonResult:
    counts = numbers(marks)
    pooled = Zone.of(counts, thresholds)
    dispersion = Dispersion.pooled(counts, thresholds)
    return {
        "n": pooled.n,
        "dont_know": marks.get(NO_NUMBER, 0),
        "unseen": marks.get(UNSEEN, 0),
        "pooled_mean": plain(pooled.mean),
        "balanced_mean": plain(balanced(zone.mean for zone in zones.values())),
        "balanced_agree": plain(balanced(zone.agree for zone in zones.values())),
        "balanced_reject": plain(balanced(zone.reject for zone in zones.values())),
        "median": plain(median(counts)),
        **figures_of_dispersion(dispersion),
        **({} if pooled.n else {"reason": N_("nobody gave a number")}),
        "sectors": {sector: zone.figures() for sector, zone in zones.items()},
        "class": classify(list(zones.values()), dispersion, thresholds),
    }


# Beyond this many different ballots each option is repeated by itself, from at most nine numbers per sector: the
# intervals need nothing else, and a hundred thousand different ballots then cost seconds.
MOST_WHOLE_BALLOTS = 2000


def _spread(profile: Profile, tables: Tables, settings: Mapping[str, Any]) -> Spread:
    """Repeat the round; columns stand in alphabetical order of sectors, so that no order of input matters."""
    sectors = sorted(sector.code for sector in profile.sectors)
    seed, resamples = settings["seed"], settings["resamples"]
    if len(profile.cells) <= MOST_WHOLE_BALLOTS:
        return spread([_whole_ballots(tables, sector) for sector in sectors], seed, resamples)
    columns = [
        spread([_one_option(tables.counts[sector][place]) for sector in sectors], seed, resamples)
        for place in range(len(profile.options))
    ]
    return Spread(
        np.concatenate([column.deviations for column in columns], axis=1),
        np.concatenate([column.df for column in columns]),
    )


def _whole_ballots(tables: Tables, sector: str) -> Sample:
    """Distinct ballots of a sector, so that what people think of one option stays with what they think of another."""
    own = tables.rows[sector]
    marks = tables.marks[own].astype(np.float64)
    marks[marks < LOWEST] = np.nan
    return Sample(marks, tables.people[own])


def _one_option(marks: Mapping[int, int]) -> Sample:
    counts = sorted(numbers(marks).items())
    values = np.array([value for value, _ in counts], dtype=np.float64).reshape(-1, 1)
    return Sample(values, np.array([people for _, people in counts], dtype=np.int64))


def _interval(estimate: float | None, deviations: Spread, place: int) -> JsonResult:
    if estimate is None:
        return {"interval": None, "interval_reason": N_("nobody gave a number")}
    interval = deviations.interval(place, estimate, LOWEST, HIGHEST)
    if interval is None:
        return {
            "interval": None,
            "interval_reason": N_("no sector has two answers, so their spread is unknown"),
        }
    return {"interval": interval}
