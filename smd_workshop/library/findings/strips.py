"""Strips: one line of a chart in a row of a table, so that a row grows with its words and a page may break between.

The figure of everybody with its interval (`strip`), or what each sector said (`mark_strip`). Colours are literal, for
WeasyPrint applies no stylesheet of the page inside a drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smd_workshop.library.charts.marks import CIRCLE, GREY, INK_SOFT, LINE, MARKS, mark
from smd_workshop.library.findings.rows import Row, Scale, Section

WIDTH, HEIGHT, EDGE = 248, 16, 7
#: How many pixels apart two marks must be so as not to touch.
ROOM = 9
LANE = 6.5
#: More than so many lanes would make a row as high as two; marks then lie on the one that is farthest.
LANES = 3
#: How far the numbers of a scale may stick out of a strip, and how many signs do not stick out further.
SIDE, SHORT = 13, 5

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
        lane = next(free, len(ends) if len(ends) < LANES else ends.index(min(ends)))
        ends[lane : lane + 1] = [places[index]]
        chosen[index] = lane
    return tuple(chosen)


def strip(scale: Scale, row: Row, tone: str, *, keyed: bool = False) -> str:
    """Return a row's own figure as SVG: a sign that tells the outcome by its shape, a line for the interval.

    With `keyed` the sign is used from the key that stands once on a page, and the line has the class i.
    """
    if row.value is None:
        return ""
    colour, outline, _ = _TONES[tone]
    middle, x = HEIGHT // 2, _near(at(scale, row.value))
    drawn = [_threshold(scale, HEIGHT)]
    if not keyed:  # a page draws the line of the scale by its stylesheet
        drawn.insert(0, f'<path d="M0 {middle}H{WIDTH}" stroke="{LINE}"/>')
    if row.interval is not None:
        low, high = (_near(at(scale, end)) for end in row.interval)
        style = 'class="i"' if keyed else f'stroke="{colour}" stroke-width="3" opacity=".45"'
        drawn.append(f'<path {style} d="M{low} {middle}H{high}"/>')
    if keyed:
        drawn.append(f'<use href="#t{tone}" x="{x}" y="{middle}"/>')
        return _plain_svg(drawn, HEIGHT)
    drawn.append(
        f'<path d="{outline}" transform="translate({x} {middle}) scale(4.6)" {_painted(tone)}/>'
    )
    return _svg(drawn, HEIGHT)


def _painted(tone: str) -> str:
    colour, outline, filled = _TONES[tone]
    fill = colour if filled else "#ffffff" if outline.endswith("Z") else "none"
    return f'fill="{fill}" stroke="{colour}" stroke-width=".45"'


def mark_strip(scale: Scale, row: Row | Section, places: Mapping[str, int]) -> str:
    """Return what each sector said as SVG: its mark, and the balanced figure as a tick with its interval.

    `places` are the sectors' places in their process, from 0. Marks are used from the key that stands once on a page
    (`key`), lines have the classes i and e; marks that would touch stand in lanes of their own.
    """
    cells = [(sector, cell) for sector, cell in row.cells.items() if cell is not None]
    where = [at(scale, cell.value) for _, cell in cells]
    own = lanes(where)
    height = max(HEIGHT, round((max(own, default=0) + 1) * LANE + 2))
    drawn = [_threshold(scale, height)]
    if row.interval is not None:
        low, high = (_near(at(scale, end)) for end in row.interval)
        drawn.append(f'<path class="i" d="M{low} {height // 2}H{high}"/>')
    if row.value is not None:
        drawn.append(f'<path class="e" d="M{_near(at(scale, row.value))} 0V{height}"/>')
    first = (height - max(own, default=0) * LANE) / 2
    drawn += (
        f'<use href="#k{_mark(places.get(sector))}" x="{x:.0f}" y="{first + lane * LANE:.0f}"/>'
        for (sector, _), x, lane in zip(cells, where, own, strict=True)
    )
    return _plain_svg(drawn, height)


def _mark(place: int | None) -> str:
    """Return which mark is a sector's; a ring for several sectors that are shown as one."""
    return "o" if place is None else str(place % len(MARKS) + 1)


def axis(scale: Scale, said: Sequence[str]) -> str:
    """Return the numbers of a scale as SVG, over their places on a strip: `said` are its ticks in words.

    It is wider than a strip by SIDE at both ends, which the stylesheets take back: so the outermost numbers, too, stand
    right over their lines.
    """
    drawn = [
        f'<text x="{_near(at(scale, tick))}" y="12" text-anchor="{_anchor(place, said)}">{words}</text>'
        for place, (tick, words) in enumerate(zip(scale.ticks, said, strict=True))
    ]
    looks = f'<g font-size="12" fill="{INK_SOFT}" font-family="Noto Sans, system-ui, sans-serif">'
    wide = WIDTH + 2 * SIDE
    return (
        f'<svg class="strip scale" width="{wide}" height="16" viewBox="{-SIDE} 0 {wide} 16" aria-hidden="true">'
        f"{looks}{''.join(drawn)}</g></svg>"
    )


def key() -> str:
    """Return the signs that keyed strips use, one for each mark (k1, k2, …, the ring ko) and one for each tone; they stand once on a page, unseen."""
    shapes = [
        f'<path id="k{place}" d="{mark(place).shape}" transform="scale(3.7)" fill="{mark(place).colour}"/>'
        for place in range(1, len(MARKS) + 1)
    ]
    shapes += (
        f'<path id="t{tone}" d="{outline}" transform="scale(4.6)" {_painted(tone)}/>'
        for tone, (_, outline, _) in _TONES.items()
    )
    shapes.append(
        f'<path id="ko" d="{CIRCLE}" transform="scale(3)" fill="#fff" stroke="{GREY}" stroke-width=".7"/>'
    )
    return (
        '<svg width="0" height="0" class="hidden" aria-hidden="true">'
        f"<defs>{''.join(shapes)}</defs></svg>"
    )


def _threshold(scale: Scale, height: float) -> str:
    """Draw where it is decided; a scale without a threshold has none."""
    if scale.threshold is None:
        return ""
    x = _near(at(scale, scale.threshold))
    return f'<path d="M{x} 0V{_near(height)}" stroke="#a3461f" stroke-width="1.5" stroke-dasharray="3 2"/>'


def _anchor(place: int, said: Sequence[str]) -> str:
    """Return at which end a tick stands on its place: words that are no short number do not stick out."""
    if len(said[place]) <= SHORT:
        return "middle"
    return "start" if place == 0 else "end" if place == len(said) - 1 else "middle"


def _plain_svg(drawn: Sequence[str], height: int) -> str:
    # How wide it is, the stylesheet of results says once for all.
    return f'<svg class="strip" height="{height}" aria-hidden="true">{"".join(drawn)}</svg>'


def _svg(drawn: Sequence[str], height: float) -> str:
    high = _near(height)
    return (
        f'<svg class="strip" width="{WIDTH}" height="{high}" viewBox="0 0 {WIDTH} {high}" aria-hidden="true">'
        f"{''.join(drawn)}</svg>"
    )


def _near(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


__all__ = ["HEIGHT", "WIDTH", "at", "axis", "key", "lanes", "mark_strip", "strip"]
