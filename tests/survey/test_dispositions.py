"""What became of everybody who was asked: people are counted once, and the rates are those of the definition."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.library.survey.dispositions import dispositions, of_answers

FEW = st.integers(0, 30)


def test_rates_are_those_of_the_definition():
    """AAPOR 2023: RR1 = I / all, RR2 = (I + P) / all, where nobody is thought to be ineligible."""
    made = dispositions((60, 10, 3), 7, 100, linked=95, undelivered=4)
    assert (made.complete, made.partial, made.broken_off) == (60, 10, 10)
    assert (made.not_invited, made.undelivered, made.silent) == (5, 4, 11)
    assert (made.rr1, made.rr2) == (Fraction(60, 100), Fraction(70, 100))


def test_how_far_an_answer_goes_is_counted_at_four_fifths_and_at_half():
    assert of_answers([(4, 5), (5, 5), (0, 0)]) == (3, 0, 0)
    assert of_answers([(3, 4), (1, 2), (79, 100)]) == (0, 3, 0)
    assert of_answers([(49, 100), (0, 1)]) == (0, 0, 2)


@given(FEW, FEW, FEW, FEW, FEW, FEW, FEW)
def test_everybody_is_counted_once_whatever_the_counts(i, p, less, begun, more, linked, lost):
    asked = i + p + less + more
    made = dispositions((i, p, less), begun, asked, linked=linked, undelivered=lost)
    assert made.asked == asked
    parts = (made.complete, made.partial, made.broken_off, made.not_invited, made.undelivered, made.silent)  # fmt: skip
    assert min(parts) >= 0
    assert made.rr1 is None or 0 <= made.rr1 <= made.rr2 <= 1


def test_nobody_asked_has_no_rate():
    made = dispositions((0, 0, 0), 0, 0, linked=0, undelivered=0)
    assert made.rr1 is None
    assert made.rr2 is None
