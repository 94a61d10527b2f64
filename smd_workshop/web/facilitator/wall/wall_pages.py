"""How much goes on one page of the wall: words are measured, for a screen does not scroll by itself.

Heights and widths are in rem and go with projector.css.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from smd_workshop.library.charts.wall import HIGH, WIDE, lines, pack
from smd_workshop.models import Item
from smd_workshop.rounds.results.projection import Notes
from smd_workshop.rounds.room.attendance import Presence

T = TypeVar("T")

#: Of one line of text, and of the space around a page.
LINE = 1.12
SIDES, TOP_AND_BOTTOM = 3.4, 0.8
BAND = 1.3
TOP_LINE = 1.65
#: The column of the code that leads phones to us, with the gap before it.
JOIN = 14.5
#: Most lines of a question, and of the words of one note or option, before they are cut: what fits on a page.
QUESTION, WORDS = 4, 14
#: From here on a question stands in smaller type.
LONG = 70
#: More sectors than these stand in two columns.
ONE_COLUMN = 8
#: What the words of notes may be in, in rem, where there are few.
SIZES: tuple[float, ...] = (1, 1.25, 1.5)


@dataclass(frozen=True, slots=True)
class Page:
    """Rows that stand on the wall together, in one column or two, under one heading."""

    rows: tuple[Any, ...]
    columns: int = 1
    #: The group of the notes, '' where they have none.
    group: str = ""
    #: Whether the code that leads phones to us stands beside them.
    join: bool = True
    #: How large its words are, in rem.
    size: float = 1

    @property
    def seconds(self) -> int:
        """How long it stands before the next: six seconds, and two and a half for each row."""
        return 6 + len(self.rows) * 5 // 2


def height_of(words: str, room: float = WIDE - SIDES) -> float:
    """Return how high a heading stands."""
    size = 1.6 if len(words) <= LONG else 1.3
    return min(QUESTION, lines(words, room, size, "bold")) * size * LINE


@dataclass(frozen=True, slots=True)
class Fit:
    """What fits on the pages of one wall."""

    simulated: bool

    @property
    def room(self) -> float:
        """How high a page is."""
        return HIGH - TOP_AND_BOTTOM - (BAND if self.simulated else 0)

    def sectors(
        self, rows: Sequence[Presence], heading: str, *, above: int, below: int
    ) -> list[Page]:
        """Share sectors out over pages: beside the code with bars, else in two columns, else without the code.

        `above` and `below` are how many lines of text stand over and under them.
        """
        room = self.room - TOP_LINE - height_of(heading) - 0.8 - (above * 1.6 + below) * LINE
        single = [0.38 + LINE * lines(_name(row), 11.4) for row in rows]
        if sum(single) <= room and len(rows) <= ONE_COLUMN:
            return [Page(tuple(rows))]
        beside, alone = (((WIDE - SIDES - join - 1) / 2 - 5.9) for join in (JOIN, 0.0))
        if all(lines(word, beside) == 1 for row in rows for word in _name(row).split()):
            pages = _two_columns(rows, beside, room)
            if len(pages) == 1:
                return pages
        return [replace(page, join=False) for page in _two_columns(rows, alone, room)]

    def board(self, groups: Sequence[Notes]) -> list[Page]:
        """Share the notes of a board out over pages: one group on each, two notes beside each other."""
        return [page for each in groups for page in self._of_group(each)] or [Page(())]

    def _of_group(self, notes: Notes) -> list[Page]:
        pairs, room = _pairs(notes.items), self.room - TOP_LINE - 3.5

        def heights(size: float) -> list[float]:
            most = (max(min(WORDS, lines(_words(item), 17.4, size)) for item in p) for p in pairs)
            return [1.3 + LINE * size * many for many in most]

        def shared(size: float) -> list[Page]:
            return _of_pairs(pairs, heights(size), room, 4, notes.group)

        size, pages = in_largest(shared, lambda size: max(heights(size), default=0) <= room)
        return [replace(page, size=size) for page in pages]


def in_largest(
    shared: Callable[[float], list[T]], fits: Callable[[float], bool]
) -> tuple[float, list[T]]:
    """Return the largest of SIZES in which every row fits on a page, on no more pages than in the smallest; and these."""
    found = SIZES[0], shared(SIZES[0])
    for size in SIZES[1:]:
        pages = shared(size)
        if len(pages) > len(found[1]) or not fits(size):
            break
        found = size, pages
    return found


def _two_columns(rows: Sequence[Presence], wide: float, room: float) -> list[Page]:
    pairs = _pairs(rows)
    heights = [0.3 + LINE * max(lines(_name(row), wide) for row in pair) for pair in pairs]
    return _of_pairs(pairs, heights, room, len(pairs))


def _of_pairs(
    pairs: Sequence[tuple[Any, ...]],
    heights: Sequence[float],
    room: float,
    most: int,
    group: str = "",
) -> list[Page]:
    return [
        Page(tuple(row for place in places for row in pairs[place]), 2, group)
        for places in pack(heights, room, most)
    ]


def _pairs(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [tuple(rows[place : place + 2]) for place in range(0, len(rows), 2)]


def _name(row: Presence) -> str:
    return row.sector.short_name or row.sector.name


def _words(item: Item) -> str:
    return f"{item.code or ''} {item.wording}"
