"""An attacker with the program, the roll, the other rounds, one answer of their own and a computer.

Every truth of every room is tried, so ordinary agreement and the extremes are among them; with `make test-deep` in all
rooms of five to eight people. Scales are reduced so that worlds can be counted; the code is the product's.
"""

from bisect import bisect_right
from itertools import combinations_with_replacement as multisets
from math import comb, prod

import pytest
from depth import DEEP
from reconstruction import NOTHING, Room, answers_of

from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.disclosure import THRESHOLD, Past
from smd_workshop.library.methods import METHODS

#: Rooms of methods; of those that nobody chose rooms for, USUAL.
USUAL = [(1, 2, 2), (1, 4)]
ROOMS = {
    "ratify": [(1, 2, 2), (1, 2, 5), (2, 3)],
    "approval": [(1, 2, 2), (2, 3)],
    "approval-budget": [(1, 2, 2), (2, 3)],
    "points": [(2, 3), (1, 4)],
    "bwm": [(2, 3), (1, 4)],
    "ahp": [(2, 3), (1, 4)],
}
DEEP_ROOMS = {
    "ratify": [(1, 5, 6), (1, 2, 2, 5), (2, 3, 2, 2), (2, 2, 2, 6), (1, 4, 5), (3, 3, 5), (1, 1, 1, 5)],
    "rating": [(1, 3, 4), (2, 2, 4)],
    "approval": [(1, 2, 5), (2, 2, 2)],
    "approval-budget": [(2, 2, 2)],
    "points": [(3, 3, 2)],
    "estimate": [(2, 3, 5), (1, 3, 4)],
    "cross": [(1, 3, 4), (2, 2, 4)],
    "majority-judgment": [(1, 3, 4)],
    "ranking": [(1, 2, 4)],
    "bwm": [(2, 2, 3), (1, 2, 5)],
    "ahp": [(2, 2, 3), (1, 2, 5)],
}  # fmt: skip
#: Rooms of which so many worlds are possible are left to the sampled ones.
MOST_WORLDS = 5000


def small(method_id, people):
    """Return the sizes of all rooms of so many people in two to four sectors whose worlds can be counted."""
    kinds = len(answers_of(method_id))
    return [
        sizes
        for many in (2, 3, 4)
        for sizes in multisets(range(1, people), many)
        if sum(sizes) == people
        and sizes[0] < THRESHOLD
        and prod(comb(kinds + each - 1, each) for each in sizes) <= MOST_WORLDS
    ]


ALL = [
    (method_id, sizes)
    for method_id in METHODS
    for sizes in dict.fromkeys([
        *ROOMS.get(method_id, USUAL),
        *(DEEP_ROOMS.get(method_id, ()) if DEEP else ()),
        *(sizes for people in (range(5, 9) if DEEP else ()) for sizes in small(method_id, people)),
    ])
]  # fmt: skip


@pytest.mark.parametrize(("method_id", "sizes"), ALL)
def test_what_is_published_determines_no_more_than_the_decision(method_id, sizes):
    room = Room(method_id, sizes)
    assert room.hidden
    by_decision, by_publication = room.determined()
    print(method_id, sizes, len(room.worlds), by_decision, by_publication)
    assert by_publication == by_decision


@pytest.mark.parametrize("threshold", [3, 4])
def test_a_lower_threshold_holds_too(threshold):
    for method_id, sizes in (("ratify", (1, 3, 4)), ("rating", (1, 3)), ("approval", (1, 3))):
        room = Room(method_id, sizes, threshold=threshold)
        assert room.hidden
        by_decision, by_publication = room.determined()
        assert by_publication == by_decision


def test_answers_that_say_nothing_are_no_cover():
    """Who knows that nobody said “no sé” has fewer worlds to think of."""
    marks = [{"F": mark} for mark in (1, 5, 9)]
    room = Room("rating", (2, 3), answers=[*marks, NOTHING["rating"]])
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
@pytest.mark.skipif(not DEEP, reason="twenty trials that are over: make test-deep")
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
    room = Room("ratify", (1, 2, 2), figure=lambda answers: answers.count("yes"))
    by_decision, by_publication = room.determined()
    assert by_publication > 2 * by_decision


def test_the_decision_itself_cannot_be_hidden():
    """Lone voters of sectors are known to have said yes where the objective was adopted: the rule says so."""
    room = Room("ratify", (1, 1, 1, 2))
    by_decision, by_publication = room.determined()
    assert 0 < by_decision == by_publication
