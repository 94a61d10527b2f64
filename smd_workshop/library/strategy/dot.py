"""A strategy map for Graphviz and back: what `dot` is asked, and where it put things.

Nothing that a person wrote is sent to it: nodes are numbers with a size, so that no wording can be taken for
a statement of its language. Words are written into the drawing by our own templates, which escape them.
https://graphviz.org/docs/outputs/plain/
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from smd_workshop.library.strategy.strategy_map import Arrow, Node

#: Pixels of an inch, the measure of Graphviz.
INCH: Final = 72.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A node and the middle of it, in pixels from the upper left."""

    key: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """An arrow as a Bézier curve: its first point, then three for each piece."""

    arrow: Arrow
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """The same as the path of an SVG."""
        first, *rest = (f"{x:.1f} {y:.1f}" for x, y in self.points)
        return f"M{first}C{' '.join(rest)}"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is, in pixels."""

    width: float
    height: float
    nodes: tuple[Placed, ...]
    arrows: tuple[Drawn, ...]


def source(
    nodes: Sequence[Node], arrows: Sequence[Arrow], rows: int, size: tuple[float, float]
) -> str:
    """Return the map in the language of `dot`: one rank for each row, nodes of this size in pixels.

    Columns keep together as far as `dot` can: nodes of a row are named in the order of their columns.
    """
    names = {node.key: f"n{at}" for at, node in enumerate(nodes)}
    wide, high = (f"{pixels / INCH:.4f}" for pixels in size)
    rows_of = {node.key: node.row for node in nodes}
    # An arrow within a row is seen, with its dashes and its head.
    apart = 0.8 if any(rows_of[each.cause] == rows_of[each.effect] for each in arrows) else 0.3
    lines = [
        "digraph {",
        f"rankdir=BT; nodesep={apart}; ranksep=0.75; splines=spline; ordering=in;",
        f'node [shape=box fixedsize=true width={wide} height={high} label=""];',
        # What holds the rows in their order, also those without a node.
        "edge [style=invis weight=100];",
        *(f"r{row + 1} -> r{row};" for row in range(rows - 1)),
        "edge [style=solid weight=1];",
    ]
    for row in range(rows):
        own = sorted((n for n in nodes if n.row == row), key=lambda n: n.column)
        inside = " ".join(f"{names[node.key]};" for node in own)
        lines.append(f"{{ rank=same; r{row} [style=invis width=0.01 height={high}]; {inside} }}")
    for arrow in arrows:
        # An arrow that leads down is drawn, and does not turn the rows around.
        free = " [constraint=false]" if rows_of[arrow.effect] >= rows_of[arrow.cause] else ""
        lines.append(f"{names[arrow.cause]} -> {names[arrow.effect]}{free};")
    return "\n".join([*lines, "}"])


def placed(plain: str, nodes: Sequence[Node], arrows: Sequence[Arrow]) -> Layout:
    """Read what `dot -Tplain` says of such a map; y grows downward, as on a screen."""
    keys = {f"n{at}": node.key for at, node in enumerate(nodes)}
    width = height = 0.0
    found: list[Placed] = []
    drawn: list[Drawn] = []
    asked = set(arrows)
    for line in plain.splitlines():
        match shlex.split(line):
            case ["graph", _scale, wide, high, *_]:
                width, height = float(wide) * INCH, float(high) * INCH
            case ["node", name, x, y, *_] if name in keys:
                found.append(Placed(keys[name], float(x) * INCH, height - float(y) * INCH))
            case ["edge", tail, head, many, *rest] if tail in keys and head in keys:
                numbers = [float(each) * INCH for each in rest[: 2 * int(many)]]
                points = tuple(
                    (numbers[at], height - numbers[at + 1]) for at in range(0, len(numbers), 2)
                )
                arrow = Arrow(keys[tail], keys[head])
                if arrow in asked:
                    drawn.append(Drawn(arrow, points))
    return Layout(width, height, tuple(found), tuple(drawn))
