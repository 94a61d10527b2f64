"""Ballots drawn from a seed, for demonstrations and rehearsals; always marked as simulated."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from smd_workshop.models import Round

REASONS = (
    "Razón simulada: en mi provincia se vive de otra manera.",
    "Razón simulada: hay asuntos más urgentes este año.",
    "Razón simulada: faltan datos para afirmarlo.",
)
OBJECTION = "Razón simulada: antes hay que acordar quién lo financia."


@dataclass(frozen=True, slots=True)
class Drawn:
    """One simulated ballot: the canonical answer and the reasons given."""

    answer: Any
    reasons: dict[str, str] = field(default_factory=dict)


#: Takes a sector code, gives a ballot.
Answers = Callable[[str], Drawn]


def rating(round_: Round, chance: random.Random) -> Answers:
    """Return a source of ratings 1–9: options differ, sectors differ a little, people more."""
    appeal = {o.code: chance.gauss(6.6, 1.2) for o in round_.options}
    leaning: dict[tuple[str, str], float] = {}

    def draw(sector: str) -> Drawn:
        answer: dict[str, Any] = {}
        reasons = {}
        for code, mean in appeal.items():
            lean = leaning.setdefault((sector, code), chance.gauss(0, 0.8))
            number = min(9, max(1, round(mean + lean + chance.gauss(0, 1.2))))
            answer[code] = "ns" if chance.random() < 0.05 else number
            if answer[code] != "ns" and number <= 3:
                reasons[code] = chance.choice(REASONS)
        return Drawn(answer, reasons)

    return draw


def points(round_: Round, chance: random.Random) -> Answers:
    """Return a source of 100 points inside each group and 100 over the groups."""
    groups: dict[str, list[str]] = {}
    for option in round_.options:
        groups.setdefault(option.group, []).append(option.code)
    appeal = {o.code: chance.uniform(0.5, 2) for o in round_.options}

    def draw(_sector: str) -> Drawn:
        answer: dict[str, Any] = {}
        for codes in groups.values():
            shares = [appeal[c] * chance.uniform(0.3, 1.7) for c in codes]
            answer |= dict(zip(codes, hundred(shares), strict=True))
        if len(groups) > 1:
            shares = [chance.uniform(0.6, 1.6) for _ in groups]
            answer |= dict(zip((f"@{g}" for g in groups), hundred(shares), strict=True))
        return Drawn(answer)

    return draw


def hundred(shares: list[float]) -> list[int]:
    """Return whole numbers in proportion to the shares that add to exactly 100."""
    whole = [int(100 * s / sum(shares)) for s in shares]
    rest = sorted(range(len(shares)), key=lambda i: whole[i] - 100 * shares[i] / sum(shares))
    for i in rest[: 100 - sum(whole)]:
        whole[i] += 1
    return whole


def approval(round_: Round, chance: random.Random) -> Answers:
    """Return a source of approvals: about half of the options, more of what appeals."""
    appeal = {o.code: chance.uniform(0.35, 0.85) for o in round_.options}

    def draw(_sector: str) -> Drawn:
        liked = [code for code, share in appeal.items() if chance.random() < share]
        return Drawn(liked or [next(iter(appeal))])

    return draw


def ratify(round_: Round, chance: random.Random) -> Answers:
    """Return a source of yes, no and abstain; one sector rejects the last option, with reasons."""
    contested = round_.options[-1].code
    against = round_.workshop.process.sectors[0].code

    def draw(sector: str) -> Drawn:
        answer, reasons = {}, {}
        for option in round_.options:
            opposed = option.code == contested and sector == against
            weights = (1, 8, 1) if opposed else (17, 1, 1)
            answer[option.code] = chance.choices(("yes", "no", "abstain"), weights)[0]
            if answer[option.code] == "no":
                reasons[option.code] = OBJECTION
        return Drawn(answer, reasons)

    return draw
