"""What adds up on a component, what does not, and how near its limit it comes."""

from decimal import Decimal
from fractions import Fraction

from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.strategy import effects
from smd_workshop.library.strategy.effects import (
    Band,
    Better,
    Component,
    Contribution,
    Lack,
    Mode,
    Sign,
    State,
)

DUST = Component("µg/m³", Better.LESS, Decimal(30), Decimal(50))
RIVER = Component("m³/s", Better.MORE, Decimal(4), Decimal(2))


def does(sign, size, state=State.PLANNED, unit="µg/m³", mode=Mode.ADDITIVE):
    return Contribution(state, sign, None if size is None else Decimal(size), unit, mode)


def test_planned_and_natural_are_added_to_what_is_there_and_the_past_is_not_added_twice():
    found = effects.outlook(DUST, [
        does(Sign.PLUS, 12), does(Sign.MINUS, 2, State.NATURAL), does(Sign.PLUS, 20, State.PAST),
        does(Sign.PLUS, 5, State.PRESENT), does(Sign.NO_EFFECT, None),
    ])  # fmt: skip
    assert found.projected == 40
    assert (found.now.share, found.now.band) == (Fraction(3, 5), Band.WITHIN)
    assert (found.then.share, found.then.band) == (Fraction(4, 5), Band.NEAR)


def test_of_a_floor_the_share_is_the_threshold_over_the_value():
    found = effects.outlook(RIVER, [does(Sign.MINUS, 1, unit="m³/s")])
    assert (found.projected, found.then.share, found.then.band) == (3, Fraction(2, 3), Band.WITHIN)
    dry = effects.outlook(RIVER, [does(Sign.MINUS, 4, unit="m³/s")])
    assert (dry.then.share, dry.then.band) == (None, Band.BEYOND)


@each_case(
    ("value", "band"),
    [("37.499999", Band.WITHIN), ("37.5", Band.NEAR), ("50", Band.NEAR), ("50.0000001", Band.BEYOND)],
)  # fmt: skip
def test_bands_are_decided_exactly_and_a_limit_that_is_just_reached_is_kept(value, band):
    assert effects.use(DUST, Decimal(value)).band is band


@each_case(
    ("contribution", "lack"),
    [
        (does(Sign.PLUS, 3, unit="t/año"), Lack.UNITS),
        (does(Sign.PLUS, None), Lack.NO_MAGNITUDE),
        (does(Sign.UNKNOWN, 3), Lack.UNKNOWN_SIGN),
        (does(Sign.PLUS, 3, mode=Mode.SYNERGISTIC), Lack.MODE),
    ],
)
def test_one_contribution_that_cannot_be_added_leaves_no_sum(contribution, lack):
    found = effects.outlook(DUST, [does(Sign.PLUS, 1), contribution])
    assert (found.projected, found.lack, found.then.band) == (None, lack, None)
    assert found.now.band is Band.WITHIN, "what is there now is known all the same"


def test_without_baseline_threshold_or_contributions_there_is_a_reason():
    assert (
        effects.outlook(Component("x", Better.LESS, None, None), [does(Sign.PLUS, 1)]).lack
        is Lack.NO_BASELINE
    )
    assert effects.outlook(DUST, []).lack is Lack.NO_CONTRIBUTION
    assert (
        effects.use(Component("x", Better.LESS, None, None), Decimal(1)).lack is Lack.NO_THRESHOLD
    )
    assert (
        effects.use(Component("x", Better.LESS, None, Decimal(0)), Decimal(1)).lack
        is Lack.NOT_ABOVE_ZERO
    )


def test_whether_an_effect_is_good_says_the_component():
    assert effects.is_favourable(Sign.PLUS, Better.MORE) is True
    assert effects.is_favourable(Sign.PLUS, Better.LESS) is False
    assert effects.is_favourable(Sign.MINUS, Better.LESS) is True
    assert effects.is_favourable(Sign.UNKNOWN, Better.LESS) is None


SIZES = st.lists(
    st.tuples(st.sampled_from((Sign.PLUS, Sign.MINUS)), st.decimals(0, 1000, places=2)), min_size=1
)


@settings(max_examples=cases(50, 1500))
@given(SIZES, st.randoms())
def test_the_sum_depends_on_no_order_and_more_of_what_is_bad_never_frees_the_limit(rows, chance):
    listed = [does(sign, size) for sign, size in rows]
    found = effects.outlook(DUST, listed)
    assert found.projected == DUST.baseline + sum(s if g is Sign.PLUS else -s for g, s in rows)
    chance.shuffle(listed)
    assert effects.outlook(DUST, listed) == found
    more = effects.outlook(DUST, [*listed, does(Sign.PLUS, 1)])
    assert more.then.share >= found.then.share
