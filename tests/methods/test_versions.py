"""Files that name version 2 of a method are counted by it: the figures that version 1 got wrong, with the right values.

The small inputs failed when people from outside tried the product; each is a sample of a kind.
"""

from fractions import Fraction

import pytest
from each_case import each_case

from smd_workshop.library.method import counting
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import recount, sha256
from smd_workshop.library.schemas import FormatError

SECTORS = ("a", "b", "c", "d")


def file(
    method, ballots, *, version=2, options=("F1",), settings=None, eligible=None, weights=None
):
    """A file of ballots given as (sector, how many, answer)."""
    known = list(dict.fromkeys([*(s for s, _, _ in ballots), *(eligible or {})]))
    return {
        "format": "smd-tally/1",
        "method": method,
        "version": version,
        "settings": settings or {},
        "sectors": [
            {"code": code}
            | ({"eligible": eligible[code]} if eligible else {})
            | ({"weight": weights[code]} if weights else {})
            for code in known
        ],
        "options": [] if method == "ratify" else list(options),
        "ballots": [
            {"sector": sector, "count": many, "answer": answer} for sector, many, answer in ballots
        ],
    }


def rated(*marks, **fields):
    return file("rating", [(s, n, {"F1": mark}) for s, n, mark in marks], **fields)


def test_without_a_version_a_file_is_counted_by_the_newest_or_by_the_one_asked_for():
    """A file of a round that was held while there was one version names none, and still recounts."""
    file_ = rated(("a", 2, 8))
    unnamed = {k: v for k, v in file_.items() if k != "version"}
    assert recount(unnamed)["version"] == 2
    assert recount(unnamed, 1)["version"] == 1
    assert recount(unnamed, 1)["input_sha256"] == sha256(unnamed)
    assert recount(file_, 1)["version"] == 2, "what a file names stands"
    assert {m: list(range(1, method.version + 1)) for m, method in METHODS.items()} == {
        m: [v for v in range(1, 9) if counting(method, v)] for m, method in METHODS.items()
    }


def test_a_version_that_is_not_there_is_refused_in_a_sentence():
    with pytest.raises(FormatError, match="rating has no version 9"):
        recount(rated(("a", 2, 8), version=9))


# -- rating


def test_a_class_does_not_depend_on_how_large_a_sector_is():
    small = recount(rated(("a", 6, 9), ("a", 4, 4), ("b", 5, 9), ("c", 5, 9)))
    large = recount(rated(("a", 60, 9), ("a", 40, 4), ("b", 5, 9), ("c", 5, 9)))
    rows = [result["options"]["F1"] for result in (small, large)]
    assert [row["class"] for row in rows] == ["in", "in"]
    assert rows[0]["p30"] == rows[1]["p30"] == 9
    assert rows[0]["pooled_mean"] != rows[1]["pooled_mean"]


def test_an_interval_at_consensus_has_a_width():
    row = recount(rated(("a", 12, 9), ("b", 1, 5), ("c", 1, 7), ("d", 3, 9)))["options"]["F1"]
    low, high = row["interval"]
    assert row["balanced_mean"] == 7.5
    assert low < 6
    assert high > 8.5


def test_one_ballot_of_eighteen_is_provisional_and_depends_on_nobody():
    result = recount(rated(("a", 1, 9), eligible={"a": 9, "b": 9}))
    assert result["status"] == {
        "state": "provisional",
        "why": [
            "Sector a has no quorum: 1 of 9 answered.",
            "Sector b has no quorum: 0 of 9 answered.",
        ],
    }
    assert result["without"] == {}
    assert result["depends_on"] == result["options"]["F1"]["depends_on"] == []


# -- points


def test_points_of_few_have_a_width_and_chances():
    given = [("a", 2, {"F1": 60, "F2": 40}), ("b", 1, {"F1": 30, "F2": 70})]
    result = recount(file("points", given, options=("F1", "F2"), settings={"top": 1}))
    rows = result["options"]
    assert rows["F1"]["weight"] == 0.45
    for row in rows.values():
        low, high = row["interval"]
        assert high - low > 0.4
    assert rows["F1"]["p_top"] + rows["F2"]["p_top"] == pytest.approx(1)
    assert 0.1 < rows["F1"]["p_top"] < 0.5


# -- ratification


def test_absence_and_abstention_shrink_nobodys_weight():
    result = recount(
        file(
            "ratify",
            [("a", 20, "yes"), *((s, n, v) for s in "bcd" for n, v in ((6, "yes"), (5, "no")))],
            eligible=dict.fromkeys(SECTORS, 20),
        )
    )
    assert result["overall"]["exact"] == "29/44"  # (1 + 3 · 6/11) / 4
    assert result["outcome"] == "rejected"


def test_a_sector_without_seats_takes_no_part():
    result = recount(
        file("ratify", [("a", 5, "yes"), ("b", 5, "yes")], eligible={"a": 5, "b": 5, "z": 0})
    )
    assert (result["outcome"], result["left_out"], list(result["sectors"])) == (
        "adopted", ["z"], ["a", "b"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        ([("b", 6, "abstain")], "Sector b: nobody said yes or no."),
        ([("b", 3, "yes"), ("b", 3, "no")], "Sector b is tied: 3 yes, 3 no."),
        ([("b", 2, "yes"), ("b", 4, "no")], "Sector b is against: 2 yes, 4 no."),
    ],
)
def test_why_a_sector_stands_in_the_way_is_said_truly(votes, sentence):
    result = recount(
        file("ratify", [("a", 6, "yes"), ("c", 6, "yes"), *votes], eligible=dict.fromkeys("abc", 6))
    )
    assert result["outcome"] == "contested"
    assert sentence in result["why"]


def test_a_floor_of_yes_over_all_seats_can_be_asked():
    votes = [("a", 4, "yes"), ("b", 4, "yes")]
    seats = {"a": 6, "b": 6}
    asked = {"yes_of_eligible_at_least": "3/4"}
    assert recount(file("ratify", votes, eligible=seats))["outcome"] == "adopted"
    refused = recount(file("ratify", votes, eligible=seats, settings=asked))
    assert refused["outcome"] == "rejected"
    assert refused["why"] == ["8 of 12 seats said yes, less than 3/4."]


def test_a_quorum_that_nobody_can_reach_is_refused():
    for method in ("rating", "ratify"):
        answer = "yes" if method == "ratify" else {"F1": 8}
        with pytest.raises(FormatError, match="1 is not less than 1"):
            recount(file(method, [("a", 2, answer)], settings={"quorum_more_than": 1}))


# -- weights


def test_sectors_weigh_as_the_file_says_by_every_method():
    heavy = {"a": 3, "b": "1/1"}
    assert recount(rated(("a", 2, 9), ("b", 9, 5), weights=heavy))["options"]["F1"][
        "balanced_mean"
    ] == float(Fraction(3 * 9 + 5, 4))
    given = [("a", 1, {"F1": 80, "F2": 20}), ("b", 7, {"F1": 0, "F2": 100})]
    points = recount(file("points", given, options=("F1", "F2"), weights=heavy))
    assert points["options"]["F1"]["weight"] == 0.6
    vote = [("a", 2, "yes"), ("b", 8, "no")]
    assert recount(file("ratify", vote, weights=heavy))["overall"]["exact"] == "3/4"
    marks = [("a", 1, ["F1"]), ("b", 50, ["F2"])]
    chosen = recount(
        file("approval", marks, options=("F1", "F2"), settings={"k": 1}, weights=heavy)
    )
    assert chosen["winners"] == ["F1"]


@each_case(
    ("weight", "sentence"),
    [
        (0, "0 is not more than 0"),
        (-1, "-1 is not more than 0"),
        ("x", '"x" is not a number'),
        ("1/0", '"1/0" is not a number'),
        (True, "true"),
    ],
)
def test_a_weight_that_is_none_is_refused(weight, sentence):
    with pytest.raises(FormatError) as refused:
        recount(rated(("a", 2, 9), weights={"a": weight}))
    assert sentence in str(refused.value)


def test_version_1_counts_every_sector_alike():
    with pytest.raises(FormatError, match="version 1 counts every sector alike"):
        recount(rated(("a", 2, 9), weights={"a": 2}, version=1))


# -- nothing


@each_case("method", sorted(METHODS))
def test_an_empty_round_is_empty_and_decides_nothing(method):
    must = {
        "approval": {"k": 1},
        "approval-budget": {"budget": 3, "costs": {"F1": 1, "F2": 2}},
        "cross": {"sides": {"F": ["F1"], "O": ["F2"]}},
    }
    result = recount(
        file(
            method,
            [],
            options=("F1", "F2"),
            eligible={"a": 9, "b": 4},
            settings=must.get(method, {}),
            version=METHODS[method].version,
        )
    )
    assert result["status"] == {"state": "empty", "why": ["Nobody answered."]}
    assert result["without"] == {}
    assert result.get("winners", []) == []
    assert result.get("outcome", "no quorum") == "no quorum"
