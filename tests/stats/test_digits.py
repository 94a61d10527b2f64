"""Where a formula would lose its digits, or its edge: found by changing one thing at a time."""

import math
from decimal import Decimal, localcontext

import pytest

from smd_workshop.library.stats.samples import finite


@pytest.mark.parametrize("x", [1, 7, 300, 10_000, 10**8])
@pytest.mark.parametrize("apart", [0, 1e-9, 1e-4, 0.03, -0.05, 0.15, -0.17, 0.2])
def test_how_far_a_count_is_from_its_mean_keeps_its_digits_where_both_are_near(x, apart):
    """x ln(x/mean) + mean − x: between 5 % and 20 % the series ends and the plain formula begins."""
    mean = x * (1 + apart)
    with localcontext() as context:
        context.prec = 60
        exact = x * (Decimal(x) / Decimal(mean)).ln() + Decimal(mean) - x
    assert finite._deviance(x, mean) == pytest.approx(float(exact), rel=1e-12, abs=1e-300)


def test_two_people_have_a_standard_error_and_one_has_none():
    assert finite.standard_error(1, 2, 300) == pytest.approx((0.25 * 298 / 300) ** 0.5)
    assert finite.standard_error(1, 1, 300) is None


def test_of_a_population_that_was_asked_whole_nobody_is_left_to_chance():
    assert finite._log_binomial(5, 5, 1.0) == 0
    assert finite._log_binomial(0, 5, 1.0) == finite._log_binomial(3, 5, 1.0) == -math.inf


@pytest.mark.parametrize("n", [16, 17, 40])
def test_a_factorial_less_the_approximation_of_it_keeps_its_digits(n):
    """Stirling's series ends after five terms: the next is below the digits of a float."""
    with localcontext() as context:
        context.prec = 60
        pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494")
        root = (2 * pi * n).ln() / 2
        exact = Decimal(math.factorial(n)).ln() - (n * Decimal(n).ln() - n + root)
    assert finite._stirling(n) == pytest.approx(float(exact), rel=1e-13, abs=0)
