"""What is kept of responses: counts and sums of products, whole numbers that add up."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.stats.agreement.reliability import Products
from smd_workshop.library.stats.samples.polya import Pairs
from smd_workshop.library.survey.answers import NA, Block
from smd_workshop.library.survey.design import Design

Key = TypeVar("Key", bound=Hashable)
#: Which measure of which dimension a person's pair is; of all dimensions together where the code is None.
Measure = tuple[str, str | None]

TOP: Final = "top"
SATISFIED: Final = "satisfied"
SCORE: Final = "score"


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything the figures of a survey are computed from. Its size depends on the design, not on how many answered.

    `n` responses; of each item `numbers`: point → how many gave it, and how many said `na`; `people`: their pairs by
    measure; `products` of the complete answers of each dimension (from the lowest point on); `tables` of each two
    compared items: points of both → how many. summary(A) + summary(B) is summary(A ∪ B), to the last digit.
    """

    design: Design
    n: int
    numbers: Mapping[str, Mapping[int, int]]
    na: Mapping[str, int]
    people: Mapping[Measure, Pairs]
    products: Mapping[str, Products]
    tables: Mapping[tuple[str, str], Mapping[tuple[int, int], int]]

    @classmethod
    def empty(cls, design: Design) -> "Summary":
        """Return the summary of no responses."""
        return cls.of(design, np.empty((0, len(design.items)), dtype=np.int16))

    @classmethod
    def of(cls, design: Design, block: Block) -> "Summary":
        """Return the summary of a block of answers, (people, items of the design)."""
        return cls(
            design,
            len(block),
            {
                item: _counted(block[:, place], design.ends(item)[0])
                for place, item in enumerate(design.items)
            },
            {item: int((block[:, place] == NA).sum()) for place, item in enumerate(design.items)},
            _people(design, block),
            {
                dimension.code: _products(design, block, dimension.items)
                for dimension in design.dimensions
            },
            {pair: _table(design, block, pair) for pair in design.compared},
        )

    @classmethod
    def of_blocks(cls, design: Design, blocks: Iterable[Block]) -> "Summary":
        """Return the summary of all blocks, of which no more than one is held at a time."""
        parts = (cls.of(design, block) for block in blocks)
        return reduce(lambda whole, part: whole + part, parts, cls.empty(design))

    def __add__(self, other: "Summary") -> "Summary":
        """Return the summary of both sets of responses; ValueError if they answer different designs."""
        if self.design != other.design:
            raise ValueError("only summaries of the same design can be added")
        return Summary(
            self.design,
            self.n + other.n,
            {item: _both(self.numbers[item], other.numbers[item]) for item in self.numbers},
            _both(self.na, other.na),
            {key: _both(self.people[key], other.people[key]) for key in self.people},
            {code: self.products[code] + other.products[code] for code in self.products},
            {pair: _both(self.tables[pair], other.tables[pair]) for pair in self.tables},
        )

    def answered(self, item: str) -> int:
        """Return how many gave a number to an item."""
        return sum(self.numbers[item].values())


def _both(mine: Mapping[Key, int], theirs: Mapping[Key, int]) -> dict[Key, int]:
    """Add two counts."""
    both = dict(mine)
    for key, many in theirs.items():
        both[key] = both.get(key, 0) + many
    return both


def _counted(column: NDArray[np.int16], low: int) -> dict[int, int]:
    """How many gave each point, points that nobody gave left out."""
    counts = np.bincount(column[column >= 0])
    return {low + int(value): int(counts[value]) for value in np.flatnonzero(counts)}


def _people(design: Design, block: Block) -> dict[Measure, Pairs]:
    """Return the pairs of all people by measure."""
    low = design.scale.low
    place = {item: column for column, item in enumerate(design.items)}
    marks = {
        TOP: np.isin(block + low, design.scale.top),
        SATISFIED: np.isin(block + low, design.scale.satisfied),
    }
    number = block >= 0
    groups: list[tuple[str | None, list[int]]] = [(None, [place[item] for item in design.rated])]
    groups += [(each.code, [place[item] for item in each.items]) for each in design.dimensions]
    found: dict[Measure, Pairs] = {}
    for code, columns in groups:
        answers = number[:, columns]
        many = answers.sum(axis=1)
        for measure, marked in marks.items():
            found[measure, code] = _paired((marked[:, columns] & answers).sum(axis=1), many)
        if code is not None:
            above = np.where(answers, block[:, columns], 0).sum(axis=1, dtype=np.int64)
            pairs = _paired(above, many)
            found[SCORE, code] = {
                (total + low * size, size): like for (total, size), like in pairs.items()
            }
    return found


def _paired(sums: NDArray[np.int64], answers: NDArray[np.int64]) -> dict[tuple[int, int], int]:
    """Count people by (sum, answers)."""
    step = int(answers.max(initial=0)) + 1
    counts = np.bincount(sums * step + answers)
    return {(int(key) // step, int(key) % step): int(counts[key]) for key in np.flatnonzero(counts)}


def _products(design: Design, block: Block, items: tuple[str, ...]) -> Products:
    """Return the products of those who gave a number to each of the items."""
    columns = block[:, [design.items.index(item) for item in items]]
    return Products.of(columns[(columns >= 0).all(axis=1)].astype(np.float64))


def _table(design: Design, block: Block, pair: tuple[str, str]) -> dict[tuple[int, int], int]:
    """Count those who gave a number to both items by both points."""
    first, second = (block[:, design.items.index(item)].astype(np.int64) for item in pair)
    both = (first >= 0) & (second >= 0)
    low = design.scale.low
    return {(a + low, b + low): many for (a, b), many in _paired(first[both], second[both]).items()}
