"""Which sectors are hidden, in a round and under each of its options."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

from smd_workshop.library.ballots import DONT_KNOW
from smd_workshop.library.profile import Profile

THRESHOLD: Final = 5
SUPPRESSED: Final = "suppressed"


class Level(IntEnum):
    """What stays of the totals, for all options alike; each level takes away more."""

    TOTALS = 0  # over people and balanced
    BALANCED = 1
    WORDS = 2  # decisions, also those without a sector
    DECISION = 3  # the decision alone


_NO_CELLS: Final[Mapping[str, "Disclosure"]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown of a split by sector (or by any crossing of traits: the keys are free).

    Groups that nobody answered are in neither set and must look like the suppressed ones. Without `pooled_ok` the
    figure over all people must not stand beside the balanced one; without `any_ok` no figure at all, only words.
    """

    shown: frozenset[str]
    suppressed: frozenset[str]
    pooled_ok: bool
    any_ok: bool
    threshold: int = THRESHOLD
    #: The same for one option, or one group of options, by its key.
    cells: Mapping[str, "Disclosure"] = field(default_factory=lambda: _NO_CELLS)

    def of(self, key: str) -> "Disclosure":
        """Return what may be shown under one key."""
        return self.cells.get(key, self)

    @property
    def hides(self) -> bool:
        """Whether anything is hidden, in the round or under one of its keys."""
        return bool(self.suppressed) or any(cell.suppressed for cell in self.cells.values())

    @property
    def least(self) -> Level:
        """The most that the numbers of answers alone allow."""
        if not self.any_ok:
            return Level.WORDS
        return Level.TOTALS if self.pooled_ok else Level.BALANCED


def protect(
    voted: Mapping[str, int],
    threshold: int = THRESHOLD,
    aggregates: int = 2,
    also: AbstractSet[str] = frozenset(),
) -> Disclosure:
    """Decide what may be shown of groups with these numbers of answers, beside `aggregates` published totals.

    Each total is one equation in the hidden figures, so more groups are hidden than totals published: the smallest
    others join the small ones; if there are too few groups, totals are given up, the pooled one first. Who is alone
    in a group knows its figure: such groups hide no other. Groups that are in `also` are hidden as if they were small.
    """
    answered = sorted(
        (group not in also and count >= threshold, count, group)
        for group, count in voted.items()
        if count > 0
    )
    groups = [group for _, _, group in answered]
    small = sum(not large for large, _, _ in answered)
    if not small:
        return Disclosure(
            frozenset(groups), frozenset(), pooled_ok=True, any_ok=True, threshold=threshold
        )
    alone = sum(count == 1 for _, count, _ in answered)
    # One who is alone is hidden by the others; each other alone is known to who asks.
    known = alone if alone < small else alone - 1
    for published in range(aggregates, 0, -1):
        if len(groups) > published + known:
            hidden = frozenset(groups[: max(small, published + 1 + known)])
            return Disclosure(
                frozenset(groups) - hidden, hidden, published > 1, any_ok=True, threshold=threshold
            )
    return Disclosure(
        frozenset(), frozenset(groups), pooled_ok=False, any_ok=False, threshold=threshold
    )


def guard(
    keys: Sequence[str],
    profile: Profile,
    threshold: int = THRESHOLD,
    also: AbstractSet[str] = frozenset(),
) -> Disclosure:
    """Decide what may be shown of a round: thresholds hold under each of these keys of its answers too.

    A sector with enough voters may still have given one option very few numbers.
    """
    found = protect(profile.voted(), threshold, also=also)
    if not keys:
        return found
    counts = {key: dict.fromkeys(profile.voted(), 0) for key in keys}
    for cell in profile.cells:
        for key in cell.answer:
            if number(cell.answer, key) is not None:
                counts[key][cell.sector] += cell.count
    cells = {key: _cell(found, own) for key, own in counts.items()}
    return replace(found, cells=cells)


def _cell(round_: Disclosure, own: Mapping[str, int]) -> Disclosure:
    """Hide under a key what is hidden in the round, and what is small under this key."""
    cell = protect(own, round_.threshold, also=round_.suppressed)
    return replace(
        cell,
        pooled_ok=cell.pooled_ok and round_.pooled_ok,
        any_ok=cell.any_ok and round_.any_ok,
    )


def number(answer: Mapping[str, Any], key: str) -> Any:
    """Return the mark or the points that an answer gives; None where it gives none."""
    given = answer.get(key)
    return None if given == DONT_KNOW else given
