"""By how much hidden sectors must answer otherwise, so that totals stay as they were published.

A sector is shifted by spreading whole steps over its people.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from math import ceil, floor
from typing import Final

from smd_workshop.library.disclosure.protect import Level

#: The sum over people of a sector, and how many they are.
Sums = dict[str, tuple[int, int]]
#: By how much each person of a sector can go down, and up.
Rooms = Mapping[str, Sequence[tuple[int, int]]]
#: The same for sectors.
Spans = Mapping[str, tuple[int, int]]

_DIGITS: Final = 1
_MOST_SHIFTED: Final = 3  # sectors, the largest, of which two are shifted at once
_MOST_STEPS: Final = 60  # shifts of one of the two that are tried
_MOST_KEPT: Final = 6


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of one option as they are published: rounded, as many of them as the level leaves."""

    sums: Sums
    level: Level

    def exact(self, sums: Sums) -> tuple[float, float]:
        """Return the mean of the sectors' means, and the mean over people; 0 where nobody answered."""
        answered = [(total, n) for total, n in sums.values() if n]
        if not answered:
            return 0, 0
        even = sum(total / n for total, n in answered) / len(answered)
        return even, sum(total for total, _ in answered) / sum(n for _, n in answered)

    def published(self, sums: Sums) -> tuple[float, ...]:
        """Return the totals that are shown; the tenth digit absorbs what floats add."""
        even, pooled = (round(round(total, 10), _DIGITS) for total in self.exact(sums))
        return {Level.TOTALS: (even, pooled), Level.BALANCED: (even,)}.get(self.level, ())

    def restoring(self, start: Sums, rooms: Rooms) -> Iterator[dict[str, int]]:
        """Yield shifts after which the totals are published as before, the simplest first.

        Only sectors with room are shifted, of more than one person: who sits alone knows what they said.
        """
        before = self.published(self.sums)

        def restores(shifts: Mapping[str, int]) -> bool:
            return self.published(_shifted(start, shifts)) == before

        if restores({}):
            yield {}
        free = sorted((s for s in rooms if start[s][1] > 1), key=lambda s: (-start[s][1], s))
        free = free[:_MOST_SHIFTED]
        span = {s: (-sum(d for d, _ in rooms[s]), sum(u for _, u in rooms[s])) for s in free}
        yield from islice((s for s in self._one(start, span) if restores(s)), _MOST_KEPT)
        if self.level < Level.WORDS:
            two = [shifts for shifts in self._two(start, span) if restores(shifts)]
            yield from sorted(two, key=lambda shifts: sum(map(abs, shifts.values())))[:_MOST_KEPT]

    def _one(self, start: Sums, span: Spans) -> Iterator[dict[str, int]]:
        lack, _ = self._missing(start)
        for s in span:
            steps = _whole(lack * start[s][1]) if self.level < Level.WORDS else (1, -1)
            yield from ({s: by} for by in steps if by and _inside(by, span[s]))

    def _two(self, start: Sums, span: Spans) -> Iterator[dict[str, int]]:
        lack, gap = self._missing(start)
        for s, t in combinations(span, 2):
            first, second = start[s][1], start[t][1]
            steps = _steps(span[s])
            if first != second:
                both = (lack - gap / second) / (1 / first - 1 / second)
                steps |= {near for by in _whole(both) for near in (by - 1, by, by + 1)}
            for by in sorted(steps):
                for rest in _whole((lack - by / first) * second):
                    if by and rest and _inside(by, span[s]) and _inside(rest, span[t]):
                        yield {s: by, t: rest}

    def _missing(self, start: Sums) -> tuple[float, float]:
        """Return what the sum of the means, and the sum over people, lack to give the totals of before."""
        even, pooled = self.exact(self.sums)
        means = [total / n for total, n in start.values() if n]
        people = sum(n for _, n in start.values())
        return (
            even * len(means) - sum(means),
            pooled * people - sum(total for total, _ in start.values()),
        )


def _shifted(sums: Sums, shifts: Mapping[str, int]) -> Sums:
    moved = dict(sums)
    for sector, by in shifts.items():
        total, n = sums[sector]
        moved[sector] = total + by, n
    return moved


def _whole(value: float) -> Iterable[int]:
    return sorted({floor(value), ceil(value)})


def _inside(by: int, span: tuple[int, int]) -> bool:
    return span[0] <= by <= span[1]


def _steps(span: tuple[int, int]) -> set[int]:
    return set(range(span[0], span[1] + 1, max(1, (span[1] - span[0]) // _MOST_STEPS)))


def spread(by: int, rooms: Sequence[tuple[int, int]]) -> list[int]:
    """Share a shift of a sector out to its people, as evenly as each has room."""
    up = by > 0
    left = abs(by)
    shares = [0] * len(rooms)
    order = sorted(range(len(rooms)), key=lambda person: rooms[person][up])
    for place, person in enumerate(order):
        share = min(rooms[person][up], -(-left // (len(order) - place)))
        shares[person] = share if up else -share
        left -= share
    return shares
