"""A plan never looks better because what is bad was not said yet."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plans import evaluated, indicator, plan

from smd_workshop.library.plan.evaluation.evaluation import evaluate
from smd_workshop.library.plan.evaluation.outstanding import outstanding
from smd_workshop.library.plan.figures import known
from smd_workshop.library.plan.reading import plan_of

CODES = ("IND.01.AEI.01.01", "IND.02.AEI.01.01", "IND.01.AEI.01.02")


def found(*reached, **parts):
    rows = [
        indicator(
            code,
            code[7:],
            relevance=place,
            **{"targets": {"2023": 100}, "values": {"2023": value}} | parts,
        )
        for place, (code, value) in enumerate(zip(CODES, reached, strict=False), start=1)
    ]
    return evaluate(plan_of(plan(*rows)), 2023)


def still_open(*reached, **parts):
    return outstanding(found(*reached, **parts).indicators.values())


def test_a_value_that_is_held_back_leaves_its_weight_between_nothing_and_all():
    one = still_open(100, 100, None)
    assert (one.known, one.of, one.whole) == (2, 3, False)
    assert (one.least, one.most) == (Fraction(500, 6), 100)
    assert not one.sure and one.word(known(Fraction(100))) == "incomplete"


def test_where_nothing_is_missing_the_bounds_are_the_figure_itself():
    one = still_open(100, 50, 0)
    assert one.word(known(Fraction(100)), enough=False) == "incomplete", "too few are known"
    assert one.whole and one.sure and one.least == one.most == found(100, 50, 0).weighted.value


def test_a_light_that_no_missing_value_can_change_is_said():
    one = still_open(10, 0, None)
    assert not one.whole and one.sure and one.word(known(Fraction(6))) == "red"


@pytest.mark.parametrize(
    "parts",
    [{"targets": {}}, {"targets": {"2023": 0}}, {"targets": {"2023": -4}}],
    ids=["no target", "zero", "negative"],
)
def test_what_no_value_could_be_judged_by_is_not_awaited(parts):
    assert (still_open(None, **parts).known, still_open(None, **parts).of) == (0, 0)


@pytest.mark.parametrize("sense", ["descending", "at most"])
def test_a_target_of_zero_that_can_be_met_is_awaited(sense):
    assert still_open(None, targets={"2023": 0}, sense=sense).of == 1


@given(st.lists(st.integers(0, 120), min_size=3, max_size=3), st.sets(st.integers(0, 2)))
def test_whatever_was_held_back_the_whole_lies_between_the_bounds(reached, held):
    whole = found(*reached).weighted.value
    one = still_open(*(None if at in held else value for at, value in enumerate(reached)))
    assert one.least <= whole <= one.most
    assert one.known == 3 - len(held) and one.of == 3


def test_a_recount_says_that_a_year_is_incomplete_and_what_can_still_become_of_each_figure():
    """Whoever counts the plan again must read what the page says, not the light of what happens to be known."""
    told = evaluated(
        plan(
            *(indicator(code, code[7:], targets={"2023": 100}, values={"2023": value})
              for code, value in zip(CODES, (100, 90, None), strict=True))
        )
    )  # fmt: skip
    whole = told["outstanding"]["plan.weighted"]
    assert (whole["known"], whole["of"], whole["light"]) == (2, 3, "incomplete")
    assert whole["with_a_value"] == {"known": 2, "of": 3}
    assert told["outstanding"]["OEI.01.rollup"] | {"with_a_value": whole["with_a_value"]} == whole
    assert "AEI.01.02.progress" not in told["outstanding"], "of nothing known no figure is said"
    assert told["warnings"][0] == (
        "plan: 2023 is incomplete: with a value, of the indicators with a target: 2 of 3; the figure of the plan can still be anything "
        "from 63.33 % to 96.67 %, so no light is said of it"
    )
    assert "outstanding" not in evaluated(plan(indicator())), "nothing is missing"
