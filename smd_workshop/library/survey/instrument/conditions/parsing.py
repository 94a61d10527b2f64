"""A condition or a score as text → its tree, or a sentence that says what is wrong; nothing is executed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.conditions import regular
from smd_workshop.library.survey.instrument.conditions.expressions import (
    LEVELS,
    Binary,
    Call,
    Expression,
    ExpressionError,
    Itself,
    Joined,
    Name,
    Negative,
    Number,
    Quoted,
    Ref,
)

#: Longer is no condition that a person can read; deeper would reach the end of Python's stack.
LONGEST: Final = 8000
DEEPEST: Final = 60

#: How many arguments each function takes, from and to.
FUNCTIONS: Final[Mapping[str, tuple[int, int]]] = {
    "not": (1, 1),
    "true": (0, 0),
    "false": (0, 0),
    "selected": (2, 2),
    "count-selected": (1, 1),
    "if": (3, 3),
    "coalesce": (2, 2),
    "string-length": (1, 1),
    "regex": (2, 2),
    "round": (1, 2),
    "int": (1, 1),
    "concat": (1, 50),
    "today": (0, 0),
    "date": (1, 1),
}
_JOINED: Final = frozenset({"or", "and"})
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<text>'[^']*'|\"[^\"]*\")|\$\{\s*(?P<ref>[^{}\s]+)\s*\}"
    r"|(?P<name>[^\W\d][\w.-]*(?::[\w.-]+)?)|(?P<sign><=|>=|!=|[-=<>+*(),.]))",
)
_SMART: Final = "‘’‚‛“”„‟«»′″"


def parse(text: str) -> Expression:
    """Read an expression; ExpressionError says what is wrong with it."""
    if len(text) > LONGEST:
        raise ExpressionError(N_("the expression is longer than %(limit)s signs"), limit=LONGEST)
    return _Parser(text).whole()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    place: int


class _Parser:
    """Reads one expression by the levels of its operators."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def whole(self) -> Expression:
        found = self._level(0)
        if self._now.kind != "end":
            raise self._unexpected()
        return found

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _unexpected(self) -> ExpressionError:
        if self._now.kind == "end":
            return ExpressionError(N_("the expression ends too early"))
        message = N_("“%(text)s” is not expected at sign %(place)s")
        return ExpressionError(message, text=self._now.text, place=self._now.place + 1)

    def _takes(self, *texts: str) -> str | None:
        token = self._now
        if token.kind in {"sign", "name"} and token.text in texts:
            self._at += 1
            return token.text
        return None

    def _level(self, level: int) -> Expression:
        if level == len(LEVELS):
            return self._negative()
        found = self._level(level + 1)
        steps = 0
        parts = [found]
        while operator := self._takes(*LEVELS[level]):
            right = self._level(level + 1)
            if operator in _JOINED:
                parts.append(right)
                continue
            steps += 1
            if steps > DEEPEST:
                raise ExpressionError(N_("the expression is nested too deeply"))
            found = Binary(operator, found, right)
        return Joined(LEVELS[level][0], tuple(parts)) if len(parts) > 1 else found

    def _negative(self) -> Expression:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError(N_("the expression is nested too deeply"))
        try:
            if self._takes("-"):
                return Negative(self._negative())
            return self._single()
        finally:
            self._depth -= 1

    def _single(self) -> Expression:
        token = self._now
        if token.kind == "sign" and token.text == "(":
            self._at += 1
            found = self._level(0)
            self._close()
            return found
        if token.kind == "end" or (token.kind == "sign" and token.text != "."):
            raise self._unexpected()
        self._at += 1
        if token.kind == "name":
            return self._named(token)
        return _value(token)

    def _close(self) -> None:
        if not self._takes(")"):
            raise self._unexpected()

    def _named(self, token: _Token) -> Expression:
        if not self._takes("("):
            return Name(token.text)
        if token.text not in FUNCTIONS:
            raise ExpressionError(N_("the function %(name)s() is not known here"), name=token.text)
        arguments: list[Expression] = []
        if not self._takes(")"):
            arguments.append(self._level(0))
            while self._takes(","):
                arguments.append(self._level(0))
            self._close()
        return _call(token.text, tuple(arguments))


def _value(token: _Token) -> Expression:
    match token.kind:
        case "number":
            return Number(Decimal(token.text))
        case "text":
            return Quoted(token.text[1:-1])
        case "ref":
            return Ref(token.text)
    return Itself()


def _call(name: str, arguments: tuple[Expression, ...]) -> Call:
    least, most = FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        raise ExpressionError(
            N_("%(name)s() takes another number of arguments than %(many)s"),
            name=name,
            many=len(arguments),
        )
    if name == "regex":
        if not isinstance(arguments[1], Quoted):
            raise ExpressionError(N_("the pattern of regex() must be a text in quotes"))
        try:
            regular.compiled(arguments[1].value)
        except regular.PatternError as error:
            raise ExpressionError(error.message, **error.params) from None
    return Call(name, arguments)


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None or found.end() > end:
            raise _unreadable(text, at)
        kind = found.lastgroup or "sign"
        yield _Token(kind, found[kind], found.start(kind))
        at = found.end()
    yield _Token("end", "", end)


def _unreadable(text: str, at: int) -> ExpressionError:
    at += len(text[at:]) - len(text[at:].lstrip())
    sign = text[at]
    if sign in _SMART:
        message = N_("the quote %(sign)s at sign %(place)s is typographic: write ' or \"")
    elif sign in "'\"":
        message = N_("the quote at sign %(place)s is not closed")
    else:
        message = N_("“%(sign)s” at sign %(place)s cannot be read")
    return ExpressionError(message, sign=sign, place=at + 1)
