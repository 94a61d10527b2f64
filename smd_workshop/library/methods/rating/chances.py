"""How often each option would come into each class: the marks of each sector, weighed by chance.

The ballot that nobody gave holds, in each sector, the lowest or the highest mark.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.core.messages import N_
from smd_workshop.library.chances.decided import Classes
from smd_workshop.library.chances.draws import Draws
from smd_workshop.library.chances.facet import NO_ANSWER, REPETITIONS, repetitions
from smd_workshop.library.methods.rating.classes import Thresholds
from smd_workshop.library.methods.rating.compute import decider
from smd_workshop.library.methods.rating.consensus.agreement import HIGHEST, LOWEST
from smd_workshop.library.profile import Cell, Profile
from smd_workshop.library.stats.samples.bounded import Floats

#: Every class with its word.
CLASSES: Final = {
    "in": N_("Comes in"),
    "contested": N_("In dispute"),
    "undecided": N_("No agreement yet"),
    "out": N_("Goes out"),
}
_NUMBERS: Final = {name: at for at, name in enumerate(CLASSES)}
MARKS: Final = np.arange(LOWEST, HIGHEST + 1)

Flags = NDArray[np.bool_]


def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Classes | str | None:
    """Return the class of each option; of what nobody gave a number to there is none."""
    decided = decider(profile, settings)(profile)
    marked = {
        code
        for cell in profile.cells
        for code, mark in cell.answer.items()
        if isinstance(mark, int)
    }
    codes = tuple(code for code in profile.options if code in marked)
    many = repetitions(REPETITIONS, len(profile.cells), len(MARKS) * len(codes))
    if not many or not codes:
        return None if codes else NO_ANSWER
    draws = Draws.of(profile, seed, many)
    found = _classes(_shares(draws, codes), Thresholds.of(settings))
    return Classes(codes, CLASSES, found, {code: decided[code] for code in codes})


@dataclass(frozen=True, slots=True)
class Shares:
    """What share of a sector gave each mark: (repetitions, options, marks); which options it gave numbers to; its weight."""

    marks: Floats
    there: Flags
    weight: float

    def part(self, of: Flags) -> Floats:
        """Return the share that gave one of some marks: (repetitions, options)."""
        found: Floats = self.marks[..., of].sum(axis=-1)
        return found


def _shares(draws: Draws, codes: tuple[str, ...]) -> list[Shares]:
    found = []
    lowest = draws.coins()
    for sector, own in enumerate(draws.columns):
        given = np.stack([_marks(cell, codes) for cell in draws.cells[own]])
        sums = draws.weights[:, own] @ given.reshape(len(given), -1)
        marks = sums.reshape(-1, len(codes), len(MARKS))
        end = np.where(lowest[:, [sector]], MARKS == LOWEST, MARKS == HIGHEST)
        marks += (draws.added[:, [sector]] * end)[:, None, :]
        shares = marks / marks.sum(axis=-1, keepdims=True)
        there = np.asarray(given.any(axis=(0, 2)))
        found.append(Shares(shares, there, draws.of_sector[sector]))
    return found


def _marks(cell: Cell, codes: tuple[str, ...]) -> Floats:
    """Return which mark a ballot gives to each option: (options, marks)."""
    given = np.array(
        [mark if isinstance(mark := cell.answer.get(code), int) else 0 for code in codes]
    )
    found: Floats = (given[:, None] == MARKS).astype(np.float64)
    return found


def _classes(sectors: Sequence[Shares], rule: Thresholds) -> NDArray[np.int64]:
    """Return the number of the class of each option in each repetition, as classes.classify."""
    high = np.array([mark >= rule.agree_from for mark in MARKS])
    low = np.array([mark <= rule.reject_to for mark in MARKS])
    together = _mean(sectors, [each.marks for each in sectors])
    apart = _disagreement(together, rule)
    contested = apart | _medians_apart(sectors, rule)
    conditions = [
        ~apart & _carried(sectors, high, low, rule),
        ~apart & _carried(sectors, low, high, rule),
        contested,
    ]
    chosen = [_NUMBERS[name] for name in ("in", "out", "contested")]
    return np.select(conditions, chosen, _NUMBERS["undecided"]).astype(np.int64)


def _mean(sectors: Sequence[Shares], values: Sequence[Floats]) -> Floats:
    """Return the mean over the sectors that gave numbers, by their weights."""
    total, whole = np.zeros_like(values[0]), np.zeros(len(sectors[0].there))
    for sector, value in zip(sectors, values, strict=True):
        weight = sector.weight * sector.there
        total += value * (weight if value.ndim == 2 else weight[:, None])
        whole += weight
    found: Floats = total / (whole if values[0].ndim == 2 else whole[:, None])
    return found


def _carried(sectors: Sequence[Shares], wanted: Flags, against: Flags, rule: Thresholds) -> Flags:
    each = [sector.part(wanted) for sector in sectors]
    in_favour = _mean(sectors, each)
    opposed = _mean(sectors, [sector.part(against) for sector in sectors])
    enough: Flags = (in_favour >= float(rule.at_least)) & (opposed < float(rule.opposed_below))
    for sector, share in zip(sectors, each, strict=True):
        enough &= ~sector.there | (share > float(rule.each_sector_over))
    return enough


def _quantile(shares: Floats, at: float) -> Floats:
    """Return the quantile as stats.quantiles: where the cumulative share is just `at`, the middle of two marks.

    Shape (repetitions, options). Of weights drawn by chance it hardly ever is; of those of the round itself it may be.
    """
    passed = np.cumsum(shares, axis=-1)
    below, until = ((passed < at - 1e-12).sum(axis=-1), (passed <= at + 1e-12).sum(axis=-1))
    last = len(MARKS) - 1
    found: Floats = (MARKS[np.minimum(below, last)] + MARKS[np.minimum(until, last)]) / 2
    return found


def _disagreement(shares: Floats, rule: Thresholds) -> Flags:
    low, high = _quantile(shares, 0.3), _quantile(shares, 0.7)
    asymmetry = np.abs(float(rule.ipras_centre) - (low + high) / 2)
    found: Flags = high - low > float(rule.ipras_base) + float(rule.ipras_factor) * asymmetry
    return found


def _medians_apart(sectors: Sequence[Shares], rule: Thresholds) -> Flags:
    """Say where one sector's median is low while another's is high."""
    medians = np.stack([_quantile(sector.marks, 0.5) for sector in sectors])
    there = np.stack([sector.there for sector in sectors])[:, None, :]
    low = ((medians <= float(rule.low_median)) & there).any(axis=0)
    high = ((medians >= float(rule.high_median)) & there).any(axis=0)
    return np.asarray(low & high)
