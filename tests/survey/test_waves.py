"""What a wave says of the cases that surveys of thirteen users meet, and of those at the edge."""

import random

import pytest
from attitude import ATTITUDE, LIKERT
from waves import changed, of_rows

from smd_workshop.library.survey.document import recount
from smd_workshop.library.survey.figures import reasons


def test_the_published_91_79_as_one_reading_of_it():
    """8 accompanied users, 35 items, 257 of 280 answers; all of the 8 answered, so nothing is uncertain."""
    rows = [[5] * 35] * 5 + [[5] * 28 + [4] * 7] * 2 + [[5] * 26 + [3] * 9]
    headline = recount(_wide(rows, population=8))["headline"]
    assert (headline["numerator"], headline["denominator"]) == (257, 280)
    assert round(100 * headline["share"], 2) == 91.79
    assert headline["unit"] == "answers"
    assert headline["interval"] == [257 / 280] * 2


def _wide(rows, **parts):
    items = [f"p{place}" for place in range(len(rows[0]))]
    return {
        "format": "smd-survey/1",
        "scale": {"min": 1, "max": 5},
        "dimensions": [{"code": "d", "items": items}],
        "responses": [dict(zip(items, row, strict=True)) for row in rows],
    } | parts


def test_v18_179_of_195_depends_on_who_gave_them():
    """Spread evenly or one firm alone: the same share, and not the same certainty."""
    apart = [[5] * 15] * 11 + [[5] * 14 + [1]] + [[1] * 15]
    even = [[5] * 14 + [1]] * 10 + [[5] * 13 + [1, 1]] * 3
    width = {}
    for name, rows in (("apart", apart), ("even", even)):
        unknown = recount(_wide(rows))["headline"]
        assert (unknown["numerator"], unknown["denominator"]) == (179, 195)
        width[name] = unknown["interval"][1] - unknown["interval"][0]
        census = recount(_wide(rows, population=13))["headline"]
        assert census["interval"] == [179 / 195] * 2
    assert width["apart"] > 1.7 * width["even"]


def test_a_census_says_that_it_is_one():
    census = recount(of_rows([[5], [4], [5]], population=3))
    assert census["sampling"] == "census"
    assert census["response_rate"] == 1
    assert census["bounds"] == [2 / 3, 2 / 3]
    assert census["items"]["a"]["top"]["exact"] == [2, 2]
    assert recount(of_rows([[5]], population=3))["sampling"] == "part of the population"
    unknown = recount(of_rows([[5]]))
    assert unknown["sampling"] == "population of unknown size"
    for key in ("population", "response_rate", "bounds"):
        assert (unknown[key], unknown[f"{key}_reason"]) == (None, reasons.UNKNOWN)
    assert unknown["items"]["a"]["top"]["exact"] is None


def test_the_bounds_of_eleven_of_thirteen():
    """10 of 11 very satisfied: between 10/13 and 12/13 of all, which are the exact set too."""
    result = recount(of_rows([[5]] * 10 + [[2]], population=13))
    assert result["bounds"] == pytest.approx([10 / 13, 12 / 13])
    assert result["items"]["a"]["top"]["exact"] == [10, 12]
    assert result["people"]["top"]["exact"] == [10, 12]


def test_who_is_missing_counts_with_as_many_answers_as_others_gave():
    rows = [[5, "na"], [5, 5], [1, 1]]
    low, high = recount(of_rows(rows, population=6))["bounds"]
    assert (low, high) == pytest.approx((3 / 10, 8 / 10))


def test_the_accepted_sets_of_the_samplingbook_case():
    """V6 through a file: 45 of 100 of 300."""
    top = recount(of_rows([[5]] * 45 + [[1]] * 55, population=300))["items"]["a"]["top"]
    assert top["exact"] == [111, 160]


def test_v7_and_v9_the_attitude_data_through_a_file():
    wide = {"scale": {"min": 0, "max": 100, "top": [100]}}
    found = recount(of_rows(ATTITUDE, **wide))["dimensions"]["d"]
    assert found["alpha"] == pytest.approx(0.843143, abs=5e-7)
    assert found["alpha_interval"] == pytest.approx([0.739376, 0.915773], abs=5e-7)
    assert found["alpha_if_dropped"]["f"] == pytest.approx(0.864, abs=5e-4)
    assert found["item_total"]["f"] == pytest.approx(0.2650, abs=5e-5)
    assert found["omega"] is None
    assert found["omega_reason"] == "Only 30 people answered all items; it takes 50."
    twice = recount(of_rows(ATTITUDE * 2, **wide))["dimensions"]["d"]
    assert twice["omega"] == pytest.approx(0.856327, abs=1e-6)
    assert "omega_reason" not in twice


def test_v8_the_likert_data_through_a_file():
    found = recount(of_rows(LIKERT, scale={"min": 1, "max": 7}))["dimensions"]["d"]
    assert found["alpha"] == pytest.approx(0.5917188485995826, abs=1e-15)
    assert found["alpha_interval"] == pytest.approx([0.194921, 0.839821], abs=5e-7)


def test_omega_begins_with_fifty_complete_answers():
    chance = random.Random(3)
    rows = []
    for _ in range(50):
        mood = chance.randint(1, 4)
        rows.append([mood + chance.randint(0, 1) for _ in range(4)])
    found = recount(of_rows(rows))["dimensions"]["d"]
    assert found["complete"] == 50
    assert 0.5 < found["omega"] < 1
    rows[0][0] = None
    found = recount(of_rows(rows))["dimensions"]["d"]
    assert found["omega_reason"] == "Only 49 people answered all items; it takes 50."


def test_v16_the_net_promoter_score_through_a_file():
    responses = [{"r": 10}] * 12 + [{"r": 9}] * 7 + [{"r": 8}, {"r": 7}] * 4 + [{"r": 6}] * 9
    responses += [{"r": "na"}, {}]
    nps = recount(changed(recommend="r", population=None, responses=responses))["nps"]
    assert (nps["promoters"], nps["passives"], nps["detractors"]) == (19, 8, 9)
    assert (nps["n"], nps["na"], nps["missing"]) == (36, 1, 1)
    assert nps["score"] == pytest.approx(0.2778, abs=5e-5)
    assert nps["interval"] == pytest.approx([-0.0044, 0.5172], abs=5e-5)


def test_nobody_answered():
    result = recount(changed(responses=[], recommend="r"))
    assert (result["n"], result["response_rate"]) == (0, 0)
    assert result["headline"]["share"] is None
    assert result["headline"]["interval"] is None
    assert result["items"]["p1"]["top"]["exact"] == [0, 13]
    assert result["bounds"] == [0, 1]
    assert result["dimensions"]["fiabilidad"]["alpha_reason"] == reasons.TWO_COMPLETE
    assert result["nps"]["score_reason"] == reasons.NO_NUMBER


def test_everybody_found_everything_not_applicable():
    result = recount(changed(responses=[{"p1": "na", "p2": "na"}] * 13))
    assert result["n"] == 13
    assert result["items"]["p1"]["na"] == 13
    assert result["headline"]["share_reason"] == reasons.NO_NUMBER
    assert result["bounds_reason"] == reasons.NO_NUMBER
    assert result["people"]["top"]["denominator"] == 0


def test_one_respondent_of_thirteen_says_little():
    result = recount(of_rows([[5, 5]], population=13))
    assert result["headline"]["interval"][1] == 1
    assert result["headline"]["interval"][0] < 0.2
    assert result["items"]["a"]["sd_reason"] == reasons.TWO_NUMBERS
    assert result["items"]["a"]["top"]["exact"] == [1, 13]


def test_an_empty_population_has_no_rate():
    result = recount(changed(population=0, responses=[]))
    assert result["response_rate_reason"] == reasons.NO_PEOPLE
    assert result["bounds"] is None


def test_a_survey_may_ask_for_a_recommendation_only():
    alone = {"dimensions": [], "importance": None, "overall": None, "recommend": "r"}
    result = recount(changed(**alone, responses=[{"r": 9}]))
    assert result["nps"]["score"] == 1
    assert result["dimensions"] == {}
    assert result["headline"]["denominator"] == 0


def test_a_constant_item_leaves_alpha_and_takes_correlations():
    found = recount(of_rows([[5, 1, 2], [5, 2, 2], [5, 4, 5], [5, 5, 4]]))["dimensions"]["d"]
    assert found["alpha"] is not None
    assert found["item_total"]["a"] is None
    assert found["item_total_reason"] == {"a": reasons.CONSTANT}
    assert found["mean_inter_item_r_reason"] == reasons.CONSTANT
    same = recount(of_rows([[5, 5]] * 3))["dimensions"]["d"]
    assert same["alpha_reason"] == reasons.SAME_SUM
    assert same["alpha_interval_reason"] == reasons.SAME_SUM


def test_of_two_items_none_can_be_dropped_and_one_has_no_alpha():
    two = recount(of_rows([[1, 2], [3, 3], [5, 4]]))["dimensions"]["d"]
    assert two["alpha_if_dropped"] == {"a": None, "b": None}
    assert two["alpha_if_dropped_reason"] == dict.fromkeys("ab", reasons.TWO_ITEMS)
    one = recount(of_rows([[1], [3]]))["dimensions"]["d"]
    assert one["alpha_reason"] == one["mean_inter_item_r_reason"] == reasons.TWO_ITEMS
    many = recount(of_rows([[n % 5 + 1, (n + 1) % 5 + 1] for n in range(50)]))["dimensions"]["d"]
    assert many["omega_reason"] == reasons.THREE_ITEMS


def test_scales_of_two_points_and_tops_of_several():
    two = recount(of_rows([[0], [1], [1]], scale={"min": 0, "max": 1}))
    assert two["headline"]["numerator"] == 2
    assert two["items"]["a"]["distribution"] == {"0": 1, "1": 2}
    several = {"min": -2, "max": 2, "top": [2, 1], "satisfied": [0, 1, 2]}
    result = recount(of_rows([[-2], [1], [2], [0]], scale=several))
    assert result["scale"] == several
    assert result["items"]["a"]["top"]["k"] == 2
    assert result["items"]["a"]["satisfied"]["k"] == 3
    assert result["items"]["a"]["mean"] == 0.25
    low, high = result["items"]["a"]["mean_interval"]
    assert -2 <= low < 0.25 < high <= 2


def test_the_overall_item_may_belong_to_a_dimension():
    result = recount(of_rows([[1, 2], [3, 3], [5, 4]], overall="b"))
    assert result["headline"]["denominator"] == 6
    assert list(result["derived_importance"]["items"]) == ["a"]


def importances(*rows):
    items = ["a", "b", "c", "d"]
    return {
        "format": "smd-survey/1",
        "scale": {"min": 1, "max": 5},
        "dimensions": [{"code": "all", "items": items}],
        "importance": {item: f"i{item}" for item in items},
        "responses": [
            {item: p for item, (p, _) in zip(items, row, strict=True)}
            | {f"i{item}": i for item, (_, i) in zip(items, row, strict=True)}
            for row in rows
        ],
    }


def test_the_map_of_importance_and_performance_by_both_cuts():
    found = recount(importances([(2, 5), (5, 5), (2, 2), (4, 4)], [(2, 5), (5, 4), (3, 1), (4, 3)]))
    places = found["importance_performance"]["items"]
    assert found["importance_performance"]["cuts"] == {
        "scale": {"importance": 3, "performance": 3},
        "mean": {"importance": 3.625, "performance": 3.375},
    }
    assert [place["quadrant"]["scale"] for place in places.values()] == [
        "concentrate here",
        "keep up the good work",
        "low priority",
        "keep up the good work",
    ]
    assert places["d"]["quadrant"]["mean"] == "possible overkill"
    assert places["a"] | {"quadrant": None} == {
        "importance_item": "ia", "importance": 5, "performance": 2, "quadrant": None,
        "n": 2, "gap": -3, "gap_sd": 0,
    }  # fmt: skip


def test_an_item_exactly_on_a_cut_counts_as_above_it():
    found = recount(importances([(3, 3), (3, 3), (3, 3), (3, 3)]))
    for place in found["importance_performance"]["items"].values():
        assert set(place["quadrant"].values()) == {"keep up the good work"}


def test_importance_that_nobody_stated_places_no_item():
    found = recount(importances([(5, "na"), (5, 1), (4, 2), (4, 3)]))
    place = found["importance_performance"]["items"]["a"]
    assert place["importance_reason"] == reasons.NO_NUMBER
    assert place["quadrant"]["mean"] is None
    assert place["gap_reason"] == reasons.NO_NUMBER


def test_v14_importance_is_derived_from_thirty_answers_on():
    rows = [row[1:] + row[:1] for row in ATTITUDE]
    wide = {"scale": {"min": 0, "max": 100}, "overall": "g"}
    found = recount(of_rows(rows, **wide))["derived_importance"]
    assert found["item"] == "g"
    assert found["items"]["a"]["importance"] == pytest.approx(0.8322, abs=5e-5)
    assert found["items"]["a"]["quadrant"]["mean"] == "keep up the good work"
    assert found["items"]["e"]["quadrant"]["mean"] == "possible overkill"
    few = recount(of_rows(rows[1:], **wide))["derived_importance"]["items"]["a"]
    assert few["importance_reason"] == "Only 29 people answered both; it takes 30."


def test_the_same_seed_gives_the_same_digits_and_another_one_others():
    rows = [[5, 4], [5, 5], [3, 5], [2, 1]]
    one, two, other = (
        recount(of_rows(rows, settings={"seed": seed}))["headline"]["interval"]
        for seed in (1, 1, 2)
    )
    assert one == two != other
    assert one == recount(of_rows(rows, settings={"seed": "1"}))["headline"]["interval"]


def test_a_question_more_moves_no_other_interval():
    rows = [[5, 4], [5, 5], [3, 5], [2, 1]]
    alone = recount(of_rows(rows))
    document = of_rows(rows, recommend="r", overall="o")
    more = recount(document)
    assert alone["headline"] == more["headline"]
    assert alone["items"]["a"] == more["items"]["a"]
