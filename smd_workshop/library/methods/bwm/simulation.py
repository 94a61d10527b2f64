"""Best–worst ballots drawn from a seed, for demonstrations and rehearsals."""

import random

from smd_workshop.library.facets import Answers, Drawn, Simulated

_HIGHEST = 9


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of ballots: every option has a weight, sectors lean a little, people judge roughly."""
    appeal = {code: chance.uniform(1, 6) for code in round_.options}
    leaning = {(sector, code): chance.gauss(1, 0.2) for sector in round_.sectors for code in appeal}

    def draw(sector: str) -> Drawn:
        own = {
            code: max(0.5, weight * leaning.get((sector, code), 1) * chance.gauss(1, 0.15))
            for code, weight in appeal.items()
        }
        order = sorted(own, key=lambda code: -own[code])
        best, worst = order[0], order[-1]
        both = _times(own[best], own[worst])
        to_others = {code: min(both, _times(own[best], own[code])) for code in own}
        to_worst = {code: min(both, _times(own[code], own[worst])) for code in own}
        return Drawn(
            {
                "best": best,
                "worst": worst,
                "best_to_others": to_others | {best: 1, worst: both},
                "others_to_worst": to_worst | {worst: 1, best: both},
            }
        )

    return draw


def _times(more: float, less: float) -> int:
    return min(_HIGHEST, max(1, round(more / less)))
