"""Grades drawn from a seed, for demonstrations and rehearsals."""

import random

from smd_workshop.library.ballots.grades import HIGHEST, LOWEST
from smd_workshop.library.facets import Answers, Drawn, Simulated

REASON = "Razón simulada: no se podría medir cada año."


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of grades: options differ in quality, sectors lean a little, one in ten options is not graded."""
    quality = {code: chance.uniform(1.2, 4.4) for code in round_.options}
    leaning: dict[tuple[str, str], float] = {}

    def draw(sector: str) -> Drawn:
        answer = {}
        for code, worth in quality.items():
            lean = leaning.setdefault((sector, code), chance.gauss(0, 0.6))
            if chance.random() < 0.9:
                answer[code] = min(HIGHEST, max(LOWEST, round(worth + lean + chance.gauss(0, 0.8))))
        answer = answer or {next(iter(quality)): 3}
        low = (code for code, grade in answer.items() if grade <= 1)
        return Drawn(answer, {code: REASON for code in low if chance.random() < 0.4})

    return draw
