"""What an approval round says beside the count: nothing marked, ladder and draw, status, one person one voice."""

import hashlib
import json
from fractions import Fraction

import pytest
from choices import OPTIONS, chosen, profile
from each_case import each_case

from smd_workshop.library.methods import METHODS
from smd_workshop.library.methods.approval.compute import compute
from smd_workshop.library.methods.approval.count.electorate import Support
from smd_workshop.library.methods.approval.count.ladder import decide, lots
from smd_workshop.library.settings import InvalidSetting

NOBODY = "nobody marked any option"


@pytest.mark.parametrize("ballots", [[], [("A", []), ("B", [])]], ids=["no ballots", "no marks"])
def test_where_nobody_marked_anything_nothing_is_chosen(ballots):
    """A draw among what nobody wants would look like a decision of the room."""
    result = chosen(2, ballots, ["F1", "F2", "F3"], eligible={"A": 9, "B": 9, "C": 9})
    assert result["winners"] == result["common"] == result["tied_sets"] == []
    assert result["winners_reason"] == NOBODY
    assert result["ladder"] is None
    assert result["payments"] == result["completion"] == {}
    assert result["plain_av"] == []
    assert result["method_check"] == {"av": [], "seqphragmen": []}
    assert result["second_opinion"] == {
        "rule": "pav",
        "tied_sets": [],
        "score": None,
        "reason": NOBODY,
    }
    assert result["depends_on"] == []
    assert result["status"]["state"] == ("provisional" if ballots else "empty")


def test_the_case_of_no_ballots_in_one_sector():
    result = chosen(2, [], ["F1", "F2", "F3"], {"a": 1}, eligible={"a": 9})
    assert (result["winners"], result["without"]) == ([], {})
    assert result["options"]["F1"]["support"] == {
        "pooled": None,
        "balanced": None,
        "sectors": {"a": None},
    }
    assert result["status"] == {"state": "empty", "why": ["Nobody answered."]}


def test_what_nobody_marked_is_elected_only_when_marked_options_run_out_and_then_is_tied():
    result = chosen(3, [("A", "b"), ("B", "b")])
    assert result["tied_sets"] == [
        ["a", "b", "c"],
        ["a", "b", "d"],
        ["a", "b", "e"],
        ["b", "c", "d"],
        ["b", "c", "e"],
        ["b", "d", "e"],
    ]
    assert result["common"] == ["b"]
    assert "winners_reason" not in result
    assert chosen(2, [("A", "b"), ("B", "bd")])["tied_sets"] == [["b", "d"]]


def test_plain_approval_is_one_person_one_voice():
    """Ten of one sector against one of each of two: the most marks are theirs, the sectors are not."""
    ballots = [("a", ["F1"], 10), ("b", ["F2"]), ("c", ["F2"])]
    result = chosen(1, ballots, ["F1", "F2"], {"a": 1, "b": 1, "c": 1})
    assert result["plain_av"] == [["F1"]]
    assert result["method_check"]["av"] == [["F2"]]
    assert result["winners"] == ["F2"]


def test_a_sector_below_its_quorum_makes_the_choice_provisional():
    ballots = [("com", "AB", 4), ("emp", "C", 2), ("emp", "D", 2), ("est", [])]
    result = chosen(
        2, ballots, list("ABCD"), dict.fromkeys(["com", "emp", "est"], 1),
        eligible={"com": 6, "emp": 6, "est": 6},
    )  # fmt: skip
    assert result["status"] == {
        "state": "provisional",
        "why": ["Sector est has no quorum: 1 of 6 answered."],
    }
    # Each purse is 2/3, so nothing is bought; A or B first bears 1, then every other would bear 4.
    assert result["payments"] == {}
    assert result["tied_sets"] == [["A", "B"], ["A", "C"], ["A", "D"], ["B", "C"], ["B", "D"]]
    assert result["common"] == []
    assert (result["winners"], result["ladder"]) == (["A", "B"], "sectors_in_majority")


def test_the_quorum_is_a_setting():
    wanted = {"k": 1, "seed": "s", "quorum_more_than": "1/3"}
    round_ = profile([("A", "a"), ("B", "a"), ("C", "b")], eligible={"A": 2, "B": 2, "C": 3})
    assert compute(round_, wanted)["status"]["state"] == "provisional"
    wanted["quorum_more_than"] = "1/4"
    assert compute(round_, wanted)["status"]["state"] == "complete"


def test_the_draw_can_be_repeated_by_anyone():
    result = chosen(2, [("A", "abc"), ("B", "abc")], seed="0a1b")
    assert result["tied_sets"] == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert result["ladder"] == "draw"
    written = {s: f'["0a1b",["{s[0]}","{s[1]}"]]' for s in ("ab", "ac", "bc")}
    drawn = min(written, key=lambda s: hashlib.sha256(written[s].encode()).hexdigest())
    assert result["winners"] == list(drawn)
    others = {
        tuple(chosen(2, [("A", "abc"), ("B", "abc")], seed=str(n))["winners"]) for n in range(20)
    }
    assert len(others) == 3


def test_the_lot_of_a_set_is_that_of_its_canonical_json():
    text = '["semilla ñ",["a \\"b\\"","ó"]]'
    assert lots("semilla ñ")(("ó", 'a "b"')) == hashlib.sha256(text.encode()).hexdigest()


def test_codes_with_commas_are_not_mistaken_for_one_another():
    """Joined by commas both sets were one text, and which of them came first was decided by nobody."""
    assert lots("7")(("a,b", "c")) != lots("7")(("a", "b,c"))
    options = ["a,b", "c", "a", "b,c"]
    ballots = [("A", ["a,b", "a"]), ("B", ["c", "b,c"])]
    drawn = {tuple(chosen(2, ballots, options, seed=str(n))["winners"]) for n in range(40)}
    assert {("a,b", "c"), ("a", "b,c")} <= drawn


@each_case(
    ("step", "ballots", "winner"),
    [
        ("sectors_in_majority", [("A", ""), ("A", "b"), ("B", ""), ("C", "ab"), ("C", "a")], "a"),
        (
            "smallest_sector_support",
            [("A", "ab"), ("A", "b"), ("A", "ab"), ("B", "ab"), ("C", "a"), ("C", ""), ("C", "")],
            "a",
        ),
        ("common_ground", [("A", ""), ("B", "a"), ("C", "b"), ("C", "b")], "b"),
        ("draw", [("A", "b"), ("B", "a"), ("C", "")], "a"),
    ],
)
def test_each_step_of_the_ladder_decides_where_those_before_cannot(step, ballots, winner):
    """All of these are ties of balanced support; a has more sectors in majority, more in its weakest sector, …"""
    result = chosen(1, ballots, seed="1")
    assert result["tied_sets"] == [["a"], ["b"]]
    assert (result["ladder"], result["winners"]) == (step, [winner])


def test_the_ladder_counts_sectors_and_not_their_weights():
    """A weighs as much as B and C together, so a and b are tied; b has two sectors behind it."""
    result = chosen(1, [("A", "a"), ("B", "b"), ("C", "b")], weights={"A": 2, "B": 1, "C": 1})
    assert result["tied_sets"] == [["a"], ["b"]]
    assert (result["ladder"], result["winners"]) == ("sectors_in_majority", ["b"])


def test_support_over_all_people_decides_before_the_draw():
    even = {"a": (Fraction(1, 2),), "b": (Fraction(1, 2),)}
    support = Support(
        even, {"a": Fraction(1, 3), "b": Fraction(2, 3)}, dict.fromkeys("ab", Fraction(1, 4))
    )
    assert decide([("a",), ("b",)], support, lots("1")) == (("b",), "pooled_support")


def test_of_one_sector_alone_nothing_is_left_to_compare_with():
    result = chosen(1, [("A", "a")])
    assert (result["winners"], result["without"], result["depends_on"]) == (["a"], {}, [])


def test_the_choice_says_which_sectors_it_depends_on():
    result = chosen(1, [("A", "a"), ("A", "a"), ("A", ""), ("B", "b")])
    assert result["winners"] == ["b"]
    assert result["without"] == {"A": ["b"], "B": ["a"], "C": ["b"]}
    assert result["depends_on"] == ["B"]


def test_where_the_others_marked_nothing_nothing_is_chosen_without_a_sector():
    result = chosen(1, [("A", "a"), ("B", "")])
    assert result["without"] == {"A": [], "B": ["a"], "C": ["a"]}
    assert result["depends_on"] == ["A"]


def test_more_places_than_options_are_refused():
    with pytest.raises(InvalidSetting, match="6 is more than the 5 options"):
        chosen(6, [("A", "a")])


def test_a_result_is_json_and_comes_back_the_same():
    result = chosen(3, [("A", "ab"), ("B", "cd"), ("C", "e")], weights={"A": 60, "B": 40, "C": 1})
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert list(result["options"]) == OPTIONS


@each_case("k", [None, 0, 3, "2"])
def test_before_opening_it_is_said_how_many_are_chosen_of_those_there_are(k):
    method = METHODS["approval"]
    with pytest.raises(InvalidSetting):
        method.check({"k": k}, ["A", "B"])
    for possible in (1, 2):
        method.check({"k": possible}, ["A", "B"])
