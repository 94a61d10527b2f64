"""What too few of a sector said something of is called insufficient; nothing is filled in for who left it blank."""

import random
from fractions import Fraction

import pytest
from each_case import each_case

from smd_workshop.library.findings.coverage import short_of, tell
from smd_workshop.library.method import fill
from smd_workshop.library.methods import METHODS
from smd_workshop.library.profile import Profile, SectorInfo

HALF = Fraction(1, 2)
CODES = ("A", "B")
#: Of each method that can leave options out: what a ballot that says something of A alone holds, and settings.
PARTIAL = {
    "rating": (lambda mark: {"A": 1 + mark % 9}, {}, CODES),
    "points": (lambda _mark: {"A": 100}, {"groups": {"x": ["A"], "y": ["B"]}}, CODES),
    "estimate": (lambda mark: {"A": mark}, {}, CODES),
    "majority-judgment": (lambda mark: {"A": mark % 6}, {}, CODES),
    "ranking": (lambda _mark: [["A"]], {}, CODES),
    "cross": (lambda mark: {"F|O": mark % 4}, {"sides": {"F": ["F"], "O": ["O"], "A": ["A"]}}, ("F", "O", "A")),
}  # fmt: skip
#: What a blank would be, had it been filled in.
LOWEST = {"rating": 1, "estimate": 0, "majority-judgment": 0}


def counted(method_id, ballots):
    _said, given, options = PARTIAL[method_id]
    method = METHODS[method_id]
    settings = fill(method, given, options)
    groups = {name: tuple(own) for name, own in (settings.get("groups") or {}).items()}
    sectors = [SectorInfo("a", 9), SectorInfo("b", 9)]
    profile = Profile.of(sectors, options, ballots, groups)
    return method, method.compute(profile, settings)


@each_case("method_id", PARTIAL)
def test_what_nobody_of_a_sector_said_anything_of_is_short_in_that_sector(method_id):
    said, _, _options = PARTIAL[method_id]
    ballots = [("a", said(mark), 1) for mark in range(4)] + [("b", said(mark), 1) for mark in range(3)]  # fmt: skip
    method, result = counted(method_id, ballots)
    short = short_of(method.publishing.covered(result), {"a": 4, "b": 3}, HALF)
    if method_id == "majority-judgment":  # its finding says it, by a setting of its own
        assert not short and result["options"]["B"]["sufficient"] is False
        return
    blank = "F × A" if method_id == "cross" else "B"
    assert short == {blank: ("a", "b")}


@pytest.mark.parametrize("method_id", LOWEST)
def test_a_blank_is_never_the_lowest_answer(method_id):
    """Whoever leaves B blank changes nothing of B; whoever gives it the lowest answer does."""
    chance = random.Random(1)
    rows = [(s, chance.randint(2, 5)) for s in "aaab" for _ in range(2)]
    answered = [(s, {"A": mark, "B": mark}, 1) for s, mark in rows]
    blank = [*answered, ("a", {"A": 3}, 1), ("b", {"A": 3}, 1)]
    lowest = [*answered, *((s, {"A": 3, "B": LOWEST[method_id]}, 4) for s in "ab")]
    rows = [counted(method_id, given)[1]["options"]["B"] for given in (answered, blank, lowest)]
    key = {"rating": "balanced_mean", "estimate": "balanced_median", "majority-judgment": "majority_grade"}[method_id]  # fmt: skip
    assert rows[0][key] == pytest.approx(rows[1][key])
    assert rows[2][key] < rows[1][key]
    assert rows[0]["n"] == rows[1]["n"]


def test_exactly_the_share_is_enough_and_a_silent_sector_covers_nothing():
    covered = [("A", "a", 2), ("A", "b", 0), ("B", "a", 1), ("B", "c", 3)]
    assert short_of(covered, {"a": 4, "b": 0, "c": 7}, HALF) == {"B": ("a", "c")}
    assert short_of(covered, {"a": 4}, Fraction(0)) == {}


def test_what_the_same_sectors_left_blank_is_said_together():
    said = [*tell({"A": ("x",), "B": ("x",), "C": ("x", "y")}, HALF)]
    assert [s.values["options"] for s in said] == ["A, B", "C"]
