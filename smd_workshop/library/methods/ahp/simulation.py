"""Comparisons of pairs drawn from a seed, for demonstrations and rehearsals."""

import random
from itertools import combinations

from smd_workshop.library.facets import Answers, Drawn, Simulated

_HIGHEST = 9


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of ballots: every option has a weight, sectors lean a little, people judge roughly."""
    appeal = {code: chance.uniform(1, 5) for code in round_.options}
    leaning = {(sector, code): chance.gauss(1, 0.2) for sector in round_.sectors for code in appeal}

    def draw(sector: str) -> Drawn:
        own = {
            code: max(0.5, weight * leaning.get((sector, code), 1) * chance.gauss(1, 0.15))
            for code, weight in appeal.items()
        }
        pairs = [
            [one, other, _said(own[one] / own[other] * chance.uniform(0.75, 1.35))]
            for one, other in combinations(own, 2)
        ]
        return Drawn({"pairs": pairs})

    return draw


def _said(ratio: float) -> int | str:
    times = min(_HIGHEST, max(1, round(max(ratio, 1 / ratio))))
    return times if ratio > 1 or times == 1 else f"1/{times}"
