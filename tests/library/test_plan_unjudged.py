"""A value that nothing judges is not called missing, and what nobody said is marked wherever it is counted."""

from plans import evaluated, indicator, near, plan

from smd_workshop.library.plan.evaluation.lights import UNJUDGED, word_of
from smd_workshop.library.plan.evaluation.progress import type_1
from smd_workshop.library.plan.reading import plan_of
from smd_workshop.library.strategy.progress import of_objective, together

OWN = "IND.01.OEI.01"


def read(**parts):
    return plan_of(plan(indicator(OWN, "OEI.01", **parts))).indicators[0]


def test_a_value_without_a_target_is_said_to_be_there():
    assert word_of(type_1(read(targets={}), 2023)) == UNJUDGED
    assert word_of(type_1(read(targets={"2023": 0}), 2023)) == UNJUDGED
    assert word_of(type_1(read(values={}), 2023)) == "none"
    assert word_of(type_1(read(), 2023)) == "red"


def test_a_roll_up_over_values_without_targets_says_so_and_does_not_say_that_nothing_is_known():
    document = plan(indicator(OWN, "OEI.01", targets={}))
    outcome = evaluated(document)["objectives"]["OEI.01"]
    assert outcome["outcome"] is None and "no target to judge" in outcome["outcome_reason"]
    nothing = evaluated(plan(indicator(OWN, "OEI.01", values={})))["objectives"]["OEI.01"]
    assert "has a progress" in nothing["outcome_reason"]
    measures = of_objective([(1, type_1(read(targets={}), 2023))], [], 2023)
    assert word_of(together([measures], 2023).outcome) == UNJUDGED


def test_what_rests_on_a_simulated_value_is_simulated_and_nothing_else_is():
    made_up = indicator(simulated=[2023])
    true = indicator("IND.01.AEI.01.02", "AEI.01.02")
    found = evaluated(plan(made_up, true))
    assert found["indicators"]["IND.01.AEI.01.01"]["type_1_simulated"]
    assert found["actions"]["AEI.01.01"]["progress_simulated"]
    for whole in ("weighted", "mean", "median"):
        assert found[f"{whole}_simulated"] and near(found[whole], 50)
    assert found["objectives"]["OEI.01"]["rollup_simulated"]
    assert "type_1_simulated" not in found["indicators"]["IND.01.AEI.01.02"]
    assert "progress_simulated" not in found["actions"]["AEI.01.02"]
    later = evaluated(plan(made_up | {"values": {"2023": 20, "2024": 20}, "targets": {"2024": 40}}), 2024)  # fmt: skip
    assert "weighted_simulated" not in later, "a year of its own is not simulated"
