"""An attacker with everything that is published and a computer: every answer the hidden sectors could have given
is tried out. No small sector may be left with a single possibility, except where the decision alone leaves none."""

import random
from itertools import chain, product
from itertools import combinations_with_replacement as multisets

import pytest
from depth import cases

from smd_workshop.library.disclosure import Level, guard, level_of, redact
from smd_workshop.library.methods import METHODS
from smd_workshop.library.profile import Profile, SectorInfo
from smd_workshop.library.tally import profile_of, recount

#: The fewest different answers of each small sector that everything published must leave possible.
LEAST = 2

ANSWERS = {
    "rating": [{"F": mark} for mark in range(1, 10)],
    "points": [{"F": points, "G": 100 - points} for points in range(0, 101, 20)],
    "approval": [[], ["F"], ["G"], ["F", "G"]],
    "ratify": ["yes", "no", "abstain"],
}
OPTIONS = {"rating": ["F"], "points": ["F", "G"], "approval": ["F", "G"], "ratify": []}
#: The last sector is large. Where it is hidden with the small ones the attacker is given its answers all the same,
#: but for ratings: there it is what hides them.
ROOMS = {
    "rating": [{"a": 2, "b": 2, "c": 2, "d": 6}, {"a": 1, "b": 2, "c": 2, "d": 5}],
    "points": [{"a": 2, "b": 2, "c": 2, "d": 6}],
    "approval": [{"a": 2, "b": 2, "c": 2, "d": 6}, {"a": 1, "b": 1, "c": 3, "d": 6}],
    "ratify": [
        {"a": 2, "b": 3, "c": 5, "d": 6}, {"a": 1, "b": 1, "c": 4, "d": 6}, {"a": 1, "b": 5, "c": 6},
    ],
}  # fmt: skip


class Round:
    """A round whose small sectors an attacker wants to know."""

    def __init__(self, method_id, sizes, truth):
        self.method, self.sizes, self.truth = METHODS[method_id], sizes, truth
        self.document = {
            "format": "smd-tally/1",
            "method": method_id,
            "settings": {"k": 1} if method_id == "approval" else {},
            "options": OPTIONS[method_id],
            "sectors": [{"code": code, "eligible": many} for code, many in sizes.items()],
            "ballots": [{"sector": s, "answer": a} for s, own in truth.items() for a in own],
        }
        _, self.settings, profile = profile_of(self.document)
        self.groups = profile.groups
        how = self.method.disclosing
        self.guard = guard(how.keys(profile), profile)
        self.level = level_of(how, profile, self.guard, self.decide)

    def decide(self, profile):
        return self.method.decide(profile, self.settings)

    def published(self):
        """Everything that leaves the house, by the road that a closing round takes."""
        return redact(self.method.disclosing, recount(self.document), self.guard, self.level)

    def page(self, answers, level=None):
        """What would be published had these been the answers; without what is withheld whatever they are."""
        profile = Profile.of(
            [SectorInfo(code, many) for code, many in self.sizes.items()],
            self.document["options"],
            [(sector, answer, 1) for sector, own in answers.items() for answer in own],
            self.groups,
        )
        seats = {code: {"eligible": many, "voted": many} for code, many in self.sizes.items()}
        result = {"seats": seats, "settings": self.settings} | self.decide(profile)
        how = self.method.disclosing
        return redact(how, result, self.guard, self.level if level is None else level)

    @property
    def small(self):
        return [code for code, many in self.sizes.items() if many < 5]

    def possible(self, level=None, draws=100_000):
        """Return what each small sector could have answered, as far as it takes to be in doubt."""
        hidden = [code for code in self.sizes if code in self.guard.suppressed]
        if len(hidden) == len(self.sizes) and self.method.id != "rating":
            hidden = hidden[:-1]
        known = {code: own for code, own in self.truth.items() if code not in hidden}
        seen = self.page(self.truth, level)
        possible = {code: [] for code in self.small}
        worlds = [list(multisets(ANSWERS[self.method.id], self.sizes[code])) for code in hidden]
        draws = draws if self.method.id == "rating" else 0
        chance = random.Random(1)
        # By chance first: where much is possible some of it is found soon, and not all need be tried.
        drawn = ([chance.choice(own) for own in worlds] for _ in range(draws))
        for answers in chain(drawn, product(*worlds)):
            if all(len(found) >= LEAST for found in possible.values()):
                break
            tried = known | dict(zip(hidden, answers, strict=True))
            if self._totals_fit(tried, seen) and self.page(tried, level) == seen:
                for code in self.small:
                    if tried[code] not in possible[code]:
                        possible[code].append(tried[code])
        return possible

    def _totals_fit(self, answers, seen):
        """The cheap half of the comparison first: what a pocket calculator says."""
        if self.method.id != "rating":
            return True
        row = seen["options"]["F"]
        means = [sum(a["F"] for a in own) / len(own) for own in answers.values()]
        marks = [a["F"] for own in answers.values() for a in own]
        even, pooled = sum(means) / len(means), sum(marks) / len(marks)
        return (row["balanced_mean"] in (None, round(round(even, 10), 1))) and (
            row["pooled_mean"] in (None, round(round(pooled, 10), 1))
        )


def told(document):
    """What a document says: figures that are not null, by their place."""
    return {
        key: told(value) if isinstance(value, dict) else value
        for key, value in document.items()
        if value is not None and key not in {"format", "method", "version", "input_sha256"}
    }


def some_rounds(method_id, sizes, many):
    chance = random.Random(f"{method_id}{sizes}")
    favourite = ANSWERS[method_id][chance.randrange(len(ANSWERS[method_id]))]
    for place in range(many):
        # Consensus is what workshops seek: in half of the rounds most people agree.
        def answer(agree=place % 2):
            return (
                favourite if agree and chance.random() < 0.8 else chance.choice(ANSWERS[method_id])
            )

        truth = {code: tuple(answer() for _ in range(n)) for code, n in sizes.items()}
        yield Round(method_id, sizes, truth)


@pytest.mark.parametrize(
    ("method_id", "sizes"),
    [(method_id, sizes) for method_id in ROOMS for sizes in ROOMS[method_id]],
)
def test_nobody_can_work_out_what_a_small_sector_answered(method_id, sizes):
    for round_ in some_rounds(method_id, sizes, cases(3, 60)):
        assert told(round_.published()) == told(round_.published()) | told(
            round_.page(round_.truth)
        ), "what is tried out must be all that is published"
        for code, found in round_.possible().items():
            if len(found) < LEAST:
                decision = round_.possible(Level.DECISION)
                assert len(decision[code]) < LEAST, (code, round_.truth, round_.level)
                assert round_.level == Level.DECISION


def test_no_method_is_left_out():
    assert set(ROOMS) == set(METHODS)


def test_the_decision_itself_cannot_be_hidden():
    """A lone voter of a sector is known to have said yes where the objective was adopted: the rule says so."""
    sizes = {"a": 1, "b": 5, "c": 6}
    truth = {code: ("yes",) * many for code, many in sizes.items()}
    assert Round("ratify", sizes, truth).possible()["a"] == [("yes",)]


def test_the_attack_works_where_nothing_is_withheld():
    """The test of the test: from totals that are left standing the hidden answers come out."""
    sizes = {"a": 2, "b": 2, "c": 2, "d": 6}
    truth = {code: ({"F": 9},) * many for code, many in sizes.items()}
    round_ = Round("rating", sizes, truth)
    assert round_.level > Level.BALANCED
    assert all(len(found) >= LEAST for found in round_.possible().values())
    assert [len(found) for found in round_.possible(Level.TOTALS, draws=0).values()] == [1, 1, 1]
