"""Nobody may read from a published result how a sector of one to four people answered, not even by subtraction."""

import json

import pytest
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.library.charts.spec import Bars, Dots, Stacked
from smd_workshop.library.disclosure import Earlier, Past, mark_few, past_of, plan, redact
from smd_workshop.library.method import Labels
from smd_workshop.library.methods import METHODS
from smd_workshop.library.recount.tally import profile_of, recount


def test_large_sectors_are_all_shown():
    found = plan({"a": 5, "b": 12, "empty": 0})
    assert found.shown == {"a", "b"}
    assert not found.hides


@each_case(
    ("voted", "group", "people"),
    [
        ({"a": 1, "b": 9, "c": 12}, ("a", "b"), 10),
        ({"a": 2, "b": 2, "c": 3, "d": 20}, ("a", "b", "c"), 7),
        ({"a": 2, "b": 3, "c": 2, "d": 2}, ("a", "b", "c", "d"), 9),
        ({"a": 2, "b": 3, "c": 6}, ("a", "b"), 5),
        ({"a": 2, "b": 2, "c": 7, "d": 6}, ("a", "b", "d"), 10),
        ({"a": 30, "b": 4}, ("a", "b"), 34),
        ({"a": 1, "b": 5, "c": 6, "d": 0}, ("a", "b"), 6),
    ],
)
def test_enough_others_are_hidden_with_a_small_sector_the_smallest_first(voted, group, people):
    found = plan(voted)
    assert found.group == group
    assert found.people == people
    assert found.suppressed == set(group)
    assert found.shown == {sector for sector, many in voted.items() if many} - set(group)
    assert found.why == "small"


def test_of_sectors_of_one_size_the_first_of_the_protocol_is_hidden():
    assert plan({"b": 6, "a": 6, "small": 2}).group == ("b", "small")
    assert plan({"a": 6, "b": 6, "small": 2}).group == ("a", "small")


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 30), min_size=1), st.integers(3, 7)
)
def test_a_group_is_never_one_sector_nor_few_people(voted, threshold):
    found = plan(voted, threshold)
    assert not found.shown & found.suppressed
    assert found.shown | found.suppressed == {sector for sector, many in voted.items() if many}
    assert all(voted[sector] >= threshold for sector in found.shown)
    if found.group:
        assert len(found.group) >= 2
        assert found.people == sum(voted[sector] for sector in found.group) >= threshold


def test_fewer_than_the_threshold_in_all_leave_the_decision_alone():
    found = plan({"a": 2, "b": 2})
    assert (found.shown, found.group, found.people, found.why) == (set(), (), 0, "few")


def test_a_process_may_show_the_decision_alone():
    found = plan({"a": 20, "b": 30}, strict=True)
    assert (found.shown, found.group, found.people, found.why) == (set(), (), 0, "strict")


def test_the_threshold_belongs_to_the_protocol_but_is_never_below_three():
    assert plan({"a": 3, "b": 8}, threshold=3).shown == {"a", "b"}
    assert plan({"a": 3, "b": 8, "c": 9, "d": 9}, threshold=4).suppressed == {"a", "b"}
    assert plan({"a": 2, "b": 8, "c": 9}, threshold=1).suppressed == {"a", "b"}


def people(sector, many):
    return {f"{sector}{place}" for place in range(many)}


def test_a_sector_that_another_round_showed_is_no_cover():
    """B and C were shown when A was absent: A is hidden behind nobody, so it has not even a group."""
    before = {"b": people("b", 5), "c": people("c", 6)}
    now = before | {"a": {"a0"}}
    past = past_of(now, [Earlier(before, frozenset())])
    assert past == Past(frozenset(), frozenset("bc"))
    found = plan({"a": 1, "b": 5, "c": 6}, past=past)
    assert (found.suppressed, found.group, found.why) == ({"a"}, (), "known")
    assert found.shown == {"b", "c"}


@pytest.mark.parametrize(("others", "cover"), [(2, False), (3, True)])
def test_it_covers_again_when_enough_of_its_voters_are_others(others, cover):
    """Whoever was absent counts like whoever was added: two left and two came are four, three and three are six."""
    before = {"b": people("b", 6)}
    now = {"a": {"a0"}, "b": people("b", 6 - others) | people("new", others)}
    now["b"] = {f"b{place}" for place in range(6 - others)} | people("new", others)
    found = plan({"a": 1, "b": 6}, past=past_of(now, [Earlier(before, frozenset())]))
    assert bool(found.group) is cover


def test_a_sector_that_another_round_hid_stays_hidden_until_enough_are_others():
    before = {"a": people("a", 4), "b": people("b", 6), "c": people("c", 9)}
    hidden = Earlier(before, frozenset("ab"))
    now = before | {"a": people("a", 5)}
    assert plan({"a": 5, "b": 6, "c": 9}, past=past_of(now, [hidden])).suppressed == {"a", "b"}
    now = {"a": people("x", 5), "b": people("y", 6), "c": people("c", 9)}
    assert not plan({"a": 5, "b": 6, "c": 9}, past=past_of(now, [hidden])).hides


def document_of(method, ballots, sectors, options=("F",), **wanted):
    return {
        "format": "smd-tally/1",
        "method": method,
        "settings": wanted,
        "options": list(options),
        "sectors": [{"code": code, "eligible": 50} for code in sectors],
        "ballots": [{"sector": sector, "answer": answer} for sector, answer in ballots],
    }


def published(document):
    """The result, what is hidden, and what is shown, by the road that a closing round takes."""
    method, _, profile = profile_of(document)
    result = recount(document)
    found = plan(profile.voted())
    return result, found, redact(method.disclosing, result, found)


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
    assert shown["without"] == {}
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
    assert told[0]["why"] == [
        "Sector c is against: 0 yes, 5 no.", "Overall less than 2/3 are in favour.",
    ]  # fmt: skip
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


TELLING = (
    "median",
    "p30",
    "p70",
    "ipr",
    "ipras",
    "disagreement",
    "consensus",
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
        "kendall_w": None, "krippendorff_alpha": None, "concordance": None, "reason": "suppressed",
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
    assert shown["options"]["F"]["weight"] is None
    assert shown["options"]["F"]["sectors"]["d"]["weight"] is not None
    assert shown["without"] == {}


def test_what_a_hidden_sector_gave_to_a_group_of_options_is_hidden_as_well():
    given = {"F": 100, "G": 100, "@x": 70, "@y": 30}
    ballots = [(s, given) for s in "aabbcc" + "d" * 6]
    document = document_of("points", ballots, "abcd", options=("F", "G"))
    document["settings"] = {"groups": {"x": ["F"], "y": ["G"]}}
    result, _, shown = published(document)
    assert result["groups"]["x"]["sectors"]["a"]["weight"] == 0.7
    assert shown["groups"]["x"]["sectors"]["a"]["weight"] is None
    assert shown["groups"]["x"]["sectors"]["d"]["weight"] == 0.7


def test_who_alone_gave_to_a_group_of_options_is_not_told():
    alone = {"F": 100, "G": 100, "@x": 70, "@y": 30}
    ballots = [("a", alone)] + [(s, {"F": 100, "G": 100}) for s in "aaaaabbbbbb"]
    document = document_of("points", ballots, "ab", options=("F", "G"))
    document["settings"] = {"groups": {"x": ["F"], "y": ["G"]}}
    _, _, shown = published(document)
    assert shown["groups"]["x"]["sectors"]["a"] == {
        "n": None,
        "weight": None,
        "reason": "suppressed",
    }


def test_the_order_of_keys_does_not_tell_what_a_figure_was():
    """A reason that was there before stands where it stood: two rooms alike to everybody must be alike to the byte."""
    eligible = {"a": 2, "b": 3, "c": 4}
    told = []
    for votes in ("abstain", "no"):
        ballots = [(sector, votes) for sector, many in eligible.items() for _ in range(many)]
        _, _, shown = published(ratification(ballots, eligible))
        told.append(json.dumps(shown | {"input_sha256": ""}))
    assert told[0] == told[1]


def test_it_is_not_said_whether_one_sector_or_several_gave_numbers():
    """Results without a sector are compared only where several gave numbers: their keys would say who did."""
    several = [("a", {"F": 5})] * 2 + [("b", {"F": 5})] * 2 + [("c", {"F": "ns"})] * 4
    one = [("a", {"F": "ns"})] * 2 + [("b", {"F": 5})] * 2 + [("c", {"F": "ns"})] * 4
    told = [published(document_of("rating", ballots, "abc"))[2] for ballots in (several, one)]
    assert json.dumps(told[0] | {"input_sha256": ""}) == json.dumps(told[1] | {"input_sha256": ""})


def test_a_known_sector_is_not_hidden_on_the_way_to_a_larger_cover():
    found = plan({"a": 3, "k": 6, "b": 9}, past=Past(known=frozenset("k")))
    assert found.shown == {"k"}


def test_as_many_people_as_the_threshold_in_all_may_be_shown():
    assert plan({"a": 5, "b": 0}).shown == {"a"}
    assert not plan({"a": 4}).shown


@pytest.mark.parametrize(("n", "few"), [(4, True), (5, False), (None, False)])
def test_as_many_numbers_as_the_threshold_are_enough(n, few):
    row = {"n": n, "mean": 3}
    assert mark_few(row, 5, "mean") is few
    assert row == (
        {"n": None, "mean": None, "reason": "suppressed", "few": True}
        if few
        else {"n": n, "mean": 3}
    )


def test_few_numbers_for_an_option_are_said_and_not_shown():
    """Six and six voted; four of them rated F."""
    ballots = [("a", {"F": "ns", "G": 5})] * 4 + [("a", {"F": 9, "G": 5})] * 2
    ballots += [("b", {"F": 8, "G": 5})] * 2 + [("b", {"F": "ns", "G": 5})] * 4
    result, found, shown = published(document_of("rating", ballots, "ab", options=("F", "G")))
    assert not found.hides
    row = shown["options"]["F"]
    assert row["few"]
    assert row["class"] == result["options"]["F"]["class"]
    assert [row[key] for key in ("n", "balanced_mean", "pooled_mean", "interval")] == [None] * 4
    assert {own["mean"] for own in row["sectors"].values()} == {None}
    assert shown["options"]["G"]["balanced_mean"] == 5
    assert set(shown["agreement"].values()) == {None, "suppressed"}
    assert shown["disclosure"]["why"] == "options", "so the ballots are not published either"


def test_who_alone_gave_points_to_a_group_has_not_ordered_it_for_all_to_read():
    wanted = {"groups": {"F": ["F1", "F2"], "O": ["O1", "O2"]}}
    plain = {"F1": 60, "F2": 40}
    ballots = [("a", plain)] * 6 + [("b", plain)] * 6 + [("b", plain | {"O1": 90, "O2": 10})]
    options = ("F1", "F2", "O1", "O2")
    _, _, shown = published(document_of("points", ballots, "ab", options, **wanted))
    assert shown["options"]["O1"]["few"]
    assert shown["options"]["O1"]["weight"] is None
    assert shown["options"]["F1"]["weight"] == 0.6
    assert shown["order"][-1] == ["O1", "O2"]


def test_whether_few_gave_a_number_is_not_said_where_sectors_are_hidden():
    """It counts those who did not know, and no figure needs the excuse."""
    told = []
    for mark in (5, "ns"):
        ballots = [("a", {"F": 5})] * 2 + [("b", {"F": 5})] * 2 + [("c", {"F": mark})] * 4
        told.append(published(document_of("rating", ballots, "abc"))[2] | {"input_sha256": ""})
    assert told[0] == told[1]


def test_beside_a_sector_that_is_shown_nothing_is_said_of_all_together():
    ballots = [("a", {"F": 9})] * 2 + [("b", {"F": 2})] * 3 + [("c", {"F": 5})] * 6
    _, _, shown = published(document_of("rating", ballots, "abc"))
    row = shown["options"]["F"]
    assert row["sectors"]["c"]["mean"] == 5
    assert (row["balanced_mean"], row["pooled_mean"]) == (None, None)
    assert shown["disclosure"]["group"] == {"sectors": ["a", "b"], "people": 5}


@pytest.mark.parametrize(
    ("few", "groups"),
    [
        ({"F": 60, "G": 40}, {"x": ["F", "G"]}),
        ({"F": 100, "G": 100, "@x": 70, "@y": 30}, {"x": ["F"], "y": ["G"]}),
    ],
)
def test_few_who_gave_to_options_alone_or_to_groups_alone_are_few(few, groups):
    """Either way nothing of single ballots is offered with the result."""
    many = {"F": 100, "G": 100} if len(groups) > 1 else {}
    ballots = [(sector, answer) for sector in "ab" for answer in [few] * 2 + [many] * 4]
    _, _, shown = published(document_of("points", ballots, "ab", ("F", "G"), groups=groups))
    assert shown["disclosure"]["why"] == "options"
    of_options = {row.get("few") for row in shown["options"].values()}
    assert of_options == ({None} if len(groups) > 1 else {True})
    assert {row.get("few") for row in shown["groups"].values()} == (
        {True} if len(groups) > 1 else {None}
    )


def test_of_a_hidden_sector_the_roll_alone_says_whether_it_has_a_quorum():
    eligible = {"a": 2, "b": 4, "c": 20, "d": 9}
    ballots = [("a", "yes")] * 2 + [("b", "no")] + [("c", "yes")] * 6 + [("d", "yes")] * 9
    result, _, shown = published(ratification(ballots, eligible))
    assert result["outcome"] == "no quorum"
    quorum = {sector: row["quorum"] for sector, row in shown["sectors"].items()}
    assert quorum == {"a": None, "b": False, "c": False, "d": True}
