"""Which sectors are shown apart, which are hidden, and which of these are one group: by numbers of people alone.

Nothing here sees an answer, so nothing can be learned from what is missing.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from smd_workshop.library.disclosure.past import FEWEST, NO_PAST, THRESHOLD, Past
from smd_workshop.library.disclosure.together import FEWEST_SECTORS, Together, joined, units

#: Why something is not shown apart; words for pages are in `templates/result/words.html`.
SMALL: Final = "small"  # a sector has too few answers
FEW: Final = "few"  # all together are too few
STRICT: Final = "strict"  # the process shows the decision alone
OPTIONS: Final = "options"  # all sectors are shown, but to some option too few gave a number
KNOWN: Final = "known"  # earlier rounds about the same tell too much of the others
TOGETHER: Final = "together"  # nothing is hidden, but some sectors are shown as one


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be shown of a round by sector.

    Sectors that nobody answered are nowhere here and look like hidden ones.
    """

    shown: frozenset[str]
    suppressed: frozenset[str]
    #: The hidden sectors that are one group, in the order of the protocol, and their people; empty: no group.
    group: tuple[str, ...] = ()
    people: int = 0
    why: str | None = None
    threshold: int = THRESHOLD
    #: Sectors that are neither shown apart nor hidden.
    together: tuple[Together, ...] = ()

    @property
    def hides(self) -> bool:
        """Whether any sector is not shown apart."""
        return bool(self.suppressed or self.together)


@dataclass(frozen=True, slots=True)
class _Hiding:
    """Which units are too small to be shown, and which are hidden so that they are not alone; None: not enough are."""

    small: frozenset[str]
    covered: frozenset[str] | None
    known: frozenset[str]

    @property
    def hidden(self) -> frozenset[str]:
        return self.small if self.covered is None else self.covered

    @property
    def group(self) -> frozenset[str]:
        return frozenset() if self.covered is None else self.covered - self.known


def plan(
    voted: Mapping[str, int],
    threshold: int = THRESHOLD,
    *,
    strict: bool = False,
    past: Past = NO_PAST,
    names: Mapping[str, str] | None = None,
) -> Disclosure:
    """Decide what may be shown of sectors with these numbers of answers, given in the order of the protocol.

    `names` gives sectors the name under which they are shown as one, where that may be. What then has fewer than
    `threshold` answers is hidden; then the smallest of the others, of equal ones the first, until those hidden are at
    least two and together at least `threshold` people. Sectors that are known from another round hide nobody. Where
    there are not enough, the hidden ones are no group.
    """
    threshold = max(threshold, FEWEST)
    answered = {sector: people for sector, people in voted.items() if people > 0}
    if strict or sum(answered.values()) < threshold:
        why = STRICT if strict else FEW
        return Disclosure(frozenset(), frozenset(answered), why=why, threshold=threshold)
    as_one = joined(answered, threshold, past, names or {})
    hiding = _hiding(units(answered, as_one), as_one, past, threshold)
    return _disclosed(answered, as_one, hiding, threshold)


def _disclosed(
    answered: Mapping[str, int], as_one: Sequence[Together], hiding: _Hiding, threshold: int
) -> Disclosure:
    """Say of sectors what was decided of units, which are one sector or several shown as one."""
    members = {each.code: each.sectors for each in as_one}

    def sectors(of: AbstractSet[str]) -> frozenset[str]:
        return frozenset(sector for unit in of for sector in members.get(unit, (unit,)))

    together = tuple(each for each in as_one if each.code not in hiding.hidden)
    group = tuple(sector for sector in answered if sector in sectors(hiding.group))
    shown = frozenset(answered).difference(
        sectors(hiding.hidden), *(each.sectors for each in together)
    )
    return Disclosure(
        shown,
        sectors(hiding.hidden),
        group,
        sum(answered[sector] for sector in group),
        why=_why(hiding, together),
        threshold=threshold,
        together=together,
    )


def _hiding(
    people: Mapping[str, int], as_one: Sequence[Together], past: Past, threshold: int
) -> _Hiding:
    """Return which units are hidden; one that another round showed as well hides nobody.

    What another round showed as one and this does not is hidden: alone it would tell of the rest.
    """
    as_before = {each.code for each in as_one if past.together.keys() & {*each.sectors}}
    torn = past.together.keys() - {sector for each in as_one for sector in each.sectors}
    small = {unit for unit, many in people.items() if many < threshold}
    small |= people.keys() & (past.hidden | torn)
    known = past.known | as_before
    covered = _covered(people, small, known, threshold) if small else frozenset()
    return _Hiding(frozenset(small), covered, known)


def _why(hiding: _Hiding, together: Sequence[Together]) -> str | None:
    if hiding.covered is None:
        return KNOWN
    if hiding.small:
        return SMALL
    return TOGETHER if together else None


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
