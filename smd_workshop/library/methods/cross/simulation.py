"""Crossings drawn from a seed, for demonstrations and rehearsals."""

import random

from smd_workshop.library.ballots.matrix import pairs_of
from smd_workshop.library.facets import Answers, Drawn, Simulated

HIGHEST = 3


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of marks: some pairs matter more, strengths with opportunities a little more, sectors lean."""
    sides: dict[str, list[str]] = {}
    for code, side in round_.options.items():
        sides.setdefault(side, []).append(code)
    appeal = {pair: chance.uniform(0.3, 2.4) for pair in pairs_of(sides)}
    strong = set(pairs_of({side: sides.get(side, ()) for side in ("F", "O")}))
    leaning: dict[tuple[str, str], float] = {}

    def draw(sector: str) -> Drawn:
        answer = {}
        for pair, middle in appeal.items():
            lean = leaning.setdefault((sector, pair), chance.gauss(0, 0.35))
            mark = round(middle + lean + chance.gauss(0, 0.7) + 0.5 * (pair in strong))
            answer[pair] = min(HIGHEST, max(0, mark))
        return Drawn(answer)

    return draw
