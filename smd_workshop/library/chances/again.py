"""Repetitions that are counted one by one, as the round itself: for a decision that nothing quicker repeats."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from smd_workshop.library.chances.draws import WHOLE, Draws
from smd_workshop.library.profile import Answer, Cell, Profile
from smd_workshop.library.stats.samples.bounded import Floats

#: The ballots of a repetition: a weight below one part in so many is none.
BALLOTS: Final = 1000

#: Gives the ballot that nobody gave, by chance.
Added = Callable[[np.random.RandomState], Answer]


def again(profile: Profile, draws: Draws, added: Added) -> Iterator[Profile]:
    """Yield the round as it might have been, once for each repetition, in whole ballots.

    Where all people are as one sector, `added` is a ballot of the first that answered.
    """
    codes = [draws.cells[own.start].sector for own in draws.columns]
    for weights, ends in zip(draws.weights, draws.added, strict=True):
        ballots = [
            (cell.sector, cell.answer, many)
            for cell, many in zip(draws.cells, _ballots(weights), strict=True)
        ]
        ballots += [
            (code, added(draws.random), many)
            for code, many in zip(codes, _ballots(ends), strict=True)
        ]
        yield replace(profile, cells=_cells(profile, ballots))


def _ballots(weights: Floats) -> list[int]:
    return [int(many) for many in np.rint(weights / WHOLE * BALLOTS)]


def _cells(profile: Profile, ballots: Sequence[tuple[str, Answer, int]]) -> tuple[Cell, ...]:
    given = (each for each in ballots if each[2])
    return Profile.of(profile.sectors, profile.options, given, profile.groups).cells
