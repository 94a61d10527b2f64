"""Ballots drawn from a seed, for demonstrations and rehearsals; always marked as simulated."""

import random

from smd_workshop.library.facets import Answers, Simulated
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Round


def answers(round_: Round, chance: random.Random) -> Answers:
    """Return a source of ballots for a round that votes, drawn as its method says: it takes the code of a sector."""
    asked = Simulated(
        options={option.code: option.group for option in round_.options},
        sectors=tuple(sector.code for sector in round_.workshop.process.sectors),
        settings=round_.settings,
    )
    return METHODS[str(round_.method_id)].simulate(asked, chance)
