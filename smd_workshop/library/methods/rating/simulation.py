"""Ratings drawn from a seed, for demonstrations and rehearsals."""

import random
from typing import Any

from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.facets import Answers, Drawn, Simulated

REASONS = (
    "Razón simulada: en mi provincia se vive de otra manera.",
    "Razón simulada: hay asuntos más urgentes este año.",
    "Razón simulada: faltan datos para afirmarlo.",
)


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of ratings 1–9: options differ, sectors differ a little, people more."""
    appeal = {code: chance.gauss(6.6, 1.2) for code in round_.options}
    leaning: dict[tuple[str, str], float] = {}

    def draw(sector: str) -> Drawn:
        answer: dict[str, Any] = {}
        reasons = {}
        for code, mean in appeal.items():
            lean = leaning.setdefault((sector, code), chance.gauss(0, 0.8))
            number = min(9, max(1, round(mean + lean + chance.gauss(0, 1.2))))
            answer[code] = DONT_KNOW if chance.random() < 0.05 else number
            if answer[code] != DONT_KNOW and number <= 3:
                reasons[code] = chance.choice(REASONS)
        return Drawn(answer, reasons)

    return draw
