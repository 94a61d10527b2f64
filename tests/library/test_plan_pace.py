"""How fast an indicator goes beside how fast it has to, cut as Open SDG cuts it; and what it could become."""

from decimal import Decimal

import pytest
from each_case import each_case

from smd_workshop.library.plan.evaluation.limits import limits_of
from smd_workshop.library.plan.evaluation.pace import Pace, at_its_mean, falls, pace_of, spread
from smd_workshop.library.plan.plan import Baseline, Indicator, Sense


def made(values, target="200", *, sense=Sense.ASCENDING, start="100", additive=False):
    """An indicator from 2020 on whose target is of 2030."""
    known = {year: Decimal(value) for year, value in values.items()}
    baseline = Baseline(2020, None if start is None else Decimal(start))
    return Indicator(
        "IND.01.AEI.01.01",
        "AEI.01.01",
        1,
        sense,
        additive,
        baseline,
        {2030: Decimal(target)},
        known,
    )


@each_case(
    ("value", "pace"),
    [
        ("200", Pace.MET),
        ("250", Pace.MET),
        ("141.5", Pace.ON_TRACK),  # the square root of 2 is required by 2025
        (
            "139.1",
            Pace.ON_TRACK,
        ),  # 95 % of the rate: 1.0717 - 1 = 7.18 %; 0.95 of it is 6.82 % a year
        ("138.5", Pace.SLOW),
        ("124", Pace.SLOW),
        ("122", Pace.LIMITED),
        ("100", Pace.LIMITED),
        ("99", Pace.BACKWARDS),
    ],
)
def test_the_rate_so_far_is_cut_against_the_rate_that_is_required(value, pace):
    assert pace_of(made({2025: value}), 2030).pace is pace


def test_rates_are_compound_growth_a_year():
    found = pace_of(made({2022: "110.25"}, "121"), 2024)
    assert found.pace is None and found.reason, "no target of that year"
    found = pace_of(made({2022: "110.25"}, "162.889462677744140625"), 2030)
    assert found.observed == pytest.approx(0.05) and found.required == pytest.approx(0.05)
    assert found.pace is Pace.ON_TRACK


def test_what_should_fall_goes_well_where_it_falls():
    down = {"target": "50", "sense": Sense.DESCENDING}
    assert pace_of(made({2025: "70"}, **down), 2030).pace is Pace.ON_TRACK
    assert pace_of(made({2025: "101"}, **down), 2030).pace is Pace.BACKWARDS
    assert pace_of(made({2025: "49"}, **down), 2030).pace is Pace.MET


@each_case(
    "indicator",
    [
        made({}, start=None),
        made({2025: "110"}, start=None),
        made({2025: "0"}),
        made({2025: "110"}, start="0"),
        made({2025: "90"}, "95", start="100"),
        made({2025: "110"}, additive=True),
        made({2025: "110"}, sense=Sense.AT_LEAST),
        made({2025: "1e300"}, "1e305", start="1e-300"),
    ],
)
def test_where_there_is_no_rate_it_says_why(indicator):
    found = pace_of(indicator, 2030)
    assert found.pace is None and found.reason and found.reason.text


def test_a_value_falls_where_it_is_worse_than_the_one_before():
    assert falls(made({2023: "90"}), 2023)
    assert not falls(made({2023: "100"}), 2023)
    assert falls(made({2023: "101"}, sense=Sense.DESCENDING), 2023)
    assert not falls(made({2023: "90", 2024: "95"}), 2024)
    assert not falls(made({2023: "90"}, additive=True), 2023)


def test_the_outlook_goes_on_at_the_slowest_and_the_fastest_pace():
    known = [(2020, Decimal(10)), (2021, Decimal(12)), (2022, Decimal(20))]
    assert spread(known, 2024) == (24, 36)
    assert spread(known[:2], 2024) is None, "one change alone has no spread"
    assert spread(known, 2022) is None
    far = [(2020, Decimal("1e308")), (2021, Decimal("-1e308")), (2022, Decimal(0))]
    assert spread(far, 2030) is None, "beyond all drawing"


def test_the_mean_of_its_changes_lies_within_the_outlook():
    known = [(2020, Decimal(10)), (2021, Decimal(12)), (2022, Decimal(20))]
    assert at_its_mean(known, 2024) == 30
    assert at_its_mean(known[:2], 2024) is None


@each_case(
    ("measure", "said", "limits"),
    [
        ("%", [20, 80], (0, 100)),
        ("Porcentaje", [None], (0, 100)),
        ("%", [20, 120], (0, None)),  # an execution may go beyond what was programmed
        ("%", [-3], (None, 100)),  # a growth may be a loss
        ("empresas", [5], (0, None)),
        ("S/", [-5], (None, None)),
    ],
)
def test_what_an_indicator_can_be_says_its_unit_unless_its_plan_says_more(measure, said, limits):
    found = limits_of(measure, [None if each is None else Decimal(each) for each in said])
    assert (found.least, found.most) == limits


def test_nothing_is_carried_on_beyond_what_an_indicator_can_be():
    share = limits_of("%", [])
    risen = [(2020, Decimal(60)), (2021, Decimal(90)), (2022, Decimal(95))]
    assert spread(risen, 2025, share) == (100, 100)
    fallen = [(2020, Decimal(60)), (2021, Decimal(50)), (2022, Decimal(10))]
    assert spread(fallen, 2023, limits_of("casas", [])) == (0, 0)
    assert at_its_mean(risen, 2025, share) == 100
    assert at_its_mean(fallen, 2023, limits_of("casas", [])) == 0
    assert spread(fallen, 2023) == (-30, 0), "where nothing bounds it"
