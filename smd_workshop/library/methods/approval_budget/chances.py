"""How often each option would be funded: whole counts, completion and all, of the ballots weighed by chance.

The ballot that nobody gave marks each option or not, by a coin.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from smd_workshop.library.chances.again import again
from smd_workshop.library.chances.decided import Chosen
from smd_workshop.library.chances.draws import Draws
from smd_workshop.library.chances.facet import NO_ANSWER
from smd_workshop.library.methods.approval_budget.completion import complete
from smd_workshop.library.methods.approval_budget.shares import buy
from smd_workshop.library.methods.approval_budget.voters import Voters
from smd_workshop.library.profile import Answer, Profile

#: Every repetition takes a count with growing purses, so there are few of them.
REPETITIONS: Final = 100
#: Different ballots × options beyond which they would take longer than anybody waits.
MOST: Final = 200


def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Chosen | str | None:
    """Return what was funded; nothing is repeated where nobody marked anything, or of rounds that are too large."""
    options = profile.options
    if not any(cell.answer for cell in profile.cells):
        return NO_ANSWER
    if len(profile.cells) * len(options) > MOST:
        return None
    draws = Draws.of(profile, seed, REPETITIONS, balanced=settings["balance"] == "sector")

    def added(random: np.random.RandomState) -> Answer:
        coins = random.random_sample(len(options)) < 0.5
        return [code for code, marks in zip(options, coins, strict=True) if marks]

    found = [_funded(round_, settings) for round_ in again(profile, draws, added)]
    chosen = np.array([[code in each for code in options] for each in found], dtype=np.float64)
    return Chosen(options, chosen, _funded(profile, settings))


def _funded(profile: Profile, settings: Mapping[str, Any]) -> list[str]:
    voters = Voters.of(profile, settings)
    bought = buy(voters, voters.purse)
    return [voters.options[at] for at in complete(voters, bought.options).options]
