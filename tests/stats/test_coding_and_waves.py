"""What compares coders and waves, against published numbers: V11, V12, V15 and V17 of the verification cases."""

from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.library.stats.agreement.intraclass import intraclass
from smd_workshop.library.stats.agreement.kappa import cohen, fleiss
from smd_workshop.library.stats.agreement.kappa import interval as kappa_interval
from smd_workshop.library.stats.samples.raking import rake
from smd_workshop.library.stats.signed_rank import signed_rank

JUDGES = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]


def test_v11_intraclass_correlations_of_shrout_and_fleiss():
    found = intraclass(JUDGES)
    assert (found.between, found.judges, found.error) == pytest.approx(
        (11.24, 32.49, 1.02), abs=5e-3
    )
    assert (found.one, found.two, found.three) == pytest.approx((0.166, 0.290, 0.715), abs=5e-4)
    means = (found.one_mean, found.two_mean, found.three_mean)
    assert means == pytest.approx((0.443, 0.620, 0.909), abs=5e-4)
    assert intraclass([(1, 2)]) is intraclass([]) is intraclass([(1, 1), (1, 1)]) is None


def crossed(order):
    """The table of the two coders, as it is printed."""
    table = {"F": (3, 1, 0, 0), "P": (0, 5, 1, 0), "M": (0, 1, 4, 1), "D": (0, 0, 1, 3)}
    place = "FPMD".index
    return [[table[a][place(b)] for b in order] for a in order]


def test_v12_kappa_with_its_trap():
    """0.718 is printed for the squared weights, and is that of the alphabet: D F M P is not the order of the grades."""
    assert float(cohen(crossed("FPMD"))) == pytest.approx(0.659864, abs=5e-7)
    assert float(cohen(crossed("DFMP"))) == pytest.approx(0.659864, abs=5e-7)
    assert float(cohen(crossed("FPMD"), "squared")) == pytest.approx(0.875, abs=1e-9)
    assert float(cohen(crossed("DFMP"), "squared")) == pytest.approx(0.717742, abs=5e-7)


def test_v12_agreement_that_chance_explains():
    table = [[80, 5], [10, 5]]
    assert float(cohen(table)) == pytest.approx(0.318, abs=5e-4)
    assert cohen(table, "linear") == cohen(table)
    assert cohen([[7, 0], [0, 0]]) is None
    with pytest.raises(KeyError):
        cohen(table, "cubic")


THREE = [
    "111",
    "222",
    "333",
    "112",
    "223",
    "333",
    "111",
    "232",
    "111",
    "222",
    "333",
    "121",
    "222",
    "333",
    "111",
]


def test_the_margin_of_kappa_is_the_same_each_time_holds_it_and_is_wide_where_few_were_coded():
    few, many = [[4, 1], [1, 4]], [[400, 100], [100, 400]]
    low, high = kappa_interval(few)
    assert low < 0.1 and high > 0.6 and kappa_interval(few) == (low, high)
    near, far = kappa_interval(many)
    assert near == pytest.approx(0.55, abs=0.02) and far == pytest.approx(0.65, abs=0.02)
    always = kappa_interval([[3, 0], [0, 12]])
    assert always[1] == 1 and always[0] < 0.8, "that all agreed of few is no certainty"
    assert kappa_interval([[0, 0], [0, 9]]) is None


def test_kappa_by_how_far_categories_are_apart_counts_the_steps_or_their_squares():
    """Counted by hand: of 4 one is a step off; by chance 14 steps of 16 pairs, and 24 squared."""
    table = [[2, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert cohen(table, "linear") == 1 - Fraction(1, 4) / Fraction(14, 16)
    assert cohen(table, "squared") == 1 - Fraction(1, 4) / Fraction(24, 16)


def test_two_things_of_two_judges_have_an_intraclass_correlation():
    found = intraclass([(1, 2), (3, 4)])
    assert found is not None and found.three_mean == 1


def test_v12_kappa_of_three_coders():
    table = [[Counter(row)[c] for c in "123"] for row in THREE]
    assert float(fleiss(table)) == pytest.approx(0.732938, abs=5e-7)
    assert fleiss([[2, 0], [0, 2], [1, 1]]) == Fraction(1, 3)  # two coders are enough
    assert fleiss([[3, 0], [3, 0]]) is None
    assert fleiss([[1, 0]]) is None
    assert fleiss([]) is None
    with pytest.raises(ValueError, match="same number"):
        fleiss([[3, 0], [2, 0]])


X = ["1.83", ".50", "1.62", "2.48", "1.68", "1.88", "1.55", "3.06", "1.30"]
Y = [".878", ".647", ".598", "2.05", "1.06", "1.29", "1.06", "3.14", "1.29"]


def test_v15_the_depression_scores_of_r():
    found = signed_rank([Fraction(x) - Fraction(y) for x, y in zip(X, Y, strict=True)])
    assert found.positive == 40
    assert float(found.greater) == 0.01953125
    assert float(found.two_sided) == 0.0390625


@given(st.lists(st.integers(-4, 4), max_size=9))
def test_all_signs_are_counted_one_by_one(differences):
    found = signed_rank(differences)
    sizes = [abs(each) for each in differences if each]
    if not sizes:
        assert found is None
        return
    ranks = [sum(o < s for o in sizes) + (sum(o == s for o in sizes) + 1) / 2 for s in sizes]
    mine = sum(r for r, d in zip(ranks, filter(None, differences), strict=True) if d > 0)
    sums = [sum(r for r, up in zip(ranks, signs, strict=True) if up) for signs in product((0, 1), repeat=len(ranks))]  # fmt: skip
    assert found.positive == mine
    assert found.greater == Fraction(sum(s >= mine for s in sums), len(sums))
    assert found.less == Fraction(sum(s <= mine for s in sums), len(sums))


SEED = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
RAKED = [
    [64.56, 46.23, 35.38, 3.82], [49.97, 68.16, 156.50, 25.37],
    [56.72, 144.43, 145.08, 53.77], [28.75, 41.18, 63.03, 17.03],
]  # fmt: skip


def test_v17_raking_meets_both_margins():
    rows, columns = [150, 300, 400, 150], [200, 300, 400, 100]
    fitted = rake(SEED, rows, columns)
    assert fitted == pytest.approx(np.array(RAKED), abs=5e-3)
    assert fitted.sum(axis=1) == pytest.approx(rows, abs=1e-7)
    assert fitted.sum(axis=0) == pytest.approx(columns, abs=1e-7)


def test_margins_that_nothing_meets_are_refused():
    with pytest.raises(ValueError, match="margins"):
        rake([[1, 1], [1, 1]], [3, 1], [1, 1])
    with pytest.raises(ValueError, match="no weights"):
        rake([[0, 1], [0, 1]], [1, 1], [1, 1])
    with pytest.raises(ValueError, match="below zero"):
        rake([[-1, 1], [0, 1]], [1, 1], [1, 1])


def test_of_two_sides_that_weigh_alike_chance_alone_is_whole_and_no_more():
    """One and two up, three down: five of eight ways of signs come as far on either side."""
    found = signed_rank([Fraction(1), Fraction(2), Fraction(-3)])
    assert (found.greater, found.less, found.two_sided) == (Fraction(5, 8), Fraction(5, 8), 1)
