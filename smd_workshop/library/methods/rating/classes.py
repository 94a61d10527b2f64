"""What an option's ratings amount to: in, out, contested or undecided.

Shares by zone after COMET/OMERACT (75 % in 7–9 and under 15 % in 1–3; Diamond et al. 2014 for the median threshold);
disagreement by IPR > IPRAS of the RAND/UCLA manual (Fitch et al. 2001), with its constants 2.35 and 1.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, as_fraction, plain
from smd_workshop.library.sectors.balance import share, weighed
from smd_workshop.library.settings import InvalidSetting
from smd_workshop.library.stats.percentiles import median, percentile
from smd_workshop.library.stats.quantiles import balanced_quantile

#: Number → how many gave it.
Counts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers the class depends on, exact."""

    agree_from: Fraction
    reject_to: Fraction
    at_least: Fraction
    opposed_below: Fraction
    each_sector_over: Fraction
    low_median: Fraction
    high_median: Fraction
    ipras_base: Fraction
    ipras_factor: Fraction
    ipras_centre: Fraction

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Thresholds":
        """Read them from the settings; InvalidSetting where one rating would agree and reject at once."""
        read = cls(**{field.name: as_fraction(settings[field.name]) for field in fields(cls)})
        if read.agree_from <= read.reject_to:
            raise InvalidSetting(
                ("agree_from",),
                N_("must be above reject_to: else one rating would agree and reject"),
            )
        return read


@dataclass(frozen=True, slots=True)
class Zone:
    """One sector's answers to one option: how many, and which shares agree and reject (None: no number given)."""

    n: int
    mean: Fraction | None
    median: Fraction | None
    agree: Fraction | None
    reject: Fraction | None
    weight: Fraction = Fraction(1)

    @classmethod
    def of(cls, counts: Counts, thresholds: Thresholds, weight: Fraction = Fraction(1)) -> "Zone":
        """Summarise the numeric answers of a sector."""
        n = sum(counts.values())
        return cls(
            n,
            share(sum(value * people for value, people in counts.items()), n),
            median(counts),
            share(
                sum(people for value, people in counts.items() if value >= thresholds.agree_from), n
            ),
            share(
                sum(people for value, people in counts.items() if value <= thresholds.reject_to), n
            ),
            weight,
        )

    def figures(self) -> JsonResult:
        """Return it as results have it."""
        return {
            "n": self.n,
            "mean": plain(self.mean),
            "median": plain(self.median),
            "agree": plain(self.agree),
            "reject": plain(self.reject),
        }


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Inter-percentile range and its limit, adjusted for symmetry: IPRAS = 2.35 + 1.5·|5 − centre|."""

    p30: Fraction
    p70: Fraction
    ipr: Fraction
    ipras: Fraction

    @classmethod
    def pooled(cls, counts: Counts, thresholds: Thresholds) -> "Dispersion | None":
        """Measure all numeric answers of all people alike (version 1); None without any."""
        p30, p70 = percentile(counts, Fraction(3, 10)), percentile(counts, Fraction(7, 10))
        return None if p30 is None or p70 is None else cls.between(p30, p70, thresholds)

    @classmethod
    def balanced(
        cls, sectors: Sequence[tuple[Fraction, Counts]], thresholds: Thresholds
    ) -> "Dispersion | None":
        """Measure the numeric answers of sectors, each with its weight; None without any."""
        p30 = balanced_quantile(sectors, Fraction(3, 10))
        p70 = balanced_quantile(sectors, Fraction(7, 10))
        return None if p30 is None or p70 is None else cls.between(p30, p70, thresholds)

    @classmethod
    def between(cls, p30: Fraction, p70: Fraction, thresholds: Thresholds) -> "Dispersion":
        """Compare the range between two percentiles with its limit."""
        asymmetry = abs(thresholds.ipras_centre - (p30 + p70) / 2)
        return cls(p30, p70, p70 - p30, thresholds.ipras_base + thresholds.ipras_factor * asymmetry)

    @property
    def disagreement(self) -> bool:
        """Whether the panel falls apart."""
        return self.ipr > self.ipras


def figures_of_dispersion(dispersion: Dispersion | None) -> JsonResult:
    """Return a dispersion as results have it, nulls where there is none."""
    if dispersion is None:
        return dict.fromkeys(("p30", "p70", "ipr", "ipras", "disagreement"))
    return {
        "p30": float(dispersion.p30),
        "p70": float(dispersion.p70),
        "ipr": float(dispersion.ipr),
        "ipras": float(dispersion.ipras),
        "disagreement": dispersion.disagreement,
    }


def classify(zones: Sequence[Zone], dispersion: Dispersion | None, thresholds: Thresholds) -> str:
    """Return "in", "out", "contested" or "undecided"."""
    answered = [zone for zone in zones if zone.n]
    if not answered or dispersion is None:
        return "undecided"
    if not dispersion.disagreement:
        agree = [(zone.weight, zone.agree) for zone in answered]
        reject = [(zone.weight, zone.reject) for zone in answered]
        if carried(agree, reject, thresholds):
            return "in"
        if carried(reject, agree, thresholds):
            return "out"
    return "contested" if dispersion.disagreement or _apart(answered, thresholds) else "undecided"


def carried(
    wanted: Sequence[tuple[Fraction, Fraction | None]],
    against: Sequence[tuple[Fraction, Fraction | None]],
    thresholds: Thresholds,
) -> bool:
    """Say whether the shares of the sectors, each with its weight, are enough for what is wanted."""
    in_favour, opposed = weighed(wanted), weighed(against)
    return (
        in_favour is not None
        and opposed is not None
        and in_favour >= thresholds.at_least
        and opposed < thresholds.opposed_below
        and all(share is not None and share > thresholds.each_sector_over for _, share in wanted)
    )


def _apart(answered: Sequence[Zone], thresholds: Thresholds) -> bool:
    """Whether one sector's median is low while another's is high."""
    medians = [zone.median for zone in answered if zone.median is not None]
    return min(medians) <= thresholds.low_median and max(medians) >= thresholds.high_median
