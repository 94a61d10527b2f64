"""The shared formulae against published numbers: a wrong constant here would be wrong on every page."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.library.sectors.balance import effective_size
from smd_workshop.library.stats.agreement.agreement import kendall_w, krippendorff_alpha, ranks
from smd_workshop.library.stats.percentiles import median, percentile
from smd_workshop.library.stats.ranking import share_in_top
from smd_workshop.library.stats.samples.bootstrap import Z_95, Sample, spread, t_975
from smd_workshop.library.stats.samples.proportions import (
    balanced,
    clopper_pearson,
    is_firm,
    put_together,
    wilson,
)

# Zar 2010, example 20.5: wing, tail and bill of twelve birds; rank sums as printed by unistat.com/656.
BIRDS = [
    [10.4, 10.8, 11.1, 10.2, 10.3, 10.2, 10.7, 10.5, 10.8, 11.2, 10.6, 11.4],
    [7.4, 7.6, 7.9, 7.2, 7.4, 7.1, 7.4, 7.2, 7.8, 7.7, 7.8, 8.3],
    [17.0, 17.0, 20.0, 14.5, 15.5, 13.0, 19.5, 16.0, 21.0, 20.0, 18.0, 22.0],
]

# Krippendorff 2011, four observers and twelve units with gaps.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def test_kendall_w_of_the_twelve_birds():
    assert list(ranks(BIRDS).sum(axis=0)) == [
        14.5,
        21,
        30.5,
        6,
        11,
        3.5,
        20,
        11.5,
        29,
        28.5,
        22.5,
        36,
    ]
    assert kendall_w(BIRDS) == pytest.approx(0.9241352201, abs=1e-9)


def test_kendall_w_counts_a_row_as_often_as_it_was_given():
    assert kendall_w(BIRDS[:2], [2, 1]) == pytest.approx(kendall_w([BIRDS[0], BIRDS[0], BIRDS[1]]))


@each_case("scores", [[], [[1, 2, 3]], [[1], [2]], [[5, 5], [5, 5]]])
def test_kendall_w_is_not_defined_for_one_judge_one_item_or_only_ties(scores):
    assert kendall_w(scores) is None


@each_case(
    ("level", "alpha"),
    [("nominal", 0.743421), ("ordinal", 0.815388), ("interval", 0.849107), ("ratio", 0.797403)],
)
def test_krippendorff_alpha_of_the_canonical_data(level, alpha):
    table = [
        [sum(row[unit] == value for row in OBSERVERS) for value in range(1, 6)]
        for unit in range(12)
    ]
    assert krippendorff_alpha(table, [1, 2, 3, 4, 5], level) == pytest.approx(alpha, abs=1e-6)


def test_krippendorff_alpha_is_not_defined_without_variation_or_pairs():
    assert krippendorff_alpha([[0, 3], [0, 2]], [1, 2]) is None
    assert krippendorff_alpha([[1, 0], [0, 1]], [1, 2]) is None


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"), [(15, 20, 0.531299, 0.888138), (6, 8, 0.409275, 0.928521)]
)
def test_wilson_interval(yes, n, low, high):
    assert wilson(yes, n) == pytest.approx((low, high), abs=1e-6)


@each_case(("yes", "n", "firm"), [
    (6, 8, False), (7, 8, True), (8, 8, True), (1, 1, False), (4, 4, True), (15, 20, True), (14, 20, False), (10, 20, False),
])  # fmt: skip
def test_a_share_is_firm_where_its_interval_leaves_one_half_out(yes, n, firm):
    """Six of eight are 75 %, and could be 41 %. What few share is the mirror of what many do."""
    assert is_firm(wilson(yes, n)) == firm == is_firm(wilson(n - yes, n))


def test_a_share_is_firm_only_against_what_decides():
    """51 to 87 % is above one half; where 2/3 are needed it settles nothing, nor does it beside 75 % and 15 %."""
    assert is_firm((0.51, 0.87)) and not is_firm((0.51, 0.87), Fraction(2, 3))
    assert is_firm((0.70, 0.87), Fraction(2, 3)) and is_firm((0.51, 0.62), Fraction(2, 3))
    assert is_firm((0.2, 0.7), 0.75, 0.15) and not is_firm((0.1, 0.7), 0.75, 0.15)


def test_wilson_keeps_to_what_is_possible():
    assert wilson(0, 5)[0] == 0
    assert wilson(5, 5)[1] == 1
    assert wilson(0, 0) is None


def test_clopper_pearson_interval():
    assert clopper_pearson(15, 20) == pytest.approx((0.508954, 0.913429), abs=1e-6)
    assert clopper_pearson(0, 10) == pytest.approx((0, 0.308498), abs=1e-6)
    assert clopper_pearson(10, 10) == pytest.approx((0.691502, 1), abs=1e-6)


def test_two_intervals_are_put_together_as_newcombe_did():
    # Newcombe 1998, method 10, for 56/70 - 48/80: 0.0524 to 0.3339. Of "no" the share is the complement.
    rows = [(1, 56 / 70, *wilson(56, 70)), (1, 32 / 80, *wilson(32, 80))]
    low, high = put_together(rows)
    assert (2 * low - 1, 2 * high - 1) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_sectors_without_answers_or_weight_change_nothing():
    assert balanced([(6, 8)]) == pytest.approx(clopper_pearson(6, 8))
    assert balanced([(6, 8), (0, 0)]) == balanced([(6, 8)])
    assert balanced([(6, 8), (0, 5)], [2, 0]) == pytest.approx(balanced([(6, 8)]))
    assert balanced([(0, 0)]) is None
    assert balanced([]) is None
    assert balanced([(1, 2)], [0]) is None


@each_case("sizes", [(12, 3, 2, 3), (3, 3, 3, 3), (12, 1, 1, 3), (6, 6, 6)])
def test_the_balanced_interval_holds_the_true_share_as_often_as_it_says(sizes):
    """Every outcome that can happen, each with its probability; the true shares differ by sector."""
    outcomes = list(product(*(range(n + 1) for n in sizes)))
    ends = np.array([balanced(list(zip(outcome, sizes, strict=True))) for outcome in outcomes])
    covered = []
    for centre, apart in product((0.2, 0.35, 0.5, 0.65, 0.8), (0, 0.15)):
        true = [centre + apart * (-1) ** s for s in range(len(sizes))]
        mean = sum(true) / len(true)
        chances = [
            math.prod(
                math.comb(n, k) * p**k * (1 - p) ** (n - k)
                for k, n, p in zip(outcome, sizes, true, strict=True)
            )
            for outcome in outcomes
        ]
        assert sum(chances) == pytest.approx(1)
        held = (ends[:, 0] <= mean) & (mean <= ends[:, 1])
        covered.append(float(np.dot(held, chances)))
    assert min(covered) > 0.94
    assert 0.95 < sum(covered) / len(covered) < 0.985


def test_kish_twenty_people_in_unequal_sectors_count_as_12_8():
    assert effective_size([12, 3, 2, 3]) == pytest.approx(12.8)
    assert effective_size([0, 0]) is None
    halves = [(Fraction(1), 12), (Fraction(1), 3), (Fraction(1), 2), (Fraction(1), 3)]
    assert effective_size(halves) == pytest.approx(12.8)
    # Where sectors weigh as they are large, everybody counts alike.
    assert effective_size([(Fraction(4), 12), (Fraction(1), 3)]) == pytest.approx(15)
    # Without a weight a sector weighs 1, also beside one that says so.
    assert effective_size([12, (Fraction(1), 3), (Fraction(1), 2), 3]) == pytest.approx(12.8)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(0, 10))
def test_percentiles_are_numpys_linear_ones(values, tenth):
    counts = {value: values.count(value) for value in values}
    assert float(percentile(counts, Fraction(tenth, 10))) == pytest.approx(
        np.percentile(values, 10 * tenth)
    )
    assert float(median(counts)) == np.median(values)


def test_a_percentile_of_nothing_is_nothing():
    assert percentile({}, Fraction(1, 2)) is None


def test_share_in_top_by_full_enumeration():
    """Three voters, all 27 resamples listed: 20/27, 7/27 and 0 come first."""
    rows = np.array([[9, 5, 1], [2, 8, 6], [7, 3, 4]])
    means = np.array([rows[list(drawn)].sum(axis=0) for drawn in product(range(3), repeat=3)])
    assert share_in_top(means, 1) == pytest.approx([20 / 27, 7 / 27, 0])
    assert share_in_top(means, 2) == pytest.approx(
        [0.7962962962962963, 0.9074074074074074, 0.2962962962962963]
    )


@given(
    st.integers(1, 6),
    st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=1, max_size=8),
)
def test_shares_in_the_top_add_to_its_places(top, values):
    assert share_in_top(values, top).sum() == pytest.approx(min(top, 5))


def samples(sectors):
    return [Sample(np.array(rows, dtype=float), np.array(counts)) for rows, counts in sectors]


def test_the_spread_has_the_variance_of_the_balanced_mean():
    """Pooled variance s², sectors n: Var = s²/S² Σ 1/n, and t/1.96 on top."""
    rng = np.random.RandomState(7)
    sizes = [12, 3, 2, 3]
    sectors = [(rng.normal(5, 2, (n, 1)), [1] * n) for n in sizes]
    pooled = sum(((rows - rows.mean()) ** 2).sum() for rows, _ in sectors) / sum(
        n - 1 for n in sizes
    )
    expected = (
        np.sqrt(pooled / 16 * sum(1 / n for n in sizes))
        * t_975(np.array([16]))[0]
        / 1.959963984540054
    )
    assert spread(samples(sectors), 1, 20000).deviations[:, 0].std() == pytest.approx(
        expected, rel=0.03
    )


def test_gaps_do_not_narrow_the_spread():
    """A person without a number for an item is no observation of it."""
    full = [([[1], [5], [9], [4]], [1] * 4), ([[2], [8], [7], [3]], [1] * 4)]
    gaps = [([*rows, [np.nan], [np.nan]], [1, 1, 1, 1, 3, 1]) for rows, _ in full]
    wide = spread(samples(full), 1, 20000).deviations.std()
    assert spread(samples(gaps), 1, 20000).deviations.std() == pytest.approx(wide, rel=0.03)


def test_a_single_person_borrows_the_spread_of_the_others():
    lonely = spread(samples([([[1.0], [9.0], [5.0]], [1, 1, 1]), ([[5.0]], [1])]), 1, 5000)
    assert lonely.df[0] == 2
    # It is a sector like the others: the mean is that of two, and half of its deviation counts.
    expected = np.sqrt(16 / 4 * (1 / 3 + 1)) * float(t_975(np.array([2]))[0]) / Z_95
    assert lonely.deviations.std() == pytest.approx(expected, rel=0.05)


def test_nothing_is_said_about_single_persons_only():
    alone = spread(samples([([[1.0]], [1]), ([[9.0]], [1])]), 1)
    assert alone.interval(0, 5.0, 1, 9) is None


def test_counts_weigh_like_repeated_rows():
    rows = [[2.0, 3.0], [8.0, 1.0]]
    once = spread(samples([(rows, [300, 200])]), 3, 4000).deviations.std(axis=0)
    each = spread(samples([(rows[:1] * 300 + rows[1:] * 200, [1] * 500)]), 3, 4000).deviations.std(
        axis=0
    )
    assert once == pytest.approx(each, rel=0.06)


def test_the_interval_covers_what_it_promises():
    """Sizes 12, 3, 2 and 3: the plain stratified bootstrap would cover 80 %."""
    rng = np.random.RandomState(5)
    hits, rounds = 0, 300
    for _ in range(rounds):
        sectors = [(rng.normal(0, 1, (n, 1)), [1] * n) for n in (12, 3, 2, 3)]
        estimate = float(np.mean([rows.mean() for rows, _ in sectors]))
        low, high = spread(samples(sectors), 1, 300).interval(0, estimate, -99, 99)
        hits += low <= 0 <= high
    assert 0.91 <= hits / rounds <= 0.985


def test_the_same_seed_gives_the_same_interval():
    sectors = samples([([[1.0], [9.0], [4.0]], [11, 13, 17])])
    first, second, other = (spread(sectors, seed).interval(0, 5, -99, 99) for seed in (1, 1, 2))
    assert first == second
    assert first != other
