"""What people write in a report: paragraphs and lists, in which {{ AEI.02.01.progress }} stands for that figure."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import rounded
from smd_workshop.library.plan.codes import recognised
from smd_workshop.library.plan.figures import read_figure
from smd_workshop.library.plan.quoted import PER_CENT, SOLES, Quoted
from smd_workshop.library.plan.spanish_names import in_english, in_spanish

#: Characters of one passage.
LONGEST: Final = 20_000
#: Paragraphs and points of one passage.
MOST_BLOCKS: Final = 500

_MARK: Final = re.compile(r"\{\{([^{}]*)\}\}")
_POINT: Final = re.compile(r"\s*[-–•*]\s+")
#: A percentage or an amount of money as people write it. A number alone counts things, which no figure can check.
#: It gives nothing back once read, and begins nowhere inside another: a row of digits takes no time squared.
_NUMBER: Final = r"[0-9][0-9.,'’]*+"
_BY_HAND: Final = re.compile(
    rf"S/\.?\s*(?P<soles>{_NUMBER})"
    rf"|(?<![0-9])(?<![0-9][.,'’])(?P<share>{_NUMBER})\s*(?:%|por\s+ciento|per\s+cent)",
    re.IGNORECASE,
)

Figures = Mapping[str, Quoted]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they stand, or the name of the figure that stands there."""

    text: str = ""
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the points of a list; each is a row of pieces."""

    points: tuple[tuple[Piece, ...], ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class ByHand:
    """A percentage or an amount that was typed, and the figures of the plan that it may be a rounding of."""

    text: str
    like: tuple[str, ...]


def named(reference: str, figures: Figures) -> str:
    """Return the name of the figure that a reference means, its code in any spelling, its parts in English or Spanish.

    Raises Invalid with the names that are closest where there is none.
    """
    typed = "".join(reference.split())
    reference = in_english(reference)
    said = "".join(reference.split())
    if said in figures:
        return said
    plain = " ".join(reference.split())
    for name in sorted({each.partition(".")[2] for each in figures} | _endings(figures), key=len):
        if name and plain.lower().endswith(f".{name}"):
            code = recognised(plain[: -len(name) - 1])
            if code and f"{code}.{name}" in figures:
                return f"{code}.{name}"
    written = [*map(in_spanish, figures), *figures]
    close = list(dict.fromkeys(get_close_matches(typed, written, n=3, cutoff=0.6)))
    if close:
        raise Invalid(
            N_("There is no figure called “%(name)s” in this plan. Did you mean %(close)s?"),
            name=typed[:60], close=", ".join(close),
        )  # fmt: skip
    raise Invalid(N_("There is no figure called “%(name)s” in this plan."), name=typed[:60])


def _endings(figures: Figures) -> set[str]:
    return {each.rpartition(".")[2] for each in figures}


def blocks_of(text: str, figures: Figures) -> tuple[Block, ...]:
    """Return a passage in its blocks: an empty line parts paragraphs, a hyphen begins a point.

    Raises Invalid for a reference that means no figure, or one that is not closed.
    """
    if len(text) > LONGEST:
        raise Invalid(N_("Please write at most %(most)s characters."), most=LONGEST)
    blocks: list[Block] = []
    for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        blocks += _blocks(part, figures)
    if len(blocks) > MOST_BLOCKS:
        raise Invalid(N_("Please write at most %(most)s paragraphs."), most=MOST_BLOCKS)
    return tuple(blocks)


def _blocks(part: str, figures: Figures) -> Iterator[Block]:
    """Yield what stands between two empty lines: lines that go on are one, points in a row are a list."""
    runs: list[tuple[bool, list[str]]] = []
    for line in part.split("\n"):
        if not line.strip():
            continue
        point = _POINT.match(line)
        if point:
            if not runs or not runs[-1][0]:
                runs.append((True, []))
            runs[-1][1].append(line[point.end() :].strip())
        elif runs:
            runs[-1][1][-1] += " " + line.strip()
        else:
            runs.append((False, [line.strip()]))
    for is_list, lines in runs:
        yield Block(tuple(pieces_of(line, figures) for line in lines), is_list)


def pieces_of(text: str, figures: Figures) -> tuple[Piece, ...]:
    """Return a line in words and figures. Raises Invalid as `blocks_of`."""
    pieces: list[Piece] = []
    end = 0
    for found in _MARK.finditer(text):
        pieces += _words(text[end : found.start()])
        pieces.append(Piece(figure=named(found[1], figures)))
        end = found.end()
    return (*pieces, *_words(text[end:]))


def filled(text: str, figures: Figures, say: Callable[[str], str]) -> str:
    """Return a text with its figures as `say` writes them; a reference that means none any more stays as it was written."""

    def one(found: re.Match[str]) -> str:
        try:
            return say(named(found[1], figures))
        except Invalid:
            return found[0]

    return _MARK.sub(one, text)


def _words(text: str) -> list[Piece]:
    if "{{" in text or "}}" in text:
        raise Invalid(
            N_(
                "A reference begins with {{ and ends with }}, as in {{ AEI.02.01.progress }}: one of them is missing."
            )
        )
    return [Piece(text)] if text else []


def by_hand(blocks: tuple[Block, ...], figures: Figures) -> list[ByHand]:
    """Return the percentages and amounts that were typed instead of referred to: nothing holds them to the tables."""
    alike = _Alike(figures)
    return [
        each
        for block in blocks
        for point in block.points
        for piece in point
        for each in _typed(piece.text, alike)
    ]


class _Alike:
    """The figures of a plan by what they round to: each is rounded once, however many numbers were typed."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures
        self._rounded: dict[tuple[str, int], dict[Fraction, list[str]]] = {}

    def to(self, value: Decimal, unit: str) -> tuple[str, ...]:
        """Return the names of the figures that a number with its decimals may be a rounding of."""
        places = max(0, -int(value.as_tuple().exponent))
        if (unit, places) not in self._rounded:
            found = self._rounded[unit, places] = {}
            for name, each in self._figures.items():
                if each.unit == unit and each.exact is not None:
                    found.setdefault(Fraction(rounded(each.exact, places)), []).append(name)
        return tuple(self._rounded[unit, places].get(Fraction(value), ()))


def _typed(text: str, alike: _Alike) -> Iterator[ByHand]:
    for found in _BY_HAND.finditer(text):
        written = (found["soles"] or found["share"]).rstrip(".,'’")
        try:
            value = read_figure(written)
        except Invalid:
            value = None
        unit = SOLES if found["soles"] else PER_CENT
        like = alike.to(value, unit) if value is not None else ()
        yield ByHand(found[0].strip().rstrip(".,"), like)
