"""The evaluation that ZED Ilo printed for 2023 comes out of its plan, and cannot contradict itself any more.

The document prints 95.10, 92.59, 24.4 and 74.27, and contradicts itself in 24 places.
"""

import json
from fractions import Fraction

import pytest
from each_case import each_case
from plans import evaluated, indicator, near, plan, warned, zed_ilo

from smd_workshop.core.numbers import rounded
from smd_workshop.library.documents import parse
from smd_workshop.library.plan.codes import canonical
from smd_workshop.library.plan.evaluation.lights import Light, light_of
from smd_workshop.library.plan.figures import read_figure
from smd_workshop.library.schemas import FormatError


@pytest.fixture(scope="module")
def found():
    return evaluated(zed_ilo())


def of_action(document, code):
    return next(each for each in document["indicators"] if each["of"] == code)


def test_the_eleven_printed_figures_come_out(found):
    checks = {
        "C01 weighted": (found["weighted"], Fraction(29100, 306), "95.10"),
        "C02 physical": (found["physical"]["mean"], Fraction(2500, 27), "92.59"),
        "C03 OEI.02": (found["objectives"]["OEI.02"]["outcome"], Fraction(2444, 100), "24.44"),
        "C04 finance": (
            found["finance"]["percent"], Fraction("3661516.08") / 4930000 * 100, "74.27",
        ),
        "C06 AEI.02.01": (found["actions"]["AEI.02.01"]["progress"], Fraction(50), "50.00"),
        "C07 AEI.03.02": (found["actions"]["AEI.03.02"]["progress"], Fraction(200, 3), "66.67"),
        "C08 median": (found["physical"]["median"], Fraction(100), "100.00"),
    }  # fmt: skip
    for name, (value, exact, printed) in checks.items():
        assert near(value, exact), name
        assert str(rounded(value)) == printed, name
    whole = zed_ilo()
    whole["finance"][0]["executed"] = "3661516"
    assert str(rounded(evaluated(whole)["finance"]["percent"])) == "74.27", "C05 without céntimos"
    assert found["physical"]["actions"]["lights"]["red"] == 1, "C09"
    assert found["lights"] == {"red": 2, "amber": 0, "green": 10, "none": 0}, "C10, C11"


def test_the_plan_is_green_and_its_most_important_objective_red(found):
    assert found["weighted_light"] == "green"
    objective = found["objectives"]["OEI.02"]
    assert (objective["outcome_light"], objective["rollup_light"]) == ("red", "amber")
    rollups = [each["rollup"] for each in found["objectives"].values()]
    assert [near(*each) for each in zip(rollups, (100, 90, Fraction(2000, 21)), strict=True)]
    assert near(rollups[2], Fraction(2000, 21))
    assert [code for code, each in found["actions"].items() if each["critical"]] == [
        "AEI.02.01", "AEI.03.02",
    ]  # fmt: skip


def test_tipo_ii_is_known_of_four_of_twelve(found):
    known = {
        code: round(each["type_2"], 2)
        for code, each in found["indicators"].items()
        if each["type_2"] is not None
    }
    assert known == {
        "IND.01.AEI.02.01": 33.33, "IND.01.AEI.02.04": 100.0, "IND.01.AEI.03.01": 100.0,
        "IND.01.AEI.03.02": 66.67,
    }  # fmt: skip


def s01_equal_weights():
    return evaluated(zed_ilo())["mean"]


def s02_order_taken_for_a_weight():
    document = zed_ilo()
    for each in document["indicators"]:
        if "relevance" in each:
            each["relevance"] = 3 - each["relevance"]
    return evaluated(document)["weighted"]


def s03_a_scale_of_three_levels():
    """Weights 3 and 2: what an indicator of the third level, without a value, makes of them."""
    document = zed_ilo()
    third = indicator("IND.02.AEI.01.01", "AEI.01.01", relevance=3, values={})
    document["indicators"].append(third)
    return evaluated(document)["weighted"]


def s04_physical_execution_taken_for_the_indicator():
    document = zed_ilo()
    of_action(document, "AEI.03.02")["values"]["2023"] = 15
    return evaluated(document)["weighted"]


def s05_no_cap():
    found = evaluated(zed_ilo())["indicators"]
    own = [each for code, each in found.items() if ".AEI." in code]
    total = sum(each["weight"] for each in own)
    return sum(each["type_1_uncapped"] * each["weight"] for each in own) / total


def s06_physical_by_action():
    return evaluated(zed_ilo())["physical"]["actions"]["mean"]


def s07_mean_of_objectives():
    document = zed_ilo()
    for each in document["indicators"]:
        if each["of"] in {"OEI.01", "OEI.03"}:
            each["targets"] = each["values"] = {"2023": 1}
    outcomes = [each["outcome"] for each in evaluated(document)["objectives"].values()]
    return sum(outcomes) / len(outcomes)


@each_case(
    ("case", "value", "light"),
    [
        (s01_equal_weights, 93.06, Light.AMBER),
        (s02_order_taken_for_a_weight, 91.23, Light.AMBER),
        (s03_a_scale_of_three_levels, 94.25, Light.AMBER),
        (s04_physical_execution_taken_for_the_indicator, 94.12, Light.AMBER),
        (s05_no_cap, 232.27, Light.GREEN),
        (s06_physical_by_action, 95.83, Light.GREEN),
        (s07_mean_of_objectives, 74.81, Light.RED),  # 74.8 from 24.4
    ],
)
def test_the_seven_other_ways_to_count_give_what_they_give(case, value, light):
    """Each would have changed the light of the plan or told something else: 95.10 proves the formula."""
    reached = case()
    assert float(rounded(reached)) == value
    assert light_of(Fraction(reached)) is light


def refused(document):
    """Return the place and the words with which a plan is refused."""
    with pytest.raises(FormatError) as error:
        evaluated(document)
    return str(error.value)


def with_key(kind, key, value="x"):
    """Return the plan with one more key in the first part of a kind, or in the whole."""
    document = zed_ilo()
    (document[kind][0] if kind else document)[key] = value
    return document


def z01_two_measures_under_one_name(found):
    two = {code: (round(a["progress"], 1), a["physical"]) for code, a in found["actions"].items()}
    assert two["AEI.03.02"] == (66.7, 50)
    assert two["AEI.02.01"] == (50, 100)
    assert any("neither stands for" in each for each in warned(zed_ilo(), "AEI.02.01"))


def z02_spellings_of_codes(_):
    spellings = ["IND.01.AEI.02.03", "IND.01. AEI.02.03", "01.AEI.02.03", "IND.01.02.03"]
    assert {canonical(each) for each in spellings} == {"IND.01.AEI.02.03"}
    document = zed_ilo()
    document["actions"].append({"code": "AEI 1.1", "objective": "OEI.01"})
    assert refused(document) == 'actions[12].code: "AEI 1.1" is another spelling of "AEI.01.01"'


def z03_targets_that_fall(_):
    first, second, *_ = warned(zed_ilo(), "IND.01.AEI.03.02")
    assert first.startswith("the target falls from 40 in 2024 to 30 in 2025")
    assert "slices of years" in second


def z04_a_number_between_two_bands(_):
    lights = [light_of(Fraction(n, 1000)) for n in range(100_001)]
    assert Light.NONE not in lights
    assert lights[95_000] is Light.GREEN


def z05_two_responsible_units(_):
    assert refused(with_key("indicators", "unit")) == "indicators[0].unit: unknown key"
    assert "not a text" in refused(with_key("actions", "unit", ["DPD", "DOI"]))


def z06_actions_counted_as_activities(found):
    assert sum(found["physical"]["lights"].values()) == 27
    assert len(found["actions"]) == 12
    assert refused(with_key("", "activities_total", 12)) == "activities_total: unknown key"


def z07_tables_of_lights_without_their_population(found):
    counted = (found["lights"], found["physical"]["actions"]["lights"], found["physical"]["lights"])
    assert [(c["red"], c["amber"], c["green"]) for c in counted] == [
        (2, 0, 10), (1, 0, 11), (2, 0, 25),
    ]  # fmt: skip


def z08_an_objective_called_fulfilled(_):
    assert warned(zed_ilo(), "OEI.02") == [
        "its own outcome is 24.44 % (red) while its actions reach 90 % (amber); neither stands for the other"
    ]


def z09_a_progress_without_target_or_value(found):
    assert found["objectives"]["OEI.01"]["outcome"] is None
    assert found["objectives"]["OEI.03"]["outcome"] is None
    assert warned(zed_ilo(), "IND.01.OEI.03") == [
        "there is a value for 2023 but no target, so no progress can be computed"
    ]
    assert refused(with_key("indicators", "progress", 100)) == "indicators[0].progress: unknown key"


def z10_types_and_priorities_in_words(_):
    assert refused(with_key("objectives", "type", "II")) == "objectives[0].type: unknown key"
    words = with_key("objectives", "priority", "Prioridad media")
    assert refused(words) == 'objectives[0].priority: "Prioridad media" is not a whole number'


def z11_an_order_that_looks_like_a_weight(found):
    assert found["indicators"]["IND.01.AEI.01.02"]["weight"] == 2, "Muy Relevante-1"
    assert found["indicators"]["IND.01.AEI.01.01"]["weight"] == 1, "Relevante-2"
    words = with_key("indicators", "relevance", "Relevante-2")
    assert refused(words) == 'indicators[0].relevance: "Relevante-2" is not a whole number'


def z12_targets_behind_the_baseline(_):
    odd = [
        code
        for code in ("02.03", "03.03", "03.04", "03.05")
        if any("baseline" in each for each in warned(zed_ilo(), f"IND.01.AEI.{code}"))
    ]
    assert odd == ["02.03", "03.03", "03.04", "03.05"]
    assert "worse than the baseline, 20" in warned(zed_ilo(), "IND.01.AEI.02.03")[0]


def z13_targets_that_were_too_low(found):
    sentences = found["warnings"]
    assert sum("far beyond the target" in each for each in sentences) == 9
    assert sum("already reaches what is asked" in each for each in sentences) == 10
    assert any("828.57 %" in each for each in warned(zed_ilo(), "IND.01.AEI.02.03"))


def z14_two_dates_in_two_paragraphs(_):
    assert refused(with_key("actions", "finished", "2023-12")) == "actions[0].finished: unknown key"


def z15_two_causes_in_two_paragraphs(_):
    assert refused(with_key("actions", "cause")) == "actions[0].cause: unknown key"


def z16_a_plain_ratio_called_weighted(found):
    document = zed_ilo()
    of_action(document, "AEI.03.02")["relevance"] = 1
    other = evaluated(document)
    one = "IND.01.AEI.03.02"
    assert other["indicators"][one]["type_1"] == found["indicators"][one]["type_1"]
    assert other["weighted"] != found["weighted"]


def z17_answers_called_users(_):
    assert refused(with_key("indicators", "people", 13)) == "indicators[0].people: unknown key"


def z18_names_that_differ_from_page_to_page(_):
    text = json.dumps(zed_ilo()).replace('"name": ', '"name": "another", "name": ', 1)
    with pytest.raises(FormatError, match="name: the key appears twice"):
        parse(text.encode())


def z19_money_with_its_sign_twice(_):
    assert read_figure("S/ S/4'930,000") == read_figure("4'930,000") == 4930000
    document = zed_ilo()
    document["finance"][0]["programmed"] = "S/ 4'930,000"
    assert refused(document).startswith("finance[0].programmed: ")
    document["finance"][0]["programmed"] = "4930000.00"
    document["finance"] *= 2
    assert refused(document) == "finance[1].year: 2023 appears twice"


def z20_a_year_that_heads_two_columns(_):
    text = json.dumps(zed_ilo()).replace('"values": {"2023"', '"values": {"2023": 1, "2023"', 1)
    with pytest.raises(FormatError, match=r"indicators\[0\].values.2023: the key appears twice"):
        parse(text.encode())


def z21_a_target_before_the_plan(_):
    assert "it has targets outside the period 2023–2025, which do not count: 2022" in warned(
        zed_ilo(), "IND.01.AEI.02.01"
    )


def z22_a_norm_under_another_name(_):
    assert refused(with_key("", "norm", "00016-2019")) == "norm: unknown key"


def z23_fewer_things_told_than_counted(_):
    assert refused(with_key("indicators", "story")) == "indicators[0].story: unknown key"


def z24_units_beside_some_values(_):
    document = zed_ilo()
    of_action(document, "AEI.02.01")["values"]["2023"] = "20 %"
    assert refused(document) == 'indicators[6].values.2023: "20 %" is not a number'


#: Each place where the document contradicts itself: raised as a warning, or impossible to write down.
CONTRADICTIONS = [
    z01_two_measures_under_one_name,
    z02_spellings_of_codes,
    z03_targets_that_fall,
    z04_a_number_between_two_bands,
    z05_two_responsible_units,
    z06_actions_counted_as_activities,
    z07_tables_of_lights_without_their_population,
    z08_an_objective_called_fulfilled,
    z09_a_progress_without_target_or_value,
    z10_types_and_priorities_in_words,
    z11_an_order_that_looks_like_a_weight,
    z12_targets_behind_the_baseline,
    z13_targets_that_were_too_low,
    z14_two_dates_in_two_paragraphs,
    z15_two_causes_in_two_paragraphs,
    z16_a_plain_ratio_called_weighted,
    z17_answers_called_users,
    z18_names_that_differ_from_page_to_page,
    z19_money_with_its_sign_twice,
    z20_a_year_that_heads_two_columns,
    z21_a_target_before_the_plan,
    z22_a_norm_under_another_name,
    z23_fewer_things_told_than_counted,
    z24_units_beside_some_values,
]


@pytest.mark.parametrize("contradiction", CONTRADICTIONS, ids=lambda each: each.__name__)
def test_a_contradiction_is_warned_of_or_cannot_be_written(contradiction, found):
    """What the plan holds is numbers and codes, each once; accounts and dates are told beside their figure."""
    contradiction(found)


def test_all_twenty_four_are_looked_at():
    assert [each.__name__[:3] for each in CONTRADICTIONS] == [f"z{n:02}" for n in range(1, 25)]


def test_the_order_of_the_file_is_kept_and_the_result_says_what_it_was_counted_from(found):
    document = zed_ilo()
    assert list(found)[:4] == ["format", "code", "year", "input_sha256"]
    assert (found["format"], found["code"], found["year"]) == (
        "smd-evaluation/1", "PEI-2023-2025", 2023,
    )  # fmt: skip
    for kind in ("objectives", "actions", "indicators"):
        assert list(found[kind]) == [each["code"] for each in document[kind]]
    document["indicators"].reverse()
    assert list(evaluated(document)["indicators"]) == [e["code"] for e in document["indicators"]]


def test_a_plan_that_is_in_order_has_no_warning():
    own = indicator("IND.01.OEI.01", "OEI.01", values={"2023": 39})
    good = [
        indicator(f"IND.01.AEI.01.0{n}", f"AEI.01.0{n}", values={"2023": 39}, targets=targets)
        for n, targets in ((1, {"2023": 40, "2025": 60}), (2, {"2023": 40}))
    ]
    assert evaluated(plan(own, *good))["warnings"] == []
