"""A figure for an action, an objective or the plan says what its indicators say, each with its weight, once."""

import pytest
from each_case import each_case
from plans import evaluated, indicator, near, plan

A, B, C = "IND.01.AEI.01.01", "IND.02.AEI.01.01", "IND.01.AEI.01.02"


def three(**values):
    """Return a plan with indicators of relevance 1, 2 and 3 that reached 100, 50 and 0 of 100."""
    reached = {A: 100, B: 50, C: 0} | values
    return plan(
        *(
            indicator(
                code, code[7:], relevance=place, targets={"2023": 100}, values={"2023": value}
            )
            for place, (code, value) in enumerate(reached.items(), start=1)
        )
    )


def test_weights_come_from_the_order_of_relevance():
    found = evaluated(three())
    assert [each["weight"] for each in found["indicators"].values()] == [3, 2, 1]
    assert near(found["weighted"], "400/6")
    assert near(found["mean"], 50)
    assert near(found["median"], 50)
    assert near(found["actions"]["AEI.01.01"]["progress"], 80)
    assert near(found["actions"]["AEI.01.02"]["progress"], 0)
    assert near(found["objectives"]["OEI.01"]["rollup"], "400/6")


def test_a_missing_value_leaves_the_others_their_weights_and_never_counts_as_zero():
    """Were r_max taken from those that have a value, weights 3:2 would become 2:1."""
    found = evaluated(three(**{C: None}))
    assert near(found["weighted"], 80)
    assert near(found["mean"], 75)
    assert near(found["median"], 75)
    assert found["actions"]["AEI.01.02"]["progress"] is None
    assert found["lights"] == {"red": 1, "amber": 0, "green": 1, "none": 1}


def test_only_the_indicators_of_actions_weigh_in_the_plan():
    own = indicator("IND.01.OEI.01", "OEI.01", relevance=3, values={"2023": 4})
    found = evaluated(plan(own, indicator(relevance=2), indicator(C, "AEI.01.02")))
    assert [each["weight"] for each in found["indicators"].values()] == [1, 1, 2]
    assert near(found["weighted"], 50)
    assert near(found["objectives"]["OEI.01"]["outcome"], 10)
    assert near(found["objectives"]["OEI.01"]["rollup"], 50)
    assert sum(found["lights"].values()) == 2


def test_an_objectives_own_indicators_are_weighed_by_relevance_too():
    own = [
        indicator("IND.01.OEI.01", "OEI.01", values={"2023": 40}),
        indicator("IND.02.OEI.01", "OEI.01", relevance=2, values={"2023": 10}),
    ]
    found = evaluated(plan(*own))
    assert near(found["objectives"]["OEI.01"]["outcome"], 75)
    assert found["objectives"]["OEI.01"]["outcome_light"] == "amber"
    assert found["weighted"] is None


def test_each_is_capped_before_it_is_averaged():
    found = evaluated(three(**{A: 900, B: -50}))
    assert near(found["mean"], "100/3")
    assert near(found["weighted"], 50)


def activities(*progress):
    return [
        {"code": f"AO-{n}", "action": action, "progress": {"2023": each}}
        for n, (action, each) in enumerate(progress)
    ]


def test_physical_progress_is_of_activities_and_of_actions_each_under_its_name():
    one, two = "AEI.01.01", "AEI.01.02"
    made = activities((one, 100), (one, 80), (one, None), (two, 0), (two, 130))
    found = evaluated(plan(activities=made))
    assert near(found["physical"]["mean"], 70)
    assert near(found["physical"]["median"], 90)
    assert found["physical"]["lights"] == {"red": 1, "amber": 1, "green": 2, "none": 1}
    assert found["actions"][one]["physical"] == 90
    assert found["actions"][two]["physical"] == 50
    assert near(found["physical"]["actions"]["mean"], 70)
    assert found["physical"]["actions"]["lights"] == {"red": 1, "amber": 1, "green": 0, "none": 0}


def test_an_action_without_activities_or_without_their_progress_says_so():
    made = activities(("AEI.01.01", None))
    found = evaluated(plan(activities=made))
    reasons = [each["physical_reason"] for each in found["actions"].values()]
    assert reasons == [
        "no activity has a progress for 2023",
        "no activity is carried out for it",
    ]
    assert found["physical"]["median_reason"] == "no activity has a progress for 2023"


def test_an_action_is_critical_when_its_indicators_are_in_red_whatever_was_carried_out():
    made = activities(("AEI.01.01", 100), ("AEI.01.02", 10))
    found = evaluated(
        plan(indicator(), indicator(C, "AEI.01.02", values={"2023": 40}), activities=made)
    )
    assert [each["critical"] for each in found["actions"].values()] == [True, False]


@each_case(
    ("programmed", "executed", "percent", "unspent", "light"),
    [
        ("4930000.00", "3661516.08", "3661516.08/4930000", 1268483.92, "red"),
        ("100", "103", "103/100", -3, "green"),
        (100, 80.5, "80.5/100", 19.5, "amber"),
        ("100", "0", "0", 100, "red"),
    ],
)
def test_finance_is_what_was_executed_of_what_was_programmed(
    programmed, executed, percent, unspent, light
):
    from decimal import Decimal
    from fractions import Fraction

    part, _, whole = percent.partition("/")
    money = [{"year": 2023, "programmed": programmed, "executed": executed}]
    found = evaluated(plan(finance=money))["finance"]
    assert near(found["percent"], Fraction(Decimal(part)) / int(whole or 1) * 100)
    assert (found["unspent"], found["percent_light"]) == (unspent, light)


@pytest.mark.parametrize(
    ("programmed", "executed", "reason", "unspent"),
    [
        ("0", "5", "nothing was programmed for 2023", -5),
        (None, "5", "what was programmed for 2023 is not known", None),
        ("5", None, "what was executed in 2023 is not known", None),
    ],
)
def test_finance_that_cannot_be_divided_is_null_with_its_reason(
    programmed, executed, reason, unspent
):
    money = [{"year": 2023, "programmed": programmed, "executed": executed}]
    found = evaluated(plan(finance=money))["finance"]
    assert (found["percent"], found["percent_reason"]) == (None, reason)
    assert found["unspent"] == unspent
