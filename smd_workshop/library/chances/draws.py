"""Repetitions of a round: how much each ballot would weigh if other people of the same sectors were asked.

In each repetition the ballots of a sector get Dirichlet weights of 1 each (Rubin 1981, The Bayesian Bootstrap), and
one more ballot that nobody gave one of ½: of it only chance says what it holds. So what a single person said is not
taken for certain. As in the draws of the open format (stats.samples.bounded).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.profile import Cell, Profile
from smd_workshop.library.stats.samples.bounded import END, Floats, random_of

#: Weights are whole parts of this, so that sums of them are exact in any order, on any machine.
WHOLE: Final = 2.0**40
#: A sector has at least this part of them, or ballots beside others that weigh a million times as much would be none.
LEAST: Final = 2.0**-20


@dataclass(frozen=True, slots=True)
class Draws:
    """What each ballot weighs in each repetition: whole numbers, of which those of all sectors add up to about WHOLE.

    `weights` is (repetitions, cells), `added` (repetitions, sectors) is the ballot of each sector that nobody gave.
    `columns` says which cells are of which sector, in the order of `added`. `of_sector` is what each weighs, adding to 1.
    """

    cells: tuple[Cell, ...]
    weights: Floats
    added: Floats
    columns: tuple[slice, ...]
    of_sector: tuple[float, ...]
    random: np.random.RandomState

    @classmethod
    def of(cls, profile: Profile, seed: str, repetitions: int, *, balanced: bool = True) -> "Draws":
        """Draw the weights; `balanced`: each sector weighs as agreed, else all people are as one sector."""
        random, groups = random_of(seed), _groups(profile, balanced=balanced)
        whole = sum(weight for weight, _ in groups.values())
        weights, added, columns, start = [], [], [], 0
        for weight, cells in groups.values():
            counts = np.array([cell.count for cell in cells], dtype=np.float64)
            gammas = random.standard_gamma(counts, (repetitions, len(cells)))
            end = random.standard_gamma(END, repetitions)
            unit = WHOLE * max(LEAST, weight / whole) / (gammas.sum(axis=1) + end)
            weights.append(np.rint(gammas * unit[:, None]))
            added.append(np.rint(end * unit))
            columns.append(slice(start, start + len(cells)))
            start += len(cells)
        return cls(
            tuple(cell for _, cells in groups.values() for cell in cells),
            np.concatenate(weights, axis=1),
            np.stack(added, axis=1),
            tuple(columns),
            tuple(weight / whole for weight, _ in groups.values()),
            random,
        )

    @property
    def shape(self) -> tuple[int, int]:
        """How many repetitions there are, and how many sectors."""
        return self.added.shape[0], self.added.shape[1]

    def coins(self, *items: int) -> NDArray[np.bool_]:
        """Toss a coin for each repetition, sector and item: (repetitions, sectors, *items)."""
        found: NDArray[np.bool_] = self.random.random_sample((*self.shape, *items)) < 0.5
        return found

    def sums(self, values: Floats, added: Floats) -> Floats:
        """Return the weighed sums of what ballots hold, (cells, items), and of the added ones, (repetitions, sectors, items)."""
        found: Floats = self.weights @ values + np.einsum("rs,rsi->ri", self.added, added)
        return found


def _groups(profile: Profile, *, balanced: bool) -> Mapping[str, tuple[float, tuple[Cell, ...]]]:
    """Return weight and cells of each sector that answered, by code: no order of input matters."""
    if not balanced:
        return {"": (1.0, profile.cells)}
    sectors = sorted(profile.sectors, key=lambda each: each.code)
    found = {each.code: (float(each.weight), profile.of_sector(each.code)) for each in sectors}
    return {code: group for code, group in found.items() if group[1]}
