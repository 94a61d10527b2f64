"""Nobody may read from a published result how a sector of one to four people answered, not even by subtraction."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.library.charts.spec import Bars, Dots, Stacked
from smd_workshop.library.disclosure import guard, level_of, protect, redact
from smd_workshop.library.method import Labels
from smd_workshop.library.methods import METHODS
from smd_workshop.library.tally import profile_of, recount


def test_large_sectors_are_all_shown():
    found = protect({"a": 5, "b": 12, "empty": 0})
    assert found.shown == {"a", "b"}
    assert not found.suppressed
    assert found.pooled_ok
    assert found.any_ok


@pytest.mark.parametrize(
    ("voted", "suppressed", "pooled_ok", "any_ok"),
    [
        ({"a": 1, "b": 9, "c": 12, "d": 20, "e": 7}, {"a", "e", "b"}, True, True),
        ({"a": 2, "b": 2, "c": 3, "d": 20, "e": 7}, {"a", "b", "c"}, True, True),
        ({"a": 1, "b": 2, "c": 3, "d": 4, "e": 7}, {"a", "b", "c", "d"}, True, True),
        ({"a": 3, "b": 30}, {"a", "b"}, False, True),
        ({"a": 3, "b": 30, "c": 0}, {"a", "b"}, False, True),
        ({"a": 3, "c": 0}, {"a"}, False, False),
        ({"a": 4, "b": 30, "c": 31}, {"a", "b", "c"}, True, True),
    ],
)
def test_enough_others_are_hidden_with_a_small_sector(voted, suppressed, pooled_ok, any_ok):
    found = protect(voted)
    assert found.suppressed == suppressed
    assert found.shown == {sector for sector, n in voted.items() if n} - suppressed
    assert (found.pooled_ok, found.any_ok) == (pooled_ok, any_ok)


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30), min_size=1), st.integers(1, 2)
)
def test_more_is_unknown_than_published(voted, aggregates):
    found = protect(voted, aggregates=aggregates)
    assert not found.shown & found.suppressed
    assert all(voted[sector] >= 5 for sector in found.shown)
    if found.suppressed:
        published = (aggregates if found.pooled_ok or aggregates == 1 else 1) if found.any_ok else 0
        assert len(found.suppressed) > published


def test_the_threshold_belongs_to_the_protocol():
    assert protect({"a": 3, "b": 8}, threshold=3).shown == {"a", "b"}
    assert protect({"a": 3, "b": 8, "c": 9, "d": 9}, threshold=4).suppressed == {"a", "b", "c"}


def document_of(method, ballots, sectors, options=("F",), **wanted):
    return {
        "format": "smd-tally/1",
        "method": method,
        "settings": wanted,
        "options": list(options),
        "sectors": [{"code": code, "eligible": 50} for code in sectors],
        "ballots": [{"sector": sector, "answer": answer} for sector, answer in ballots],
    }


def published(document, also=frozenset()):
    """The result, what is hidden, and what is shown, by the road that a closing round takes."""
    method, settings_, profile = profile_of(document)
    result = recount(document)
    how = method.disclosing
    found = guard(how.keys(profile), profile, also=also)
    level = level_of(how, profile, found, lambda other: method.decide(other, settings_))
    return result, found, redact(how, result, found, level)


@pytest.mark.parametrize(
    ("voted", "suppressed", "pooled_ok", "any_ok"),
    [
        ({"a": 1, "b": 1, "c": 9, "d": 9}, {"a", "b", "c", "d"}, True, True),
        ({"a": 1, "b": 3, "c": 9, "d": 9, "e": 9}, {"a", "b", "c", "d"}, True, True),
        ({"a": 1, "b": 1, "c": 9}, {"a", "b", "c"}, False, True),
        ({"a": 1, "b": 1, "c": 1, "d": 9}, {"a", "b", "c", "d"}, False, True),
        ({"a": 1, "b": 1}, {"a", "b"}, False, False),
    ],
)
def test_who_is_alone_in_a_sector_cannot_subtract_themselves(voted, suppressed, pooled_ok, any_ok):
    """One voter knows a whole sector: it hides nobody, and one more must be hidden, or a total less shown."""
    found = protect(voted)
    assert found.suppressed == suppressed
    assert (found.pooled_ok, found.any_ok) == (pooled_ok, any_ok)


def ratification(ballots, eligible):
    return document_of("ratify", ballots, eligible, ()) | {
        "sectors": [{"code": code, "eligible": many} for code, many in eligible.items()]
    }


def test_sentences_name_no_small_sector_and_give_no_counts():
    ballots = [("a", "no"), ("b", "no"), ("b", "no"), ("c", "yes")] + [("d", "yes")] * 9
    eligible = {"a": 1, "b": 3, "c": 4, "d": 9}
    result, _, shown = published(ratification(ballots, eligible))
    assert "Sector a is against: 0 yes, 1 no." in result["why"]
    assert result["outcome"] == "no quorum"
    assert shown["why"] == ["Sector c has no quorum: 1 of 4 answered."]  # the roll is public
    assert set(shown["without"].values()) == {None}
    assert shown["depends_on"] == []


def test_a_rejection_does_not_say_whether_a_hidden_sector_was_in_favour():
    """Were it said that a hidden sector is against, its silence would say that all of them are in favour."""
    eligible = {"a": 1, "b": 5, "c": 5, "d": 6}
    rest = [("b", "no")] * 5 + [("c", "no")] * 5 + [("d", "yes")] * 6
    told = [
        published(ratification([("a", vote), *rest], eligible))[2]
        for vote in ("yes", "no", "abstain")
    ]
    assert told[0]["outcome"] == "rejected"
    assert told[0]["why"] == ["Overall less than 2/3 are in favour."]
    for other in told[1:]:
        assert {**other, "input_sha256": ""} == {**told[0], "input_sha256": ""}


def test_that_everybody_abstained_is_not_said():
    eligible = {"a": 2, "b": 3, "c": 4}
    ballots = [(sector, "abstain") for sector, many in eligible.items() for _ in range(many)]
    result, _, shown = published(ratification(ballots, eligible))
    assert result["overall_reason"] == "nobody voted yes or no"
    assert shown["overall_reason"] == "suppressed"
    assert shown["why"] == ["Overall less than 2/3 are in favour."]


def test_contested_says_that_a_hidden_sector_is_against_when_no_shown_one_is():
    eligible = {"a": 2, "b": 5, "c": 5, "d": 12}
    ballots = [("a", "no")] * 2 + [
        (sector, "yes") for sector, many in eligible.items() for _ in range(many) if sector != "a"
    ]
    _, _, shown = published(ratification(ballots, eligible))
    assert shown["outcome"] == "contested"
    assert shown["why"] == ["A sector whose votes are not shown has no majority in favour."]


def test_empty_and_suppressed_look_alike():
    ballots = [("a", {"F": 9}), ("a", {"F": 8}), ("b", {"F": 2}), ("b", {"F": 2})]
    ballots += [("c", {"F": 5})] * 2 + [("d", {"F": 5})] * 6
    _, _, shown = published(document_of("rating", ballots, "abcde"))
    rows = shown["options"]["F"]["sectors"]
    assert (
        rows["e"]
        == rows["a"]
        == dict.fromkeys(("n", "mean", "median", "agree", "reject")) | {"reason": "suppressed"}
    )
    assert rows["d"]["mean"] == 5
    assert shown["disclosure"]["suppressed"] == ["a", "b", "c", "e"]


def test_few_numbers_of_a_large_sector_are_small_too():
    """Thresholds hold on intersections: six voted, but only one of them rated F."""
    ballots = [("a", {"F": 9, "G": 5})] + [("a", {"F": "ns", "G": 5})] * 5
    ballots += [("b", {"F": 3, "G": 5})] * 6 + [("c", {"F": 4, "G": 5})] * 6
    _, found, shown = published(document_of("rating", ballots, "abc", options=("F", "G")))
    assert not found.suppressed
    assert found.hides
    assert shown["options"]["F"]["sectors"]["a"]["mean"] is None
    assert shown["options"]["F"]["n"] is None, "with the roll it counts those who do not know"
    assert shown["options"]["G"]["sectors"]["a"]["mean"] == 5


def test_one_small_sector_alone_leaves_only_words():
    _, _, shown = published(document_of("rating", [("a", {"F": 9})] * 3, "ab"))
    row = shown["options"]["F"]
    assert row["class"] == "in"
    assert [
        row[key] for key in ("balanced_mean", "pooled_mean", "balanced_agree", "interval", "median")
    ] == [None] * 5
    ballots = [("a", {"F": 70, "G": 30})] * 3
    _, _, points = published(document_of("points", ballots, "ab", options=("F", "G")))
    assert points["options"]["F"]["weight"] is None
    assert points["order"] == [["F", "G"]], "an order would tell what the three prefer"


def test_a_result_without_small_sectors_stays_whole():
    document = document_of("rating", [("a", {"F": 9})] * 5 + [("b", {"F": 3})] * 6, "abc")
    result, _, shown = published(document)
    assert shown == result


@pytest.mark.parametrize(
    ("method", "answer"),
    [("rating", {"F": 7}), ("points", {"F": 60, "G": 40}), ("approval", ["F"]), ("ratify", "yes")],
)
@pytest.mark.parametrize("sizes", [{"a": 2, "b": 1, "c": 3, "d": 9}, {"a": 2, "b": 9}, {"a": 2}])
def test_what_is_published_can_still_be_drawn_and_the_original_is_untouched(method, answer, sizes):
    options = () if method == "ratify" else ("F", "G")
    wanted = {"k": 1} if method == "approval" else {}
    ballots = [(s, answer) for s, n in sizes.items() for _ in range(n)]
    result, found, shown = published(document_of(method, ballots, [*sizes, "e"], options, **wanted))
    before = json.dumps(result)
    redact(METHODS[method].disclosing, result, found)
    assert json.dumps(result) == before
    json.dumps(shown, allow_nan=False)
    for chart in METHODS[method].charts(shown, Labels()):
        assert isinstance(chart, Bars | Dots | Stacked)
    assert shown["seats"] == result["seats"]


def test_what_a_sector_of_few_numbers_decides_alone_is_not_said():
    """Six of it voted, one gave a number: what the class is without it tells that number."""
    ballots = [
        *[(sector, {"F": 8, "G": 8}) for sector in "bcd" for _ in range(6)],
        *[("a", {"F": "ns", "G": 8})] * 5,
        ("a", {"F": 1, "G": 8}),
    ]
    result, _, shown = published(document_of("rating", ballots, "abcd", options=("F", "G")))
    assert result["options"]["F"]["without"]["a"] is not None
    assert shown["options"]["F"]["without"]["a"] is None
    assert shown["without"]["a"] is None
    assert "a" not in shown["options"]["F"]["depends_on"]


TELLING = (
    "median",
    "p30",
    "p70",
    "ipr",
    "ipras",
    "disagreement",
    "interval",
    "dont_know",
    "unseen",
)


def test_a_guess_at_hidden_ratings_finds_no_figure_to_be_checked_by():
    """Percentiles, intervals and counts of "no sé" change with every answer: one guess would fit them."""
    ballots = [("a", {"F": 9, "G": "ns"}), ("b", {"F": 2, "G": 3}), ("c", {"F": 5})]
    ballots += [("d", {"F": mark, "G": 10 - mark}) for mark in (3, 4, 5, 6, 7, 7)]
    result, _, shown = published(document_of("rating", ballots, "abcd", options=("F", "G")))
    for code, row in shown["options"].items():
        assert None not in [result["options"][code][key] for key in TELLING]
        assert {row[key] for key in TELLING} == {None}
        assert row["n"] is None
        assert row["reason"] == "suppressed"
        assert row["class"] == result["options"][code]["class"]
    assert None not in result["agreement"].values()
    assert shown["agreement"] == {
        "kendall_w": None, "krippendorff_alpha": None, "reason": "suppressed",
    }  # fmt: skip


def test_why_a_figure_is_undefined_does_not_tell_who_did_not_answer():
    ballots = [("a", {"F": "ns"}), ("b", {"F": "ns"}), ("c", {}), ("d", {"F": "ns"})]
    result, _, shown = published(document_of("rating", ballots, "abcd"))
    assert result["options"]["F"]["interval_reason"] == "nobody gave a number"
    assert "nobody gave" not in json.dumps(shown)


def test_a_guess_at_hidden_points_finds_no_figure_to_be_checked_by():
    ballots = [
        (s, {"F": mark, "G": 100 - mark})
        for s, mark in zip("aabbcc", (70, 20, 55, 40, 35, 5), strict=True)
    ]
    ballots += [("d", {"F": mark, "G": 100 - mark}) for mark in (30, 40, 50, 60, 70, 75)]
    result, _, shown = published(document_of("points", ballots, "abcd", options=("F", "G")))
    assert all(row["interval"] and row["p_top"] for row in result["options"].values())
    for row in (*shown["options"].values(), *shown["groups"].values()):
        assert row["interval"] is None
        assert row.get("p_top") is None
        assert row["reason"] == "suppressed"
    assert shown["options"]["F"]["weight"] == round(result["options"]["F"]["weight"], 2)
    assert shown["options"]["F"]["pooled_weight"] == round(
        result["options"]["F"]["pooled_weight"], 2
    )
    assert set(shown["without"].values()) == {None}


def test_two_totals_of_a_group_that_two_sectors_weighed_are_not_both_shown():
    """Enough voted in each sector; of the group O one sector has a single answer, and two totals solve for it."""
    wanted = {"groups": {"F": ["F1", "F2"], "O": ["O1", "O2"]}}
    plain = {"F1": 60, "F2": 40}
    ballots = [("a", plain)] * 5 + [("a", plain | {"O1": 90, "O2": 10})]
    ballots += [("b", plain | {"O1": 30, "O2": 70})] * 6
    options = ("F1", "F2", "O1", "O2")
    _, found, shown = published(document_of("points", ballots, "ab", options, **wanted))
    assert not found.suppressed
    assert shown["options"]["O1"]["pooled_weight"] is None
    assert shown["options"]["O1"]["weight"] == 0.6
    assert shown["options"]["F1"]["pooled_weight"] == 0.6


def test_figures_of_options_without_a_hidden_row_check_a_guess_too():
    """The draw behind every interval is of whole ballots, with what they say of the hidden option."""
    ballots = [("a", {"F": 9, "G": 5})] + [("a", {"F": "ns", "G": 6})] * 5
    ballots += [("b", {"F": 3, "G": 5})] * 6 + [("c", {"F": 4, "G": 7})] * 6
    _, _, shown = published(document_of("rating", ballots, "abc", options=("F", "G")))
    assert shown["options"]["G"]["sectors"]["a"]["mean"] is not None
    assert {shown["options"]["G"][key] for key in TELLING} == {None}


def test_a_total_that_goes_from_one_option_goes_from_all():
    """All of the hidden sectors gave F a 9: a gap at F alone would say so."""
    ballots = [
        (s, {"F": 9, "G": mark}) for s, mark in zip("aabbcc", (3, 8, 5, 6, 7, 4), strict=True)
    ]
    ballots += [("d", {"F": 5, "G": mark}) for mark in (3, 4, 5, 6, 7, 7)]
    _, _, shown = published(document_of("rating", ballots, "abcd", options=("F", "G")))
    assert [row["balanced_mean"] for row in shown["options"].values()] == [None, None]
    assert [row["pooled_mean"] for row in shown["options"].values()] == [None, None]


def test_totals_stay_where_they_leave_everybody_in_doubt():
    marks = {"a": (4, 6, 7), "b": (3, 8, 5, 6, 7, 4), "c": (2, 9, 6, 5, 7, 4, 6)}
    ballots = [(s, {"F": mark, "G": 10 - mark}) for s, own in marks.items() for mark in own]
    ballots += [("d", {"F": mark, "G": mark}) for mark in (3, 4, 5, 6, 7, 7, 8, 8)]
    result, _, shown = published(document_of("rating", ballots, "abcd", options=("F", "G")))
    for code, row in shown["options"].items():
        assert row["balanced_mean"] == round(result["options"][code]["balanced_mean"], 1)
