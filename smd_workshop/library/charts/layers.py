"""What a drawing is laid together from, in pixels from its left edge and from the top of its band.

A band knows nothing of the bands above it, so a long chart can be cut between any two of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smd_workshop.library.charts.marks import INK, INK_SOFT

SIZE, SMALL = 13, 12
LINE_HEIGHT, NOTE_HEIGHT = 17, 15

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Words:
    """Lines of text; `x` and `y` are where the first one's baseline starts, has its middle, or ends."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: int = SIZE
    bold: bool = False
    colour: str = INK
    anchor: Anchor = "start"

    @property
    def style(self) -> tuple[Anchor, int, bool, str]:
        """What words share that are written in one group."""
        return self.anchor, self.size, self.bold, self.colour


@dataclass(frozen=True, slots=True)
class Sign:
    """A filled shape around a place: an outline in a square from -1 to 1, and how many pixels 1 is."""

    shape: str
    colour: str
    x: float
    y: float
    radius: float = 5.5


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    outline: str = "none"


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x: float
    y: float
    x2: float
    y2: float
    colour: str
    thick: float = 1
    dashes: str = "none"


Shape = Words | Sign | Box | Rule


@dataclass(frozen=True, slots=True)
class Band:
    """A strip of the drawing, from side to side."""

    height: float
    shapes: tuple[Shape, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A chart with everything in its place: bands from top to bottom, and upright lines behind the rows.

    An upright line is as long as the rows it stands behind, whatever its own `y` and `y2`.
    """

    width: int
    head: Band
    rows: tuple[Band, ...]
    foot: Band
    uprights: tuple[Rule, ...]


def soft(said: str, x: float, y: float, anchor: Anchor = "end") -> Words:
    """Return small grey words: an interval, a denominator, a number of the scale."""
    return Words((said,), x, y, SMALL, colour=INK_SOFT, anchor=anchor)
