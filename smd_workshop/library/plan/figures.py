"""A figure, or the reason why there is none; and the figures of a report as Peru spells them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from smd_workshop.core.numbers import number, parse_number


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to translate where it is shown: a template and what fills it."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in English."""
        return self.message % self.params if self.params else self.message


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact number, or none and why."""

    value: Fraction | None
    reason: Sentence | None = None
    #: Whether there is a value all the same, and only nothing to judge it by.
    valued: bool = False
    #: Whether it rests on answers that nobody gave: drawn by lot for a demonstration.
    simulated: bool = False


def known(value: Fraction, *, simulated: bool = False) -> Figure:
    """Return a number as a figure."""
    return Figure(value, simulated=simulated)


def resting_on(figure: Figure, simulated: Iterable[bool]) -> Figure:
    """Return a figure that is simulated where anything is that it rests on."""
    return replace(figure, simulated=True) if any(simulated) else figure


def unknown(message: str, **params: object) -> Figure:
    """Return what cannot be known, with the reason."""
    return Figure(None, Sentence(message, params))


def unjudged(message: str, **params: object) -> Figure:
    """Return what cannot be known although there is a value, with the reason."""
    return Figure(None, Sentence(message, params), valued=True)


def per_cent(value: Fraction | Decimal) -> str:
    """Write a percentage for a sentence, with at most two decimals: 24.44 %."""
    return f"{number(value)} %"


_SOLES: Final = re.compile(r"(?:S/\.?|PEN)(?![a-z])", re.IGNORECASE)
_NOTHING: Final = re.compile(
    r"(?:n\.?\s?[/.]?\s?[da]|s\.?\s?[/.]?\s?[di])\.?|[-–—]*", re.IGNORECASE
)
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’‘´`ʼ′", "'"))
#: No thousands begin with 0: what follows in 0,412 are decimals.
_GROUPED: Final = re.compile(r"([+-]?[1-9][0-9]{0,2}(?:[',][0-9]{3})+)(\.[0-9]+)?")


#: How a percentage says that it is one.
_PER_CENT: Final = re.compile(r"\s*(?:%|por cien(?:to)?)$", re.IGNORECASE)


def is_per_cent(text: str) -> bool:
    """Say whether a figure is written as a percentage: 60 %, 15 por ciento."""
    plain = text.strip()
    if plain.startswith("(") and plain.endswith(")"):  # as accountants write what is below zero
        plain = plain[1:-1]
    return _PER_CENT.search(plain.strip()) is not None


def read_figure(text: str) -> Decimal | None:
    """Read a figure as reports in Peru spell it, None for N/D; `Invalid` says in words what cannot be read.

    S/ S/4'930,000 is 4930000, 1,234'567,890.00 is 1234567890, (1 234,56) is -1234.56, 91,79 % is 91.79, and 4,500
    is four thousand five hundred, for a comma before three digits separates thousands here. 1.234 is refused: it may
    be either.
    """
    plain = text.translate(_APOSTROPHES).strip()
    while _SOLES.match(plain):
        plain = _SOLES.sub("", plain, count=1).strip()
    if _NOTHING.fullmatch(plain):
        return None
    if plain.startswith("(") and plain.endswith(")"):  # as accountants write what is below zero
        inside = read_figure(plain[1:-1])
        return None if inside is None else -abs(inside)
    plain = _PER_CENT.sub("", plain)
    grouped = _GROUPED.fullmatch(plain)
    if grouped:
        plain = re.sub("[',]", "", grouped[1]) + (grouped[2] or "")
    return parse_number(plain)
