"""A picture of what flows into what, as Sankey drew it: boxes in columns, ribbons between them, whole pixels.

Each ribbon has the same width, for a link has no amount. Boxes of a column are put near what they are tied to: by the
mean place of their neighbours, a few times to and fro (Sugiyama, Tagawa and Toda 1981).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

#: Pixels: a box, between columns, between boxes, above a group, and the width of a ribbon.
WIDE, HIGH, GAP, SPACE, HEAD, RIBBON = 214, 74, 96, 12, 44, 12
#: How often the columns are ordered to and fro.
SWEEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Stop:
    """A box: its key, and the group that it stands in."""

    key: int
    group: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What leads from one box to another, by their keys."""

    lower: int
    upper: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A box in its place: the upper left corner, and how high it is."""

    key: int
    x: int
    y: int
    high: int


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A ribbon: where its upper edge leaves and where it arrives."""

    flow: Flow
    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def path(self) -> str:
        """The outline of the ribbon as the path of an SVG."""
        middle = (self.x1 + self.x2) // 2
        return (
            f"M{self.x1} {self.y1}C{middle} {self.y1} {middle} {self.y2} {self.x2} {self.y2}"
            f"v{RIBBON}C{middle} {self.y2 + RIBBON} {middle} {self.y1 + RIBBON} {self.x1} {self.y1 + RIBBON}Z"
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture; `heads` are the upper left corners of the groups."""

    width: int
    height: int
    boxes: tuple[Placed, ...]
    ribbons: tuple[Ribbon, ...]
    heads: Mapping[int, tuple[int, int]]


def ranks(groups: Iterable[int], leads: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the column of each group: right of all that lead to it; what leads round in a circle shares none further right.

    `leads` are pairs of groups (lower, upper). A pair is left out where its upper leads back to its lower.
    """
    found = dict.fromkeys(groups, 0)
    pairs = {(a, b) for a, b in leads if a != b}
    back = {(a, b) for a, b in pairs if _reaches(pairs, b, a)}
    forward = pairs - back
    for _turn in found:
        for lower, upper in sorted(forward):
            found[upper] = max(found[upper], found[lower] + 1)
    return found


def _reaches(pairs: set[tuple[int, int]], start: int, end: int) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for lower, upper in pairs:
            if lower == here and upper not in seen:
                seen.add(upper)
                waiting.append(upper)
    return end in seen


def layout(stops: Sequence[Stop], flows: Sequence[Flow]) -> Layout:
    """Return the picture; groups keep the order in which their first box comes, boxes move within their group."""
    group_of = {each.key: each.group for each in stops}
    column_of = ranks(
        dict.fromkeys(group_of.values()),
        [(group_of[each.lower], group_of[each.upper]) for each in flows],
    )
    columns = _columns(stops, column_of)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            _order(column, _places(columns), flows)
    return _drawn(columns, flows)


#: A column: its groups with the keys of their boxes.
_Column = dict[int, list[int]]


def _columns(stops: Sequence[Stop], column_of: Mapping[int, int]) -> list[_Column]:
    columns: list[_Column] = [{} for _ in range(max(column_of.values(), default=0) + 1)]
    for each in stops:
        columns[column_of[each.group]].setdefault(each.group, []).append(each.key)
    return columns


def _places(columns: Sequence[_Column]) -> dict[int, Fraction]:
    """Return where each box stands in its column, from 0 to 1."""
    found: dict[int, Fraction] = {}
    for column in columns:
        keys = [key for own in column.values() for key in own]
        found |= {key: Fraction(2 * at + 1, 2 * len(keys)) for at, key in enumerate(keys)}
    return found


def _order(column: _Column, places: Mapping[int, Fraction], flows: Sequence[Flow]) -> None:
    for keys in column.values():
        means = {key: _mean(key, places, flows) for key in keys}
        keys.sort(key=means.__getitem__)


def _mean(key: int, places: Mapping[int, Fraction], flows: Sequence[Flow]) -> Fraction:
    tied = [places[each.upper] for each in flows if each.lower == key]
    tied += [places[each.lower] for each in flows if each.upper == key]
    return sum(tied, Fraction(0)) / len(tied) if tied else places[key]


def _drawn(columns: Sequence[_Column], flows: Sequence[Flow]) -> Layout:
    boxes: dict[int, Placed] = {}
    heads, bottom = {}, 0
    for at, column in enumerate(columns):
        x, y = at * (WIDE + GAP), 0
        for group, keys in column.items():
            heads[group] = (x, y)
            y += HEAD
            for key in keys:
                boxes[key] = Placed(key, x, y, _height(key, flows))
                y += boxes[key].high + SPACE
            y += SPACE
        bottom = max(bottom, y)
    width = max(len(columns), 1) * (WIDE + GAP) - GAP
    return Layout(width, bottom, tuple(boxes.values()), tuple(_ribbons(boxes, flows)), heads)


def _height(key: int, flows: Sequence[Flow]) -> int:
    """Return the height of a box: its words, or room for the ribbons on its fuller side."""
    out = sum(each.lower == key for each in flows)
    into = sum(each.upper == key for each in flows)
    return max(HIGH, max(out, into) * (RIBBON + 4) + 8)


def _ribbons(boxes: Mapping[int, Placed], flows: Sequence[Flow]) -> Iterable[Ribbon]:
    """Yield the ribbons: on each side of a box in the order of what they lead to, so that they cross less."""
    leaving: dict[int, list[Flow]] = {}
    arriving: dict[int, list[Flow]] = {}
    for each in flows:
        leaving.setdefault(each.lower, []).append(each)
        arriving.setdefault(each.upper, []).append(each)
    for own in leaving.values():
        own.sort(key=lambda f: (boxes[f.upper].y, f.upper))
    for own in arriving.values():
        own.sort(key=lambda f: (boxes[f.lower].y, f.lower))
    for each in flows:
        lower, upper = boxes[each.lower], boxes[each.upper]
        y1 = _edge(lower, leaving[each.lower].index(each), len(leaving[each.lower]))
        y2 = _edge(upper, arriving[each.upper].index(each), len(arriving[each.upper]))
        yield Ribbon(each, lower.x + WIDE, y1, upper.x, y2)


def _edge(box: Placed, place: int, many: int) -> int:
    step = RIBBON + 4
    return box.y + (box.high - many * step + 4) // 2 + place * step
