"""Estimates drawn from a seed, for demonstrations and rehearsals."""

import random

from smd_workshop.library.facets import Answers, Drawn, Simulated

REASON = "Razón simulada: así fue en los dos últimos años."


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of numbers: options lie between 20 and 200, sectors lean a little, one in ten says why."""
    middle = {code: chance.randint(20, 200) for code in round_.options}
    leaning: dict[tuple[str, str], float] = {}

    def draw(sector: str) -> Drawn:
        answer = {}
        for code, number in middle.items():
            lean = leaning.setdefault((sector, code), chance.gauss(1, 0.1))
            answer[code] = max(0, round(number * lean * chance.gauss(1, 0.12)))
        reasons = {code: REASON for code in answer if chance.random() < 0.1}
        return Drawn(answer, reasons)

    return draw
