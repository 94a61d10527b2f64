"""The chamber rule: quorum and majority in each sector, two thirds overall.

After the General Assembly of the Forest Stewardship Council: chambers of equal power, quorum above one half and a
simple majority in each chamber, two thirds overall (FSC Statutes). Version 2: overall is the mean over the sectors of
their share of yes among yes and no; absence and abstention shrink nobody's weight, and a sector without seats takes no
part. Version 1 is in version_1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, as_fraction, exact
from smd_workshop.library.profile import Profile, SectorInfo
from smd_workshop.library.sectors.balance import (
    depends_on,
    has_quorum,
    share,
    weighed,
    without_each,
)
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import NO_QUORUM, status

ANSWERS = ("yes", "no", "abstain")
Sentence = tuple[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Chamber:
    """What one sector with seats answered, and whether enough of it did."""

    code: str
    eligible: int
    yes: int
    no: int
    abstain: int
    quorum: bool
    weight: Fraction

    @property
    def majority(self) -> bool:
        """Whether more said yes than no."""
        return self.yes > self.no

    @property
    def voted(self) -> int:
        """How many answered, abstentions included."""
        return self.yes + self.no + self.abstain

    @property
    def in_favour(self) -> Fraction | None:
        """The share of yes among yes and no; None where nobody said either."""
        return share(self.yes, self.yes + self.no)


@dataclass(frozen=True, slots=True)
class Rule:
    """The three shares that a ratification is held to, exact."""

    quorum_more_than: Fraction
    overall_at_least: Fraction
    yes_of_eligible_at_least: Fraction

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Rule":
        """Read them from the settings."""
        return cls(*(as_fraction(settings[name]) for name in cls.__slots__))


@dataclass(frozen=True, slots=True)
class Vote:
    """A ratification as it was answered."""

    chambers: tuple[Chamber, ...]
    rule: Rule

    @classmethod
    def of(cls, profile: Profile, rule: Rule) -> "Vote":
        """Count the answers of the sectors that have seats."""
        counts = {sector.code: dict.fromkeys(ANSWERS, 0) for sector in profile.sectors}
        for cell in profile.cells:
            counts[cell.sector][cell.answer] += cell.count
        return cls(
            tuple(_chamber(s, counts[s.code], rule) for s in profile.sectors if s.eligible), rule
        )

    @property
    def overall(self) -> Fraction | None:
        """Mean of the sectors' shares of yes, over those where somebody said yes or no."""
        return weighed((chamber.weight, chamber.in_favour) for chamber in self.chambers)

    @property
    def of_eligible(self) -> Fraction | None:
        """The yes over all seats that may vote."""
        return share(sum(c.yes for c in self.chambers), sum(c.eligible for c in self.chambers))

    @property
    def outcome(self) -> str:
        """Return "no quorum", "rejected", "contested" or "adopted": the first that applies."""
        if not all(chamber.quorum for chamber in self.chambers):
            return "no quorum"
        if self.overall is None or self.overall < self.rule.overall_at_least or self._too_few:
            return "rejected"
        return "adopted" if all(chamber.majority for chamber in self.chambers) else "contested"

    @property
    def _too_few(self) -> bool:
        return (self.of_eligible or Fraction(0)) < self.rule.yes_of_eligible_at_least

    def why(self) -> list[Sentence]:
        """Return one sentence per failed condition, as a template and its values."""
        found: list[Sentence] = [
            (NO_QUORUM, {"sector": c.code, "voted": c.voted, "eligible": c.eligible})
            for c in self.chambers
            if not c.quorum
        ]
        found += [_no_majority(chamber) for chamber in self.chambers if not chamber.majority]
        return [*found, *self._why_not_overall()]

    def _why_not_overall(self) -> Iterator[Sentence]:
        if self.overall is None:
            yield N_("Nobody voted yes or no."), {}
        elif self.overall < self.rule.overall_at_least:
            percent, threshold = _rounded_down(self.overall * 100), str(self.rule.overall_at_least)
            yield (
                N_("Overall %(percent)s %% are in favour, less than %(threshold)s."),
                {"percent": percent, "threshold": threshold},
            )
        if self._too_few:
            yield (
                N_("%(yes)s of %(eligible)s seats said yes, less than %(threshold)s."),
                {
                    "yes": sum(c.yes for c in self.chambers),
                    "eligible": sum(c.eligible for c in self.chambers),
                    "threshold": str(self.rule.yes_of_eligible_at_least),
                },
            )


def _chamber(sector: SectorInfo, counts: Mapping[str, int], rule: Rule) -> Chamber:
    enough = has_quorum(sum(counts.values()), sector.eligible, rule.quorum_more_than)
    return Chamber(sector.code, sector.eligible, quorum=enough, weight=sector.weight, **counts)


def _rounded_down(percent: Fraction) -> str:
    """Write a percentage with one decimal: 66.66 % is less than two thirds and may not be written as 66.7 %."""
    tenths = percent * 10 // 1
    return (
        str(tenths // 10) if percent * 10 == tenths and tenths % 10 == 0 else f"{tenths / 10:.1f}"
    )


def _no_majority(chamber: Chamber) -> Sentence:
    """Say truly why a sector has no majority of yes: it is against, tied, or nobody said yes or no."""
    params = {"sector": chamber.code, "yes": chamber.yes, "no": chamber.no}
    if chamber.in_favour is None:
        return N_("Sector %(sector)s: nobody said yes or no."), {"sector": chamber.code}
    if chamber.yes == chamber.no:
        return N_("Sector %(sector)s is tied: %(yes)s yes, %(no)s no."), params
    return N_("Sector %(sector)s is against: %(yes)s yes, %(no)s no."), params


def decider(_profile: Profile, settings: Mapping[str, Any]) -> Decide:
    """Return what gives the outcome of the same round with other weights or fewer sectors."""
    rule = Rule.of(settings)
    return lambda rest: Vote.of(rest, rule).outcome


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return `sectors`, `left_out`, `overall`, `outcome`, `why`, `status`, `without`, `depends_on` of the open format.

    `why_messages` holds the sentences of `why` as templates with their values, for translation.
    """
    rule = Rule.of(settings)
    vote = Vote.of(profile, rule)
    without = without_each(profile, decider(profile, settings))
    reasons = vote.why()
    result: JsonResult = {
        "sectors": {
            chamber.code: {
                "eligible": chamber.eligible,
                "yes": chamber.yes,
                "no": chamber.no,
                "abstain": chamber.abstain,
                "quorum": chamber.quorum,
                "majority": chamber.majority,
            }
            for chamber in vote.chambers
        },
        "left_out": [sector.code for sector in profile.sectors if not sector.eligible],
        "overall": exact(vote.overall),
    }
    if vote.overall is None:
        result["overall_reason"] = N_("nobody voted yes or no")
    return result | {
        "outcome": vote.outcome,
        "why": [message % params for message, params in reasons],
        "why_messages": [{"message": message, "params": params} for message, params in reasons],
        "status": status(profile, rule.quorum_more_than),
        "without": without,
        "depends_on": depends_on(vote.outcome, without),
    }
