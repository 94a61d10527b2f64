"""Patterns that an answer must match, tried in time that grows with the answer and not faster.

Python's own patterns may take for ever on an answer made for it ("(a+)+$"), and patterns come from files that strangers
send. This is Thompson's construction (1968), simulated state by state; the whole answer must match, as in ODK.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from smd_workshop.core.caching import bounded
from smd_workshop.core.messages import N_

#: A pattern that needs more steps is none that a person wrote for a form.
MOST_STEPS: Final = 4000

Accepts: TypeAlias = Callable[[str], bool]


class PatternError(ValueError):
    """A pattern that cannot be read; one sentence."""

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = params
        super().__init__(message % params if params else message)


@dataclass(frozen=True, slots=True)
class _Step:
    """Accept a sign and go on, or go on at each of some places without one, perhaps only at an end of the text."""

    accepts: Accepts | None
    then: tuple[int, ...] = ()
    only_at: str = ""


_Program: TypeAlias = tuple[_Step, ...]
# Places in a fragment count from its own start, so that fragments can be put one behind another.
_EMPTY: Final[_Program] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready to be tried."""

    program: _Program

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        states = self._reached({0}, _ends(0, text))
        for place, sign in enumerate(text, 1):
            accepted = (
                at + 1
                for at in states
                if at < len(self.program)
                and (accepts := self.program[at].accepts) is not None
                and accepts(sign)
            )
            states = self._reached(accepted, _ends(place, text))
            if not states:
                return False
        return len(self.program) in states

    def _reached(self, places: Iterable[int], ends: str) -> set[int]:
        """Return every place that can be reached without another sign, where the text has these ends."""
        found: set[int] = set()
        waiting = list(places)
        while waiting:
            at = waiting.pop()
            if at in found:
                continue
            found.add(at)
            step = self.program[at] if at < len(self.program) else None
            if step is not None and step.accepts is None and step.only_at in ends:
                waiting.extend(at + onward for onward in step.then)
        return found


def _ends(place: int, text: str) -> str:
    return ("^" if place == 0 else "") + ("$" if place == len(text) else "")


@bounded("patterns", 256)
def compiled(pattern: str) -> Pattern:
    """Read a pattern; PatternError says what in it is not known here."""
    reader = _Reader(pattern)
    program = reader.choice()
    if not reader.ended:
        raise PatternError(N_("the pattern has a “)” too many"))
    return Pattern(program)


def _checked(program: _Program) -> _Program:
    if len(program) > MOST_STEPS:
        raise PatternError(N_("the pattern is too long"))
    return program


def _either(first: _Program, second: _Program) -> _Program:
    split = _Step(None, (1, len(first) + 2))
    return _checked((split, *first, _Step(None, (len(second) + 1,)), *second))


def _repeated(part: _Program, least: int, most: int | None) -> _Program:
    if len(part) * max(least, most or 0, 1) > MOST_STEPS:
        raise PatternError(N_("the pattern is too long"))
    if most is None:
        size = len(part)
        loop = (_Step(None, (1, size + 2)), *part, _Step(None, (-size - 1,)))
        return _checked((*part * least, *loop))
    optional: _Program = _EMPTY
    for _ in range(most - least):
        inner = (*part, *optional)
        optional = _checked((_Step(None, (1, len(inner) + 1)), *inner))
    return _checked((*part * least, *optional))


class _Reader:
    """Reads a pattern sign by sign."""

    def __init__(self, pattern: str) -> None:
        self._signs = pattern
        self._at = 0
        self._depth = 0

    @property
    def ended(self) -> bool:
        return self._at >= len(self._signs)

    def _peek(self) -> str:
        return self._signs[self._at] if not self.ended else ""

    def _next(self) -> str:
        if self.ended:
            raise PatternError(N_("the pattern ends too early"))
        self._at += 1
        return self._signs[self._at - 1]

    def choice(self) -> _Program:
        found = self._sequence()
        while self._peek() == "|":
            self._at += 1
            found = _either(found, self._sequence())
        return found

    def _sequence(self) -> _Program:
        found: _Program = _EMPTY
        while not self.ended and self._peek() not in "|)":
            found = _checked((*found, *self._repetition(self._single())))
        return found

    def _single(self) -> _Program:
        sign = self._next()
        if sign == "(":
            return self._group()
        if sign == "[":
            return (_Step(self._class()),)
        if sign == "\\":
            return (_Step(_escaped(self._next())),)
        if sign == ".":
            return (_Step(lambda each: each != "\n"),)
        if sign in "^$":
            return (_Step(None, (1,), sign),)
        if sign in "*+?{":
            raise PatternError(N_("“%(sign)s” in the pattern is not known here"), sign=sign)
        return (_Step(sign.__eq__),)

    def _group(self) -> _Program:
        if self._peek() == "?":
            if self._signs[self._at : self._at + 2] != "?:":
                raise PatternError(N_("“%(sign)s” in the pattern is not known here"), sign="(?")
            self._at += 2
        self._depth += 1
        if self._depth > 20:
            raise PatternError(N_("the pattern is too long"))
        found = self.choice()
        if self._next() != ")":
            raise PatternError(N_("the pattern ends too early"))
        self._depth -= 1
        return found

    def _repetition(self, part: _Program) -> _Program:
        while not self.ended:
            sign = self._peek()
            if sign not in "*+?{":
                break
            self._at += 1
            least, most = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(sign) or self._times()
            if self._peek() == "?":  # a lazy one accepts the same answers
                self._at += 1
            part = _repeated(part, least, most)
        return part

    def _times(self) -> tuple[int, int | None]:
        written, closed, rest = self._signs[self._at :].partition("}")
        least, comma, most = written.partition(",")
        numbers = [each for each in (least, most) if each]
        if not closed or not least or not all(n.isascii() and n.isdigit() for n in numbers):
            raise PatternError(N_("“%(sign)s” in the pattern is not known here"), sign="{")
        self._at = len(self._signs) - len(rest)
        low = min(int(least[:6]), MOST_STEPS + 1)
        high = None if comma and not most else min(int((most or least)[:6]), MOST_STEPS + 1)
        if high is not None and high < low:
            raise PatternError(N_("“%(sign)s” in the pattern is not known here"), sign="{")
        return low, high

    def _class(self) -> Accepts:
        other = self._peek() == "^"
        self._at += other
        parts: list[Accepts] = []
        first = True
        while first or self._peek() != "]":
            first = False
            parts.append(self._range())
        self._at += 1
        chosen = tuple(parts)
        return lambda sign: any(part(sign) for part in chosen) != other

    def _range(self) -> Accepts:
        sign = self._next()
        if sign == "\\":
            sign = self._next()
            if sign in _KINDS or not _is_mark(sign):
                return _escaped(sign)
        if self._peek() == "-" and self._signs[self._at + 1 : self._at + 2] not in {"]", ""}:
            self._at += 1
            last = self._next()
            if last == "\\":
                last = self._next()
            if last < sign:
                raise PatternError(N_("“%(sign)s” in the pattern is not known here"), sign="[")
            return lambda each: sign <= each <= last
        return sign.__eq__


def _is_mark(sign: str) -> bool:
    return not sign.isalnum()


_KINDS: Final[dict[str, Accepts]] = {
    "d": lambda sign: "0" <= sign <= "9",
    "D": lambda sign: not "0" <= sign <= "9",
    "w": lambda sign: sign == "_" or sign.isalnum(),
    "W": lambda sign: not (sign == "_" or sign.isalnum()),
    "s": str.isspace,
    "S": lambda sign: not sign.isspace(),
}
_SIGNS: Final = {"n": "\n", "t": "\t", "r": "\r"}


def _escaped(sign: str) -> Accepts:
    if sign in _KINDS:
        return _KINDS[sign]
    if sign in _SIGNS:
        return _SIGNS[sign].__eq__
    if not _is_mark(sign):
        raise PatternError(N_("“%(sign)s” in the pattern is not known here"), sign=f"\\{sign}")
    return sign.__eq__
