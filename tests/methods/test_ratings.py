"""The class of a factor decides whether it lives on: here are its edges, and a plain second writing."""

from fractions import Fraction

import numpy as np
import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.recount.tally import profile_of, recount


def rate(sectors, wanted=None):
    """Count one option; `sectors` maps a code to its marks ("ns", numbers, None for unseen)."""
    return recount(
        {
            "format": "smd-tally/1",
            "method": "rating",
            "settings": wanted or {},
            "sectors": [{"code": code} for code in sectors],
            "options": ["F"],
            "ballots": [
                {"sector": code, "answer": {} if mark is None else {"F": mark}}
                for code, marks in sectors.items()
                for mark in marks
            ],
        }
    )["options"]["F"]


@each_case(
    ("sectors", "expected"),
    [
        ({"a": [8, 8, 8, 5], "b": [7, 8, 9, 9]}, "in"),
        ({"a": [8, 8, 8, 5]}, "in"),  # 75 % is enough
        ({"a": [8, 8, 8, 5, 5, 8, 8]}, "undecided"),  # 5 of 7 is not
        ({"a": [8] * 17 + [2] * 3}, "undecided"),  # 15 % against is too much
        ({"a": [8] * 18 + [2] * 2}, "in"),
        ({"a": [8] * 10, "b": [8, 5]}, "undecided"),  # half of a sector is not more than half
        ({"a": [2, 2, 2, 5], "b": [3, 2, 1, 1]}, "out"),
        ({"a": [2] * 18 + [8] * 2}, "out"),
        ({"a": [1, 1, 9, 9]}, "contested"),
        ({"a": [3, 3, 3], "b": [7] * 30}, "contested"),  # medians 3 and 7, whatever the numbers
        ({"a": [5, 5]}, "undecided"),
        ({"a": ["ns", None]}, "undecided"),
        ({"a": [8, 8], "b": ["ns", "ns"]}, "in"),  # a sector that gave no number did not answer
    ],
)
def test_classes_at_their_edges(sectors, expected):
    assert rate(sectors)["class"] == expected


def test_three_twentieths_written_as_0_15_are_not_below_0_15():
    """In floats (0.1 + 0.2)/2 is 0.15000000000000002, and the factor would change class by accident."""
    row = rate({"a": [8] * 9 + [1], "b": [8] * 4 + [1]})
    assert row["balanced_reject"] == 0.15
    assert row["class"] == "undecided"


def test_thresholds_are_settings():
    assert rate({"a": [8, 8, 5, 5]}, {"at_least": "1/2", "each_sector_over": 0.4})["class"] == "in"


def test_ipras_equal_to_the_range_is_no_disagreement():
    """IPR 2.35 + 1.5·|5 − 5| with base 4: exactly equal, not more."""
    marks = {"a": [3, 3, 3, 3, 7, 7, 7, 7]}
    assert rate(marks, {"ipras_base": 4})["disagreement"] is False
    assert rate(marks, {"ipras_base": 3.99})["disagreement"] is True


MARKS = st.lists(st.one_of(st.none(), st.just("ns"), st.integers(1, 9)), min_size=0, max_size=8)
PANELS = st.fixed_dictionaries({"a": MARKS, "b": MARKS, "c": MARKS})
MIRROR = {"in": "out", "out": "in", "contested": "contested", "undecided": "undecided"}


@settings(max_examples=cases(10, 600), deadline=None)
@given(PANELS)
def test_turning_the_scale_round_swaps_in_and_out(panel):
    turned = {
        code: [10 - mark if isinstance(mark, int) else mark for mark in marks]
        for code, marks in panel.items()
    }
    first, second = rate(panel), rate(turned)
    assert second["class"] == MIRROR[first["class"]]
    assert second["balanced_agree"] == first["balanced_reject"]
    assert second["disagreement"] == first["disagreement"]


@settings(max_examples=cases(10, 600), deadline=None)
@given(PANELS)
def test_figures_equal_a_plain_second_writing(panel):
    row = rate(panel)
    numbers = {
        code: [mark for mark in marks if isinstance(mark, int)] for code, marks in panel.items()
    }
    pooled = [mark for own in numbers.values() for mark in own]
    assert row["n"] == len(pooled)
    assert row["dont_know"] == sum(marks.count("ns") for marks in panel.values())
    assert row["unseen"] == sum(marks.count(None) for marks in panel.values())
    answered = [own for own in numbers.values() if own]
    if not answered:
        assert row["balanced_mean"] is None
        assert row["interval"] is None
        assert row["reason"]
        return
    assert row["pooled_mean"] == pytest.approx(np.mean(pooled))
    assert row["balanced_mean"] == pytest.approx(np.mean([np.mean(own) for own in answered]))
    assert row["balanced_agree"] == pytest.approx(
        np.mean([np.mean([m >= 7 for m in own]) for own in answered])
    )
    assert row["balanced_reject"] == pytest.approx(
        np.mean([np.mean([m <= 3 for m in own]) for own in answered])
    )
    assert [row[key] for key in ("p30", "median", "p70")] == [
        weighed_quantile(answered, share) for share in (Fraction(3, 10), HALF, Fraction(7, 10))
    ]
    assert row["pooled_median"] == np.median(pooled)
    centre = (row["p30"] + row["p70"]) / 2
    assert row["ipras"] == pytest.approx(2.35 + 1.5 * abs(5 - centre))
    assert row["disagreement"] == (row["ipr"] > row["ipras"])
    for code, own in numbers.items():
        assert row["sectors"][code]["median"] == (np.median(own) if own else None)
    low, high = row["interval"]
    assert 1 <= low <= row["balanced_mean"] + 1e-9
    assert row["balanced_mean"] - 1e-9 <= high <= 9
    assert low < high


HALF = Fraction(1, 2)


def weighed_quantile(sectors, share):
    """Order all answers, each weighing one over its sector; where the share is met exactly, the midpoint."""
    answers = sorted((mark, Fraction(1, len(own))) for own in sectors for mark in own)
    reached, wanted = Fraction(0), share * len(sectors)
    for place, (mark, weight) in enumerate(answers):
        reached += weight
        if reached > wanted:
            return mark
        if reached == wanted:
            return (mark + answers[place + 1][0]) / 2
    raise AssertionError(share)


def test_without_a_sector_is_the_round_of_the_others():
    """The claim "depends on B" must be what recounting without B gives."""
    panel = {"a": [8, 9, 8], "b": [2, 2], "c": [7, 8, 9, 9]}
    row = rate(panel)
    for left_out in panel:
        rest = {code: marks for code, marks in panel.items() if code != left_out}
        assert row["without"][left_out] == rate(rest)["class"]
    assert row["depends_on"] == ["b"]


def test_few_answers_have_a_wide_interval_and_everybody_alike_none_of_no_width():
    """Before, nobody could ask where two sectors of one person had it, and consensus had no width."""
    few, many = (
        rate({"a": [8], "b": [2]})["interval"],
        rate({"a": [8] * 9, "b": [8] * 9})["interval"],
    )
    assert few[1] - few[0] > 4
    assert 0.1 < many[1] - many[0] < 2


def test_agreement_is_null_with_its_reason_where_it_is_not_defined():
    result = recount(
        {
            "format": "smd-tally/1",
            "method": "rating",
            "sectors": [{"code": "a"}],
            "options": ["F", "G"],
            "ballots": [{"sector": "a", "count": 3, "answer": {"F": 5, "G": 5}}],
        }
    )["agreement"]
    assert result["kendall_w"] is None
    assert result["krippendorff_alpha"] is None
    assert result["kendall_w_reason"]
    assert result["krippendorff_alpha_reason"]
    assert result["concordance"]["w"] is None
    assert result["concordance"]["w_reason"]


def test_agreement_and_consensus_weigh_sectors_as_agreed_and_count_numbers_alone():
    result = recount(
        {
            "format": "smd-tally/1",
            "method": "rating",
            "sectors": [{"code": "a"}, {"code": "b"}],
            "options": ["F", "G"],
            "ballots": [
                {"sector": "a", "count": 8, "answer": {"F": 9, "G": 1}},
                {"sector": "b", "count": 2, "answer": {"F": 1, "G": 9}},
                {"sector": "b", "count": 5, "answer": {"F": "ns", "G": 9}},
                {"sector": "b", "count": 4, "answer": {"G": 9}},
            ],
        }
    )
    found = result["agreement"]["concordance"]
    assert (found["people"], found["w"]) == (10, pytest.approx(0))
    assert result["agreement"]["kendall_w"] == pytest.approx(0.36)
    assert result["options"]["F"]["consensus"] == 0, "half of the weight at each end"
    assert result["options"]["G"]["consensus"] == 0


def test_what_is_tried_with_other_weights_are_the_classes():
    answers = {"a": [{"F": 8, "G": 2}] * 3, "b": [{"F": 7, "G": 9}] * 2}
    document = {
        "format": "smd-tally/1",
        "method": "rating",
        "sectors": [{"code": code} for code in answers],
        "options": ["F", "G"],
        "ballots": [{"sector": s, "answer": each} for s, own in answers.items() for each in own],
    }
    method, settings_, profile = profile_of(document)
    found = method.decider(profile, settings_)(profile)
    assert found == {code: row["class"] for code, row in recount(document)["options"].items()}
    assert found == {"F": "in", "G": "contested"}


def test_the_first_version_repeats_each_option_by_itself_where_ballots_are_many(monkeypatch):
    from smd_workshop.library.methods.rating import version_1

    answers = [{"F": 1 + place % 9, "G": 9 - place % 4} for place in range(20)]
    document = {
        "format": "smd-tally/1",
        "method": "rating",
        "version": 1,
        "sectors": [{"code": "a"}, {"code": "b"}],
        "options": ["F", "G"],
        "ballots": [{"sector": "ab"[n % 2], "answer": each} for n, each in enumerate(answers)],
    }
    together = recount(document)["options"]
    monkeypatch.setattr(version_1, "MOST_WHOLE_BALLOTS", 1)
    apart = recount(document)["options"]
    for code, row in together.items():
        assert apart[code]["interval"] == pytest.approx(row["interval"], abs=0.3)
        assert apart[code] | {"interval": None} == row | {"interval": None}
