"""How groups of people are written: capitals, accents and spaces make no other heading and no other group.

Two groups where one is meant tear each of them below the number from which it is shown, and after the close nothing
can be put right.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from smd_workshop.core import names

#: (heading, as it was written, as it is read).
ReadAs: TypeAlias = tuple[str, str, str]


class Spellings:
    """The one way in which each group is written: as most who are here have it, else as most rows of the list do."""

    def __init__(
        self, here: Iterable[Mapping[str, str]], listed: Iterable[Mapping[str, str]] = ()
    ) -> None:
        self._kept: dict[tuple[str, str], str] = {}
        for people in (here, listed):
            counted: Counter[tuple[str, str]] = Counter(
                pair for attributes in people for pair in attributes.items()
            )
            # Of two that are as frequent the one that came first: most_common keeps their order.
            for (heading, value), _many in counted.most_common():
                self._kept.setdefault((heading, names.folded(value)), value)

    def read(self, attributes: Mapping[str, str]) -> tuple[dict[str, str], tuple[ReadAs, ...]]:
        """Return what groups somebody as it is kept, and what of it was written otherwise."""
        kept = {
            heading: self._kept.get((heading, names.folded(value)), value)
            for heading, value in attributes.items()
        }
        other = ((h, value, kept[h]) for h, value in attributes.items() if value != kept[h])
        return kept, tuple(other)


def headings(written: Sequence[str], here: Iterable[str]) -> list[str]:
    """Return headings of a list as those that are here write them; one that is there as well stays as it is."""
    known = {names.folded(each): each for each in here}
    taken = {*written}
    found = []
    for heading in written:
        kept = known.get(names.folded(heading), heading)
        kept = heading if kept in taken else kept
        taken.add(kept)
        found.append(kept)
    return found


def apart(people: Iterable[Mapping[str, str]]) -> list[tuple[str, list[str]]]:
    """Return each heading below which one group is written in several ways, with these ways."""
    ways: dict[tuple[str, str], dict[str, None]] = {}
    for attributes in people:
        for heading, value in attributes.items():
            ways.setdefault((heading, names.folded(value)), {})[value] = None
    return [(heading, [*found]) for (heading, _), found in ways.items() if len(found) > 1]
