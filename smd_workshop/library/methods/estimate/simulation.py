"""Estimates drawn from a seed, for demonstrations and rehearsals."""

import math
import random

from smd_workshop.library.ballots import Number
from smd_workshop.library.facets import Answers, Drawn, Simulated

REASON = "Razón simulada: así fue en los dos últimos años."


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of numbers: options lie between 20 and 200, sectors lean a little, one in ten says why.

    Where the round has bounds, options lie between them, and no number beyond.
    """
    asked = Number().within(round_.settings)
    low, high = _middles(asked)
    middle = {code: chance.randint(low, high) for code in round_.options}
    leaning: dict[tuple[str, str], float] = {}

    def draw(sector: str) -> Drawn:
        answer = {}
        for code, number in middle.items():
            lean = leaning.setdefault((sector, code), chance.gauss(1, 0.1))
            answer[code] = asked.nearest(round(number * lean * chance.gauss(1, 0.12)))
        reasons = {code: REASON for code in answer if chance.random() < 0.1}
        return Drawn(answer, reasons)

    return draw


def _middles(asked: Number) -> tuple[int, int]:
    """Return between which whole numbers options lie."""
    low = 20 if asked.low is None else math.ceil(asked.low)
    if asked.low is None and asked.high is not None:
        low = min(low, math.floor(asked.high) - 180)
    high = low + 180 if asked.high is None else math.floor(asked.high)
    return low, max(low, high)
