"""Nobody may read from a published result how a sector of one to four people answered, not even by subtraction."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.charts.spec import Bars, Dots, Stacked
from smd_workshop.disclosure import protect, redact
from smd_workshop.method import Labels
from smd_workshop.methods import METHODS
from smd_workshop.tally import recount


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
        ({"a": 1, "b": 2, "c": 3, "d": 20, "e": 7}, {"a", "b", "c"}, True, True),
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


def round_of(method, ballots, sectors, options=("F",), **wanted):
    return recount(
        {
            "format": "smd-tally/1",
            "method": method,
            "settings": wanted,
            "options": list(options),
            "sectors": [{"code": code, "eligible": 50} for code in sectors],
            "ballots": [{"sector": sector, "answer": answer} for sector, answer in ballots],
        }
    )


def published(result):
    voted = {code: seat["voted"] for code, seat in result["seats"].items()}
    found = protect(voted)
    return found, redact(result["method"], result, found)


PANELS = st.fixed_dictionaries(
    {
        "a": st.lists(st.integers(1, 9), min_size=1, max_size=3),
        "b": st.lists(st.integers(1, 9), min_size=0, max_size=4),
        "c": st.lists(st.integers(1, 9), min_size=0, max_size=2),
        "d": st.lists(st.integers(1, 9), min_size=5, max_size=8),
    }
)


def fillings(hidden, sizes, low, high):
    """Every combination of sums the hidden sectors could have."""
    return product(*(range(low * sizes[sector], high * sizes[sector] + 1) for sector in hidden))


def in_doubt(sizes, found, consistent, hidden):
    """Small sectors of which the published figures leave only one possible sum are given away."""
    possible = {sector: set() for sector in hidden}
    for sums in consistent:
        for sector, value in zip(hidden, sums, strict=True):
            possible[sector].add(value)
    return [
        sector
        for sector in hidden
        if 0 < sizes[sector] < found.threshold and len(possible[sector]) < 2
    ]


@settings(max_examples=40, deadline=None)
@given(PANELS)
def test_other_ratings_of_a_small_sector_would_have_given_the_same_page(panel):
    result = round_of(
        "rating", [(s, {"F": m}) for s, marks in panel.items() for m in marks], panel, resamples=100
    )
    found, shown = published(result)
    row, sizes = shown["options"]["F"], {sector: len(marks) for sector, marks in panel.items()}
    hidden = [sector for sector in panel if sector in found.suppressed]
    known = {sector: sum(panel[sector]) for sector in panel if sector not in hidden}
    answered = sum(1 for n in sizes.values() if n)

    def same_page(sums):
        total = known | dict(zip(hidden, sums, strict=True))
        even = sum(total[s] / sizes[s] for s in total if sizes[s]) / answered
        pooled = sum(total.values()) / sum(sizes.values())
        return row["balanced_mean"] in (None, round(round(even, 10), 1)) and (
            row["pooled_mean"] in (None, round(round(pooled, 10), 1))
        )

    assert in_doubt(sizes, found, filter(same_page, fillings(hidden, sizes, 1, 9)), hidden) == []
    for sector in hidden:
        assert set(row["sectors"][sector].values()) == {None, "suppressed"}


@settings(max_examples=80, deadline=None)
@given(PANELS)
def test_other_approvals_of_a_small_sector_would_have_given_the_same_page(panel):
    ballots = [(s, ["F"] if m > 5 else []) for s, marks in panel.items() for m in marks]
    result = round_of("approval", ballots, panel, options=("F", "G"), k=1)
    found, shown = published(result)
    support, sizes = (
        shown["options"]["F"]["support"],
        {sector: len(marks) for sector, marks in panel.items()},
    )
    yes = {sector: sum(m > 5 for m in marks) for sector, marks in panel.items()}
    hidden = [sector for sector in panel if sector in found.suppressed]
    answered = sum(1 for n in sizes.values() if n)

    def same_page(sums):
        total = yes | dict(zip(hidden, sums, strict=True))
        even = sum(total[s] / sizes[s] for s in total if sizes[s]) / answered
        pooled = sum(total.values()) / sum(sizes.values())
        return support["balanced"] in (None, round(round(even, 10), 2)) and support["pooled"] in (
            None,
            round(round(pooled, 10), 2),
        )

    assert in_doubt(sizes, found, filter(same_page, fillings(hidden, sizes, 0, 1)), hidden) == []
    assert shown["payments"] is None
    assert shown["completion"] is None
    assert shown["second_opinion"]["score"] is None


@settings(max_examples=80, deadline=None)
@given(PANELS)
def test_other_votes_of_a_small_sector_would_have_given_the_same_page(panel):
    result = round_of(
        "ratify",
        [(s, "yes" if m > 3 else "no") for s, marks in panel.items() for m in marks],
        panel,
        options=(),
    )
    found, shown = published(result)
    sizes = {sector: len(marks) for sector, marks in panel.items()}
    yes = {sector: sum(m > 3 for m in marks) for sector, marks in panel.items()}
    hidden = [sector for sector in panel if sector in found.suppressed]

    def same_page(sums):
        total = yes | dict(zip(hidden, sums, strict=True))
        overall = sum(total.values()) / sum(sizes.values())  # 50 eligible in each
        return shown["overall"] is None or shown["overall"]["float"] == round(round(overall, 10), 2)

    assert in_doubt(sizes, found, filter(same_page, fillings(hidden, sizes, 0, 1)), hidden) == []


def test_sentences_name_no_small_sector_and_give_no_counts():
    ballots = [("a", "no"), ("b", "no"), ("b", "no"), ("c", "yes")] + [("d", "yes")] * 9
    result = recount(
        {
            "format": "smd-tally/1",
            "method": "ratify",
            "sectors": [
                {"code": "a", "eligible": 1},
                {"code": "b", "eligible": 3},
                {"code": "c", "eligible": 4},
                {"code": "d", "eligible": 9},
            ],
            "ballots": [{"sector": sector, "answer": answer} for sector, answer in ballots],
        }
    )
    assert "Sector a has no majority in favour: 0 yes, 1 no." in result["why"]
    _, shown = published(result)
    assert shown["why"] == [
        "Sector c has no quorum: 1 of 4 answered.",  # the roll is public
        "A sector whose votes are not shown has no majority in favour.",
        "Overall less than 2/3 are in favour.",
    ]
    assert shown["without"] == {"a": None, "b": None, "c": None, "d": result["without"]["d"]}
    assert set(shown["depends_on"]) <= {"d"}


def test_empty_and_suppressed_look_alike():
    ballots = [("a", {"F": 9}), ("b", {"F": 2}), ("c", {"F": 5})] + [("d", {"F": 5})] * 6
    _, shown = published(round_of("rating", ballots, "abcde"))
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
    result = round_of("rating", ballots, "abc", options=("F", "G"))
    found, shown = published(result)
    assert not found.suppressed
    assert shown["options"]["F"]["sectors"]["a"]["mean"] is None
    assert shown["options"]["G"]["sectors"]["a"]["mean"] == 5


def test_one_small_sector_alone_leaves_only_words():
    result = round_of("rating", [("a", {"F": 9})] * 3, "ab")
    _, shown = published(result)
    row = shown["options"]["F"]
    assert row["class"] == "in"
    assert [
        row[key] for key in ("balanced_mean", "pooled_mean", "balanced_agree", "interval", "median")
    ] == [None] * 5
    points = published(
        round_of("points", [("a", {"F": 70, "G": 30})] * 3, "ab", options=("F", "G"))
    )[1]
    assert points["options"]["F"]["weight"] is None


def test_a_result_without_small_sectors_stays_whole():
    result = round_of("rating", [("a", {"F": 9})] * 5 + [("b", {"F": 3})] * 6, "abc")
    assert published(result)[1] == result


@pytest.mark.parametrize(
    ("method", "answer"),
    [("rating", {"F": 7}), ("points", {"F": 60, "G": 40}), ("approval", ["F"]), ("ratify", "yes")],
)
@pytest.mark.parametrize("sizes", [{"a": 2, "b": 1, "c": 3, "d": 9}, {"a": 2, "b": 9}, {"a": 2}])
def test_what_is_published_can_still_be_drawn_and_the_original_is_untouched(method, answer, sizes):
    options = () if method == "ratify" else ("F", "G")
    wanted = {"k": 1} if method == "approval" else {}
    result = round_of(
        method,
        [(s, answer) for s, n in sizes.items() for _ in range(n)],
        [*sizes, "e"],
        options,
        **wanted,
    )
    before = json.dumps(result)
    _, shown = published(result)
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
    sectors = dict.fromkeys("abcd", 6)
    result = round_of("rating", ballots, sectors, options=("F", "G"))
    shown = redact("rating", result, protect(sectors))
    assert result["options"]["F"]["without"]["a"] is not None
    assert shown["options"]["F"]["without"]["a"] is None
    assert shown["without"]["a"] is None
    assert "a" not in shown["options"]["F"]["depends_on"]


TELLING = ("median", "p30", "p70", "ipr", "ipras", "interval", "dont_know", "unseen")


def test_a_guess_at_hidden_ratings_finds_no_figure_to_be_checked_by():
    """Percentiles, intervals and counts of "no sé" change with every answer: one guess would fit them."""
    ballots = [("a", {"F": 9, "G": "ns"}), ("b", {"F": 2, "G": 3}), ("c", {"F": 5})]
    ballots += [("d", {"F": mark, "G": 10 - mark}) for mark in (3, 4, 5, 6, 7, 7)]
    result = round_of("rating", ballots, "abcd", options=("F", "G"))
    _, shown = published(result)
    for code, row in shown["options"].items():
        assert None not in [result["options"][code][key] for key in TELLING]
        assert {row[key] for key in TELLING} == {None}
        assert row["reason"] == "suppressed"
        assert row["class"] == result["options"][code]["class"]
    assert shown["options"]["F"]["n"] == 9


def test_a_guess_at_hidden_points_finds_no_figure_to_be_checked_by():
    ballots = [("a", {"F": 70, "G": 30}), ("b", {"F": 20, "G": 80}), ("c", {"F": 55, "G": 45})]
    ballots += [("d", {"F": mark, "G": 100 - mark}) for mark in (30, 40, 50, 60, 70, 75)]
    result = round_of("points", ballots, "abcd", options=("F", "G"))
    _, shown = published(result)
    assert all(row["interval"] and row["p_top"] for row in result["options"].values())
    for row in (*shown["options"].values(), *shown["groups"].values()):
        assert row["interval"] is None
        assert row.get("p_top") is None
        assert row["reason"] == "suppressed"
    assert shown["options"]["F"]["weight"] is not None


def test_figures_of_options_without_a_hidden_row_check_a_guess_too():
    """The draw behind every interval is of whole ballots, with what they say of the hidden option."""
    ballots = [("a", {"F": 9, "G": 5})] + [("a", {"F": "ns", "G": 6})] * 5
    ballots += [("b", {"F": 3, "G": 5})] * 6 + [("c", {"F": 4, "G": 7})] * 6
    _, shown = published(round_of("rating", ballots, "abc", options=("F", "G")))
    assert shown["options"]["G"]["sectors"]["a"]["mean"] is not None
    assert {shown["options"]["G"][key] for key in TELLING} == {None}
