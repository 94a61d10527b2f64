"""What the table of a result consists of: cells of sectors, rows of options, sections under one outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from smd_workshop.core.numbers import rounded
from smd_workshop.library.findings.statements import (
    Statement,
)

#: How a figure is written: a mean of numbers, a share of points, how many of how many (with the share behind it), an
#: amount of something, which every row counts in its own unit and on its own scale, a word of a scale of words, by its
#: number, a weight beside those of all, or a place in an order, of which 1 is the first.
Unit = Literal["mean", "share", "count", "amount", "word", "weight", "place"]
Tone = Literal["good", "mid", "unsure", "bad"]
Domain = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one sector said of one option: the figure, how many of how many where it counts people, and its signs.

    `n` is how many the figure rests on. `sign` is 1 (+), 0 (·) or -1 (−); `strong` deepens its tint.
    """

    value: float
    count: tuple[int, int] | None = None
    n: int | None = None
    sign: int = 0
    strong: bool = False
    apart: bool = False
    #: How many more of the sector answered and took no side: abstained.
    aside: int = 0


@dataclass(frozen=True, slots=True)
class Scale:
    """On what the figures of a grid lie, and where they begin to be + or −.

    `minus` and `plus` are the last − and the first +, `far` the same for the deep tints, all compared with the figure
    as it is written. `apart` is the distance from every other sector at which one stands apart.
    """

    unit: Unit
    domain: Domain
    minus: float
    plus: float
    far: Domain
    apart: float
    #: Steps of the axis.
    ticks: tuple[float, ...]
    #: What the signs mean, for a reader: +, ·, −.
    legend: tuple[Statement, Statement, Statement]
    #: What is decided from this figure on; None where no single figure decides.
    threshold: float | None = None
    #: Shares are of those who said yes or no: others abstained.
    sided: bool = False
    #: Of a scale of words: messages, the first for 0.
    words: tuple[str, ...] = ()

    @property
    def step(self) -> int:
        """How many decimals of a figure are written; those of a percentage are two more."""
        return 1 if self.unit == "mean" else 3

    def cell(
        self, value: float | None, count: tuple[int, int] | None = None, n: int | None = None
    ) -> Cell | None:
        """Return the cell of a figure; None where there is none to show."""
        if value is None:
            return None
        shown = rounded(value, self.step)
        low, high = self.far
        sign = (shown >= rounded(self.plus, self.step)) - (shown <= rounded(self.minus, self.step))
        strong = shown >= rounded(high, self.step) or shown <= rounded(low, self.step)
        return Cell(value, count, n, sign, strong and sign != 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can come out for an option: a word, a sign and a tone, and the rule behind it.

    `many` is the word for several options, where it is another one: "Comes in: 1", "Come in: 6".
    """

    key: str
    name: str
    sign: str
    tone: Tone
    rule: Statement | None = None
    many: str = ""

    @classmethod
    def counted(
        cls, key: str, words: tuple[str, str], sign: str, tone: Tone, rule: Statement | None = None
    ) -> "Outcome":
        """Return an outcome that is named by how many options came to it."""
        return cls(key, words[0], sign, tone, rule, words[1])


@dataclass(frozen=True, slots=True)
class Row:
    """One option: what came out for it, its balanced figure with the interval, its shown sectors.

    `value` is None where it may not be shown or nobody gave one; `few` says that too few gave one. `pooled` is the
    figure of all people alike.
    """

    code: str
    outcome: str
    value: float | None = None
    interval: tuple[float, float] | None = None
    pooled: float | None = None
    few: bool = False
    cells: Mapping[str, Cell | None] = field(default_factory=dict)
    #: The group of options that it belongs to, where an outcome is read inside of groups.
    group: str = ""
    #: What its figures are read by, where that differs from row to row.
    scale: Scale | None = None
    #: With what it shares its place, of results that are an order.
    tied: tuple[str, ...] = ()
    #: The sectors that weigh less in it than in others, for some of their people left it blank.
    lighter: tuple[str, ...] = ()
    #: What it is, where it is no option of the round and its code has no wording.
    called: Statement | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that stand together under one heading."""

    outcome: Outcome
    rows: tuple[Row, ...]
    group: str = ""
    #: Of a group that was itself given a figure.
    value: float | None = None
    interval: tuple[float, float] | None = None
    #: What each sector gave to the group itself.
    cells: Mapping[str, Cell | None] = field(default_factory=dict)
