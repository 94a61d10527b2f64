"""What 91.79 % can be a share of: a reader who asks is told every reading, and that none is of 13 people."""

from fractions import Fraction

from each_case import each_case

from smd_workshop.library.survey.figures.readings import fewest, near_shares, numerator_of, readings

PRINTED = Fraction("91.79")


def test_no_share_of_thirteen_people_is_the_printed_figure():
    assert numerator_of(PRINTED, 13) is None
    assert [(r.numerator, r.people) for r in near_shares(PRINTED, 13)] == [(11, 13), (12, 13)]


def test_the_fewest_people_are_134():
    # reference/surveys.md §0: 123 of 134, found by trying every number
    assert (fewest(PRINTED), numerator_of(PRINTED, 134)) == (134, 123)
    assert numerator_of(PRINTED, 195) == 179


def test_the_readings_with_few_people_are_those_that_were_found_by_hand():
    found = {(r.people, r.items, r.numerator) for r in readings(PRINTED, 14, 50)}
    assert {(13, 15, 179), (10, 28, 257), (8, 35, 257), (14, 20, 257)} <= found
    assert not any(people == 12 for people, _items, _many in found), (
        "12 people fit no number of items"
    )


@each_case(
    ("percent", "of", "numerator"), [("100", 7, 7), ("0", 7, 0), ("12.50", 8, 1), ("0.01", 5, None)]
)
def test_ends_and_halves(percent, of, numerator):
    assert numerator_of(Fraction(percent), of) == numerator


def test_what_is_found_is_printed_so_and_nothing_else_is():
    for of in range(1, 300):
        found = numerator_of(PRINTED, of)
        shown = {k for k in range(of + 1) if (Fraction(k * 20000, of) + 1) // 2 == 9179}
        assert (found in shown) if shown else found is None
