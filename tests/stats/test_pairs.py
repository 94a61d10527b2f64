"""Two series beside each other, against scipy, by hand, and for whatever numbers."""

import math
from fractions import Fraction

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from smd_workshop.library.stats import pairs

ROWS = st.lists(
    st.tuples(st.integers(-1000, 1000), st.integers(-1000, 1000)), min_size=4, max_size=15
)


def exact(rows):
    return [(Fraction(a), Fraction(b)) for a, b in rows]


@settings(max_examples=cases(60, 2000))
@given(ROWS)
def test_correlations_intervals_and_slope_are_those_of_scipy(rows):
    points = exact(rows)
    of = pairs.products(points)
    if of.constant:
        assert pairs.pearson(of) is None and pairs.rank_correlation(points) is None
        return
    across, up = zip(*rows, strict=True)
    theirs = scipy_stats.pearsonr(across, up)
    assert pairs.pearson(of) == pytest.approx(theirs.statistic, abs=1e-12)
    assert pairs.rank_correlation(points) == pytest.approx(
        scipy_stats.spearmanr(across, up).statistic, abs=1e-12
    )
    line = scipy_stats.linregress(across, up)
    found = pairs.slope(of)
    assert found.value == pytest.approx(line.slope, abs=1e-9)
    if of.line:
        assert pairs.pearson_interval(of) is None
        assert (found.low, found.high) == (None, None)
        return
    low, high = pairs.pearson_interval(of, 0.9)
    told = theirs.confidence_interval(0.9)
    assert (low, high) == pytest.approx((told.low, told.high), abs=1e-9)
    half = scipy_stats.t.ppf(0.975, len(rows) - 2) * line.stderr
    assert (found.low, found.high) == pytest.approx(
        (line.slope - half, line.slope + half), rel=1e-6, abs=1e-6
    )


def test_by_hand():
    """1 2 3 4 5 beside 2 1 4 3 5: r = 0.8, slope 0.8, error √(3.6/3/10), t(3) = 3.1824."""
    of = pairs.products(exact(zip((1, 2, 3, 4, 5), (2, 1, 4, 3, 5), strict=True)))
    assert pairs.pearson(of) == pytest.approx(0.8)
    found = pairs.slope(of)
    assert found.value == 0.8
    assert found.high - found.value == pytest.approx(3.1824463 * math.sqrt(3.6 / 3 / 10))
    # Fisher: atanh(0.8) = 1.0986, ± 1.95996/√2
    low, high = pairs.pearson_interval(of)
    assert (low, high) == pytest.approx((math.tanh(1.0986123 - 1.3859038), math.tanh(1.0986123 + 1.3859038)), abs=1e-6)  # fmt: skip


@each_case("n", range(4))
def test_with_fewer_than_four_pairs_there_is_no_interval(n):
    of = pairs.products(exact([(1, 2), (2, 1), (3, 5)][:n]))
    assert pairs.pearson_interval(of) is None
    assert (pairs.slope(of) is None) == (n < 3)


@settings(max_examples=cases(40, 1000))
@given(ROWS, st.integers(1, 50), st.integers(-50, 50))
def test_another_unit_changes_no_correlation(rows, scale, shift):
    one = pairs.products(exact(rows))
    other = pairs.products([(a * scale + shift, b) for a, b in exact(rows)])
    assert pairs.pearson(one) == pytest.approx(pairs.pearson(other)) if one.both else True
    turned = pairs.products([(b, a) for a, b in exact(rows)])
    assert pairs.pearson(one) == pairs.pearson(turned)
