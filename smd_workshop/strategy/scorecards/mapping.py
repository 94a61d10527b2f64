"""The strategy map of a scorecard: its boxes, its arrows with what votes said of them, and what is odd about it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from smd_workshop.library.charts import text
from smd_workshop.library.strategy import dot
from smd_workshop.library.strategy.dot import Drawn
from smd_workshop.library.strategy.strategy_map import Arrow, Finding, Node, findings
from smd_workshop.models import Perspective
from smd_workshop.strategy.scorecards import arrows, graphviz
from smd_workshop.strategy.scorecards.arrows import ArrowDrawn
from smd_workshop.strategy.scorecards.showing import (
    ObjectiveShown,
    PerspectiveShown,
    ScorecardShown,
)

#: A box in pixels, the size of its words, and how many lines there is room for.
WIDE, HIGH, SIZE, LINES = 190.0, 92.0, 13.0, 4
INSET = 10.0
#: Room at the left for the names of perspectives.
MARGIN = 150.0


@dataclass(frozen=True, slots=True)
class BoxDrawn:
    """An objective in its place: the upper left corner in pixels, its code with its themes, its words in lines."""

    objective: ObjectiveShown
    x: float
    y: float
    head: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BandDrawn:
    """A perspective as a band across the drawing."""

    row: Perspective
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The drawing: everything in pixels from the upper left."""

    width: float
    height: float
    bands: tuple[BandDrawn, ...]
    boxes: tuple[BoxDrawn, ...]
    arrows: tuple[tuple[Drawn, ArrowDrawn], ...]


@dataclass(frozen=True, slots=True)
class MapShown:
    """A strategy map: the picture where this server can draw it, the list of arrows always."""

    shown: ScorecardShown
    arrows: tuple[ArrowDrawn, ...]
    odd: tuple[Finding, ...]
    picture: Picture | None

    def leads_to(self, objective: ObjectiveShown) -> tuple[ArrowDrawn, ...]:
        """Return the arrows that begin at an objective."""
        return tuple(each for each in self.arrows if each.cause.id == objective.row.id)

    def comes_from(self, objective: ObjectiveShown) -> tuple[ArrowDrawn, ...]:
        """Return the arrows that end at an objective."""
        return tuple(each for each in self.arrows if each.effect.id == objective.row.id)


def map_of(shown: ScorecardShown) -> MapShown:
    """Return the strategy map of a scorecard as it is shown: arrows between objectives that are on it."""
    listed = without_picture(shown)
    return replace(listed, picture=_picture(shown, _nodes(shown), _led(listed.arrows)))


def without_picture(shown: ScorecardShown) -> MapShown:
    """Return the same as a list alone, which asks nothing of Graphviz."""
    here = {each.row.id for each in shown.objectives}
    drawn = tuple(
        each for each in arrows.of_scorecard(shown.scorecard)
        if each.cause.id in here and each.effect.id in here
    )  # fmt: skip
    return MapShown(shown, drawn, findings(_nodes(shown), _led(drawn)), None)


def _rows(shown: ScorecardShown) -> list[PerspectiveShown]:
    """Return the perspectives that have objectives: an empty one would be an empty band."""
    return [row for row in shown.perspectives if row.objectives]


def _nodes(shown: ScorecardShown) -> list[Node]:
    return [
        Node(str(each.item.code), at, each.is_measured, _column(each))
        for at, row in enumerate(_rows(shown))
        for each in row.objectives
    ]


def _led(drawn: Iterable[ArrowDrawn]) -> dict[Arrow, ArrowDrawn]:
    return {Arrow(str(each.cause.item.code), str(each.effect.item.code)): each for each in drawn}


def _column(each: ObjectiveShown) -> str:
    return f"{each.themes[0].position:06}-{each.themes[0].id:06}" if each.themes else "~"


def _picture(
    shown: ScorecardShown, nodes: list[Node], led: dict[Arrow, ArrowDrawn]
) -> Picture | None:
    if not nodes:
        return None
    listed = list(led)
    plain = graphviz.plain(dot.source(nodes, listed, len(_rows(shown)), (WIDE, HIGH)))
    if not plain:
        return None
    layout = dot.placed(plain, nodes, listed)
    of_code = {str(each.item.code): each for each in shown.objectives}
    boxes = tuple(
        BoxDrawn(
            of_code[place.key], MARGIN + place.x - WIDE / 2, place.y - HIGH / 2,
            _head(of_code[place.key]),
            text.wrap(of_code[place.key].item.wording, WIDE - 2 * INSET, SIZE, most=LINES - 1),
        )
        for place in layout.nodes
    )  # fmt: skip
    tops = {each.objective.row.perspective_id: each.y for each in boxes}
    bands = tuple(
        BandDrawn(
            row.row, tops[row.row.id],
            text.wrap(row.row.name, MARGIN - 2 * INSET, SIZE, weight="bold"),
        )
        for row in shown.perspectives
        if row.row.id in tops
    )  # fmt: skip
    drawn = tuple((_moved(each), led[each.arrow]) for each in layout.arrows if each.arrow in led)
    return Picture(layout.width + MARGIN + INSET, layout.height, bands, boxes, drawn)


def _head(each: ObjectiveShown) -> str:
    themes = (theme.code or theme.short or theme.wording[:12] for theme in each.themes)
    words = " · ".join((str(each.item.code), *themes))
    (line,) = text.wrap(words, WIDE - 2 * INSET, SIZE, most=1, weight="bold")
    return line


def _moved(drawn: Drawn) -> Drawn:
    return Drawn(drawn.arrow, tuple((x + MARGIN, y) for x, y in drawn.points))
