"""Ballots drawn from a seed that several methods share, for demonstrations and rehearsals."""

import random

from smd_workshop.library.facets import Answers, Drawn, Simulated


def approvals(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of approvals: about half of the options, more of what appeals."""
    appeal = {code: chance.uniform(0.35, 0.85) for code in round_.options}

    def draw(_sector: str) -> Drawn:
        liked = [code for code, share in appeal.items() if chance.random() < share]
        return Drawn(liked or [next(iter(appeal))])

    return draw
