"""Agreement beside chance: a W without what chance gives makes five people who do not agree look as if they did."""

from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st

from smd_workshop.library.stats.agreement import concordance as module
from smd_workshop.library.stats.agreement.agreement import kendall_w
from smd_workshop.library.stats.agreement.concordance import concordance
from smd_workshop.library.stats.agreement.consensus import tastle_wierman, within_0_and_1


def alike(rows):
    return concordance(rows, [1] * len(rows), [1] * len(rows))


@st.composite
def panels(draw, most_items=7):
    items = draw(st.integers(2, most_items))
    row = st.lists(st.integers(1, 9), min_size=items, max_size=items)
    rows = draw(st.lists(row, min_size=1, max_size=5))
    many = st.lists(st.integers(1, 4), min_size=len(rows), max_size=len(rows))
    weights = st.lists(st.sampled_from([1.0, 0.25, 3.0]), min_size=len(rows), max_size=len(rows))
    return rows, draw(many), draw(weights)


# Kendall 1970, Rank Correlation Methods, tables of S: chances of at least 18 and 14 of three judges of three items;
# Siegel 1956, table N: four judges of four items with a chi-squared of 10.2 and 12.
@each_case(
    ("rows", "w", "p"),
    [
        ([[1, 2, 3]] * 3, 1.0, 0.028),
        ([[1, 2, 3], [1, 2, 3], [1, 3, 2]], 14 / 18, 0.194),
        ([[1, 2, 3, 4]] * 3 + [[2, 1, 4, 3]], 0.85, 0.0027),
        ([[1, 2, 3, 4]] * 4, 1.0, 0.000072),
    ],
)
def test_small_panels_have_the_chances_of_the_printed_tables(rows, w, p):
    found = alike(rows)
    assert (found.w, found.p) == (pytest.approx(w), pytest.approx(p, rel=0.02))
    assert found.p_by == "enumeration"


def test_what_is_enumerated_is_every_way_to_shuffle_every_person():
    rows, weights = [[1, 2, 2], [3, 1, 2], [1, 2, 3]], [0.5, 0.25, 0.25]
    found = concordance(rows, [1, 1, 1], weights)
    ranked = np.array([[1, 2.5, 2.5], [3, 1, 2], [1, 2, 3]]) - 2

    def apart(chosen):
        return ((np.array(weights) @ np.array(chosen)) ** 2).sum()

    reached = apart(ranked)
    every = [apart(each) for each in product(*(permutations(row) for row in ranked))]
    assert found.p == pytest.approx(np.mean([each >= reached - 1e-9 for each in every]))
    assert found.by_chance == pytest.approx(np.mean(every) / (weights @ (ranked**2).sum(axis=1)))


def test_drawn_chances_are_near_the_enumerated_ones_and_always_the_same(monkeypatch):
    rows = [[1, 2, 3, 4], [2, 1, 3, 4], [1, 4, 2, 3], [1, 3, 2, 4]]
    listed = alike(rows)
    monkeypatch.setattr(module, "LISTED", 1)
    drawn = alike(rows)
    assert (listed.p_by, drawn.p_by) == ("enumeration", "draws")
    assert drawn == alike(rows)
    assert drawn.p == pytest.approx(listed.p, abs=0.02)
    assert drawn.p != listed.p


def test_neither_the_order_of_items_nor_that_of_people_changes_a_digit_of_the_chance():
    """A file names its options and sectors in some order: it says nothing, and neither may the draws."""
    rows = np.array([[1, 2, 3, 4], [1, 3, 2, 4], [2, 1, 4, 3], [4, 1, 2, 3], [1, 1, 2, 2]] * 3)
    weights = np.array([0.1, 0.2, 0.3, 0.4, 0.5] * 3)
    first = concordance(rows, [1] * len(rows), weights)
    turned = concordance(rows[::-1, [2, 0, 3, 1]], [1] * len(rows), weights[::-1])
    assert first is not None and turned is not None
    assert (first.p_by, first.p) == ("draws", turned.p)


def test_many_items_and_many_people_go_by_chi_squared():
    eight = [list(range(8)), list(range(7, -1, -1)), [1, 0, 3, 2, 5, 4, 7, 6]]
    assert alike(eight).p_by == "chi2"
    assert alike([row[:7] for row in eight]).p_by == "draws"
    assert concordance([[1, 2, 3], [3, 2, 1]], [150, 150], [1, 1]).p_by != "chi2"
    many = concordance([[1, 2, 3], [3, 2, 1]], [151, 150], [1, 1])
    assert (many.p_by, many.people) == ("chi2", 301)
    assert many.p == pytest.approx(np.exp(-301 * many.w), rel=1e-9)  # of two degrees of freedom


def test_a_sector_of_one_weighs_as_much_as_one_of_nine():
    rows = [[1, 2, 3], [3, 2, 1]]
    balanced = concordance(rows, [9, 1], [1 / 9, 1])
    assert balanced.w == pytest.approx(0), "two sectors that want the opposite do not agree"
    assert concordance(rows, [9, 1], [1, 1]).w == pytest.approx(0.64)
    assert balanced.by_chance == pytest.approx((1 / 9 + 1) / 4)


@pytest.mark.parametrize("rows", [[[1, 2, 3]], [[1], [2]], [[5, 5], [4, 4]]])
def test_it_is_not_defined_for_one_person_one_item_or_only_ties(rows):
    assert alike(rows) is None


def test_who_alone_weighs_anything_leaves_nothing_beyond_chance():
    assert concordance([[1, 2], [2, 1]], [1, 1], [1.0, 1e-18]).beyond_chance is None


@given(panels())
@settings(max_examples=cases(40, 1000), deadline=None)
def test_w_and_p_are_shares_whatever_is_ranked(panel):
    found = concordance(*panel)
    if found is None:
        return
    assert 0 <= found.w <= 1
    assert 0 < found.by_chance <= 1
    assert 0 < found.p <= 1
    turned = concordance([[-each for each in row] for row in panel[0]], *panel[1:])
    assert (turned.w, turned.by_chance) == (pytest.approx(found.w), pytest.approx(found.by_chance))


@given(panels())
@settings(max_examples=cases(40, 1000), deadline=None)
def test_of_people_alike_it_is_kendalls_w_and_the_mean_spearman_correlation(panel):
    rows, many, _ = panel
    found = concordance(rows, many, [1] * len(rows))
    expected = kendall_w(rows, many)
    assert (found is None) == (expected is None)
    if found is None:
        return
    assert found.w == pytest.approx(expected, abs=1e-12)
    spread = {len(set(row)) for row in rows} == {len(rows[0])}
    if spread:  # nobody ties anything
        people = sum(many)
        assert found.by_chance == pytest.approx(1 / people)
        assert found.beyond_chance == pytest.approx((people * found.w - 1) / (people - 1))


def test_a_coefficient_outside_its_ends_stops_the_count():
    assert within_0_and_1(1 + 1e-12) == 1
    with pytest.raises(ArithmeticError):
        within_0_and_1(1.1068)  # as a vendor's page printed
    with pytest.raises(ArithmeticError):
        within_0_and_1(-0.1)


def test_the_consensus_of_tastle_and_wierman_is_that_of_the_published_program():
    # The R package agrmt prints 0.7256876 for these seven counts.
    counts = dict(enumerate([30, 40, 210, 130, 530, 50, 10], 1))
    assert tastle_wierman(counts, 1, 7) == pytest.approx(0.7256876, abs=5e-8)


def test_one_voice_against_a_thousand_million_million_is_counted():
    found = tastle_wierman({1: 1, 5: 10**30}, 1, 5)
    assert found == pytest.approx(1)
    assert tastle_wierman({1: 10**30, 5: 10**30}, 1, 5) == 0
    assert tastle_wierman({3: 0}, 1, 5) is None
    assert tastle_wierman({3: 7}, 3, 3) == 1


@given(st.dictionaries(st.integers(1, 9), st.fractions(0, 10), min_size=1), st.integers(1, 50))
@settings(max_examples=cases(60, 2000), deadline=None)
def test_the_consensus_is_a_share_the_same_from_both_ends_and_for_any_whole(shares, times):
    found = tastle_wierman(shares, 1, 9)
    if found is None:
        assert not any(shares.values())
        return
    assert 0 <= found <= 1
    assert tastle_wierman({10 - m: s for m, s in shares.items()}, 1, 9) == pytest.approx(found)
    more = {mark: Fraction(share) * times for mark, share in shares.items()}
    assert tastle_wierman(more, 1, 9) == found
    if sum(share > 0 for share in shares.values()) == 1:
        assert found == 1
