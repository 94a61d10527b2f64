"""Shared points drawn from a seed, for demonstrations and rehearsals."""

import random
from typing import Any

from smd_workshop.library.ballots import GROUP_MARK
from smd_workshop.library.facets import Answers, Drawn, Simulated


def simulate(round_: Simulated, chance: random.Random) -> Answers:
    """Return a source of 100 points inside each group and 100 over the groups."""
    groups: dict[str, list[str]] = {}
    for code, group in round_.options.items():
        groups.setdefault(group, []).append(code)
    appeal = {code: chance.uniform(0.5, 2) for code in round_.options}

    def draw(_sector: str) -> Drawn:
        answer: dict[str, Any] = {}
        for codes in groups.values():
            shares = [appeal[c] * chance.uniform(0.3, 1.7) for c in codes]
            answer |= dict(zip(codes, hundred(shares), strict=True))
        if len(groups) > 1:
            shares = [chance.uniform(0.6, 1.6) for _ in groups]
            answer |= dict(zip((GROUP_MARK + g for g in groups), hundred(shares), strict=True))
        return Drawn(answer)

    return draw


def hundred(shares: list[float]) -> list[int]:
    """Return whole numbers in proportion to the shares that add to exactly 100."""
    whole = [int(100 * s / sum(shares)) for s in shares]
    rest = sorted(range(len(shares)), key=lambda i: whole[i] - 100 * shares[i] / sum(shares))
    for i in rest[: 100 - sum(whole)]:
        whole[i] += 1
    return whole
