"""Formulas over indicators: exact, read by a grammar of our own, and never a number where there is none."""

from decimal import Decimal
from fractions import Fraction

import pytest
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st

from smd_workshop.core.errors import Invalid
from smd_workshop.library.plan.formula import BY_ZERO, NO_INPUT, cycle_in, read_formula

KNOWN = {"A": Decimal(7), "B.1": Decimal("0.1"), "C 1-2": Decimal(0), "N": None}


@each_case(
    ("text", "value"),
    [
        ("A", 7), ("A+1", 8), ("1 + 2 * A", 15), ("(1+2)×A", 21), ("A − 2 − 1", 4), ("A/2/2", Fraction(7, 4)),
        ("-A", -7), ("2 * -A", -14), ("A ÷ 3", Fraction(7, 3)), ("B.1 + B.1 + B.1", Fraction(3, 10)),
        ("sum(A; B.1; 1)", Fraction(81, 10)), ("promedio(A; 8)", Fraction(15, 2)), ("mean(A)", 7),
        ("[C 1-2] * A", 0), ("A * 0.50", Fraction(7, 2)), ("SUMA(A; [C  1-2])", 7), ("--A", 7),
    ],
)  # fmt: skip
def test_a_formula_is_computed_exactly(text, value):
    assert read_formula(text).compute(KNOWN).value == value


@each_case(
    ("text", "reason"),
    [("A / [C 1-2]", BY_ZERO), ("A / (A - 7)", BY_ZERO), ("A + N", NO_INPUT), ("A + Z", NO_INPUT), ("0 * N", NO_INPUT)],
)  # fmt: skip
def test_what_cannot_be_computed_is_no_number_and_says_why(text, reason):
    found = read_formula(text).compute(KNOWN)
    assert (found.value, found.reason.message) == (None, reason)


@each_case(
    "text",
    ["", " ", "1 + 2", "A +", "A B", "(A", "A)", "A ** 2", "A ^ 2", "sum()", "mean(A;)", "A, B", "1,5 * A",
     "A.__class__()", "__import__('os')", "A if A else A", "A = 1", "[A", "1.A", "1e9 * A", "A" + " + A" * 300,
     "(" * 30 + "A" + ")" * 30, "-" * 40 + "A", "eval(A)", "A % 2", "{A}", "١ + A", "A;A"],
)  # fmt: skip
def test_anything_else_is_refused_in_words(text):
    with pytest.raises(Invalid):
        read_formula(text)


def test_names_are_those_of_other_indicators_in_their_order():
    assert read_formula("IND.02.OEI.01 / (IND.01.OEI.01 + [AO-01]) + IND.02.OEI.01").names == (
        "IND.02.OEI.01", "IND.01.OEI.01", "AO-01",
    )  # fmt: skip


@each_case(
    ("uses", "circle"),
    [
        ({"A": ("B",), "B": ("C",)}, set()), ({"A": ("A",)}, {"A"}), ({"A": ("B", "C"), "B": ("C",), "C": ()}, set()),
        ({"Z": ("A",), "A": ("B",), "B": ("C",), "C": ("A",)}, {"A", "B", "C"}),
    ],
)  # fmt: skip
def test_a_circle_of_formulas_is_found(uses, circle):
    assert set(cycle_in(uses)) == circle


@given(st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1, max_size=8))
def test_a_mean_times_its_number_is_the_sum(values):
    names = [f"A{place}" for place in range(len(values))]
    listed, known = "; ".join(names), dict(zip(names, values, strict=True))
    mean, total = (
        read_formula(f"{name}({listed})").compute(known).value for name in ("mean", "sum")
    )
    assert mean * len(values) == total == sum(Fraction(value) for value in values)
