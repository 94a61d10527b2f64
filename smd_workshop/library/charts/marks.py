"""Colours and shapes of charts: those of the stylesheet's tokens, literal because PDFs ignore variables.

A sector has a colour and a shape, by its place in the process. After the seventh the colours begin again.
"""

from dataclasses import dataclass

INK, INK_SOFT, PAPER, LINE = "#1d2733", "#4a5665", "#ffffff", "#dfd5c6"
SEA, COPPER, GREY = "#0f5a63", "#a3461f", "#5f6873"
AGAINST, MIDDLE, FAVOUR = (
    "#d98a5f",
    "#ead9bd",
    SEA,
)  # middle, light and dark: apart in grey print too

CIRCLE = "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z"
_STAR_ARMS = (
    "M-.16,-1h.32v2h-.32Z",
    "M-.946,-.361l.16,-.277l1.732,1l-.16,.277Z",
    "M-.946,.361l.16,.277l1.732,-1l-.16,-.277Z",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How a sector is shown: a colour, the sign in running text, and its outline in a square from -1 to 1."""

    colour: str
    sign: str
    shape: str


MARKS = (
    Mark("#0f5a63", "●", CIRCLE),
    Mark("#75479a", "▲", "M0,-1L1,.9H-1Z"),
    Mark("#a3461f", "■", "M-.85,-.85H.85V.85H-.85Z"),
    Mark("#2a63a8", "◆", "M0,-1.1L1.1,0L0,1.1L-1.1,0Z"),
    Mark("#59682a", "✚", "M-.35,-1H.35V-.35H1V.35H.35V1H-.35V.35H-1V-.35H-.35Z"),
    Mark("#7d6200", "✱", "".join(_STAR_ARMS)),
    Mark("#9a2a5e", "▬", "M-1,-.42H1V.42H-1Z"),
)


def mark(place: int) -> Mark:
    """Return the mark of the sector in this place, counted from 1."""
    return MARKS[(place - 1) % len(MARKS)]


def fills(categories: int, aside: int) -> tuple[str, ...]:
    """Return one fill per category; the last `aside` are no points of the scale and have the colour of paper."""
    outside = min(max(aside, 0), max(categories - 1, 0))
    return (*tones(categories - outside), *((PAPER,) * outside))


def tones(count: int) -> tuple[str, ...]:
    """Return one fill per point of a scale, from against to in favour."""
    if count == 1:
        return (FAVOUR,)
    if count == 2:
        return (AGAINST, FAVOUR)
    steps = [2 * place / (count - 1) for place in range(count)]
    return tuple(_mix(AGAINST, MIDDLE, s) if s <= 1 else _mix(MIDDLE, FAVOUR, s - 1) for s in steps)


def ink_on(fill: str) -> str:
    """Return the ink that is read best on a fill: dark or white."""
    return INK if _luminance(fill) > 0.22 else PAPER


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(first: str, second: str, share: float) -> str:
    pairs = zip(_parts(first), _parts(second), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (p / 255 for p in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
