"""Words in charts: made harmless, measured with the shipped font, wrapped, and bounded."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from smd_workshop.core.caching import bounded

FONTS = Path(__file__).resolve().parents[2] / "fonts"
FAMILY = "Noto Sans, Noto Sans Signs, Noto Emoji, system-ui, sans-serif"
LONGEST = 400  # characters of a label that a drawing considers; the table has them all

# pages show the reader's own font, which may be wider than the one measured with
_SLACK = 1.14
_UNKNOWN = 1.0
Weight = Literal["regular", "bold"]
_KEPT_CONTROL = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return one line without control, direction, unassigned and surrogate characters, which XML or a reader stumbles over."""
    spaced = _KEPT_CONTROL.sub(" ", text[: LONGEST * 4])
    kept = "".join(
        c
        for c in spaced
        if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    )
    kept = _KEPT_CONTROL.sub(" ", kept).strip()
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


def width(text: str, size: float, weight: Weight = "regular") -> float:
    """Return the width of a text in pixels at this font size."""
    table = _widths()[weight]
    return (
        sum(0.0 if unicodedata.combining(c) else table.get(c, _UNKNOWN) for c in text)
        * size
        * _SLACK
    )


@bounded("lines of charts", 4_096)
def wrap(
    text: str, room: float, size: float, *, most: int = 6, weight: Weight = "regular"
) -> tuple[str, ...]:
    """Break a text into at most `most` lines no wider than `room` pixels; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    rest = clean(text)
    while rest and len(lines) < most:
        line, rest = _first_line(rest, room, size, weight)
        lines.append(line)
    if rest:
        lines[-1] = _shortened(lines[-1], room, size, weight)
    return tuple(lines) or ("",)


def _first_line(text: str, room: float, size: float, weight: Weight) -> tuple[str, str]:
    if width(text, size, weight) <= room:
        return text, ""
    fits, used = 0, 0.0
    while fits < len(text) and (used := used + width(text[fits], size, weight)) <= room:
        fits += 1
    fits = max(fits, 1)
    space = text.rfind(" ", 1, fits + 1)
    cut = space if space > 0 else fits
    return text[:cut].rstrip(), text[cut:].lstrip()


def _shortened(line: str, room: float, size: float, weight: Weight) -> str:
    while line and width(line + "…", size, weight) > room:
        line = line[:-1]
    return line.rstrip() + "…"


@cache
def _widths() -> dict[str, dict[str, float]]:
    loaded: dict[str, dict[str, float]] = json.loads((FONTS / "widths.json").read_text("ascii"))
    return loaded
