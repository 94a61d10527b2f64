"""What missing people may do to a share: groups count as their part of all who were asked, or nothing is said."""

from fractions import Fraction

from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.library.survey.figures.nonresponse import ENOUGH, weighed

ASKED = {"large": 80, "small": 40}


def test_each_group_counts_as_its_part_of_all_who_were_asked():
    # Of 20 of the 80 all are satisfied, of 40 of the 40 half: 2/3 of those who answered, 5/6 by sizes.
    counted = {"large": (20, 20), "small": (20, 40)}
    assert weighed(ASKED, counted) == (Fraction(2, 3), Fraction(5, 6))


@each_case(
    ("asked", "counted"),
    [
        ({"large": 79, "small": 20}, {"large": (20, 20), "small": (20, 20)}),
        (ASKED, {"large": (20, 20), "small": (0, 0)}),
        (ASKED | {"": 0}, {"large": (20, 20), "small": (2, 4), "": (1, 1)}),
        (ASKED, {"large": (20, 20)}),
        (ASKED, {"large": (0, 0), "small": (0, 0)}),
    ],
    ids=["fewer than a hundred", "a silent group", "of unknown size", "not all groups", "nobody"],
)
def test_where_it_would_be_guessed_nothing_is_said(asked, counted):
    assert weighed(asked, counted) is None


@given(
    st.lists(
        st.tuples(st.integers(1, 500), st.integers(1, 50), st.integers(0, 50)),
        min_size=1,
        max_size=6,
    )
)
def test_it_lies_between_the_groups_and_equals_the_plain_share_where_all_answer_alike(drawn):
    asked = {str(n): size for n, (size, _, _) in enumerate(drawn)}
    counted = {str(n): (min(yes, many), many) for n, (_, many, yes) in enumerate(drawn)}
    found = weighed(asked, counted)
    assert (found is None) == (sum(asked.values()) < ENOUGH)
    if found is not None:
        shares = [Fraction(*each) for each in counted.values()]
        assert all(min(shares) <= each <= max(shares) for each in found)
    same_rate = weighed(asked, {name: (size // 2, size) for name, size in asked.items()})
    if same_rate is not None:
        assert same_rate[0] == same_rate[1]
