"""Values that a formula gives: public with their inputs, anew when an input is corrected, and never a number out of nothing."""

from decimal import Decimal

import pytest
from builders import NOON
from kept import built_once
from planned import NEW, TODAY, add, begun, process_of, publish_all, say

from smd_workshop.core.errors import Invalid, KeptOnRecord
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.database import db, transaction
from smd_workshop.library.plan.periods import period_of
from smd_workshop.plans import plans
from smd_workshop.plans.files import imports
from smd_workshop.plans.files.lines import Kind, Line
from smd_workshop.plans.files.verdicts import decided
from smd_workshop.plans.measurements import values
from smd_workshop.plans.measurements.computing import OTHER_SUM
from smd_workshop.processes.first_language import in_words_of

pytestmark = pytest.mark.acts

ABOVE, BELOW, SHARE, TWICE = (f"IND.0{n}.OEI.01" for n in (1, 2, 3, 4))


@pytest.fixture
def plan(app):
    return with_formulas()


@built_once
def with_formulas():
    found = begun(process_of())
    say(found, Kind.OBJECTIVE, "OEI.01", name="Agua")
    for code in (ABOVE, BELOW):
        say(found, Kind.INDICATOR, code, **NEW)
    say(found, Kind.INDICATOR, SHARE, **NEW, formula=f"{ABOVE} ÷ {BELOW} × 100")
    say(found, Kind.INDICATOR, TWICE, **NEW, formula=f"{SHARE} * 2")
    return found


def publish(plan, code, value, note="Se contó"):
    head = values.heads(plans.find_indicator(plan, code)).get(period_of("2023"))
    add(plan, code, "2023", value, note, corrects=None if head is None else head.id)
    publish_all(plan)
    db.session.expire_all()


def chain(plan, code):
    return [row for row in plans.find_indicator(plan, code).measurements if row.period == "2023"]


def test_a_value_is_computed_once_all_its_inputs_are_public(plan):
    publish(plan, ABOVE, Decimal(2))
    assert chain(plan, SHARE) == []
    publish(plan, BELOW, Decimal(3))
    (share,), (twice,) = chain(plan, SHARE), chain(plan, TWICE)
    assert (share.state, share.value) == ("published", Decimal("66.666667"))
    assert twice.value == Decimal("133.333334"), (
        "of the value that is public, as anybody counts it again"
    )
    assert [each.input.indicator.code for each in share.inputs] == [ABOVE, BELOW]
    assert f"{ABOVE} = 2; {BELOW} = 3" in share.note
    assert values.by_year(plans.find_indicator(plan, SHARE)) == {2023: share.value}


def test_a_corrected_input_makes_a_new_row_that_names_its_cause_and_the_former_stays(plan):
    publish(plan, ABOVE, Decimal(2))
    publish(plan, BELOW, Decimal(4))
    publish(plan, BELOW, Decimal(8), note="Faltaban cuatro")
    first, second = chain(plan, SHARE)
    assert (first.value, second.value, second.corrects_id) == (50, 25, first.id)
    assert BELOW in second.note and "Faltaban cuatro" in second.note
    assert [row.value for row in chain(plan, TWICE)] == [100, 50]
    with pytest.raises(KeptOnRecord), transaction():
        db.session.delete(second.inputs[0])
    publish(plan, ABOVE, Decimal(2), note="Se revisó y es lo mismo")
    assert chain(plan, SHARE)[-1].value == 25


@pytest.mark.parametrize(("below", "why"), [(Decimal(0), "0"), (None, BELOW)])
def test_a_division_by_zero_and_an_unknown_input_are_unknown_and_say_why(plan, below, why):
    publish(plan, ABOVE, Decimal(2))
    publish(plan, BELOW, below)
    (share,) = chain(plan, SHARE)
    assert share.value is None and why in share.note.rpartition(";")[2]


def test_another_formula_says_anew_what_was_computed(plan):
    publish(plan, ABOVE, Decimal(2))
    publish(plan, BELOW, Decimal(4))
    assert say(plan, Kind.INDICATOR, SHARE, formula=f"mean({ABOVE}; {BELOW})").kind == "updated"
    assert [row.value for row in chain(plan, SHARE)] == [50, 3]


def test_what_periods_say_of_a_year_and_how_often_is_measured_leave_no_figure_behind(plan):
    say(plan, Kind.INDICATOR, "IND.05.OEI.01", **NEW, formula=f"{ABOVE} * 2")
    for quarter, value in enumerate((1, 2, 3, 4), start=1):
        add(plan, ABOVE, f"2023-Q{quarter}", Decimal(value), "Se contó")
    publish_all(plan)
    db.session.expire_all()
    assert [row.value for row in chain(plan, "IND.05.OEI.01")] == [8]
    say(plan, Kind.INDICATOR, ABOVE, aggregation="additive")
    first, second = chain(plan, "IND.05.OEI.01")
    assert (first.value, second.value) == (8, 20) and second.note.endswith(
        in_words_of(plan.process, OTHER_SUM)
    )
    say(plan, Kind.INDICATOR, "IND.05.OEI.01", frequency="quarter")
    head = values.heads(plans.find_indicator(plan, ABOVE))[period_of("2023-Q1")]
    add(plan, ABOVE, "2023-Q1", Decimal(2), "Faltaba uno", corrects=head.id)
    publish_all(plan)
    db.session.expire_all()
    assert values.by_year(plans.find_indicator(plan, "IND.05.OEI.01")) == {2023: 22}


def test_a_year_of_which_a_part_is_unknown_since_is_unknown_too(plan):
    say(plan, Kind.INDICATOR, ABOVE, aggregation="additive")
    say(plan, Kind.INDICATOR, "IND.05.OEI.01", **NEW, formula=f"{ABOVE} * 2")
    for half in ("2023-S1", "2023-S2"):
        add(plan, ABOVE, half, Decimal(3), "Se contó")
    publish_all(plan)
    db.session.expire_all()
    head = values.heads(plans.find_indicator(plan, ABOVE))[period_of("2023-S1")]
    add(plan, ABOVE, "2023-S1", None, "Se perdió el registro", corrects=head.id)
    publish_all(plan)
    db.session.expire_all()
    first, second = chain(plan, "IND.05.OEI.01")
    assert (first.value, second.value) == (12, None) and "Se perdió el registro" in second.note


def test_nobody_types_what_a_formula_computes(plan):
    with pytest.raises(Invalid):
        add(plan, SHARE, "2023", Decimal(99))


def test_a_result_keeps_every_digit_and_one_that_no_plan_holds_is_unknown_and_says_why(plan):
    third, power = "IND.05.OEI.01", "IND.06.OEI.01"
    say(plan, Kind.INDICATOR, third, **NEW, formula=f"{ABOVE} / 3")
    say(plan, Kind.INDICATOR, power, **NEW, formula=f"{ABOVE} * {ABOVE}")
    publish(plan, ABOVE, Decimal("1" * 28))
    (exact,), (none,) = chain(plan, third), chain(plan, power)
    assert str(exact.value) == "370370370370370370370370370.333333"
    assert none.value is None and "30" in none.note


@pytest.mark.parametrize(
    "lines",
    [
        [("IND.07.OEI.01", "OEI.01", "IND.08.OEI.01 * 2"), ("IND.08.OEI.01", "AEI.99.99", "")],
        [(BELOW, "OEI.01", TWICE), (TWICE, "AEI.99.99", "")],
    ],
)  # fmt: skip
def test_a_formula_does_not_rest_on_a_line_that_is_refused(plan, lines):
    brought = [
        Line(
            row,
            Kind.INDICATOR,
            code,
            parent,
            {"sense": "ascending", "aggregation": "not additive", "formula": formula},
        )
        for row, (code, parent, formula) in enumerate(lines, start=1)
    ]
    outcome = decided(brought, imports.snapshot(plan), TODAY.year)
    with transaction():
        imports.apply(plan, outcome, NOON, None, TODAY)
    assert [verdict.kind for verdict in outcome.verdicts] == [REFUSED, REFUSED]


@pytest.mark.parametrize(
    ("code", "formula", "said"),
    [
        (SHARE, f"{TWICE} + 1", "back to itself"), (SHARE, SHARE, "back to itself"), (SHARE, "IND.09.OEI.01", "IND.09"),
        (SHARE, f"{ABOVE} +", "too early"), (SHARE, f"{ABOVE} ** 2", "not understood"), (SHARE, "1 + 1", "at least one"),
    ],
)  # fmt: skip
def test_a_formula_that_leads_nowhere_is_refused(plan, code, formula, said):
    verdict = say(plan, Kind.INDICATOR, code, formula=formula)
    assert verdict.kind == REFUSED and said in verdict.reasons[0].sentence.text
    assert verdict.reasons[0].column == "Fórmula sobre indicadores"
    assert plans.find_indicator(plan, code).formula == f"{ABOVE} ÷ {BELOW} × 100"
