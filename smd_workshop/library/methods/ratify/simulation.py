"""Votes on objectives drawn from a seed, for demonstrations and rehearsals."""

import random

from smd_workshop.library.facets import Answers, Drawn, Simulated

OBJECTION = "Razón simulada: antes hay que acordar quién lo financia."


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of yes, no and abstain; one sector rejects the last option, with reasons."""
    contested, against = list(round_.options)[-1], round_.sectors[0]

    def draw(sector: str) -> Drawn:
        answer, reasons = {}, {}
        for code in round_.options:
            opposed = code == contested and sector == against
            weights = (1, 8, 1) if opposed else (17, 1, 1)
            answer[code] = chance.choices(("yes", "no", "abstain"), weights)[0]
            if answer[code] == "no":
                reasons[code] = OBJECTION
        return Drawn(answer, reasons)

    return draw
