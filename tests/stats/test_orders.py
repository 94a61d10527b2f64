"""Agreement of two orders, beside scipy and by hand."""

import math
from fractions import Fraction

import pytest
from depth import cases
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from smd_workshop.library.stats.orders import tau_b, top_overlap


@st.composite
def two_orders(draw):
    codes = [f"o{n}" for n in range(draw(st.integers(1, 7)))]
    ranks = st.lists(st.integers(0, 4), min_size=len(codes), max_size=len(codes))
    return [
        [
            [code for code, rank in zip(codes, drawn, strict=True) if rank == place]
            for place in sorted(set(drawn))
        ]
        for drawn in (draw(ranks), draw(ranks))
    ]


@settings(max_examples=cases(33, 2000), deadline=None)
@given(two_orders())
def test_tau_b_is_that_of_scipy_and_undefined_where_an_order_says_nothing(orders):
    first, second = ({c: n for n, tied in enumerate(o) for c in tied} for o in orders)
    found = tau_b(*orders)
    assert (found is None) == (min(len(order) for order in orders) == 1)
    if found is not None:
        expected = kendalltau(list(first.values()), [second[code] for code in first]).statistic
        assert found.value == pytest.approx(expected, abs=1e-12)
        assert found.at_least(Fraction(4, 5)) == (found.value >= 0.8)


def test_tau_b_reaches_a_limit_exactly():
    # 10 pairs, 1 of them turned round: (9 − 1) / 10 is the limit itself.
    found = tau_b([["a"], ["b"], ["c"], ["d"], ["e"]], [["b"], ["a"], ["c"], ["d"], ["e"]])
    assert found.value == 0.8
    assert found.at_least(Fraction(4, 5))
    assert not found.at_least(Fraction(4, 5) + Fraction(1, 10**30))


@settings(max_examples=cases(33, 2000), deadline=None)
@given(two_orders(), st.integers(1, 4))
def test_places_of_the_top_are_all_given_away_and_an_order_shares_all_of_its_own(orders, top):
    first, second = orders
    assert top_overlap(first, first, top) == 1
    assert top_overlap(first, second, top) == top_overlap(second, first, top)
    assert 0 <= top_overlap(first, second, top) <= 1


def test_options_that_tie_for_the_third_place_share_it():
    clear, tied = [["a"], ["b"], ["c"], ["d"]], [["a"], ["b"], ["c", "d"]]
    assert top_overlap(clear, tied, 3) == Fraction(5, 6)
    assert top_overlap(clear, [["d"], ["b"], ["a"], ["c"]], 3) == Fraction(2, 3)
    assert top_overlap([], [], 3) is None
    assert not math.isnan(tau_b(clear, tied).value)
