"""What an expression is worth, given answers: XPath's rules as ODK uses them, exact and without surprises.

A missing answer is equal to '' and to nothing else, compares with nothing, counts as false, and makes what is computed
from it missing. "Not applicable" is the text 'na'. Numbers are exact fractions; a division by zero is missing.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from smd_workshop.library.survey.instrument.conditions import regular
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Binary,
    Call,
    Expression,
    Itself,
    Joined,
    Name,
    Negative,
    Number,
    Quoted,
    Ref,
)

Value: TypeAlias = Fraction | str | bool | date | tuple[str, ...] | None

#: Days of XPath's dates are counted from here.
_EPOCH: Final = date(1970, 1, 1)
_COMPARE: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
#: An answer is not tried against a pattern beyond so many signs.
_LONGEST_TRIED: Final = 5000


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression may look at: answers by item, the answer itself, attributes of an option, the day."""

    answers: Mapping[str, Value]
    today: date
    itself: Value = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def holds(expression: Expression | None, context: Context) -> bool:
    """Whether a condition holds; no condition always does."""
    return expression is None or truth(value_of(expression, context))


def value_of(  # noqa: C901, PLR0911 - one case for each kind of expression
    expression: Expression, context: Context
) -> Value:
    """Return what an expression is worth; None if that is missing."""
    match expression:
        case Number(value):
            return Fraction(value)
        case Quoted(value):
            return value or None
        case Ref(code):
            return context.answers.get(code)
        case Itself():
            return context.itself
        case Name(name):
            return context.attributes.get(name) or None
        case Negative(of):
            return _arithmetic("-", Fraction(0), number(value_of(of, context)))
        case Joined(word, parts):
            judged = (truth(value_of(part, context)) for part in parts)
            return all(judged) if word == "and" else any(judged)
        case Binary():
            return _binary(expression, context)
        case Call():
            return _called(expression, context)


def truth(value: Value) -> bool:
    """Whether a value counts as true: a missing one, zero and an empty text do not."""
    return bool(value)


def number(value: Value) -> Fraction | None:
    """Return a value as a number; None if it is none. A date is its days since 1970."""
    match value:
        case bool():
            return Fraction(int(value))
        case Fraction():
            return value
        case date():
            return Fraction((value - _EPOCH).days)
        case str():
            return _read_number(value)
        case (single,):
            return _read_number(single)
    return None


def text(value: Value) -> str:
    """Return a value as a text; a missing one is empty, options stand one after another."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Fraction():
            return _written(value)
        case date():
            return value.isoformat()
        case tuple():
            return " ".join(value)
    return value


def _read_number(written: str) -> Fraction | None:
    sign, digits = ("-", written[1:]) if written.startswith("-") else ("", written)
    whole, point, rest = digits.partition(".")
    if len(digits) > 40 or not (whole + rest).isascii() or not (whole + rest).isdigit():
        return None
    return Fraction(f"{sign}{whole or '0'}{point and '.'}{rest or ('0' if point else '')}")


def _written(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{round(decimal, 10).normalize():f}"


def equal(left: Value, right: Value) -> bool:
    """Whether two values are the same to a reader: 5 is '5', and missing is ''."""
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if left is None or right is None:
        return text(left) == text(right)
    if isinstance(left, date) or isinstance(right, date):
        return _day(left) is not None and _day(left) == _day(right)
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        return number(left) is not None and number(left) == number(right)
    return text(left) == text(right)


def _day(value: Value) -> date | None:
    if isinstance(value, date):
        return value
    if isinstance(value, Fraction) and value.denominator == 1 and abs(value) < 10**6:
        return _EPOCH + timedelta(days=int(value))
    try:
        return date.fromisoformat(text(value))
    except ValueError:
        return None


def _binary(expression: Binary, context: Context) -> Value:
    left, right = (value_of(side, context) for side in (expression.left, expression.right))
    match expression.operator:
        case "=":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case "<" | "<=" | ">" | ">=":
            pair = _comparable(left), _comparable(right)
            if pair[0] is None or pair[1] is None:
                return False
            return _COMPARE[expression.operator](pair[0], pair[1])
    return _arithmetic(expression.operator, number(left), number(right))


def _comparable(value: Value) -> Fraction | None:
    """Return what orders a value; a text that is a day counts as that day."""
    if isinstance(value, str) and (found := _day(value)) is not None:
        return number(found)
    return number(value)


def _arithmetic(sign: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or (sign in {"div", "mod"} and not right):
        return None
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "div":
            return left / right
    return left - right * int(left / right)  # the sign of what is divided, as in XPath


def _called(call: Call, context: Context) -> Value:
    if call.name == "if":
        condition, yes, no = call.arguments
        return value_of(yes if holds(condition, context) else no, context)
    if call.name == "today":
        return context.today
    return _FUNCTIONS[call.name](*(value_of(each, context) for each in call.arguments))


def _selected(given: Value, wanted: Value) -> bool:
    return wanted is not None and text(wanted) in text(given).split(" ")


def _round(given: Value, digits: Value = None) -> Fraction | None:
    value, places = number(given), number(digits) or Fraction(0)
    if value is None:
        return None
    unit = Fraction(10) ** max(-12, min(12, int(places)))
    return ((value * unit + Fraction(1, 2)).__floor__()) / unit


def _whole(given: Value) -> Fraction | None:
    value = number(given)
    return None if value is None else Fraction(int(value))


def _matches(given: Value, pattern: Value) -> bool:
    tried = text(given)
    return len(tried) <= _LONGEST_TRIED and regular.compiled(text(pattern)).matches(tried)


_FUNCTIONS: Final[Mapping[str, Callable[..., Value]]] = {
    "not": lambda given: not truth(given),
    "true": lambda: True,
    "false": lambda: False,
    "selected": _selected,
    "count-selected": lambda given: Fraction(len(text(given).split())),
    "coalesce": lambda first, second: second if first is None else first,
    "string-length": lambda given: Fraction(len(text(given))),
    "regex": _matches,
    "round": _round,
    "int": _whole,
    "concat": lambda *given: "".join(map(text, given)) or None,
    "date": _day,
}
