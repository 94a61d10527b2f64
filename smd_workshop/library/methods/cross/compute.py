"""The crossing: balanced means of the pairs, the density of each quadrant, which one leads and how surely.

The chance that a quadrant leads comes from draws as of every chance (stats.samples.bounded); quadrants that tie in a draw share it.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.matrix import BAR
from smd_workshop.library.methods.cross.marks import (
    HIGHEST,
    QUADRANTS,
    Marks,
    Means,
    Tables,
    densities,
    density,
    leaders,
    total,
)
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, without_each
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status
from smd_workshop.library.stats.ranking import share_in_top
from smd_workshop.library.stats.samples import bounded

NOBODY = N_("nobody marked it")
NO_PAIRS = N_("there is no such pair")
TIED = N_("several quadrants have the same density")
NOTHING = N_("nobody marked anything")
NOT_STRONGEST: Final = N_("only the strongest pairs have one")
#: So many pairs have an interval: with thousands of ballots each takes a tenth of a second.
INTERVALS: Final = 12
_DIGITS: Final = 9  # densities that differ by less than this many digits are tied in a draw


def decider(profile: Profile, settings: Mapping[str, Any]) -> Decide:
    """Return what gives the leading quadrants of the same round with other weights or fewer sectors."""
    marks = Marks.of(profile, settings["sides"])
    return lambda rest: leaders(densities(marks, marks.balanced(rest.sectors)))


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `cross`.

    Beyond it: of a quadrant `pairs` (how many it has), `unanswered`, `pooled_density`, `p_first` and the density in each
    sector; of a pair its interval and its means; where quadrants tie, `leading` is null and `tied` names them;
    `options` with the mean of the pairs of each. A pair that nobody marked is left out of totals and densities: it is
    never taken for a zero.
    """
    marks = Marks.of(profile, settings["sides"])
    tables = Tables.of(marks, profile)
    first = leaders(densities(marks, tables.balanced))
    chances = _chances(profile, marks, tables.balanced, settings)
    without = without_each(
        profile, lambda rest: leaders(densities(marks, marks.balanced(rest.sectors)))
    )
    return {
        "quadrants": {name: _quadrant(marks, tables, name, chances) for name in QUADRANTS},
        **_decided(first),
        **_chance(first, chances),
        "pairs": _pairs(profile, marks, tables),
        "usefulness": {code: _sum(marks, tables, code) for code in profile.options},
        "options": {code: _option(marks, tables, code) for code in profile.options},
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": {sector: _one(names) for sector, names in without.items()},
        "depends_on": depends_on(first, without),
    }


def _one(names: tuple[str, ...]) -> str | None:
    return names[0] if len(names) == 1 else None


def _decided(first: tuple[str, ...]) -> JsonResult:
    """Say which quadrant leads; a tie is published, and nothing has to be drawn for an orientation."""
    if len(first) == 1:
        return {"leading": first[0], "tied": []}
    return {"leading": None, "leading_reason": TIED if first else NOTHING, "tied": list(first)}


def _chance(first: tuple[str, ...], chances: Mapping[str, float]) -> JsonResult:
    if len(first) == 1:
        return {"p_leading": chances[first[0]]}
    return {"p_leading": None, "p_leading_reason": TIED if first else NOTHING}


def _quadrant(marks: Marks, tables: Tables, name: str, chances: Mapping[str, float]) -> JsonResult:
    pairs = marks.quadrant(name)
    whole, answered = total(tables.balanced, pairs)
    row: JsonResult = {
        "pairs": len(pairs),
        "unanswered": len(pairs) - answered,
        "total": plain(whole) if answered else None,
        "density": plain(density(tables.balanced, pairs)),
        "pooled_density": plain(density(tables.pooled, pairs)),
        "p_first": chances.get(name),
        "sectors": {
            sector: {"density": plain(density(means, pairs))}
            for sector, means in tables.sectors.items()
        },
    }
    if not answered:
        row["reason"] = NOBODY if pairs else NO_PAIRS
    return row


def _pairs(profile: Profile, marks: Marks, tables: Tables) -> list[JsonResult]:
    """Return every pair, the highest balanced mean first, those that nobody marked last."""
    means = tables.balanced
    ordered = sorted(marks.pairs, key=lambda pair: (means[pair] is None, -(means[pair] or 0)))
    return [
        _pair(marks, tables, pair, _interval(profile, marks, pair, place))
        for place, pair in enumerate(ordered)
    ]


def _pair(marks: Marks, tables: Tables, pair: str, interval: JsonResult) -> JsonResult:
    inner, outer = pair.split(BAR)
    mean = tables.balanced[pair]
    return {
        "pair": pair,
        "quadrant": marks.side[inner] + marks.side[outer],
        "n": marks.n(pair),
        "balanced_mean": plain(mean),
        **interval,
        "pooled_mean": plain(tables.pooled[pair]),
        **({} if mean is not None else {"reason": NOBODY}),
        "sectors": {
            sector: {"n": sum(marks.given[sector][pair].values()), "mean": plain(means[pair])}
            for sector, means in tables.sectors.items()
        },
    }


def _interval(profile: Profile, marks: Marks, pair: str, place: int) -> JsonResult:
    """Return the 95 % interval of a pair's balanced mean; null where nobody marked it, and beyond the strongest."""
    if place >= INTERVALS:
        return {"interval": None, "interval_reason": NOT_STRONGEST}
    rows = [
        (float(sector.weight), found)
        for sector in profile.sectors
        if (found := bounded.bounds(marks.given[sector.code][pair], 0, HIGHEST)) is not None
    ]
    ends = bounded.balanced(rows, 0, HIGHEST)
    if ends is None:
        return {"interval": None, "interval_reason": NOBODY}
    return {"interval": [float(end) for end in ends]}


def _sum(marks: Marks, tables: Tables, code: str) -> float | None:
    """Return the sum of the balanced means over the row or the column of an option."""
    whole, answered = total(tables.balanced, marks.of_option(code))
    return plain(whole) if answered else None


def _option(marks: Marks, tables: Tables, code: str) -> JsonResult:
    """Return the mean mark of an option's pairs, so that rows and columns of different lengths compare."""
    pairs = marks.of_option(code)
    balanced = _mean(tables.balanced, pairs)
    return {
        "side": marks.side[code],
        "balanced_mean": balanced,
        "pooled_mean": _mean(tables.pooled, pairs),
        **({} if balanced is not None else {"reason": NOBODY}),
        "sectors": {
            sector: {"mean": _mean(means, pairs)} for sector, means in tables.sectors.items()
        },
    }


def _mean(means: Means, pairs: tuple[str, ...]) -> float | None:
    whole, answered = total(means, pairs)
    return plain(whole / answered) if answered else None


def _chances(
    profile: Profile, marks: Marks, means: Means, settings: Mapping[str, Any]
) -> dict[str, float]:
    """Return the chance of each quadrant that has answers to have the highest density."""
    known, drawn = repeated(profile, marks, means, settings)
    return dict(zip(known, share_in_top(drawn, 1).tolist(), strict=True)) if known else {}


def repeated(
    profile: Profile, marks: Marks, means: Means, settings: Mapping[str, Any]
) -> tuple[tuple[str, ...], bounded.Floats]:
    """Return the quadrants that have answers, and their densities in repetitions of the round: (repetitions, quadrants)."""
    pairs = [pair for pair in marks.pairs if means[pair] is not None]
    if not pairs:
        return (), np.zeros((0, 0))
    draws = bounded.draws(
        _samples(profile, pairs), 0, HIGHEST, settings["seed"], settings["resamples"]
    )
    column = {pair: at for at, pair in enumerate(pairs)}
    inside = {
        name: [column[pair] for pair in marks.quadrant(name) if pair in column]
        for name in QUADRANTS
    }
    known = tuple(name for name in QUADRANTS if inside[name])
    drawn = np.stack([draws[:, inside[name]].mean(axis=1) for name in known], axis=1)
    return known, np.round(drawn / HIGHEST, _DIGITS)


def _samples(profile: Profile, pairs: list[str]) -> list[bounded.Sample]:
    """Return the distinct ballots of each sector that answered, in alphabetical order: no order of input matters."""
    samples = []
    for sector in sorted(profile.sectors, key=lambda each: each.code):
        cells = profile.of_sector(sector.code)
        if cells:
            marks = np.array(
                [[cell.answer.get(pair, np.nan) for pair in pairs] for cell in cells],
                dtype=np.float64,
            )
            counts = np.array([cell.count for cell in cells], dtype=np.int64)
            samples.append(bounded.Sample(marks, counts, float(sector.weight)))
    return samples
