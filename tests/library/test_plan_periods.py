"""The periods of a year: how they are written, and what they say of it."""

from datetime import date
from decimal import Decimal

import pytest
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.core.errors import Invalid
from smd_workshop.library.plan.periods import (
    Period,
    Span,
    following,
    overdue,
    period_of,
    periods_of,
    year_value,
)

some_periods = st.builds(
    lambda year, span, place: periods_of(year, span)[place % len(periods_of(year, span))],
    st.integers(1900, 2200), st.sampled_from(Span), st.integers(0, 11),
)  # fmt: skip


@given(some_periods)
def test_a_period_is_read_as_it_is_written_and_the_next_begins_the_day_after(period):
    assert period_of(str(period)) == period
    assert (period.next.first - period.last).days == 1
    assert period.next.span is period.span


def test_quarters_are_read_in_spanish_too_and_nonsense_is_refused_in_words():
    assert period_of(" 2023-t3 ") == Period(2023, Span.QUARTER, 3)
    for text in ("2023-13", "2023-S3", "23", "2023-Q", "", "enero", "0999"):
        with pytest.raises(Invalid, match="Write 2023, 2023-S1"):
            period_of(text)


def of(*pairs):
    return {
        period_of(text): None if value is None else Decimal(str(value)) for text, value in pairs
    }


@each_case(
    ("said", "additive", "expected"),
    [
        ([("2023", 7), ("2023-S2", 9)], False, 7),
        ([("2023", None), ("2023-S2", 9)], False, None),
        ([("2023-S1", 4), ("2023-S2", 9)], False, 9),
        ([("2023-S1", 4)], False, None),
        ([("2023-S1", 4), ("2023-S2", 9)], True, 13),
        ([("2023-S1", 4)], True, None),
        ([("2023-Q1", 1), ("2023-Q2", 2), ("2023-Q3", None), ("2023-Q4", 4)], True, None),
        ([("2023-12", 5)], False, 5),
        ([("2022", 3)], False, None),
    ],
)
def test_a_year_is_known_when_its_parts_say_it_and_never_before(said, additive, expected):
    assert year_value(of(*said), 2023, additive=additive) == expected


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=9), min_size=12, max_size=12))  # fmt: skip
def test_slices_of_a_year_are_added_without_losing_a_digit(months):
    known = dict(zip(periods_of(2023, Span.MONTH), months, strict=True))
    from fractions import Fraction

    total = year_value(known, 2023, additive=True)
    assert Fraction(total) == sum(map(Fraction, months))


def test_what_is_measured_next_follows_what_was_and_ends_with_the_plan():
    assert following([], Span.QUARTER, 2023, 2025) == period_of("2023-Q1")
    assert following([period_of("2023-Q4")], Span.QUARTER, 2023, 2025) == period_of("2024-Q1")
    assert following([period_of("2023")], Span.QUARTER, 2023, 2025) == period_of("2024-Q1")
    assert following([period_of("2025")], Span.YEAR, 2023, 2025) is None
    assert overdue(period_of("2023-Q1"), date(2023, 4, 1))
    assert not overdue(period_of("2023-Q1"), date(2023, 3, 31))
