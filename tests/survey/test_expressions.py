"""Conditions and scores: what they are worth, what is refused, and that nothing in them runs away."""

from datetime import date
from fractions import Fraction

import pytest
from depth import cases
from each_case import each_case
from hypothesis import given, settings
from hypothesis import strategies as st
from instruments import TREES

from smd_workshop.library.survey.instrument.conditions import regular
from smd_workshop.library.survey.instrument.conditions.evaluation import Context, truth, value_of
from smd_workshop.library.survey.instrument.conditions.expressions import (
    ExpressionError,
    references,
    write,
)
from smd_workshop.library.survey.instrument.conditions.parsing import parse

TODAY = date(2023, 9, 1)
ANSWERS = {
    "edad": Fraction(40),
    "sector": "minería",
    "punto": "1",
    "usa": ("agua", "luz"),
    "nota": "na",
    "desde": date(2020, 1, 31),
}


def why_not(act, *arguments):
    """The sentence of a refusal; None if nothing is refused."""
    try:
        act(*arguments)
    except (ExpressionError, regular.PatternError) as error:
        return str(error)
    return None


def worth(text, itself=None, **attributes):
    return value_of(parse(text), Context(ANSWERS, TODAY, itself, attributes))


@each_case(
    ("text", "value"),
    [
        ("${edad} >= 18 and ${edad} < 65", True),
        ("${edad} = '40'", True),
        ("${punto} = 1", True),
        ("${sector} = 'minería'", True),
        ("${sector} = 'mineria'", False),
        ("selected(${usa}, 'agua')", True),
        ("selected(${usa}, 'agu')", False),
        ("selected(${sector}, '')", False),
        ("count-selected(${usa}) = 2", True),
        ("not(selected(${usa}, 'gas'))", True),
        # What is missing is equal to nothing but '', and is never more or less.
        ("${falta} = ''", True),
        ("${falta} != 'x'", True),
        ("${falta} = 0", False),
        ("${falta} > 0 or ${falta} <= 0", False),
        ("not(${falta})", True),
        ("${falta} + 1", None),
        ("coalesce(${falta}, ${edad})", Fraction(40)),
        ("string-length(${falta})", Fraction(0)),
        # "Not applicable" is a word, not a number, and not missing.
        ("${nota} = 'na'", True),
        ("${nota} = ''", False),
        ("${nota} < 3 or ${nota} >= 3", False),
        ("${nota} * 2", None),
        # Exact, with the rules of XPath.
        ("0.1 + 0.2 = 0.3", True),
        ("2 + 3 * 4", Fraction(14)),
        ("(2 + 3) * 4", Fraction(20)),
        ("7 div 2", Fraction(7, 2)),
        ("-7 mod 3", Fraction(-1)),
        ("7 mod -3", Fraction(1)),
        ("1 div 0", None),
        ("1 mod 0", None),
        ("10 - 4 - 3", Fraction(3)),
        ("round(2.5)", Fraction(3)),
        ("round(-2.5)", Fraction(-2)),
        ("round(3.14159, 2)", Fraction(314, 100)),
        ("int(-2.7)", Fraction(-2)),
        ("if(${edad} > 30, 'sí', 'no')", "sí"),
        ("concat(${sector}, ' ', 7 div 2, ' ', ${usa})", "minería 3.5 agua luz"),
        ("true() and not(false())", True),
        ("today() > ${desde}", True),
        ("today() - ${desde} > 365", True),
        ("${desde} = '2020-01-31'", True),
        ("${desde} < date('2020-02-01')", True),
        ("date('never') = ''", True),
        ("1 = 1 or 1 div 0", True),
        ("regex(${sector}, '[a-zíó]+')", True),
        ("regex(${sector}, 'min')", False),
    ],
)
def test_an_expression_is_worth_what_its_reader_expects(text, value):
    assert worth(text) == value


def test_a_dot_is_the_answer_and_a_name_an_attribute_of_an_option():
    assert worth(". >= 3 and . <= 5", Fraction(4)) is True
    assert worth("pais = ${sector}", pais="minería") is True
    assert worth("pais = ${sector}") is False


@each_case(
    ("text", "why"),
    [
        ("", "ends too early"),
        ("${edad} <", "ends too early"),
        ("${edad} == 3", "“=” is not expected at sign 10"),
        ("${edad} = “x”", "the quote “ at sign 11 is typographic"),
        ("${edad} = ‘x’", "is typographic"),
        ("${edad} = 'x", "the quote at sign 11 is not closed"),
        ("(${edad} = 3", "ends too early"),
        ("${edad} = 3)", "“)” is not expected"),
        ("${edad 3}", "“$” at sign 1 cannot be read"),
        ("../edad = 3", "“/” at sign 3 cannot be read"),
        ("/data/edad", "“/” at sign 1 cannot be read"),
        ("${edad} AND 3", "“AND” is not expected"),
        ("${edad} && 3", "“&” at sign 9 cannot be read"),
        ("pulldata('x', 'y')", "the function pulldata() is not known here"),
        ("__import__('os')", "the function __import__() is not known here"),
        ("selected(${usa})", "selected() takes another number of arguments than 1"),
        ("regex(., ${edad})", "must be a text in quotes"),
        ("regex(., '(a')", "the pattern ends too early"),
        ("regex(., '(?=a)')", "“(?” in the pattern is not known here"),
        ("(" * 80 + "1" + ")" * 80, "nested too deeply"),
        ("-" * 80 + "1", "nested too deeply"),
        ("1" + "+1" * 200, "nested too deeply"),
        ("'" + "x" * 9000 + "'", "longer than 8000 signs"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, why):
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert why in str(refused.value)


def test_a_long_list_of_alternatives_is_no_deep_nesting():
    text = " or ".join(f"${{edad}} = {number}" for number in range(400))
    assert worth(text) is True
    assert references(parse(text)) == ("edad",)


@settings(max_examples=cases(26, 3000), deadline=None)
@given(TREES)
def test_an_expression_is_written_so_that_it_reads_back_the_same(tree):
    assert parse(write(tree)) == tree


@settings(max_examples=cases(26, 3000), deadline=None)
@given(TREES)
def test_every_expression_is_worth_something(tree):
    context = Context({"a": Fraction(3), "b_2": ("x",)}, TODAY, "dos", {"pais": "pe"})
    assert truth(value_of(tree, context)) in {True, False}


@settings(max_examples=cases(50, 5000), deadline=None)
@given(st.text("${}ab12'\"=<>!()., andornot-+*é“", max_size=20))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    assert why_not(parse, text) != ""


@each_case(
    ("pattern", "yes", "no"),
    [
        ("^[0-9]{8}$", ["12345678"], ["1234567", "123456789", "1234567a", ""]),
        ("[a-z]+@[a-z]+\\.(com|pe)", ["a@b.pe", "ab@cd.com"], ["a@bpe", "@b.pe"]),
        ("(a|b)*c?", ["", "ab", "abc", "c"], ["abcc", "d"]),
        ("\\d{2,3}-?\\w", ["12-x", "123y"], ["1-x", "1234-x"]),
        ("[^aeiou\\s]+", ["xyz"], ["xaz", "x z"]),
        ("(?:ab){2}", ["abab"], ["ab", "ababab"]),
        ("(^9[0-9]{2}$)|(^0$)", ["987", "0"], ["9870", "00"]),
        ("a^b|c$d|$", [""], ["ab", "a^b", "cd", "c$d"]),
        ("[.\\-+]", [".", "-", "+"], ["a"]),
        ("a.c", ["abc", "añc"], ["a\nc", "ac"]),
        ("a{0}b", ["b"], ["ab"]),
        ("[A-Za-zÑñ]+", ["Ñu"], ["1"]),
    ],
)
def test_a_pattern_matches_the_whole_answer(pattern, yes, no):
    compiled = regular.compiled(pattern)
    assert [text for text in yes if not compiled.matches(text)] == []
    assert [text for text in no if compiled.matches(text)] == []


def test_a_pattern_made_to_take_for_ever_is_tried_in_a_moment():
    pattern = regular.compiled("(a+)+$")
    assert not pattern.matches("a" * 2000 + "b")
    assert regular.compiled("(a*)*b").matches("a" * 2000 + "b")


def test_a_pattern_that_grows_without_end_is_refused():
    with pytest.raises(regular.PatternError):
        regular.compiled("((a{99}){99}){99}")


@settings(max_examples=cases(50, 5000), deadline=None)
@given(st.text("ab()[]{}*+?|\\^$.-,12d", max_size=12), st.text("ab1", max_size=6))
def test_any_pattern_is_tried_or_refused(pattern, text):
    assert why_not(lambda: regular.compiled(pattern).matches(text)) != ""
