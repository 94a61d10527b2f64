"""Rooms of usual size, on whole scales: too many worlds to enumerate, so what is published is compared world by world.

Two worlds in which the decision is the same, and what the shown sectors say, must be published alike to the byte. Then
nobody can tell them apart, whatever they know besides: the program, the roll, other rounds, answers of their own, or
that nobody said “no sé”. So no more is determined than by the decision. Worlds are neighbours of a truth that was
drawn, of ordinary agreement or of an extreme; changed is what hidden sectors answered, and, inside sectors that are
shown as one, who answered what.
"""

import json
import random
from fractions import Fraction

import pytest
from depth import cases
from reconstruction import Counted
from seeded_files import drawn

from smd_workshop.library.disclosure import Past, plan
from smd_workshop.library.methods import METHODS
from smd_workshop.library.profile import SectorInfo

OPTIONS = {
    "rating": ["F1", "F2"],
    "points": ["F1", "F2", "F3"],
    "approval": list("ABCDE"),
    "approval-budget": list("ABC"),
    "ratify": [],
    "estimate": ["F1", "F2"],
    "cross": ["F1", "D1", "O1", "O2"],
    "majority-judgment": ["F1", "F2"],
    "ranking": ["F1", "F2", "F3"],
    "bwm": ["F1", "F2", "F3"],
    "ahp": ["F1", "F2", "F3"],
}
#: 500 rooms in all with `make test-deep`.
ROOMS, NEIGHBOURS = cases(5, 125), cases(8, 24)
MOODS = ("agreement", "camps", "alike", "all but one", "ends", "nothing")
CODES = "abcdef"


class Asked:
    """One method, and what somebody in a mood would answer."""

    def __init__(self, method_id, chance):
        self.method_id, self.chance = method_id, chance
        usual = [] if METHODS[method_id].single_question else ["F1", "F2"]
        self.options = OPTIONS.get(method_id, usual)

    def answer(self, leaning):
        """An answer of somebody who leans to 0 or to 1, or to nothing at all (None)."""
        own = getattr(self, "_" + self.method_id.replace("-", "_"), self._any)
        return own(leaning)

    def _any(self, leaning):
        """Of a method that nobody wrote moods for: three answers for each leaning, as its kind of ballot draws them."""
        seed = f"{leaning} {self.chance.randrange(3)}"
        return drawn(METHODS[self.method_id], self.options, random.Random(seed))

    def _mark(self, leaning):
        if leaning is None or self.chance.random() < 0.05:
            return "ns"
        return min(9, max(1, round(1 + 8 * leaning + self.chance.gauss(0, 0.8))))

    def _rating(self, leaning):
        seen = [code for code in self.options if self.chance.random() < 0.95]
        return {code: self._mark(leaning) for code in seen}

    def _points(self, leaning):
        if leaning is None:
            return {}
        first = min(100, max(0, round(100 * leaning) + self.chance.randint(-10, 10)))
        second = self.chance.randint(0, 100 - first)
        return dict(zip(self.options, (first, second, 100 - first - second), strict=True))

    def _estimate(self, leaning):
        if leaning is None:
            return {}
        return {code: round(10 * leaning) + self.chance.randint(-1, 1) for code in self.options}

    def _approval_budget(self, leaning):
        return self._approval(leaning)

    def _cross(self, leaning):
        if leaning is None:
            return {}
        rows, columns = self.options[:2], self.options[2:]
        return {
            f"{row}|{column}": min(3, max(0, round(3 * leaning) + self.chance.randint(-1, 1)))
            for row in rows
            for column in columns
            if self.chance.random() < 0.9
        }

    def _majority_judgment(self, leaning):
        if leaning is None:
            return {}
        seen = [code for code in self.options if self.chance.random() < 0.9]
        return {
            code: min(5, max(0, round(5 * leaning) + self.chance.randint(-1, 1))) for code in seen
        }

    def _ranking(self, leaning):
        if leaning is None:
            return []
        order = self.options if leaning < 0.5 else self.options[::-1]
        return [[code] for code in order if self.chance.random() < 0.85]

    def _bwm(self, leaning):
        """Nobody can compare nothing: who leans to nothing finds all alike."""
        best, other, worst = self.options if (leaning or 0) < 0.5 else self.options[::-1]
        most = 1 if leaning is None else self.chance.choice((2, 3, 3, 9))
        between = self.chance.randint(1, most)
        return {
            "best": best,
            "worst": worst,
            "best_to_others": {
                code: {best: 1, other: between}.get(code, most) for code in self.options
            },
            "others_to_worst": {
                code: {worst: 1, other: between}.get(code, most) for code in self.options
            },
        }

    def _ahp(self, leaning):
        """Nobody can compare nothing: who leans to nothing finds all alike."""
        one, two, three = self.options if (leaning or 0) < 0.5 else self.options[::-1]
        first, second = (
            1 if leaning is None else self.chance.choice((1, 2, 3, 9)) for _ in range(2)
        )
        pairs = [[one, two, first], [two, three, second]]
        if self.chance.random() < 0.8:
            pairs.append([one, three, min(9, first * second)])
        return {"pairs": pairs}

    def _approval(self, leaning):
        if leaning is None:
            return []
        half = self.options[:2] if leaning < 0.5 else self.options[2:]
        return [code for code in half if self.chance.random() < 0.8]

    def _ratify(self, leaning):
        if leaning is None or self.chance.random() < 0.1:
            return "abstain"
        return "yes" if self.chance.random() < leaning else "no"


def sizes_of(chance):
    """Sizes of two to five sectors of which at least one is not shown apart."""
    return [
        chance.choice((0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 8, 12)) for _ in range(chance.randint(2, 5))
    ]


class Room:
    """A room with a truth: what each sector answered, and what of it may be shown."""

    def __init__(self, asked):
        chance = self.chance = asked.chance
        self.asked = asked
        self.plan = None
        while self.plan is None or not self.plan.hides:
            sizes = sizes_of(chance)
            codes = CODES[: len(sizes)]
            names = dict.fromkeys(chance.sample(codes, 2), "Both") if chance.random() < 0.5 else {}
            known = frozenset(code for code in codes if chance.random() < 0.1)
            stays = frozenset(code for code in codes if chance.random() < 0.1)
            self.plan = plan(
                dict(zip(codes, sizes, strict=True)),
                chance.choice((3, 5)),
                strict=chance.random() < 0.05,
                past=Past(stays, known - stays),
                names=names,
            )
        self.sectors = [
            SectorInfo(code, many + chance.choice((0, 0, 3)), Fraction(chance.choice((1, 1, 1, 2))))
            for code, many in zip(codes, sizes, strict=True)
        ]
        self.truth = self._truth(dict(zip(codes, sizes, strict=True)))
        self.counted = Counted(asked.method_id, self.sectors, self.plan, asked.options)

    def _truth(self, sizes):
        mood, chance = self.chance.choice(MOODS), self.chance
        leaning = {code: chance.choice((0.1, 0.6, 0.9)) for code in sizes}
        if mood == "agreement":
            leaning = dict.fromkeys(sizes, 0.85)
        if mood in {"ends", "all but one", "alike"}:
            leaning = dict.fromkeys(sizes, chance.choice((0.0, 1.0)))
        if mood == "nothing":
            leaning = dict.fromkeys(sizes, None)
        given = {
            code: [self.asked.answer(leaning[code]) for _ in range(n)] for code, n in sizes.items()
        }
        if mood in {"alike", "all but one"}:
            same = next(iter(answer for own in given.values() for answer in own))
            given = {code: [same] * len(own) for code, own in given.items()}
        if mood == "all but one":
            code = chance.choice([code for code, own in given.items() if own])
            given[code] = [self.asked.answer(chance.choice((0.0, 1.0, None))), *given[code][1:]]
        return given

    def neighbour(self):
        """Return another world: one hidden answer is another, two change places, or all hidden ones do."""
        world = {code: list(own) for code, own in self.truth.items()}
        hidden = [
            (code, place) for code in self.plan.suppressed for place in range(len(world[code]))
        ]
        hidden.sort()
        for each in self.plan.together:
            if self.chance.random() < 0.7:
                self._shuffle(world, [(c, p) for c in each.sectors for p in range(len(world[c]))])
        if not hidden:
            return world
        if self.chance.random() < 0.4:
            self._shuffle(world, hidden)
        for code, place in self.chance.sample(hidden, self.chance.randint(0, min(2, len(hidden)))):
            world[code][place] = self.asked.answer(self.chance.choice((0.0, 0.4, 0.8, 1.0, None)))
        return world

    def _shuffle(self, world, places):
        answers = [world[code][place] for code, place in places]
        self.chance.shuffle(answers)
        for (code, place), answer in zip(places, answers, strict=True):
            world[code][place] = answer


@pytest.mark.parametrize("method_id", METHODS)
def test_worlds_that_are_decided_alike_are_published_alike(method_id):
    asked = Asked(method_id, random.Random(f"sampled rooms of {method_id}"))
    compared = 0
    for _ in range(ROOMS):
        room = Room(asked)
        decided, published = room.counted.told(room.truth)
        for _ in range(NEIGHBOURS):
            world = room.neighbour()
            also_decided, also_published = room.counted.told(world)
            if world != room.truth and also_decided == decided:
                compared += 1
                assert json.dumps(also_published) == json.dumps(published), (
                    room.plan,
                    room.truth,
                    world,
                )
    print(method_id, ROOMS, "rooms", compared, "pairs")
    assert compared >= ROOMS, "enough neighbours must be decided alike"
