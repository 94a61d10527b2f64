"""Sentences that state something of a result: a message, and the values it is true for.

They are made in the library and translated where they are shown (`reports.presentation`), so that page, phone, wall,
paper and table say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import NAMED_SHARES, share_in_percent

__all__ = [
    "Count",
    "Mean",
    "Options",
    "Sectors",
    "Share",
    "Statement",
    "Value",
    "Wording",
    "counted",
    "instead",
    "rule_of_share",
    "stated",
]


@dataclass(frozen=True, slots=True)
class Sectors:
    """Sectors that a sentence names, by their codes."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Options that a sentence names, by their codes."""

    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of one option, without its code."""

    code: str


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of numbers, written with one decimal."""

    value: float


@dataclass(frozen=True, slots=True)
class Share:
    """A share between 0 and 1, written as a percentage."""

    value: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many of how many; `aside` more answered and took no side."""

    part: int
    whole: int
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence: a gettext message with its values; with `plural` the value `num` says which of both it is."""

    message: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str = ""


#: What may stand in a sentence; a text stands as it is, for it was written by people or is a setting.
Value = int | str | Sectors | Options | Wording | Mean | Share | Count | Statement


def stated(message: str, **values: Value) -> Statement:
    """Return a sentence with its values."""
    return Statement(message, values)


def rule_of_share(text: str) -> Statement | str:
    """Return a share that is a rule, to be named in a sentence: two thirds, or 75 %."""
    return stated(NAMED_SHARES[text]) if text in NAMED_SHARES else share_in_percent(text)


def counted(messages: Sequence[str], num: int, **values: Value) -> Statement:
    """Return a sentence that counts: `messages` are its singular and its plural (NN_), `num` is the number."""
    one, many = messages
    return Statement(one, {"num": num, **values}, many)


#: How a choice would differ: some in place of others, none in place of some, some more.
INSTEAD: Final = (
    N_("Without %(sector)s: %(entering)s instead of %(leaving)s."),
    N_("Without %(sector)s: none instead of %(leaving)s."),
    N_("Without %(sector)s: also %(entering)s."),
)


def instead(
    sector: str, chosen: Sequence[str], other: Sequence[str], words: Sequence[str] = INSTEAD
) -> Statement:
    """Return how a choice would differ without a sector: which options would come in place of which."""
    entering = Options(tuple(code for code in other if code not in chosen))
    leaving = Options(tuple(code for code in chosen if code not in other))
    both, fewer, more = words
    names = Sectors((sector,))
    if not leaving.codes:
        return stated(more, sector=names, entering=entering)
    if not entering.codes:
        return stated(fewer, sector=names, leaving=leaving)
    return stated(both, sector=names, entering=entering, leaving=leaving)
