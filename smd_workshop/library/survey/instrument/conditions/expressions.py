"""The small language of conditions and scores, as a tree that is written in one canonical way.

It is the part of XPath that XLSForm uses (xlsform.org, "relevant" and "constraint"): `${code}` is an earlier answer,
`.` the answer itself, a bare name an attribute of an option. `parsing` reads it, `evaluation` says what it is worth.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

#: Operators by how tightly they bind, the loosest first.
LEVELS: Final = (
    ("or",),
    ("and",),
    ("=", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "div", "mod"),
)
_LEVEL: Final = {operator: level for level, each in enumerate(LEVELS) for operator in each}


class ExpressionError(ValueError):
    """An expression that cannot be read, or that asks for what there is not; one sentence."""

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = params
        super().__init__(message % params if params else message)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Quoted:
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Ref:
    """The answer to an item."""

    code: str


@dataclass(frozen=True, slots=True)
class Itself:
    """The answer that is being checked."""


@dataclass(frozen=True, slots=True)
class Name:
    """An attribute of the option in question."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of what stands in parentheses."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Negative:
    """Minus something."""

    of: "Expression"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides and the operator between them; neither "and" nor "or"."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Joined:
    """Two or more parts, all joined by "and", or all by "or"."""

    operator: str
    parts: tuple["Expression", ...]


Expression: TypeAlias = Number | Quoted | Ref | Itself | Name | Call | Negative | Binary | Joined


def write(  # noqa: C901, PLR0911 - one case for each kind of expression
    expression: Expression,
) -> str:
    """Return an expression in the one canonical way to write it, which reads back to the same tree."""
    match expression:
        case Number(value):
            return f"{value:f}"
        case Quoted(value):
            return f'"{value}"' if "'" in value else f"'{value}'"
        case Ref(code):
            return f"${{{code}}}"
        case Itself():
            return "."
        case Name(name):
            return name
        case Call(name, arguments):
            return f"{name}({', '.join(map(write, arguments))})"
        case Negative(of):
            return f"-{_inside(of, len(LEVELS))}"
        case Binary(operator, left, right):
            level = _LEVEL[operator]
            return f"{_inside(left, level)} {operator} {_inside(right, level + 1)}"
        case Joined(operator, parts):
            level = _LEVEL[operator] + 1
            return f" {operator} ".join(_inside(part, level) for part in parts)


def walk(expression: Expression) -> Iterator[Expression]:
    """Return the expression and everything in it."""
    yield expression
    for part in parts_of(expression):
        yield from walk(part)


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Return what stands directly in an expression."""
    match expression:
        case Call(_, arguments):
            return arguments
        case Negative(of):
            return (of,)
        case Binary(_, left, right):
            return (left, right)
        case Joined(_, parts):
            return parts
    return ()


def rebuilt(
    expression: Expression, change: Callable[[Expression], Expression | None]
) -> Expression:
    """Return the expression with each part replaced for which `change` returns something."""
    changed = change(expression)
    if changed is not None:
        return changed
    match expression:
        case Call(name, arguments):
            return Call(name, tuple(rebuilt(each, change) for each in arguments))
        case Negative(of):
            return Negative(rebuilt(of, change))
        case Binary(operator, left, right):
            return Binary(operator, rebuilt(left, change), rebuilt(right, change))
        case Joined(operator, parts):
            return Joined(operator, tuple(rebuilt(each, change) for each in parts))
    return expression


def references(expression: Expression) -> tuple[str, ...]:
    """Return the codes whose answers an expression asks for, each once, in order."""
    return tuple(dict.fromkeys(part.code for part in walk(expression) if isinstance(part, Ref)))


def both(first: Expression | None, second: Expression | None) -> Expression | None:
    """Return what holds if both hold; None is no condition."""
    if first is None or second is None:
        return first if second is None else second
    return Joined("and", (*conditions(first), *conditions(second)))


def conditions(expression: Expression) -> tuple[Expression, ...]:
    """Return what must hold for an expression to hold: the parts that "and" joins, or itself."""
    if isinstance(expression, Joined) and expression.operator == "and":
        return expression.parts
    return (expression,)


def _inside(expression: Expression, level: int) -> str:
    """Write a part, in parentheses where it binds less tightly than its place."""
    operator = getattr(expression, "operator", None)
    loose = operator is not None and _LEVEL[operator] < level
    return f"({write(expression)})" if loose else write(expression)
