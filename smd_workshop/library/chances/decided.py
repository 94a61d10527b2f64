"""What came out in all repetitions of a round, counted: places, choices, classes, outcomes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import numpy as np
from numpy.typing import NDArray

from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.stats.ranking import (
    place_shares,
    share_before,
    share_in_top,
)
from smd_workshop.library.stats.samples.bounded import Floats

#: In so many repetitions one option must come before another to be told apart from it.
APART: Final = 0.8
#: The places that an option has in nine of ten repetitions: what is left at each end.
TAIL: Final = 0.05
TOP: Final = 3


@dataclass(frozen=True, slots=True)
class Order:
    """An order of options, decided as tied groups, and what each was worth in every repetition, (repetitions, options).

    Options are compared inside of their `groups`, one of all unless said. `spoken`: whether sentences tell of it.
    """

    codes: tuple[str, ...]
    worth: Floats
    order: Sequence[Sequence[str]]
    top: int = TOP
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    spoken: bool = True

    def told(self) -> JsonResult:
        """Return of each option its chances of the places, and the bands of those that cannot be told apart, by group.

        A chance to be among the first of a group counts where the group has more options than that.
        """
        groups = [*self.groups.values()] or [self.codes]
        rows: JsonResult = {}
        bands: list[list[list[str]]] = []
        for members in groups:
            own, found = self._group([code for code in self._best_first() if code in members])
            rows |= own
            bands.append(found)
        return {
            "kind": "order",
            "repetitions": len(self.worth),
            "top": self.top,
            "options": rows,
            "bands": bands,
            "spoken": self.spoken,
        }

    def _best_first(self) -> list[str]:
        known = [code for code in chain(*self.order) if code in self.codes]
        return [*known, *(code for code in self.codes if code not in known)]

    def _group(self, members: list[str]) -> tuple[JsonResult, list[list[str]]]:
        worth = self.worth[:, [self.codes.index(code) for code in members]]
        places = place_shares(worth)
        top = share_in_top(worth, self.top) if len(members) > self.top else None
        rows = {
            code: {
                "p_first": float(places[at, 0]),
                "p_top": None if top is None else float(top[at]),
                "places": _between(places[at]),
                "ranks": places[at].tolist(),
            }
            for at, code in enumerate(members)
        }
        return rows, bands_of(members, share_before(worth))


def _between(places: Floats) -> list[int]:
    """Return the first and the last place that are left where a twentieth is cut off at each end."""
    passed = np.cumsum(places)
    # Sums of many shares may miss the edge by a hair.
    low = int(np.searchsorted(passed, TAIL + 1e-9))
    high = int(np.searchsorted(passed, 1 - TAIL - 1e-9))
    return [low + 1, min(high, len(places) - 1) + 1]


def bands_of(members: Sequence[str], before: Floats) -> list[list[str]]:
    """Return options, the best first, in bands of which no two can be told apart, each as long as it can be.

    `before` says how often each came before each other. Two are told apart where one is before the other in more than
    four of five repetitions (SMAA's pairwise indices: Leskinen, Viitanen, Kangas & Kangas 2006).
    """
    found: list[list[int]] = []
    for at in range(len(members)):
        alike = found and all(1 - APART <= before[other, at] <= APART for other in found[-1])
        if alike:
            found[-1].append(at)
        else:
            found.append([at])
    return [[members[at] for at in band] for band in found]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which options were chosen, and of each repetition how far each was, (repetitions, options): 1, 0, a tie between."""

    codes: tuple[str, ...]
    chosen: Floats
    decided: Sequence[str]

    def told(self) -> JsonResult:
        """Return how often each option was chosen, and how often exactly those that were decided."""
        wanted = np.array([code in self.decided for code in self.codes])
        same = (np.abs(self.chosen - wanted) < 1e-9).all(axis=1)
        return {
            "kind": "choice",
            "repetitions": len(self.chosen),
            "decided": list(self.decided),
            "p_same": float(same.mean()),
            "options": {
                code: {"p_chosen": float(part)}
                for code, part in zip(self.codes, self.chosen.mean(axis=0), strict=True)
            },
        }


@dataclass(frozen=True, slots=True)
class Classes:
    """The class of each option, and the number of the one it had in every repetition, (repetitions, options).

    `names` are the classes with their words, messages.
    """

    codes: tuple[str, ...]
    names: Mapping[str, str]
    found: NDArray[np.int64]
    decided: Mapping[str, str]

    def told(self) -> JsonResult:
        """Return how often each option came into each class."""
        return {
            "kind": "classes",
            "repetitions": len(self.found),
            "decided": dict(self.decided),
            "names": dict(self.names),
            "options": {
                code: {"p_class": _shares(self.names, self.found[:, at])}
                for at, code in enumerate(self.codes)
            },
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round ended in, and the number of what it ended in in every repetition, (repetitions,).

    `names` are the outcomes with their words, messages.
    """

    names: Mapping[str, str]
    found: NDArray[np.int64]
    decided: str

    def told(self) -> JsonResult:
        """Return how often it ended in each outcome."""
        return {
            "kind": "outcome",
            "repetitions": len(self.found),
            "decided": self.decided,
            "names": dict(self.names),
            "p_outcome": _shares(self.names, self.found),
        }


def _shares(names: Collection[str], found: NDArray[np.int64]) -> dict[str, float]:
    counts = np.bincount(found, minlength=len(names))
    return {name: float(many) / len(found) for name, many in zip(names, counts, strict=True)}
