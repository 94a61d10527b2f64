"""Which sectors are shown, which are hidden, and which of these are one group: by numbers of people alone.

Nothing here sees an answer, so nothing can be learned from what is missing.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

THRESHOLD: Final = 5
#: A threshold below this would protect nobody: of two, each knows the other.
FEWEST: Final = 3
#: A group of one sector would be that sector.
FEWEST_SECTORS: Final = 2

#: Why something is hidden; words for pages are in `templates/result/words.html`.
SMALL: Final = "small"  # a sector has too few answers
FEW: Final = "few"  # all together are too few
STRICT: Final = "strict"  # the process shows the decision alone
OPTIONS: Final = "options"  # all sectors are shown, but to some option too few gave a number
KNOWN: Final = "known"  # earlier rounds about the same tell too much of the others

#: Sector → the people (any hashable names) of it who answered a round.
Voters = Mapping[str, AbstractSet[object]]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown of a round by sector.

    Sectors that nobody answered are in neither set and look like hidden ones.
    """

    shown: frozenset[str]
    suppressed: frozenset[str]
    #: The hidden sectors that are one group, in the order of the protocol, and their people; empty: no group.
    group: tuple[str, ...] = ()
    people: int = 0
    why: str | None = None
    threshold: int = THRESHOLD

    @property
    def hides(self) -> bool:
        """Whether any sector is hidden."""
        return bool(self.suppressed)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What another round about the same options showed: its voters, and what of them was hidden."""

    voters: Voters
    suppressed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Past:
    """What other rounds mean for one round: sectors that stay hidden, and sectors whose answers count as known."""

    hidden: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


NO_PAST: Final = Past()


def plan(
    voted: Mapping[str, int],
    threshold: int = THRESHOLD,
    *,
    strict: bool = False,
    past: Past = NO_PAST,
) -> Disclosure:
    """Decide what may be shown of sectors with these numbers of answers, given in the order of the protocol.

    A sector with fewer than `threshold` answers is hidden; then the smallest of the others, of equal ones the first,
    until those hidden are at least two and together at least `threshold` people. Sectors that are known from another
    round hide nobody. Where there are not enough, the hidden ones are no group.
    """
    threshold = max(threshold, FEWEST)
    answered = {sector: people for sector, people in voted.items() if people > 0}
    everybody = frozenset(answered)
    if strict or sum(answered.values()) < threshold:
        return Disclosure(
            frozenset(), everybody, why=STRICT if strict else FEW, threshold=threshold
        )
    small = {s for s, people in answered.items() if people < threshold or s in past.hidden}
    if not small:
        return Disclosure(everybody, frozenset(), threshold=threshold)
    hidden = _covered(answered, small, past.known, threshold)
    if hidden is None:
        return Disclosure(everybody - small, frozenset(small), why=KNOWN, threshold=threshold)
    group = tuple(s for s in answered if s in hidden and s not in past.known)
    return Disclosure(
        everybody - hidden,
        hidden,
        group,
        sum(answered[s] for s in group),
        why=SMALL,
        threshold=threshold,
    )


def _covered(
    answered: Mapping[str, int], small: AbstractSet[str], known: AbstractSet[str], threshold: int
) -> frozenset[str] | None:
    """Return the small sectors with as many others as hide them; None where there are not enough."""
    hidden = set(small)
    others = sorted(
        (s for s in answered if s not in small and s not in known), key=answered.__getitem__
    )
    for other in [*others, None]:
        cover = hidden - known
        if len(cover) >= FEWEST_SECTORS and sum(answered[s] for s in cover) >= threshold:
            return frozenset(hidden)
        if other is not None:
            hidden.add(other)
    return None


def past_of(now: Voters, earlier: Iterable[Earlier], threshold: int = THRESHOLD) -> Past:
    """Return what other rounds about the same options mean for a round with these voters.

    A sector that another round hid stays hidden, and one that it showed is known, unless at least `threshold` of its
    voters are others, whoever was absent or was added: the roll says who voted, and the difference would be them.
    """
    threshold = max(threshold, FEWEST)
    hidden: set[str] = set()
    known: set[str] = set()
    for other in earlier:
        for sector, people in now.items():
            before = other.voters.get(sector, frozenset())
            if before and len(before ^ people) < threshold:
                (hidden if sector in other.suppressed else known).add(sector)
    return Past(frozenset(hidden), frozenset(known - hidden))
