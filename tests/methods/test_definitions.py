"""Other definitions of consensus stand beside the class, and what joins or parts the sectors is named."""

from fractions import Fraction

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.methods.rating.consensus.definitions import classic
from smd_workshop.library.recount.tally import recount


def rated(sectors, weights=None):
    """Count one option, given as sector → numbers."""
    return recount(
        {
            "format": "smd-tally/1",
            "method": "rating",
            "sectors": [
                {"code": code, **({"weight": weights[code]} if weights else {})} for code in sectors
            ],
            "options": ["F"],
            "ballots": [
                {"sector": code, "answer": {"F": number}}
                for code, numbers in sectors.items()
                for number in numbers
            ],
        }
    )


def definitions(sectors, weights=None):
    return rated(sectors, weights)["options"]["F"]["definitions"]


ALL_IN = dict.fromkeys(
    ("balanced_75_15", "pooled_70_15", "every_sector_70_15", "median_7", "classic_rand"), "in"
)


@each_case(
    ("sectors", "differ"),
    [
        ({"a": [9, 9, 9, 8], "b": [7, 8, 9]}, {}),
        # 7 of 10 and none against: enough for 70 %, not for three quarters.
        ({"a": [8] * 7 + [5] * 3}, {"balanced_75_15": "undecided", "classic_rand": "undecided"}),
        # A large sector of one mind outweighs a small one only where people are counted alike.
        (
            {"a": [9] * 18, "b": [5, 5]},
            {"balanced_75_15": "undecided", "every_sector_70_15": "undecided"},
        ),
        # Three of twenty against are 15 %, which is not under 15 %.
        (
            {"a": [9] * 17 + [1] * 3},
            {"balanced_75_15": "undecided", "pooled_70_15": "undecided",
             "every_sector_70_15": "undecided"},
        ),
        # The balanced median is high while a sector is against: the means of both halves fall apart.
        (
            {"a": [9] * 3, "b": [1] * 3},
            {"balanced_75_15": "undecided", "pooled_70_15": "undecided",
             "every_sector_70_15": "undecided", "median_7": "contested",
             "classic_rand": "contested"},
        ),
    ],
)  # fmt: skip
def test_classes_by_each_definition(sectors, differ):
    """Whoever reads that an option comes in sees whether another usual rule would say so too."""
    assert definitions(sectors) == ALL_IN | differ


def test_they_do_not_follow_the_settings_of_the_round():
    data = {
        "format": "smd-tally/1", "method": "rating", "options": ["F"], "sectors": [{"code": "a"}],
        "settings": {"agree_from": 9, "at_least": 1},
        "ballots": [{"sector": "a", "count": 5, "answer": {"F": 8}}],
    }  # fmt: skip
    row = recount(data)["options"]["F"]
    assert (row["class"], row["definitions"]) == ("undecided", ALL_IN)


def test_weights_of_sectors_count_where_sectors_weigh():
    sectors = {"a": [9, 9], "b": [5]}
    assert definitions(sectors)["balanced_75_15"] == "undecided"
    assert definitions(sectors, {"a": 3, "b": 1})["balanced_75_15"] == "in"
    assert definitions(sectors, {"a": 3, "b": 1})["pooled_70_15"] == "undecided"


@each_case(
    ("numbers", "expected"),
    [
        # Nine people: at most two outside the three points around the median (BMC 2012 12:93).
        ([7] * 7 + [6] * 2, "in"),
        ([7] * 6 + [6] * 3, "undecided"),
        ([3] * 7 + [4] * 2, "out"),
        ([1] * 7 + [4] * 2, "out"),
        ([9] * 7 + [6] * 2, "in"),
        # Three at both ends of nine are a disagreement, two are none.
        ([1] * 3 + [5] * 3 + [9] * 3, "contested"),
        ([1] * 2 + [5] * 4 + [9] * 3, "undecided"),
        # A median between two regions stands in the higher one.
        ([6, 7], "undecided"),
        ([8], "undecided"),
        ([], "undecided"),
    ],
)
def test_the_classic_count_of_panels(numbers, expected):
    assert classic({value: numbers.count(value) for value in set(numbers)}) == expected


NUMBERS = st.lists(st.integers(1, 9), max_size=9)


@settings(max_examples=cases(13, 1500), deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), NUMBERS, min_size=1))
def test_turned_round_what_comes_in_goes_out(sectors):
    turned = {code: [10 - number for number in numbers] for code, numbers in sectors.items()}
    swap = {"in": "out", "out": "in"}
    one, other = definitions(sectors), definitions(turned)
    # The classic count is not symmetric: a median between two regions stands in the higher one.
    for name in one.keys() - {"classic_rand"}:
        assert other[name] == swap.get(one[name], one[name]), name


def test_what_joins_the_sectors_and_what_parts_them():
    joins = rated({"a": [9, 8, 7], "b": [7, 7, 1], "c": []})
    row = joins["options"]["F"]
    # (3+1)/(3+1) and (2+1)/(3+1), the square root of both: sectors without numbers take no part.
    assert row["common_ground"] == pytest.approx((1 * 3 / 4) ** 0.5)
    assert row["smallest_agree"] == pytest.approx(2 / 3)
    assert (joins["bridging"], joins["dividing"]) == ([], ["F"])  # a third of b is against
    assert row["division"] == pytest.approx(1 / 3)
    quarter = rated({"a": [9, 8, 7], "b": [7, 7, 7, 1]})
    assert (quarter["bridging"], quarter["dividing"]) == (["F"], [])
    calm = rated({"a": [9, 8, 7], "b": [7, 7, 5]})
    assert (calm["bridging"], calm["dividing"]) == (["F"], [])
    assert calm["options"]["F"]["division"] == 0


def test_one_sector_alone_neither_joins_nor_parts():
    alone = rated({"a": [9, 9], "b": []})
    row = alone["options"]["F"]
    assert (row["common_ground"], row["smallest_agree"], row["division"]) == (None, None, None)
    assert (alone["bridging"], alone["dividing"]) == ([], [])


@settings(max_examples=cases(13, 1500), deadline=None)
@given(st.dictionaries(st.sampled_from("abcd"), NUMBERS, min_size=1))
def test_common_ground_is_whole_where_all_agree_and_no_option_joins_and_parts(sectors):
    result = rated(sectors)
    row = result["options"]["F"]
    assert not set(result["bridging"]) & set(result["dividing"])
    answered = [numbers for numbers in sectors.values() if numbers]
    if len(answered) < 2:
        return
    agree = [Fraction(sum(n >= 7 for n in own), len(own)) for own in answered]
    assert (row["common_ground"] == 1) == (min(agree) == 1)
    assert 0 <= row["division"] <= 1


def test_options_that_join_or_part_alike_stand_by_code_whatever_the_order_of_the_file():
    for order in (["F1", "F2"], ["F2", "F1"]):
        for of_b, name in ((1, "dividing"), (8, "bridging")):
            result = recount(
                {
                    "format": "smd-tally/1",
                    "method": "rating",
                    "sectors": [{"code": "a"}, {"code": "b"}],
                    "options": order,
                    "ballots": [
                        {"sector": code, "answer": dict.fromkeys(order, number)}
                        for code, number in (("a", 7), ("b", of_b))
                    ],
                }
            )
            assert result[name] == ["F1", "F2"]
