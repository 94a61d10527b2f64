"""A planner whose indicator is computed otherwise than CEPLAN computes it loses the trust of every table."""

from fractions import Fraction

import pytest
from each_case import each_case
from plans import evaluated, indicator, near, one, plan

from smd_workshop.library.documents import Written
from smd_workshop.library.plan.evaluation.lights import Light, light_of


@each_case(
    ("sense", "target", "value", "uncapped", "progress", "light"),
    [
        ("ascending", 40, 20, 50, 50, "red"),
        ("ascending", 30, 20, "200/3", "200/3", "red"),
        ("ascending", 14, 116, "5800/7", 100, "green"),
        ("ascending", 40, -4, -10, 0, "red"),
        ("ascending", 40, 0, 0, 0, "red"),
        ("descending", 10, 5, 200, 100, "green"),
        ("descending", 10, 20, 50, 50, "red"),
        ("descending", 10, 0, 100, 100, "green"),
        ("descending", 0, 0, 100, 100, "green"),
        ("descending", 0, 3, 0, 0, "red"),
        ("at most", 10, 10, 100, 100, "green"),
        ("at most", 10, 8, 125, 100, "green"),
        ("at most", 10, 20, 50, 0, "red"),
        ("at least", 10, 10, 100, 100, "green"),
        ("at least", 10, 9, 90, 0, "red"),
        ("at least", 10, 15, 150, 100, "green"),
    ],
)
def test_tipo_i_is_capped_and_stands_beside_its_ratio(
    sense, target, value, uncapped, progress, light
):
    found = one(sense=sense, targets={"2023": target}, values={"2023": value})
    assert near(found["type_1_uncapped"], uncapped)
    assert near(found["type_1"], progress)
    assert found["light"] == light


@each_case(
    ("sense", "target", "value", "reason"),
    [
        ("ascending", 0, 5, "the target is 0: nothing can be divided by it"),
        ("ascending", 0, 0, "the target is 0: nothing can be divided by it"),
        ("ascending", -5, -3, "the target is negative: a ratio to it says nothing"),
        ("descending", -5, 0, "the target is negative: a ratio to it says nothing"),
        ("descending", 5, -1, "the value is negative: a ratio to it says nothing"),
        ("ascending", 40, None, "there is no value for 2023"),
        ("ascending", None, 20, "there is no target for 2023"),
        ("at most", None, 20, "there is no target for 2023"),
        ("at least", 5, None, "there is no value for 2023"),
    ],
)
def test_what_cannot_be_computed_is_null_with_its_reason_never_zero(sense, target, value, reason):
    found = one(sense=sense, targets={"2023": target}, values={"2023": value})
    assert found["type_1"] is found["type_1_uncapped"] is None
    assert found["type_1_reason"] == found["type_1_uncapped_reason"] == reason
    assert found["light"] == "none"


@pytest.mark.parametrize(("sense", "kept"), [("at most", 100), ("at least", 0)])
def test_a_limit_below_zero_is_kept_or_not_though_it_has_no_ratio(sense, kept):
    found = one(sense=sense, targets={"2023": -5}, values={"2023": -8})
    assert found["type_1"] == kept
    assert found["type_1_uncapped"] is None
    assert found["type_2_reason"] == "a limit is kept or not; there is no way towards it"


@each_case(
    ("sense", "baseline", "target", "value", "way"),
    [
        ("ascending", 10, 40, 20, "100/3"),
        ("ascending", 10, 40, 5, "-50/3"),
        ("ascending", -10, -5, -7, 60),
        ("descending", 50, 40, 45, 50),
        ("descending", 50, 40, 30, 200),
        ("ascending", 0, 30, 20, "200/3"),
        ("descending", 0, 10, 20, 50),
    ],
)
def test_tipo_ii_is_the_part_of_the_way_from_the_baseline(sense, baseline, target, value, way):
    found = one(
        sense=sense, targets={"2023": target}, values={"2023": value},
        baseline={"year": 2021, "value": baseline},
    )  # fmt: skip
    assert near(found["type_2_uncapped"], way)
    assert near(found["type_2"], min(100, max(0, Fraction(way))))


@each_case(
    ("sense", "baseline", "target", "reason"),
    [
        ("ascending", 40, 40, "the target is the baseline: there is no way to go"),
        ("descending", 40, 40, "the target is the baseline: there is no way to go"),
        ("ascending", 50, 40, "the target lies behind the baseline"),
        ("descending", 30, 40, "the target lies behind the baseline"),
        ("ascending", None, 40, "there is no baseline"),
        ("ascending", 0, 0, "the target is 0: nothing can be divided by it"),
        ("ascending", 10, None, "there is no target for 2023"),
    ],
)
def test_tipo_ii_without_a_way_is_null_with_its_reason(sense, baseline, target, reason):
    found = one(
        sense=sense, targets={"2023": target}, values={"2023": 40},
        baseline={"year": 2021, "value": baseline},
    )  # fmt: skip
    assert found["type_2"] is found["type_2_uncapped"] is None
    assert found["type_2_reason"] == reason


def test_slices_of_years_add_up_to_the_year():
    slices = {"targets": {"2023": 30, "2024": 40, "2025": 30}, "values": {"2023": 20, "2024": 45}}
    found = one(2024, aggregation="additive", **slices)
    assert near(found["type_1"], 100)
    assert near(found["type_2"], Fraction(65, 70) * 100)
    fewer = one(2024, aggregation="additive", sense="descending", **slices)
    assert near(fewer["type_2_uncapped"], Fraction(70, 65) * 100)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"2024": 45}, "there is no value for 2023"),
        ({"2023": None, "2024": 45}, "there is no value for 2023"),
        ({"2023": 20}, "there is no value for 2024"),
    ],
)
def test_a_sum_with_a_missing_slice_is_not_known(values, reason):
    """Counted without it, the sum would say that nothing was done in a year of which nothing is known."""
    found = one(2024, aggregation="additive", targets={"2023": 30, "2024": 40}, values=values)
    assert (found["type_2"], found["type_2_reason"]) == (None, reason)


def test_slices_before_the_plan_and_years_without_a_target_do_not_count():
    found = one(
        2025, aggregation="additive",
        targets={"2022": 1000, "2023": 10, "2024": None, "2025": 10},
        values={"2022": 7, "2023": 5, "2024": 99, "2025": 10},
    )  # fmt: skip
    assert near(found["type_2"], 75)
    nothing = one(2024, aggregation="additive", targets={"2025": 10}, values={"2024": 3})
    assert nothing["type_2_reason"] == "there is no target up to 2024"


@each_case(
    ("value", "light"),
    [
        ("0", "red"), ("74.999", "red"), ("74.99999999999999999999", "red"), ("75", "amber"),
        ("94.6", "amber"), ("94.999", "amber"), ("94.99999999999999999999", "amber"),
        ("95", "green"), ("100", "green"),
    ],
)  # fmt: skip
def test_lights_have_half_open_bands_on_the_number_as_it_is_written(value, light):
    """As binary numbers 94.99999999999999999999 would be 95, and a plan would turn green by it."""
    found = one(targets={"2023": 100}, values={"2023": Written(value)})
    assert found["light"] == light
    assert light_of(None) is Light.NONE


def test_numbers_are_exact_and_given_in_full():
    found = one(targets={"2023": Written("0.3")}, values={"2023": Written("0.1")})
    assert near(found["type_1"], Fraction(100, 3))
    assert one(targets={"2023": 0.3}, values={"2023": 0.1}) == found


def test_a_ratio_that_no_json_number_holds_is_null_and_says_so():
    found = one(targets={"2023": Written("1e-300")}, values={"2023": 10**300})
    assert found["type_1"] == 100
    assert found["type_1_uncapped"] is None
    assert found["type_1_uncapped_reason"] == "the number is too large to be written"
    assert near(one(targets={"2023": 10**40}, values={"2023": 10**39})["type_1"], 10)


def test_a_plan_without_indicators_says_why_it_has_no_figure():
    found = evaluated(plan())
    for name in ("weighted", "mean", "median"):
        assert (found[name], found[f"{name}_reason"]) == (None, "no indicator measures it")
    assert found["weighted_light"] == "none"
    assert found["actions"]["AEI.01.01"]["progress_reason"] == "no indicator measures it"
    assert found["objectives"]["OEI.01"]["outcome_reason"] == "no indicator measures it"
    assert found["lights"] == {"red": 0, "amber": 0, "green": 0, "none": 0}
    assert found["finance"] == {
        "percent": None, "percent_reason": "the finance of 2023 is not in the plan",
        "percent_light": "none", "unspent": None,
        "unspent_reason": "the finance of 2023 is not in the plan",
    }  # fmt: skip
    assert found["physical"]["mean_reason"] == "the plan has no activities"


def test_a_year_without_values_has_no_progress_rather_than_none_at_all():
    found = evaluated(plan(indicator()), 2024)
    assert found["weighted"] is None
    assert found["weighted_reason"] == "no indicator has a progress for 2024"
    assert found["lights"]["none"] == 1
    assert found["actions"]["AEI.01.01"]["critical"] is False
