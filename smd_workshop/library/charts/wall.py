"""What fits on a wall: lines of words, rows on pages, marks that do not touch.

Lengths are in rem, and the stylesheet lets one rem grow with the screen: it is the smallest text, 28 pixels on a
screen of 1280 × 720. Every screen that is as wide as 16:9 or wider thus holds the same.
"""

import math
from collections.abc import Mapping, Sequence

from smd_workshop.library.charts.text import Weight, width

#: How wide and how high a screen is (projector.css: 1rem is 2.2 % of its width or 3.9 % of its height).
WIDE, HIGH = 100 / 2.2, 100 / 3.9
#: More rows are not read from the back of a room.
MOST = 8
#: The wall shows the very font that words are measured with: most of the slack for others is not needed.
_SHIPPED = 0.9
_NEARLY = 1e-9


def lines(words: str, room: float, size: float = 1.0, weight: Weight = "regular") -> int:
    """Return on how many lines a text stands, at least one; a word that is wider than the room is broken."""
    used, taken, size = 1, 0.0, size * _SHIPPED
    for word in words.split():
        wide = width(word, size, weight)
        space = width(" ", size, weight) if taken else 0.0
        if taken + space + wide <= room:
            taken += space + wide
            continue
        used += (taken > 0) + max(0, math.ceil(wide / room) - 1)
        taken = wide % room if wide > room else wide
    return used


def cut(words: str, room: float, most: int, size: float = 1.0) -> str:
    """Return a text, or as many of its words as stand on so many lines, with an ellipsis."""
    if lines(words, room, size) <= most:
        return words
    every = words.split()
    low, high = 1, len(every) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if lines(" ".join(every[:middle]) + " …", room, size) <= most:
            low = middle
        else:
            high = middle - 1
    return " ".join(every[:low]) + " …"


def pack(heights: Sequence[float], room: float, most: int = MOST) -> list[list[int]]:
    """Share rows out over as few pages as they need, about equally many on each; return their places.

    A row that is higher than the room has a page to itself.
    """
    fewest = len(_filled(heights, room, most))
    for each in range(1, most):
        pages = _filled(heights, room, each)
        if len(pages) == fewest:
            return pages
    return _filled(heights, room, most)


def _filled(heights: Sequence[float], room: float, most: int) -> list[list[int]]:
    pages: list[list[int]] = []
    left = 0.0
    for place, height in enumerate(heights):
        if not pages or height > left or len(pages[-1]) == most:
            pages.append([])
            left = room
        pages[-1].append(place)
        left -= height
    return pages


def swarm(
    places: Mapping[str, float], length: float, apart: float, lanes: Sequence[int] = (0, -1, 1)
) -> dict[str, tuple[float, int]]:
    """Return where the marks of a line from 0 to `length` stand: how far along it, and in which lane.

    One that would touch another, nearer than `apart`, moves to a lane above or below; where these are full, along
    the line to the nearest free place. `places` are shares of the length.
    """
    taken: dict[str, tuple[float, int]] = {}
    for name, share in places.items():
        taken[name] = _free(share * length, length, apart, lanes, list(taken.values()))
    return taken


def _free(
    wanted: float, length: float, apart: float, lanes: Sequence[int], taken: list[tuple[float, int]]
) -> tuple[float, int]:
    tries = [wanted, *(at + side * apart for at, _ in taken for side in (-1, 1))]
    inside = sorted((at for at in tries if 0 <= at <= length), key=lambda at: abs(at - wanted))
    for at in inside:
        for lane in lanes:
            if all(other != lane or abs(at - x) > apart - _NEARLY for x, other in taken):
                return at, lane
    return wanted, lanes[0]
