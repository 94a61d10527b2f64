"""The formulae of surveys against published numbers; V1 to V19 are the numbers of the verification cases.

V11, V12, V15 and V17 stand in test_coding_and_waves.py. V13 is about the bootstrap, which no figure uses (docs/adr/0035).
V20, that no hidden cell can be worked out, is about tables by group, which belong to the pages.
"""

import math
from collections import Counter
from itertools import combinations_with_replacement

import numpy as np
import pytest
from attitude import ATTITUDE, LIKERT, NAMES, columns
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.library.stats import net_promoter
from smd_workshop.library.stats.agreement import reliability
from smd_workshop.library.stats.agreement.rank_correlation import spearman
from smd_workshop.library.stats.agreement.reliability import (
    Products,
    alpha,
    feldt,
    omega,
    one_factor,
)
from smd_workshop.library.stats.regression import least_squares
from smd_workshop.library.stats.samples import finite
from smd_workshop.library.stats.samples.clustered import design_effect, standard_error
from smd_workshop.library.stats.samples.proportions import clopper_pearson, difference, wilson


def products(rows):
    return Products.of(np.array(rows, dtype=float))


def scatter(rows):
    return products(rows).scatter()


@each_case(
    ("yes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_v1_wilson_as_newcombe_printed_it(yes, n, low, high):
    assert wilson(yes, n) == pytest.approx((low, high), abs=5e-5)


@each_case(
    ("yes", "n", "of_wilson", "exact"),
    [
        (18, 20, (0.6989663547715128, 0.972133518786232), (0.6830172859809176, 0.9876514728297052)),
        (4, 20, (0.0806576625797981, 0.4160174322518935), (0.05733399705003284, 0.436614002996668)),
        (4, 200, (0.00780442641634947, 0.05028708690582643), (0.005475565879556443, 0.05041360908989634)),
        (190, 200, (0.910421851861224, 0.972617354399236), (0.9099724622986486, 0.975765834527891)),
    ],
)  # fmt: skip
def test_v2_wilson_and_clopper_pearson_as_r_prints_them(yes, n, of_wilson, exact):
    assert wilson(yes, n) == pytest.approx(of_wilson, abs=1e-12)
    assert clopper_pearson(yes, n) == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize(("yes", "n"), [(38, 38), (0, 77)])
def test_v2_no_interval_leaves_what_is_possible(yes, n):
    for low, high in (wilson(yes, n), clopper_pearson(yes, n)):
        assert 0 <= low <= yes / n <= high <= 1
    assert wilson(0, 0) is None


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
    ],
)
def test_v3_the_difference_of_two_shares_as_newcombe_printed_it(first, second, low, high):
    assert difference(first, second) == pytest.approx((low, high), abs=5e-5)
    assert difference(second, first) == pytest.approx((-high, -low), abs=5e-5)
    assert difference(first, (0, 0)) is None


KREJCIE = {
    10: 10, 15: 14, 20: 19, 25: 24, 30: 28, 35: 32, 40: 36, 45: 40, 50: 44, 55: 48, 60: 52, 65: 56,
    70: 59, 75: 63, 80: 66, 85: 70, 90: 73, 95: 76, 100: 80, 110: 86, 220: 140, 230: 144, 240: 148,
    250: 152, 1200: 291, 1300: 297, 1400: 302, 1500: 306, 2800: 338,
}  # fmt: skip


def test_v4_sizes_of_samples_as_krejcie_and_morgan_printed_them():
    assert {n: round(finite.krejcie_morgan(n)) for n in KREJCIE} == KREJCIE
    exact = {13: 12.606, 100: 79.507, 1000: 277.709, 10**6: 383.953}
    for n, size in exact.items():
        assert finite.krejcie_morgan(n) == pytest.approx(size, abs=5e-4)


def test_v5_sizes_of_samples_by_cochran():
    sizes = {13: 13, 100: 80, 500: 218, 1000: 278, 10000: 370}
    assert {n: finite.cochran(n) for n in sizes} == sizes


def test_v6_the_exact_set_holds_what_is_not_rejected_and_no_more():
    """The R package samplingbook prints 110 to 161 and 2 to 19: the first counts on each side that are rejected."""
    assert finite.exact_set(45, 100, 300) == (111, 160)
    assert finite.exact_set(2, 100, 300) == (2, 18)
    assert finite.standard_error(45, 100, 300) == pytest.approx(0.0408, abs=5e-5)
    assert finite.standard_error(2, 100, 300) == pytest.approx(0.0115, abs=5e-5)
    assert finite.standard_error(1, 1, 300) is None


@each_case(
    ("n", "k", "low", "high"),
    [
        (13, 12, 12, 12), (12, 11, 11, 12), (11, 10, 10, 12), (10, 9, 10, 12), (9, 9, 11, 13),
        (8, 8, 10, 13), (8, 7, 8, 12), (6, 5, 6, 12), (0, 0, 0, 13),
    ],
)  # fmt: skip
def test_the_exact_sets_of_thirteen_users(n, k, low, high):
    assert finite.exact_set(k, n, 13) == (low, high)


def tails(k, n, population):
    """Both tails for each possible count, times 40, as whole numbers over C(N, n)."""
    all_ways = math.comb(population, n)
    for m in range(population + 1):
        ways = [math.comb(m, x) * math.comb(population - m, n - x) for x in range(n + 1)]
        yield m, 40 * sum(ways[k:]) > all_ways and 40 * sum(ways[: k + 1]) > all_ways


@pytest.mark.parametrize("population", [1, 2, 7, 13, 40, 41])
def test_the_exact_set_is_that_of_whole_numbers(population):
    """In 40 people the chance of 1 is exactly 0.025, and a float would decide by its last digit."""
    for n in range(population + 1):
        for k in range(n + 1):
            accepted = [m for m, held in tails(k, n, population) if held]
            assert finite.exact_set(k, n, population) == (accepted[0], accepted[-1])


def test_a_count_exactly_at_the_limit_is_rejected_in_a_large_population_too():
    assert finite.exact_set(1, 1, 10**6)[0] == 25_001
    assert finite.exact_set(0, 1, 10**6)[1] == 10**6 - 25_001


def test_the_exact_set_of_a_large_population_is_near_the_normal_one():
    k, n, population = 91_790, 100_000, 10**6
    share = k / n
    half = 1.96 * math.sqrt(share * (1 - share) / n * (1 - n / population))
    low, high = finite.exact_set(k, n, population)
    assert low / population == pytest.approx(share - half, abs=2e-5)
    assert high / population == pytest.approx(share + half, abs=2e-5)


def test_whole_numbers_decide_only_where_a_float_cannot(monkeypatch):
    """Of a thousand million people they have thousands of digits, and each count would take seconds."""
    monkeypatch.setattr(finite.math, "comb", None)
    low, high = finite.exact_set(197, 1000, 10**9)
    assert (low / 1e9, high / 1e9) == pytest.approx(clopper_pearson(197, 1000), abs=1e-6)


def test_an_impossible_count_is_refused():
    with pytest.raises(ValueError, match="not possible"):
        finite.exact_set(3, 2, 13)


def test_v7_alpha_of_the_attitude_data():
    table = scatter(ATTITUDE)
    assert float(alpha(table)) == pytest.approx(0.843143, abs=5e-7)
    assert reliability.mean_inter_item(table) == pytest.approx(0.426907, abs=5e-7)
    assert feldt(float(alpha(table)), 30, 7) == pytest.approx((0.739376, 0.915773), abs=5e-7)
    dropped = [float(each) for each in reliability.alpha_without(table)]
    assert dropped == pytest.approx([0.810, 0.797, 0.828, 0.803, 0.795, 0.864, 0.840], abs=5e-4)
    total = reliability.item_totals(table)
    assert total == pytest.approx(
        [0.6713, 0.7421, 0.5607, 0.7144, 0.7863, 0.2650, 0.4608], abs=5e-5
    )
    for names, value in {
        ("complaints", "learning", "raises"): 0.833,
        ("complaints", "privileges", "learning", "raises", "advance"): 0.835,
    }.items():
        assert float(alpha(scatter(columns(*names)))) == pytest.approx(value, abs=5e-4)


def test_v8_alpha_of_ten_likert_items():
    coefficient = float(alpha(scatter(LIKERT)))
    assert coefficient == pytest.approx(0.5917188485995826, abs=1e-15)
    assert feldt(coefficient, 15, 10) == pytest.approx((0.194921, 0.839821), abs=5e-7)


def from_loadings(loadings):
    table = np.outer(loadings, loadings)
    np.fill_diagonal(table, 1)
    return table


def of(fitted):
    common = sum(fitted.loadings) ** 2
    return common / (common + sum(fitted.unique))


def test_v9_omega_is_recovered_from_a_table_that_has_one_factor():
    table = from_loadings([0.8, 0.7, 0.6, 0.5])
    assert of(one_factor(table)) == pytest.approx(0.7494456763, abs=1e-6)
    whole = (table * 10_000).round().astype(int).tolist()
    assert float(alpha(whole)) == pytest.approx(0.7420546933, abs=1e-9)
    assert omega(whole) == pytest.approx(0.7494456763, abs=1e-6)


def test_v9_omega_of_three_items_is_its_closed_form():
    table = scatter(columns("complaints", "learning", "raises"))
    assert omega(table) == pytest.approx(0.835686, abs=5e-7)
    s = [[cell / (30 * 29) for cell in row] for row in table]
    loadings = [
        math.sqrt(s[0][1] * s[0][2] / s[1][2]),
        math.sqrt(s[0][1] * s[1][2] / s[0][2]),
        math.sqrt(s[0][2] * s[1][2] / s[0][1]),
    ]
    assert omega(table) == pytest.approx(sum(loadings) ** 2 / sum(map(sum, s)), abs=1e-6)


def test_v9_omega_of_the_attitude_data():
    fitted = one_factor(np.corrcoef(np.array(ATTITUDE).T))
    assert fitted.loadings == pytest.approx(
        [0.852477, 0.902241, 0.592706, 0.730697, 0.764994, 0.246093, 0.377845], abs=2e-6
    )
    assert of(fitted) == pytest.approx(0.840544, abs=1e-6)
    assert omega(scatter(ATTITUDE)) == pytest.approx(0.856327, abs=1e-6)


@given(st.lists(st.floats(0.3, 0.9), min_size=4, max_size=7))
def test_v9_omega_is_no_less_than_alpha_and_the_same_where_loadings_are(loadings):
    for each in (loadings, loadings[:1] * len(loadings)):
        table = from_loadings(each)
        items = len(each)
        known = items / (items - 1) * (1 - items / table.sum())
        assert of(one_factor(table)) >= known - 1e-6
    assert of(one_factor(table)) == pytest.approx(known, abs=1e-6)


def test_omega_is_not_told_where_one_factor_does_not_fit():
    twice = [[row[0], row[0], row[1], row[2]] for row in LIKERT]
    assert omega(scatter(twice)) is None
    assert omega(scatter([[1, 1, 2], [1, 2, 3], [1, 4, 4]])) is None
    assert omega(scatter([row[:2] for row in LIKERT])) is None


@each_case(
    ("value", "n", "k", "low", "high"),
    [
        (0.85, 13, 3, 0.619, 0.950), (0.85, 13, 4, 0.651, 0.949), (0.85, 13, 22, 0.701, 0.946),
        (0.90, 13, 28, 0.801, 0.964), (0.85, 30, 4, 0.738, 0.922), (0.85, 100, 4, 0.795, 0.893),
        (0.85, 200, 4, 0.813, 0.881),
    ],
)  # fmt: skip
def test_v10_how_wide_alpha_is(value, n, k, low, high):
    assert feldt(value, n, k) == pytest.approx((low, high), abs=5e-4)


@each_case(
    ("item", "rho"),
    [
        ("complaints", 0.8322), ("privileges", 0.4843), ("learning", 0.6173), ("raises", 0.5981),
        ("critical", 0.0482), ("advance", 0.2029),
    ],
)  # fmt: skip
def test_v14_derived_importance_of_the_attitude_data(item, rho):
    table = Counter(map(tuple, columns("rating", item)))
    assert spearman(table) == pytest.approx(rho, abs=5e-5)
    assert NAMES[0] == "rating"


def test_v14_the_regression_of_the_attitude_data():
    fit = least_squares(products(ATTITUDE), 0)
    assert float(fit.intercept) == pytest.approx(10.787076, abs=5e-7)
    assert [float(b) for b in fit.coefficients] == pytest.approx(
        [0.613188, -0.073050, 0.320332, 0.081732, 0.038381, -0.217057], abs=5e-7
    )
    assert float(fit.explained) == pytest.approx(0.732602, abs=5e-7)
    assert float(fit.adjusted) == pytest.approx(0.662846, abs=5e-7)
    assert fit.residual_error == pytest.approx(7.067994, abs=5e-7)
    assert float(fit.f) == pytest.approx(10.502351, abs=5e-7)


def test_a_regression_needs_people_and_items_that_differ():
    assert least_squares(products([[1, 2], [2, 5]]), 0) is None
    assert least_squares(products([[1], [2], [3]]), 0) is None
    assert least_squares(products([[5, 1], [5, 2], [5, 4]]), 0) is None
    assert least_squares(products([[1, 2, 2], [2, 3, 3], [4, 1, 1], [5, 5, 5]]), 0) is None
    exact = least_squares(products([[1, 1], [3, 2], [5, 3]]), 0)
    assert (exact.intercept, exact.coefficients, exact.explained, exact.f) == (-1, (2,), 1, None)


def test_a_rank_correlation_needs_two_answers_on_each_side():
    assert spearman({(1, 1): 3, (1, 2): 4}) is None
    assert spearman({}) is None
    assert spearman({(1, 1): 1, (2, 2): 1}) == 1
    assert spearman({(1, 2): 1, (2, 1): 1}) == -1


@each_case(
    ("up", "down", "n", "low", "high"),
    [(19, 9, 36, -0.0044, 0.5172), (9, 1, 13, 0.1645, 0.8355), (13, 0, 13, 0.5694, 1), (0, 13, 13, -1, -0.5694)],
)  # fmt: skip
def test_v16_the_net_promoter_score_stays_between_minus_one_and_one(up, down, n, low, high):
    assert net_promoter.adjusted_wald(up, down, n) == pytest.approx((low, high), abs=5e-5)
    assert net_promoter.adjusted_wald(0, 0, 0) is None


def test_v18_the_answers_of_one_person_belong_together():
    apart = {(15, 15): 11, (14, 15): 1, (0, 15): 1}
    even = {(14, 15): 10, (13, 15): 3}
    for pairs, error in ((apart, 0.076666), (even, 0.008108)):
        assert sum(k * like for (k, _), like in pairs.items()) == 179
        assert standard_error(pairs) == pytest.approx(error, abs=5e-7)
        assert standard_error(pairs, 13) == 0
    assert wilson(179, 195) == pytest.approx((0.870883, 0.948865), abs=5e-7)
    assert design_effect(even) < 1
    assert design_effect(apart) > 10
    assert design_effect({(0, 15): 3}) is None
    assert design_effect({(0, 15): 12, (1, 15): 1}) == pytest.approx(1, abs=0.1)


def test_v19_which_numbers_of_people_can_give_91_79_per_cent():
    fits = [n for n in range(1, 200) if any(round(10_000 * k / n) == 9179 for k in range(n + 1))]
    assert fits == [134, 195]


@given(
    st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=12),
    st.integers(2, 4),
)
def test_alpha_does_not_change_if_everybody_answers_twice(rows, times):
    once, more = scatter(rows), scatter(rows * times)
    assert alpha(once) == alpha(more)
    assert reliability.item_totals(once) == pytest.approx(reliability.item_totals(more))


def test_correlations_are_numpys():
    rows = np.array(LIKERT)
    expected = np.corrcoef(rows.T)
    table = scatter(rows)
    for i, j in combinations_with_replacement(range(10), 2):
        found = reliability.correlation(table[i][i], table[j][j], table[i][j])
        assert found == pytest.approx(expected[i, j])
    assert reliability.mean_inter_item(scatter([[1, 2], [1, 3]])) is None
    assert reliability.mean_inter_item(scatter([[1], [2]])) is None
