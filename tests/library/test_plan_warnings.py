"""What looks well and is not is said beside the figure: a reader of the table alone would be misled."""

from each_case import each_case
from plans import evaluated, indicator, plan, warned

CODE = "IND.01.AEI.01.01"


def of(year=2023, **parts):
    """Return the warnings about an indicator with these parts."""
    return warned(plan(indicator(**parts)), CODE, year)


@each_case(
    ("parts", "sentence"),
    [
        (
            {"targets": {"2023": 40, "2024": 30}},
            "the target falls from 40 in 2023 to 30 in 2024 although the sense is ascending",
        ),
        (
            {"sense": "descending", "targets": {"2023": 20, "2024": None, "2025": 30}},
            "the target rises from 20 in 2023 to 30 in 2025 although the sense is descending",
        ),
        (
            {"targets": {}, "values": {}},
            "there is neither a target nor a value for 2023",
        ),
        (
            {"targets": {"2024": 40}},
            "there is a value for 2023 but no target, so no progress can be computed",
        ),
        (
            {"values": {"2023": None}},
            "there is no value for 2023; it is left out of all means and never counts as zero",
        ),
        (
            {"baseline": {"value": 40}},
            "the target of 2023 is the baseline, 40: nothing was to change",
        ),
        (
            {"baseline": {"value": 50}},
            "the target of 2023, 40, is worse than the baseline, 50",
        ),
        (
            {"sense": "descending", "baseline": {"value": 30}},
            "the target of 2023, 40, is worse than the baseline, 30",
        ),
        ({"targets": {"2023": 0}}, "the target of 2023 is 0: no progress can be computed"),
        (
            {"sense": "descending", "targets": {"2023": 0}},
            "the target of 2023 is 0: any value above it counts as no progress at all",
        ),
        (
            {"targets": {"2023": -3}},
            "the target of 2023 is negative: a ratio to it says nothing",
        ),
        ({"values": {"2023": -3}}, "the value of 2023 is negative: look whether it is meant"),
        (
            {"values": {"2023": 49}},
            (
                "the value is far beyond the target (122.5 %): the target was underestimated, or the "
                "value measures something else"
            ),
        ),
        (
            {"values": {"2023": 45}, "targets": {"2023": 40, "2025": 45}},
            "2023 already reaches what is asked at the end of the plan, in 2025",
        ),
        (
            {"values": {"2023": 20}, "targets": {"2023": 10, "2025": 10}, "aggregation": "additive"},
            None,
        ),
        (
            {"targets": {"2022": 5, "2023": 40}},
            "it has targets outside the period 2023–2025, which do not count: 2022",
        ),
        (
            {"values": {"2021": 1, "2023": 20, "2026": 30}},
            "it has values outside the period 2023–2025, which do not count: 2021, 2026",
        ),
        (
            {"baseline": {"year": 2030, "value": 1}},
            "its baseline is of 2030, after the end of the plan",
        ),
        (
            {"relevance": 4},
            "its relevance is 4, but the scale has three levels; the weights of all others follow it",
        ),
    ],
)  # fmt: skip
def test_what_is_odd_about_an_indicator_is_said(parts, sentence):
    if sentence is None:
        assert not any("end of the plan" in each for each in of(**parts)), (
            "a slice of 2024 is not known"
        )
    else:
        assert sentence in of(**parts)


@each_case(
    "parts",
    [
        {},
        {"targets": {"2023": 40, "2024": 40, "2025": 60}},
        {"aggregation": "additive", "targets": {"2023": 40, "2024": 30}},
        {"sense": "at most", "targets": {"2023": 40, "2024": 30}, "values": {"2023": 2}},
        {"sense": "descending", "targets": {"2023": 40, "2024": 30}, "values": {"2023": 40}},
        {"values": {"2023": 48}, "targets": {"2023": 40, "2025": 50}},
        {"baseline": {"year": 2021, "value": 10}},
        {"targets": {"2022": None, "2023": 40}},
    ],
)
def test_what_is_in_order_is_not_warned_of(parts):
    assert of(**parts) == []


def test_each_turn_of_the_targets_is_said():
    found = of(targets={"2023": 40, "2024": 30, "2025": 20})
    assert sum(each.startswith("the target falls from ") for each in found) == 2


def test_the_sum_of_slices_may_reach_the_end_early():
    slices = {"aggregation": "additive", "targets": {"2023": 10, "2024": 10, "2025": 10}}
    assert any(
        "end of the plan" in each for each in of(2024, values={"2023": 20, "2024": 11}, **slices)
    )
    assert of(2024, values={"2023": 10, "2024": 11}, **slices) == []


@each_case(
    ("value", "sentence"),
    [
        (94.6, "it is amber by its exact figure; rounded to 95 it would read as green"),
        (94.96, "it is amber by its exact figure; rounded to 95.0 it would read as green"),
        (94.996, "it is amber by its exact figure; rounded to 95.00 it would read as green"),
        (74.5, "it is red by its exact figure; rounded to 75 it would read as amber"),
    ],
)
def test_a_light_that_rounding_would_change_is_said(value, sentence):
    found = warned(
        plan(indicator(targets={"2023": 100}, values={"2023": value})), f"{CODE} (type_1)"
    )
    assert found == [sentence]
    assert warned(plan(indicator(targets={"2023": 100}, values={"2023": 94.4})), CODE) == []


def test_a_light_that_rounding_would_change_is_said_once_where_it_arises():
    """An action of one indicator has its light; said again it would look like a second doubt."""
    alone = evaluated(plan(indicator(targets={"2023": 100}, values={"2023": 94.6})))["warnings"]
    assert sum("by its exact figure" in each for each in alone if "AEI.01.01" in each) == 1


def test_the_last_target_is_not_said_to_be_met_early_in_the_last_year():
    assert of(2025, targets={"2025": 40}, values={"2025": 40}) == []


def test_rounding_is_said_of_what_comes_together_with_the_name_of_the_figure():
    two = [
        indicator(code, targets={"2023": 100}, values={"2023": value})
        for code, value in ((CODE, 90), ("IND.02.AEI.01.01", 99.94))
    ]
    found = evaluated(plan(*two))["warnings"]
    for about in ("AEI.01.01 (progress)", "OEI.01 (rollup)", "PEI (weighted)", "PEI (mean)"):
        assert any(each.startswith(f"{about}: it is amber") for each in found), about
    assert not any(each.startswith("OEI.01 (outcome)") for each in found)


def test_codes_that_say_something_else_than_their_place_are_said():
    wrong = plan(
        indicator("IND.01.AEI.01.02"),
        objectives=[{"code": "OEI.01"}, {"code": "OEI.02"}],
        actions=[{"code": "AEI.01.01", "objective": "OEI.02"}],
    )
    assert "by its code it does not measure AEI.01.01, where it stands" in warned(
        wrong, "IND.01.AEI.01.02"
    )
    assert "by its code it does not belong to OEI.02, where it stands" in warned(wrong, "AEI.01.01")
    free = plan(
        indicator("exports", "ports"),
        actions=[{"code": "ports", "objective": "growth"}],
        objectives=[{"code": "growth"}],
    )
    assert warned(free, "exports") == []


def test_what_nothing_measures_or_serves_is_said():
    alone = plan(objectives=[{"code": "OEI.01"}, {"code": "OEI.02"}])
    assert warned(alone, "OEI.02") == ["no indicator of its own measures it", "no action serves it"]
    assert warned(alone, "AEI.01.01") == ["no indicator measures it"]


def test_activities_and_money_that_are_odd_are_said():
    odd = plan(
        activities=[
            {"code": "AO-1", "action": "AEI.01.01", "progress": {"2023": 130}},
            {"code": "AO-2", "action": "AEI.01.01", "progress": {"2023": None}},
        ],
        finance=[
            {"year": 2022, "programmed": "1", "executed": "1"},
            {"year": 2023, "programmed": "4930000", "executed": "5000000.5"},
        ],
    )
    assert warned(odd, "AO-1") == ["its progress is 130 %; it counts as 100 %"]
    assert warned(odd, "AO-2") == [
        "there is no progress for 2023; it is left out of all means and never counts as zero"
    ]
    assert warned(odd, "PEI") == [
        "more was executed (5'000,000.50) than was programmed (4'930,000.00)",
        "it has finance outside its period: 2022",
    ]
    assert warned(odd, "PEI", 2024)[0] == "the finance of 2024 is not in the plan"
