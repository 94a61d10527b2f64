"""An attacker with the program, the roll, the other rounds, one answer of their own and a computer.

Every world of small rooms is enumerated: all answers that all sectors could have given. What is published of a world
must determine no sector, and no option of a sector, that the decision and the sectors that are shown do not determine
by themselves. Every truth of every room is tried, so ordinary agreement and the extremes are among them; what is drawn
by chance are the sizes of the rooms. Scales are reduced so that worlds can be counted; the code is the product's.
"""

import json
import random
from bisect import bisect_right
from itertools import combinations_with_replacement as multisets
from itertools import product

import numpy as np
import pytest
from depth import DEEP, cases

from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.disclosure import Past, plan, redact
from smd_workshop.library.method import counting, fill
from smd_workshop.library.methods import METHODS
from smd_workshop.library.profile import Profile, SectorInfo

ANSWERS = {
    "rating": [{"F": mark} for mark in ((1, 3, 5, 7, 9) if DEEP else (1, 4, 6, 9))],
    "points": [{"F": points, "G": 100 - points} for points in range(0, 101, 25)],
    "approval": [[], ["F"], ["G"], ["F", "G"]],
    "ratify": ["yes", "no", "abstain"],
}
#: What says nothing: somebody may know that nobody answered so.
NOTHING = {"ratify": "abstain", "rating": {"F": DONT_KNOW}}
OPTIONS = {"rating": ["F"], "points": ["F", "G"], "approval": ["F", "G"], "ratify": []}
SETTINGS = {"approval": {"k": 1}, "points": {"resamples": 100}}

ROOMS = {
    "ratify": [(1, 5, 6), (1, 2, 2, 5), (2, 3, 2, 2)],
    "rating": [(1, 2, 2), (2, 4), (1, 2, 3)],
    "approval": [(1, 2, 2), (2, 3)],
    "points": [(1, 2, 2), (2, 3)],
}
DEEP_ROOMS = {
    "ratify": [(2, 2, 2, 6), (1, 4, 5), (3, 3, 5), (1, 1, 1, 5), (4, 4)],
    "rating": [(2, 3, 5), (1, 3, 4), (2, 2, 4)],
    "approval": [(1, 2, 5), (2, 2, 2), (1, 4)],
    "points": [(2, 3, 5), (3, 3, 2)],
}


def decision_of(method_id, result):
    """What was decided: the least that is published of any room."""
    if method_id == "rating":
        return {code: row["class"] for code, row in result["options"].items()}
    keys = {
        "ratify": ("outcome",),
        "approval": ("winners", "winners_reason", "tied_sets", "common", "ladder"),
        "points": ("order",),
    }[method_id]
    return {key: result.get(key) for key in keys} | {"status": result["status"]}


def of_shown(method_id, document, shown):
    """What the published document says of each shown sector."""
    if method_id == "ratify":
        return [document["sectors"][sector] for sector in shown]
    if method_id == "approval":
        return [
            [row["support"]["sectors"][sector] for row in document["options"].values()]
            for sector in shown
        ]
    return [[row["sectors"][sector] for row in document["options"].values()] for sector in shown]


class Room:
    """All worlds of a room, each with what would be published of it and what it decides."""

    def __init__(self, method_id, sizes, *, answers=None, figure=None, threshold=5, past=Past()):  # noqa: B008
        self.method_id, self.sizes = method_id, sizes
        self.answers = ANSWERS[method_id] if answers is None else answers
        self.sectors = [SectorInfo("abcdef"[place], many) for place, many in enumerate(sizes)]
        codes = [sector.code for sector in self.sectors]
        self.plan = plan(dict(zip(codes, sizes, strict=True)), threshold, past=past)
        self.hidden = [p for p, code in enumerate(codes) if code in self.plan.suppressed]
        self.known = [p for p, code in enumerate(codes) if code in past.known]
        self.worlds = list(
            product(*(list(multisets(range(len(self.answers)), many)) for many in sizes))
        )
        method = METHODS[method_id]
        self.how, self.figure = method.disclosing, figure
        self.counting = counting(method)
        options = OPTIONS[method_id]
        self.settings = fill(method, SETTINGS.get(method_id, {}), options, self.counting.settings)
        self.groups = self.settings.get("groups", {})
        told = [self._told(world) for world in self.worlds]
        self.published = numbered(published for published, _ in told)
        self.decided = numbered(decided for _, decided in told)

    def _told(self, world):
        profile = Profile.of(
            self.sectors,
            OPTIONS[self.method_id],
            [
                (sector.code, self.answers[answer], 1)
                for sector, own in zip(self.sectors, world, strict=True)
                for answer in own
            ],
            self.groups,
        )
        seats = {s.code: {"eligible": s.eligible, "voted": s.eligible} for s in self.sectors}
        result = {"seats": seats, "settings": self.settings} | self.counting.compute(
            profile, self.settings
        )
        shown = redact(self.how, result, self.plan)
        known = [world[place] for place in self.known]
        decided = [
            decision_of(self.method_id, result),
            of_shown(self.method_id, shown, sorted(self.plan.shown)),
            known,
        ]
        return json.dumps([shown, known, self._figure(world)]), json.dumps(decided)

    def _figure(self, world):
        """What would be told of the hidden sectors as a group besides, in a trial of some bands."""
        if self.figure is None:
            return None
        return self.figure(
            [self.answers[answer] for place in self.hidden for answer in world[place]]
        )

    def secrets(self):
        """Yield, by hidden sector, what an attacker would like to know: all its answers, and those to one option."""
        for place in self.hidden:
            if place in self.known:
                continue
            yield place, np.array(numbered(world[place] for world in self.worlds))
            if self.method_id == "approval":
                for option in OPTIONS[self.method_id]:
                    marked = [option in answer for answer in self.answers]
                    yield (
                        place,
                        np.array([sum(marked[a] for a in world[place]) for world in self.worlds]),
                    )

    def attackers(self):
        """Yield who tries: nobody of the room, or one with an own answer, which leaves fewer worlds possible."""
        silent = self._silent()
        for knows in [np.ones(len(self.worlds), bool), *([silent] if silent is not None else [])]:
            yield None, knows
            for place in range(len(self.sizes)):
                for answer in range(len(self.answers)):
                    own = np.array([answer in world[place] for world in self.worlds])
                    if (own & knows).any():
                        yield place, own & knows

    def _silent(self):
        """The worlds in which nobody said what says nothing; None where nobody can."""
        nothing = NOTHING.get(self.method_id)
        if nothing not in self.answers:
            return None
        unsaid = self.answers.index(nothing)
        return np.array([all(unsaid not in own for own in world) for world in self.worlds])

    def determined(self):
        """Count what the decision determines, and what is published does: over all truths, secrets and attackers."""
        by_decision = by_publication = 0
        for attacker, possible in self.attackers():
            for place, secret in self.secrets():
                if place == attacker and self.sizes[place] == 1:
                    continue
                by_decision += alone(self.decided[possible], secret[possible])
                by_publication += alone(self.published[possible], secret[possible])
        return by_decision, by_publication


def numbered(values):
    """Give equal values equal numbers."""
    numbers = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values])


def alone(told, secret):
    """Count the worlds in which what is told leaves one possibility of a secret."""
    order = np.lexsort((secret, told))
    told, secret = told[order], secret[order]
    begins = np.flatnonzero(np.r_[True, told[1:] != told[:-1]])
    ends = np.r_[begins[1:], len(told)] - 1
    return int((ends - begins + 1)[secret[begins] == secret[ends]].sum())


def drawn(method_id, many, most):
    """Draw sizes of rooms of which not too many worlds are possible."""
    chance = random.Random(f"rooms of {method_id}")
    found = []
    while len(found) < many:
        sizes = tuple(
            chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 6)) for _ in range(chance.randint(2, 4))
        )
        worlds = np.prod([_multisets(len(ANSWERS[method_id]), each) for each in sizes])
        if sum(sizes) >= 5 and min(sizes) < 5 and worlds <= most:
            found.append(sizes)
    return found


def _multisets(kinds, many):
    return len(list(multisets(range(kinds), many)))


ALL = [
    (method_id, sizes)
    for method_id in ROOMS
    for sizes in dict.fromkeys([
        *ROOMS[method_id],
        *(DEEP_ROOMS[method_id] if DEEP else ()),
        *drawn(method_id, cases(1, 12), cases(1500, 60_000)),
    ])
]  # fmt: skip


@pytest.mark.parametrize(("method_id", "sizes"), ALL)
def test_what_is_published_determines_no_more_than_the_decision(method_id, sizes):
    room = Room(method_id, sizes)
    assert room.hidden
    by_decision, by_publication = room.determined()
    assert by_publication == by_decision


@pytest.mark.parametrize("threshold", [3, 4])
def test_a_lower_threshold_holds_too(threshold):
    for method_id, sizes in (("ratify", (1, 3, 4)), ("rating", (1, 2, 3)), ("approval", (1, 2, 2))):
        room = Room(method_id, sizes, threshold=threshold)
        assert room.hidden
        by_decision, by_publication = room.determined()
        assert by_publication == by_decision


def test_answers_that_say_nothing_are_no_cover():
    """Who knows that nobody said “no sé” has fewer worlds to think of."""
    marks = [{"F": mark} for mark in (1, 5, 9)]
    room = Room("rating", (2, 2, 4), answers=[*marks, NOTHING["rating"]])
    by_decision, by_publication = room.determined()
    assert by_publication == by_decision


def test_a_sector_known_from_an_earlier_round_is_no_cover():
    """B and C were shown when A was absent: with a figure of A and B together, A would be the difference."""
    for method_id in ("ratify", "approval"):
        sizes = (1, 5, 5) if method_id == "ratify" else (2, 5)
        known = Past(known=frozenset("bcdef"[: len(sizes) - 1]))
        room = Room(method_id, sizes, past=known)
        assert room.plan.suppressed == {"a"}
        assert not room.plan.group
        by_decision, by_publication = room.determined()
        assert by_publication == by_decision


def shares(method_id, answers):
    """The pooled figures of a group, each as a share of what it could be."""
    many = len(answers)
    if method_id == "ratify":
        return [answers.count("yes") / many]
    if method_id == "approval":
        return [sum(option in answer for answer in answers) / many for option in ("F", "G")]
    if method_id == "rating":
        marks = [answer["F"] for answer in answers if answer["F"] != DONT_KNOW]
        return [(sum(marks) / len(marks) - 1) / 8 if marks else 0]
    return [sum(answer["F"] for answer in answers) / many / 100]


#: Bands of the share that were tried for the figure of a group, by their inner edges.
TRIED = {
    "halves": (0.5,),
    "thirds": (1 / 3, 2 / 3),
    "quarters": (0.25, 0.5, 0.75),
    "ends": (0.2, 0.8),
    "tenths": tuple(edge / 10 for edge in range(1, 10)),
}
SMALLEST = {
    "ratify": [(1, 5, 6), (2, 3, 5)],
    "approval": [(1, 2, 2), (2, 3)],
    "rating": [(2, 2, 4)],
    "points": [(1, 4), (2, 4)],
}


@pytest.mark.slow
@pytest.mark.parametrize("bands", TRIED)
@pytest.mark.parametrize("method_id", SMALLEST)
def test_every_band_that_was_tried_for_the_figure_of_a_group_tells_more(method_id, bands):
    """Why the group has no figure (docs/adr/0023): beside the decision each of these determines single sectors."""

    def figure(answers):
        return [bisect_right(TRIED[bands], share + 1e-9) for share in shares(method_id, answers)]

    found = [
        Room(method_id, sizes, answers=_coarse(method_id), figure=figure).determined()
        for sizes in SMALLEST[method_id]
    ]
    print(method_id, bands, found)
    assert sum(published for _, published in found) > sum(decided for decided, _ in found)


def _coarse(method_id):
    return [{"F": 1}, {"F": 9}, NOTHING["rating"]] if method_id == "rating" else None


def test_the_attack_finds_what_exact_figures_would_tell():
    """The test of the test: with the exact number of yes of a group, single sectors come out."""
    room = Room("ratify", (1, 2, 2, 5), figure=lambda answers: answers.count("yes"))
    by_decision, by_publication = room.determined()
    assert by_publication > 2 * by_decision


def test_no_method_is_left_out():
    assert set(ROOMS) == set(METHODS)


def test_the_decision_itself_cannot_be_hidden():
    """Lone voters of sectors are known to have said yes where the objective was adopted: the rule says so."""
    room = Room("ratify", (1, 1, 1, 2))
    by_decision, by_publication = room.determined()
    assert 0 < by_decision == by_publication
