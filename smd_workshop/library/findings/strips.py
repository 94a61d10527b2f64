"""Strips: one line of a chart in a row of a table, so that a row grows with its words and a page may break between.

The figure of everybody with its interval (`strip`), or what each sector said (`mark_strip`). Colours are literal, for
WeasyPrint applies no stylesheet of the page inside a drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smd_workshop.library.charts.marks import CIRCLE, GREY, INK, INK_SOFT, mark
from smd_workshop.library.findings.grid import Row, Scale

WIDTH, HEIGHT, EDGE = 248, 20, 7
#: How many pixels apart two marks must be so as not to touch.
ROOM = 12
LANE = 11

#: How an outcome is drawn: colour, outline in a square from -1 to 1, whether it is filled.
_TONES: Mapping[str, tuple[str, str, bool]] = {
    "good": ("#1e7042", CIRCLE, True),
    "mid": ("#8a5a00", "M0,-1.2L1.2,0L0,1.2L-1.2,0Z", True),
    "unsure": (GREY, CIRCLE, False),
    "bad": ("#a8231a", "M-1,-1L1,1M1,-1L-1,1", False),
}


def at(scale: Scale, value: float) -> float:
    """Return where a figure stands, in pixels from the left of a strip; what lies outside stands at the edge."""
    low, high = scale.domain
    inside = min(max(value, low), high)
    return EDGE + (inside - low) / (high - low) * (WIDTH - 2 * EDGE)


def lanes(places: Sequence[float], room: float = ROOM) -> tuple[int, ...]:
    """Return a lane for each place, from 0, so that marks nearer than `room` stand in different lanes."""
    ends: list[float] = []
    chosen = [0] * len(places)
    for index in sorted(range(len(places)), key=lambda each: places[each]):
        free = (lane for lane, end in enumerate(ends) if places[index] - end >= room)
        lane = next(free, len(ends))
        ends[lane : lane + 1] = [places[index]]
        chosen[index] = lane
    return tuple(chosen)


def strip(scale: Scale, row: Row, tone: str) -> str:
    """Return a row's own figure as SVG: a sign that tells the outcome by its shape, a line for the interval."""
    if row.value is None:
        return ""
    colour, outline, filled = _TONES[tone]
    middle = HEIGHT / 2
    drawn = [_threshold(scale, HEIGHT)]
    if row.interval is not None:
        low, high = (at(scale, end) for end in row.interval)
        drawn.append(
            f'<path d="M{_near(low)} {_near(middle)}H{_near(high)}" stroke="{colour}" stroke-width="3" opacity=".45"/>'
        )
    fill = colour if filled else "#ffffff" if outline.endswith("Z") else "none"
    drawn.append(
        f'<path d="{outline}" transform="translate({_near(at(scale, row.value))} {_near(middle)}) scale(4.6)" '
        f'fill="{fill}" stroke="{colour}" stroke-width=".45"/>'
    )
    return _svg(drawn, HEIGHT)


def mark_strip(scale: Scale, row: Row, places: Mapping[str, int]) -> str:
    """Return what each sector said as SVG: its mark, and the balanced figure as a tick with its interval.

    `places` are the sectors' places in their process, from 0. Marks are used from the key that stands once on a page
    (`key`); those that would touch stand in lanes of their own.
    """
    cells = [(sector, cell) for sector, cell in row.cells.items() if cell is not None]
    where = [at(scale, cell.value) for _, cell in cells]
    own = lanes(where)
    height = max(HEIGHT, (max(own, default=0) + 1) * LANE + 6)
    drawn = [_threshold(scale, height)]
    if row.interval is not None:
        low, high = (at(scale, end) for end in row.interval)
        drawn.append(
            f'<path d="M{_near(low)} {height - 2}H{_near(high)}" stroke="{INK_SOFT}" stroke-width="3"/>'
        )
    if row.value is not None:
        middle = _near(at(scale, row.value))
        drawn.append(f'<path d="M{middle} 0V{height}" stroke="{INK}" stroke-width="1.5"/>')
    for (sector, _), x, lane in zip(cells, where, own, strict=True):
        drawn.append(
            f'<use href="#k{places.get(sector, 0) % 6 + 1}" x="{_near(x)}" y="{_near(lane * LANE + 8)}"/>'
        )
    return _svg(drawn, height)


def axis(scale: Scale, said: Sequence[str]) -> str:
    """Return the numbers of a scale as SVG, as wide as a strip: `said` are its ticks in words."""
    drawn = [
        f'<text x="{_near(at(scale, tick))}" y="12" text-anchor="{_anchor(place, len(said))}" font-size="12" '
        f'fill="{INK_SOFT}" font-family="Noto Sans, system-ui, sans-serif">{words}</text>'
        for place, (tick, words) in enumerate(zip(scale.ticks, said, strict=True))
    ]
    return _svg(drawn, 16)


def key() -> str:
    """Return the marks that `mark_strip` uses; it stands once on a page and is not seen itself."""
    shapes = "".join(
        f'<path id="k{place}" d="{mark(place).shape}" transform="scale(5)" fill="{mark(place).colour}"/>'
        for place in range(1, 7)
    )
    return f'<svg width="0" height="0" class="hidden" aria-hidden="true" focusable="false"><defs>{shapes}</defs></svg>'


def _threshold(scale: Scale, height: float) -> str:
    """Draw where it is decided; a scale without a threshold has none."""
    if scale.threshold is None:
        return ""
    x = _near(at(scale, scale.threshold))
    return f'<path d="M{x} 0V{_near(height)}" stroke="#a3461f" stroke-width="1.5" stroke-dasharray="3 2"/>'


def _anchor(place: int, many: int) -> str:
    return "start" if place == 0 else "end" if place == many - 1 else "middle"


def _svg(drawn: Sequence[str], height: float) -> str:
    high = _near(height)
    return (
        f'<svg class="strip" width="{WIDTH}" height="{high}" viewBox="0 0 {WIDTH} {high}" aria-hidden="true" '
        f'focusable="false">{"".join(drawn)}</svg>'
    )


def _near(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


__all__ = ["HEIGHT", "WIDTH", "at", "axis", "key", "lanes", "mark_strip", "strip"]
