"""How the answers of a sector about one option are spread over the steps of its scale: a small histogram and its median.

Shown of the sectors that a result shows beside the option, unless too few of its people are others than in a round
before: whoever knows that one would see what they answered (docs/adr/0063).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smd_workshop.library.ballots.kind import BallotKind, Said, Steps
from smd_workshop.library.stats.percentiles import median

#: The sector of somebody, what they answered about one option, and how many of it answered just that.
Given = tuple[str, Any, int]


@dataclass(frozen=True, slots=True)
class Distribution:
    """How many of a sector stand on each step, and their median: in words, and where it stands among the steps, from 0.

    Who gave no place on the scale is not in it. Steps without an order have no median.
    """

    words: tuple[Said, ...]
    counts: tuple[int, ...]
    median: Said | None = None
    middle: Fraction | None = None

    @property
    def people(self) -> int:
        """How many it counts."""
        return sum(self.counts)

    @property
    def told(self) -> tuple[tuple[Said, int], ...]:
        """The steps on which anybody stands, with how many."""
        return tuple(each for each in zip(self.words, self.counts, strict=True) if each[1])


def told(
    kind: BallotKind,
    ballots: Iterable[Given],
    option: str,
    cells: Mapping[str, object | None],
    hidden: AbstractSet[str] = frozenset(),
) -> dict[str, Distribution]:
    """Return the distributions of one option that may be shown.

    `cells` are what the result shows of each sector beside the option, None where that is nothing; `hidden` are sectors
    of which few people are others than in a round before.
    """
    shown = {sector for sector, cell in cells.items() if cell is not None} - hidden
    about = (
        (sector, answer if kind.single else _of_option(answer, option), many)
        for sector, answer, many in ballots
        if sector in shown
    )
    return by_sector(kind, (each for each in about if each[1] is not None))


def _of_option(answer: Any, option: str) -> Any:
    return answer.get(option) if isinstance(answer, dict) else None


def by_sector(kind: BallotKind, given: Iterable[Given]) -> dict[str, Distribution]:
    """Return the distribution of each sector of which anybody stands on a step, all over the same steps."""
    answers = list(given)
    steps = kind.steps([answer for _sector, answer, _many in answers])
    if steps is None:
        return {}
    found: dict[str, Counter[Fraction]] = {}
    for sector, answer, many in answers:
        number = steps.number(answer)
        if number is not None:
            found.setdefault(sector, Counter())[number] += many
    return {sector: _distribution(steps, numbers) for sector, numbers in found.items()}


def _distribution(steps: Steps, numbers: Counter[Fraction]) -> Distribution:
    counts = [0] * len(steps.words)
    for number, many in numbers.items():
        nearest = int(
            steps.place(number) + Fraction(1, 2)
        )  # the upper end belongs to the last step
        counts[min(nearest, len(counts) - 1)] += many
    middle = median(numbers) if steps.said is not None else None
    if middle is None or steps.said is None:
        return Distribution(steps.words, tuple(counts))
    return Distribution(steps.words, tuple(counts), steps.said(middle), steps.place(middle))
