"""A figure in a report must read as Peru writes it, and a figure typed in must never change its value silently."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.core import numbers
from smd_workshop.core.errors import Invalid


@each_case(
    ("value", "written"),
    [
        (Decimal("3661516.08"), "S/\N{NO-BREAK SPACE}3'661,516.08"),
        (Decimal("1234567890.5"), "S/\N{NO-BREAK SPACE}1'234'567,890.50"),
        (999, "S/\N{NO-BREAK SPACE}999.00"),
        (Decimal(1000), "S/\N{NO-BREAK SPACE}1,000.00"),
        (Decimal("-0.004"), "S/\N{NO-BREAK SPACE}0.00"),
        (Decimal("-12.5"), "S/\N{NO-BREAK SPACE}−12.50"),
    ],
)
def test_money_is_written_as_official_reports_do(value: Decimal, written: str) -> None:
    assert numbers.money(value) == written


@each_case(
    ("value", "written"),
    [
        (None, "–"), (0, "0"), (15.0, "15"), (12.5, "12.5"), (0.1, "0.1"), (0.00412, "0.00412"),
        (1234567.0, "1'234,567"), (1234.56, "1,234.56"), (-0.25, "−0.25"), (1e-12, "0"), (1e15, "1'000'000'000'000,000"),
    ],
)  # fmt: skip
def test_an_amount_of_any_size_shows_its_first_digits(value, written) -> None:
    assert numbers.amount(value) == written


def test_a_share_never_loses_its_denominator() -> None:
    assert numbers.share_words(257, 280) == "257 de 280 (91.8 %)"
    assert numbers.share_words(257, 280, "en") == "257 of 280 (91.8 %)"
    assert numbers.share_words(257, 280, places=2) == "257 de 280 (91.79 %)"
    assert numbers.share_words(0, 0) == "0 de 0"


@pytest.mark.parametrize(
    ("share", "places", "written"),
    [
        (29 / 200, 0, "15"),
        (29 / 400, 1, "7.3"),
        (-29 / 200, 0, "−15"),
        (5 / 16, 1, "31.3"),
        (None, 1, "–"),
    ],
)
def test_a_share_is_rounded_once_from_what_it_is(share, places, written) -> None:
    assert numbers.hundredfold(share, places) == written
    if share is not None and share > 0 and places:
        assert numbers.percent(share, 1, places) == f"{written} %"


def test_only_all_and_nobody_are_written_as_if_exact() -> None:
    assert numbers.share_words(17, 17) == "17 de 17 (100 %)"
    assert numbers.share_words(0, 17) == "0 de 17 (0 %)"
    assert numbers.percent(2999, 3000) == "100.0 %"
    assert numbers.percent(1, 3000) == "0.0 %"
    assert numbers.percent(1, 2) == "50.0 %"


@each_case(
    ("value", "shown"),
    [(0.125, "0.13"), (2.675, "2.68"), (Fraction(1, 8), "0.13"), (Decimal("74.995"), "75.00")],
)
def test_halves_are_rounded_up_not_to_even(value: numbers.Number, shown: str) -> None:
    assert numbers.number(value, 2) == shown


def test_very_large_numbers_are_written_out() -> None:
    assert numbers.number(1e27).startswith("1'000'000'000")
    assert len(numbers.number(1.7e308, 2)) > 308


def test_negative_fractions_round_like_negative_decimals() -> None:
    assert (
        numbers.rounded(Fraction(-1, 8)) == numbers.rounded(Decimal("-0.125")) == Decimal("-0.13")
    )


@given(st.fractions(min_value=-(10**6), max_value=10**6, max_denominator=10**6))
def test_a_rounded_fraction_is_within_half_a_cent(value: Fraction) -> None:
    assert abs(Fraction(numbers.rounded(value)) - value) <= Fraction(1, 200)


def test_trailing_zeros_are_left_out_only_where_no_places_are_asked() -> None:
    assert (
        numbers.number(7),
        numbers.number(7.5),
        numbers.number(1234.5),
        numbers.number(100),
    ) == ("7", "7.5", "1,234.5", "100")
    assert numbers.number(7.5, 2) == "7.50"
    assert numbers.number(None) == "–"


@each_case(
    ("text", "value"),
    [
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("S/ 3'661,516.08", "3661516.08"),
        ("S/. 12.50", "12.50"),
        ("S/ 35,000", "35000"),
        ("US$ 1.234", "1234"),
        ("3’661,516.08", "3661516.08"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("0.125", "0.125"),
        ("0,125", "0.125"),
        ("1234", "1234"),
        ("1234.567", "1234.567"),
        ("-3,5", "-3.5"),
        ("−3.5", "-3.5"),
        ("91.79 %", "91.79"),
        ("1 234 567,8", "1234567.8"),
        (" 7 ", "7"),
        (".5", "0.5"),
    ],
)
def test_both_ways_of_writing_a_decimal_are_read(text: str, value: str) -> None:
    assert numbers.parse_number(text) == Decimal(value)


@each_case("text", ["1,234", "1.234", "-12.345", "999,000"])
def test_a_figure_with_two_readings_is_refused_with_both(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        numbers.parse_number(text)
    assert text.lstrip("-").replace(",", "").replace(".", "") in str(refusal.value)
    assert "two ways" in str(refusal.value)


@each_case(("text", "clear"), [("35,000", "35"), ("1.250", "1.25"), ("1.234", "1.2340")])
def test_what_a_refusal_advises_is_read(text: str, clear: str) -> None:
    with pytest.raises(Invalid) as refusal:
        numbers.parse_number(text)
    assert str(refusal.value.message % refusal.value.params).endswith(f" or {clear}.")
    assert numbers.parse_number(clear) == Decimal(text.replace(",", "."))


def test_a_unit_stands_before_an_amount_where_it_is_a_sign_and_after_it_where_it_is_a_word() -> (
    None
):
    assert numbers.in_unit("35,000", "S/") == "S/\N{NO-BREAK SPACE}35,000"
    assert numbers.in_unit("12.5", "horas") == "12.5\N{NO-BREAK SPACE}horas"
    assert numbers.in_unit("350", "") == "350"


@each_case(
    "text",
    [
        "",
        "abc",
        "1e5",
        "NaN",
        "Infinity",
        "1,2,3",
        "1.2.3",
        "12,34,567",
        "1.23,4,5",
        "1'2",
        "--3",
        "３",
        "9" * 41,
        "1'234.5,6",
        ".",
    ],
)
def test_what_is_no_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(Invalid, match=r"Write it like 1234\.5"):
        numbers.parse_number(text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        value = numbers.parse_number(text)
    except Invalid:
        return
    assert value.is_finite()


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_what_is_written_is_read_back(value: Decimal) -> None:
    assert numbers.parse_number(numbers.money(value)) == value


def test_september_is_setiembre() -> None:
    assert numbers.day_words(date(2022, 9, 14)) == "14 de setiembre de 2022"
    assert numbers.day_words(date(2022, 9, 14), "ay") == "14 de setiembre de 2022"
    assert numbers.day_words(date(2022, 9, 14), "en") == "September 14, 2022"
    assert numbers.day(date(2022, 9, 4)) == "04/09/2022"


def test_a_moment_is_told_in_lima() -> None:
    moment = datetime(2022, 9, 15, 3, 5, tzinfo=UTC)
    assert numbers.moment_words(moment) == "14 de setiembre de 2022, 22:05"
    assert numbers.day(moment) == "14/09/2022"
    assert numbers.moment_words(moment.replace(tzinfo=None)) == "14 de setiembre de 2022, 22:05"


def test_the_hour_is_that_of_a_clock_on_a_wall_in_lima() -> None:
    assert numbers.hour(datetime(2022, 9, 14, 21, 5, 59, tzinfo=UTC)) == "16:05"
    assert numbers.hour(datetime(2022, 9, 15, 3, 0)) == "22:00"
