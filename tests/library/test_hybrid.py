"""Which word a hybrid metric gets: each rule by itself, at its very edge."""

from decimal import Decimal

import numpy as np
import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.strategy import hybrid
from smd_workshop.library.strategy.hybrid import Evidence, Finding, Why

#: Two series that go together, from year to year too.
SOCIAL = (3, 5, 4, 7, 6, 9, 8, 12, 10, 13)
MONEY = (30, 52, 41, 69, 62, 88, 83, 119, 104, 128)


def series(numbers, first=2015):
    return {first + at: Decimal(n) for at, n in enumerate(numbers)}


def read(n=10, social=SOCIAL, money=MONEY, lags=1, finding=Finding.NONE):
    return hybrid.read(hybrid.joined(series(social[:n]), series(money[:n]), 0), lags, finding)


def test_five_years_are_needed():
    assert (read(4).evidence, read(4).why) == (Evidence.NONE, Why.FEW)
    assert (read(5).evidence, read(5).why) == (Evidence.PLAUSIBLE, Why.NOT_COMPARED)


def test_tested_needs_a_comparison_and_ten_years():
    assert read(10).evidence is Evidence.PLAUSIBLE
    nine = read(9, finding=Finding.SUPPORTS)
    assert (nine.evidence, nine.why) == (Evidence.PLAUSIBLE, Why.TOO_SHORT)
    assert read(10, finding=Finding.SUPPORTS).evidence is Evidence.TESTED
    against = read(10, finding=Finding.CONTRADICTS)
    assert (against.evidence, against.why) == (Evidence.NONE, Why.CONTRADICTED)


def test_a_comparison_makes_no_evidence_where_the_numbers_say_nothing():
    flat = read(money=(5, 1, 4, 2, 5, 1, 4, 2, 5, 1), finding=Finding.SUPPORTS)
    assert (flat.evidence, flat.why) == (Evidence.NONE, Why.ZERO)


def test_constant_series_and_exact_lines_say_nothing():
    assert read(money=(7,) * 10).why is Why.CONSTANT
    assert read(money=tuple(3 * n + 1 for n in SOCIAL)).why is Why.LINE


def test_a_shared_trend_alone_is_no_evidence():
    """Both rise over the years, and each time one jumps the other holds still (Yule 1926)."""
    rising = read(
        social=(1, 3, 4, 6, 7, 9, 10, 12, 13, 15), money=(1, 2, 4, 5, 7, 8, 10, 11, 13, 14)
    )
    assert rising.pearson > 0.95 and rising.interval[0] > 0.8
    assert rising.changes_pearson < 0
    assert (rising.evidence, rising.why) == (Evidence.NONE, Why.CHANGES)


@pytest.mark.parametrize("years", [6, 15])
@pytest.mark.parametrize("kind", ["trend", "walk with drift", "walk"])
def test_series_that_have_nothing_to_do_with_each_other_are_seldom_called_plausible(kind, years):
    """That both grow is no evidence: of 200 pairs at most one in ten gets the word (5 % are promised)."""
    chance = np.random.RandomState(7)

    def drawn():
        noise = chance.normal(size=years)
        told = {
            "trend": np.arange(years) + noise,
            "walk with drift": np.cumsum(1 + noise),
            "walk": np.cumsum(noise),
        }[kind]
        return {2000 + at: Decimal(f"{value:.6f}") for at, value in enumerate(told)}

    found = [hybrid.read(hybrid.joined(drawn(), drawn(), 0)).evidence for _ in range(200)]
    assert sum(each is not Evidence.NONE for each in found) <= 20


def test_gaps_leave_too_few_changes():
    social = {year: Decimal(n) for year, n in zip(range(2000, 2020, 2), SOCIAL, strict=True)}
    money = {year: Decimal(n) for year, n in zip(range(2000, 2020, 2), MONEY, strict=True)}
    found = hybrid.read(hybrid.joined(social, money, 0))
    assert (found.changes, found.why) == (0, Why.FEW_CHANGES)


def test_each_lag_that_was_looked_at_widens_the_interval_that_decides():
    one, seven = read(6), read(6, lags=7)
    assert one.interval == seven.interval
    assert seven.strict_interval[0] < one.strict_interval[0]
    near = (3, 5, 4, 7, 5, 4, 6, 7)
    money = (30, 40, 60, 70, 55, 45, 50, 65)
    alone = read(8, near, money)
    assert alone.strict_interval[0] > 0 > read(8, near, money, lags=7).strict_interval[0]
    assert read(8, near, money, lags=7).why is Why.ZERO


@each_case("lag", hybrid.LAGS)
def test_the_lag_says_which_years_meet(lag):
    found = hybrid.joined(series((1, 2, 3, 4)), series((10, 20, 30, 40)), lag)
    assert all(each.financial_year == each.year + lag for each in found)
    assert len(found) == 4 - abs(lag)


def test_what_nobody_knows_is_left_out_and_never_zero():
    social = series((1, 2, 3)) | {2016: None}
    assert [each.year for each in hybrid.joined(social, series((4, 5, 6)), 0)] == [2015, 2017]


NUMBERS = st.lists(st.integers(0, 50), min_size=0, max_size=14)


@settings(max_examples=cases(60, 2000))
@given(NUMBERS, NUMBERS, st.sampled_from(hybrid.LAGS), st.integers(1, 7), st.sampled_from(Finding))
def test_whatever_the_numbers_the_word_keeps_to_its_rules(social, money, lag, lags, finding):
    found = hybrid.read(hybrid.joined(series(social), series(money), lag), lags, finding)
    n = len(found.pairs)
    if found.evidence is not Evidence.NONE:
        low, high = found.strict_interval
        assert n >= 5 and found.changes >= 4 and (low > 0 or high < 0)
        assert finding is not Finding.CONTRADICTS
    if found.evidence is Evidence.TESTED:
        assert n >= 10 and finding is Finding.SUPPORTS
    assert found.pearson is None or -1 <= found.pearson <= 1
    more = hybrid.read(found.pairs, lags + 1, finding)
    order = (Evidence.NONE, Evidence.PLAUSIBLE, Evidence.TESTED)
    assert order.index(more.evidence) <= order.index(found.evidence), (
        "looking more often proves more"
    )
