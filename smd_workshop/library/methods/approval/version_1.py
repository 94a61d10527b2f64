"""Approval as version 1 counted it: one weight for all sectors, and a draw from the seed and codes set in a row.

The count itself is that of version 2 with equal weights. Results stored under version 1 are recounted here.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from smd_workshop.library.methods.approval import parts
from smd_workshop.library.methods.approval.count.election import Election, again, held
from smd_workshop.library.methods.approval.count.ladder import Lot
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return a result of version 1; InvalidSetting if k exceeds the options."""
    profile = _equal(profile)
    election = held(profile, settings, _lots(settings["seed"]))
    paid, completed = election.amounts()
    return _decided(profile, settings, election) | {
        "payments": parts.amounts(profile, paid),
        "completion": parts.amounts(profile, completed),
        "second_opinion": parts.second_opinion(election.electorate, step_by_step=False),
        "method_check": parts.checks(election.electorate),
    }


def _equal(profile: Profile) -> Profile:
    """Version 1 knew no weights."""
    return replace(
        profile, sectors=tuple(replace(each, weight=Fraction(1)) for each in profile.sectors)
    )


def _decided(profile: Profile, settings: Mapping[str, Any], election: Election) -> JsonResult:
    without = _without(profile, settings, election)
    return {
        "options": parts.options(profile, election),
        **parts.ties(election),
        "winners": list(election.winners),
        "ladder": election.ladder,
        "without": without,
        "depends_on": depends_on(list(election.winners), without),
    }


def _without(
    profile: Profile, settings: Mapping[str, Any], election: Election
) -> dict[str, list[str] | None]:
    """Return the winners with each sector left out; None where nobody else answered. A silent sector changes nothing."""
    winners: dict[str, list[str] | None] = {}
    for sector, voted in profile.voted().items():
        rest = profile.without(sector)
        if not voted:
            winners[sector] = list(election.winners)
        elif not rest.size:
            winners[sector] = None
        else:
            winners[sector] = list(again(rest, election, _lots(settings["seed"])))
    return winners


def _lots(seed: int) -> Lot:
    """SHA-256 of the seed, a colon, and the sorted codes joined by commas: codes with commas could be mistaken."""

    def lot(chosen: tuple[str, ...]) -> str:
        return hashlib.sha256(f"{seed}:{','.join(sorted(chosen))}".encode()).hexdigest()

    return lot
