"""How often a ratification would end the same: yes, no and abstain of each sector, weighed by chance.

The ballot that nobody gave says yes or no. How many answered is not repeated: a quorum is met or not.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.core.messages import N_
from smd_workshop.library.chances.decided import Outcome
from smd_workshop.library.chances.draws import Draws
from smd_workshop.library.chances.facet import NO_ANSWER, REPETITIONS, repetitions
from smd_workshop.library.methods.ratify.compute import ANSWERS, Rule, Vote
from smd_workshop.library.profile import Profile
from smd_workshop.library.stats.samples.bounded import Floats

#: Every outcome with its word.
OUTCOMES: Final = {
    "adopted": N_("Adopted"),
    "contested": N_("Contested"),
    "rejected": N_("Not adopted"),
    "no quorum": N_("No quorum"),
}
_ADOPTED, _CONTESTED, _REJECTED, _NO_QUORUM = range(4)


def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Outcome | str | None:
    """Return the outcomes; sectors that cannot vote take no part."""
    rule = Rule.of(settings)
    decided = Vote.of(profile, rule).outcome
    for sector in profile.sectors:
        profile = profile if sector.eligible else profile.without(sector.code)
    many = repetitions(REPETITIONS, len(profile.cells), len(ANSWERS))
    if not many or not profile.size:
        return None if profile.size else NO_ANSWER
    if decided == "no quorum":
        return Outcome(OUTCOMES, np.full(many, _NO_QUORUM), decided)
    return Outcome(OUTCOMES, _outcomes(profile, Draws.of(profile, seed, many), rule), decided)


def _outcomes(profile: Profile, draws: Draws, rule: Rule) -> NDArray[np.int64]:
    yes, no, all_of = _answers(draws)
    cast = yes + no
    of = np.array(draws.of_sector)
    there = cast > 0
    in_favour = np.divide(yes, cast, out=np.zeros_like(yes), where=there)
    overall = (in_favour * there) @ of / np.maximum(there @ of, 1e-300)
    voted, eligible = _people(profile, draws), sum(each.eligible for each in profile.sectors)
    of_eligible = (yes / all_of) @ voted / eligible
    rejected = (
        ~there.any(axis=1)
        | (overall < float(rule.overall_at_least))
        | (of_eligible < float(rule.yes_of_eligible_at_least))
    )
    found = np.select([rejected, (yes > no).all(axis=1)], [_REJECTED, _ADOPTED], _CONTESTED)
    return found.astype(np.int64)


def _answers(draws: Draws) -> tuple[Floats, Floats, Floats]:
    """Return the weights of yes, of no, and of all answers in each sector: (repetitions, sectors)."""
    said = np.array([[cell.answer == answer for answer in ANSWERS] for cell in draws.cells])
    for_it = draws.coins()
    sums = np.stack([draws.weights[:, own] @ said[own] for own in draws.columns], axis=1)
    yes = sums[..., 0] + draws.added * for_it
    no = sums[..., 1] + draws.added * ~for_it
    return yes, no, yes + no + sums[..., 2]


def _people(profile: Profile, draws: Draws) -> Floats:
    voted = profile.voted()
    return np.array([voted[draws.cells[own.start].sector] for own in draws.columns], dtype=float)
