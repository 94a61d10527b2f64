"""The chamber rule: quorum and majority in each sector, two thirds overall.

After the General Assembly of the Forest Stewardship Council: chambers of equal power, quorum above one half and a
simple majority in each chamber, two thirds overall (FSC Statutes).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult, as_fraction, exact
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, has_quorum, leave_one_out

ANSWERS = ("yes", "no", "abstain")


@dataclass(frozen=True, slots=True)
class _Chamber:
    """What one sector answered and whether it is enough."""

    code: str
    eligible: int
    yes: int
    no: int
    abstain: int
    quorum: bool

    @property
    def majority(self) -> bool:
        return self.yes > self.no

    @property
    def voted(self) -> int:
        return self.yes + self.no + self.abstain


@dataclass(frozen=True, slots=True)
class _Decision:
    chambers: tuple[_Chamber, ...]
    overall: Fraction | None
    outcome: str


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return `sectors`, `overall`, `outcome`, `why`, `without`, `depends_on` as the open format describes them.

    `why_messages` holds the sentences of `why` as templates with their values, for translation.
    """
    decision = _decide(profile, settings)
    without = leave_one_out(profile, lambda rest: _decide(rest, settings).outcome)
    reasons = _reasons(decision, settings)
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
            for chamber in decision.chambers
        },
        "overall": exact(decision.overall),
    }
    if decision.overall is None:
        result["overall_reason"] = N_("nobody voted yes or no")
    return result | {
        "outcome": decision.outcome,
        "why": [message % params for message, params in reasons],
        "why_messages": [{"message": message, "params": params} for message, params in reasons],
        "without": without,
        "depends_on": depends_on(decision.outcome, without),
    }


def _decide(profile: Profile, settings: Mapping[str, Any]) -> _Decision:
    quorum = as_fraction(settings["quorum_more_than"])
    threshold = as_fraction(settings["overall_at_least"])
    counts = {sector.code: dict.fromkeys(ANSWERS, 0) for sector in profile.sectors}
    for cell in profile.cells:
        counts[cell.sector][cell.answer] += cell.count
    chambers = tuple(
        _Chamber(
            sector.code,
            sector.eligible,
            quorum=has_quorum(sum(counts[sector.code].values()), sector.eligible, quorum),
            **counts[sector.code],
        )
        for sector in profile.sectors
    )
    overall = _overall(chambers)
    return _Decision(chambers, overall, _outcome(chambers, overall, threshold))


def _overall(chambers: tuple[_Chamber, ...]) -> Fraction | None:
    """Σ yes/eligible over Σ (yes + no)/eligible; None if nobody said yes or no."""
    seated = [chamber for chamber in chambers if chamber.eligible]
    decided = sum(
        (Fraction(chamber.yes + chamber.no, chamber.eligible) for chamber in seated), Fraction(0)
    )
    return (
        sum((Fraction(chamber.yes, chamber.eligible) for chamber in seated), Fraction(0)) / decided
        if decided
        else None
    )


def _outcome(chambers: tuple[_Chamber, ...], overall: Fraction | None, threshold: Fraction) -> str:
    if not chambers or not all(chamber.quorum for chamber in chambers):
        return "no quorum"
    if overall is None or overall < threshold:
        return "rejected"
    return "adopted" if all(chamber.majority for chamber in chambers) else "contested"


def _reasons(decision: _Decision, settings: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """One sentence per failed condition, as a template and its values."""
    reasons: list[tuple[str, dict[str, Any]]] = [
        (
            N_("Sector %(sector)s has no quorum: %(voted)s of %(eligible)s answered."),
            {"sector": chamber.code, "voted": chamber.voted, "eligible": chamber.eligible},
        )
        for chamber in decision.chambers
        if not chamber.quorum
    ]
    reasons += [
        (
            N_("Sector %(sector)s has no majority in favour: %(yes)s yes, %(no)s no."),
            {"sector": chamber.code, "yes": chamber.yes, "no": chamber.no},
        )
        for chamber in decision.chambers
        if not chamber.majority
    ]
    threshold = as_fraction(settings["overall_at_least"])
    if decision.overall is None:
        reasons.append((N_("Nobody voted yes or no."), {}))
    elif decision.overall < threshold:
        reasons.append(
            (
                N_("Overall %(percent)s %% are in favour, less than %(threshold)s."),
                {"percent": f"{float(decision.overall * 100):.1f}", "threshold": str(threshold)},
            )
        )
    return reasons
