"""How far a result can be relied on: complete, provisional because a sector lacks its quorum, or empty."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import has_quorum

NOBODY = N_("Nobody answered.")
NO_QUORUM = N_("Sector %(sector)s has no quorum: %(voted)s of %(eligible)s answered.")


def status(profile: Profile, quorum_more_than: Fraction) -> dict[str, Any]:
    """Return {"state", "why"} of a round: one sentence for each sector with seats that lacks its quorum."""
    voted = profile.voted()
    if not profile.size:
        return {"state": "empty", "why": [NOBODY]}
    why = [
        NO_QUORUM
        % {"sector": sector.code, "voted": voted[sector.code], "eligible": sector.eligible}
        for sector in profile.sectors
        if sector.eligible and not has_quorum(voted[sector.code], sector.eligible, quorum_more_than)
    ]
    return {"state": "provisional" if why else "complete", "why": why}


def of_seats(seats: Mapping[str, Mapping[str, int]], quorum_more_than: Fraction) -> list[str]:
    """Return the codes of the sectors that lack their quorum, of a stored result's `seats`."""
    return [
        code
        for code, row in seats.items()
        if row["eligible"] and not has_quorum(row["voted"], row["eligible"], quorum_more_than)
    ]
