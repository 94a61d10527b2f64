"""An election as a file of somebody else tells it, and what a method says of the elections that it can count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from smd_workshop.library.schemas import FormatError

#: What one voter said. `orders`: tuples of equal options, the best first. `categories`: the same, each place a
#: category, which may be empty; `halves`: two of them. `marks`: a tuple of options. `shares` and `scores`: pairs of an
#: option and an amount, never negative in `shares`.
Shape = Literal["orders", "halves", "categories", "marks", "shares", "scores"]

Vote = tuple[Any, ...]
Json = dict[str, Any]

#: A count beyond any electorate is a slip of the hand.
MOST_VOTES = 10**9
#: No election known has more; a header that promises more must not fill the memory.
MOST_OPTIONS = 10_000


@dataclass(frozen=True, slots=True)
class Election:
    """Who could be chosen and what was said: equal votes once, with how many gave them, in the order of the file."""

    shape: Shape
    options: tuple[str, ...]
    names: Mapping[str, str]
    votes: Mapping[Vote, int]
    categories: int = 0
    #: What an option that a vote of `scores` leaves out is worth.
    otherwise: float = 0
    #: Of elections with money: a number, or a fraction as a text, as settings take them.
    budget: Any = None
    costs: Mapping[str, Any] = field(default_factory=dict)


def nothing_said(_election: Election) -> Json:
    """Of a method that needs no settings from the file."""
    return {}


def every_one(_election: Election) -> None:
    """Of a method that counts every election of a shape."""


@dataclass(frozen=True, slots=True)
class Takes:
    """The method counts elections of this shape: what it makes of a vote, and of what the file says besides.

    `place` decides between methods that count the same shape: the smallest is taken unless somebody asks for another.
    `refuses` raises FormatError for an election of the shape that it cannot count.
    """

    shape: Shape
    place: int
    answer: Callable[[Election, Vote], Any]
    settings: Callable[[Election], Json] = nothing_said
    refuses: Callable[[Election], None] = every_one


def at(line: int, message: str, **params: object) -> FormatError:
    """Return the error that a line of a file is not what its format says; lines count from 1."""
    return FormatError(f"line {line}", message, **params)
