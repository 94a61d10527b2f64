"""Rankings drawn from a seed, for demonstrations and rehearsals."""

import random

from smd_workshop.library.facets import Answers, Drawn, Simulated


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of rankings: options appeal more or less, sectors lean; the last of many get no place now and then."""
    appeal = {code: chance.gauss(0, 1) for code in round_.options}
    leaning: dict[tuple[str, str], float] = {}

    def draw(sector: str) -> Drawn:
        felt = {
            code: worth
            + leaning.setdefault((sector, code), chance.gauss(0, 0.7))
            + chance.gauss(0, 0.8)
            for code, worth in appeal.items()
        }
        order = sorted(felt, key=lambda code: -felt[code])
        kept = len(order) if chance.random() < 0.8 else max(1, len(order) - 2)
        return Drawn([[code] for code in order[:kept]])

    return draw
