"""The counts a rating round is decided from: per sector and option, how many gave each number."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.methods.rating.classes import Counts
from smd_workshop.library.profile import Profile

UNSEEN = 0
NO_NUMBER = -1


@dataclass(frozen=True, slots=True)
class Tables:
    """Distinct ballots as rows of marks (0 unseen, −1 "no sé"), and per sector one {mark: people} per option."""

    marks: NDArray[np.int8]
    people: NDArray[np.int64]
    rows: Mapping[str, NDArray[np.bool_]]
    counts: Mapping[str, tuple[Counts, ...]]

    @classmethod
    def of(cls, profile: Profile) -> "Tables":
        """Count a profile once; everything else is read from these tables."""
        options = profile.options
        marks = np.zeros((len(profile.cells), len(options)), dtype=np.int8)
        for row, cell in enumerate(profile.cells):
            answer = cell.answer
            marks[row] = [
                NO_NUMBER if (mark := answer.get(code, UNSEEN)) == DONT_KNOW else mark
                for code in options
            ]
        people = np.array([cell.count for cell in profile.cells], dtype=np.int64)
        names = np.array([cell.sector for cell in profile.cells], dtype=object)
        rows = {
            sector.code: np.asarray(names == sector.code, dtype=np.bool_)
            for sector in profile.sectors
        }
        return cls(
            marks,
            people,
            rows,
            {code: _counts(marks[own], people[own]) for code, own in rows.items()},
        )

    def pooled(self, option: int) -> dict[int, int]:
        """Return the marks of one option over all sectors."""
        total: dict[int, int] = {}
        for tables in self.counts.values():
            for mark, people in tables[option].items():
                total[mark] = total.get(mark, 0) + people
        return total


def numbers(counts: Counts) -> dict[int, int]:
    """Return the numeric answers among the marks."""
    return {mark: people for mark, people in counts.items() if mark > 0}


def _counts(marks: NDArray[np.int8], people: NDArray[np.int64]) -> tuple[Counts, ...]:
    tables = []
    for column in marks.T:
        table = {int(mark): int(people[column == mark].sum()) for mark in np.unique(column)}
        tables.append(table)
    return tuple(tables)
