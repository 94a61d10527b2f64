"""A formula over indicators: a small language of our own, computed exactly; what cannot be computed says why.

Numbers with a decimal point, names of indicators (IND.01.OEI.01, or in brackets where a code has spaces or
hyphens: [AO-01]), + − × ÷ (or - * /), parentheses, and sum(…) and mean(…) (suma, promedio) of values between
semicolons. There is nothing else in it: no powers, no conditions, no way out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.figures import Figure, known, unknown

#: Characters of a formula, names in it, and how deep its parentheses go.
LONGEST, MOST_NAMES, DEEPEST = 500, 30, 20
NO_INPUT: Final = N_("%(code)s is not known.")
BY_ZERO: Final = N_("It would be divided by 0.")
#: Digits before the point of a result; no plan holds more.
DIGITS: Final = 30
TOO_BIG: Final = N_("The result has more than %(most)s digits.")
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,30}(?:\.[0-9]{1,30})?)(?![\w.])|\[(?P<quoted>[^\[\]]{1,60})\]"
    r"|(?P<word>[^\W\d][\w.:]*)|(?P<sign>[-+*/()−×÷;]))"
)
_SAME: Final = {"−": "-", "×": "*", "÷": "/"}
_FUNCTIONS: Final = {"sum": "sum", "suma": "sum", "mean": "mean", "promedio": "mean"}

Values = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: as it is written, and the names in it in their order, each once."""

    text: str
    names: tuple[str, ...]
    _root: "_Node"

    def compute(self, values: Values) -> Figure:
        """Return the exact result, or none with the reason: a name without a value, a division by 0."""
        for name in self.names:
            if values.get(name) is None:
                return unknown(NO_INPUT, code=name)
        exact = {
            name: Fraction(value) for name in self.names if (value := values[name]) is not None
        }
        try:
            result = self._root(exact)
        except ZeroDivisionError:
            return unknown(BY_ZERO)
        return known(result) if abs(result) < 10**DIGITS else unknown(TOO_BIG, most=DIGITS)


_Node = Callable[[Mapping[str, Fraction]], Fraction]


def read_formula(text: str) -> Formula:
    """Return the formula that a text says. Raises Invalid with what is wrong where."""
    if len(text) > LONGEST:
        raise Invalid(N_("A formula has at most %(most)s characters."), most=LONGEST)
    reader = _Reader(list(_tokens(text)))
    root = reader.whole()
    names = tuple(dict.fromkeys(reader.names))
    if not names:
        raise Invalid(N_("A formula names at least one other indicator."))
    if len(names) > MOST_NAMES:
        raise Invalid(N_("A formula names at most %(most)s indicators."), most=MOST_NAMES)
    return Formula(" ".join(text.split()), names, root)


def cycle_in(uses: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names of a circle in which each formula uses the next, '()' where there is none."""
    done: set[str] = set()
    for start in uses:
        path = [start]
        waiting = [iter(uses[start])]
        while waiting and start not in done:
            following = next((n for n in waiting[-1] if n in uses and n not in done), None)
            if following is None:
                waiting.pop()
                done.add(path.pop())
            elif following in path:
                return tuple(path[path.index(following) :])
            else:
                path.append(following)
                waiting.append(iter(uses[following]))
    return ()


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None:
            raise _not_understood(text[place:])
        kind = str(found.lastgroup)
        said = found[kind]
        yield kind, " ".join(_SAME.get(said, said).split())
        place = found.end()


def _not_understood(rest: str) -> Invalid:
    return Invalid(
        N_("The formula is not understood from “%(rest)s” on. Write numbers with a decimal point, codes of "
           "indicators, + − × ÷, parentheses, sum(a; b) and mean(a; b)."),
        rest=rest.strip()[:40],
    )  # fmt: skip


class _Reader:
    """Reads tokens by the grammar: a sum of products of factors."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._left = tokens[::-1]
        self._deep = 0
        self.names: list[str] = []

    def whole(self) -> _Node:
        """Return what the whole text says; raises Invalid, with a sentence, for what is no formula."""
        if not self._left:
            raise Invalid(N_("The formula is empty."))
        found = self._sum()
        if self._left:
            raise self._refusal()
        return found

    def _refusal(self) -> Invalid:
        rest = " ".join(said for _kind, said in reversed(self._left))
        if not rest:
            return Invalid(N_("The formula ends too early: something is missing at its end."))
        return _not_understood(rest)

    def _next_is(self, *signs: str) -> str:
        """Take the next token if it is one of these signs; return it, or ''."""
        if self._left and self._left[-1][0] == "sign" and self._left[-1][1] in signs:
            return self._left.pop()[1]
        return ""

    def _expect(self, sign: str) -> None:
        if not self._next_is(sign):
            raise self._refusal()

    def _sum(self) -> _Node:
        found = self._product()
        while sign := self._next_is("+", "-"):
            found = _joined(sign, found, self._product())
        return found

    def _product(self) -> _Node:
        found = self._factor()
        while sign := self._next_is("*", "/"):
            found = _joined(sign, found, self._factor())
        return found

    def _factor(self) -> _Node:
        self._deep += 1
        if self._deep > DEEPEST:
            raise Invalid(N_("The parentheses of the formula go too deep."))
        try:
            if self._next_is("-"):
                inner = self._factor()
                return lambda values: -inner(values)
            if self._next_is("("):
                found = self._sum()
                self._expect(")")
                return found
            return self._atom()
        finally:
            self._deep -= 1

    def _atom(self) -> _Node:
        if not self._left or self._left[-1][0] == "sign":
            raise self._refusal()
        kind, said = self._left.pop()
        if kind == "number":
            exact = Fraction(said)
            return lambda _values: exact
        function = _FUNCTIONS.get(said.lower()) if kind == "word" else None
        if function and self._next_is("("):
            return self._function(function)
        self.names.append(said)
        return lambda values: values[said]

    def _function(self, name: str) -> _Node:
        parts = [self._sum()]
        while self._next_is(";"):
            parts.append(self._sum())
        self._expect(")")
        divisor = len(parts) if name == "mean" else 1
        return lambda values: sum((part(values) for part in parts), Fraction(0)) / divisor


def _joined(sign: str, left: _Node, right: _Node) -> _Node:
    if sign == "+":
        return lambda values: left(values) + right(values)
    if sign == "-":
        return lambda values: left(values) - right(values)
    if sign == "*":
        return lambda values: left(values) * right(values)
    return lambda values: left(values) / right(values)
