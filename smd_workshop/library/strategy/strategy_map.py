"""A strategy map: objectives in rows of perspectives, arrows from causes to effects, and what is odd about them.

Kaplan and Norton: arrows lead from enablers up to results, or stay level; each objective is measured.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Node:
    """An objective on the map: `row` is the place of its perspective, 0 on top."""

    key: str
    row: int
    measured: bool = True
    column: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a cause to its effect, by the keys of two nodes."""

    cause: str
    effect: str


class Odd(StrEnum):
    """What can be odd about a map."""

    CYCLE = "cycle"
    DOWNWARD = "downward"
    NOT_MEASURED = "not measured"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is odd, and the nodes it is about: of a cycle those on it, in the order of its arrows."""

    kind: Odd
    about: tuple[str, ...]


def findings(nodes: Iterable[Node], arrows: Iterable[Arrow]) -> tuple[Finding, ...]:
    """Return what is odd about a map: circles first, then arrows that lead down, then nodes by themselves."""
    every, drawn = list(nodes), list(dict.fromkeys(arrows))
    rows = {node.key: node.row for node in every}
    tied = {key for arrow in drawn for key in (arrow.cause, arrow.effect)}
    found = [Finding(Odd.CYCLE, circle) for circle in circles(drawn)]
    found += [
        Finding(Odd.DOWNWARD, (arrow.cause, arrow.effect))
        for arrow in drawn
        if rows[arrow.effect] > rows[arrow.cause]
    ]
    found += [Finding(Odd.NOT_MEASURED, (node.key,)) for node in every if not node.measured]
    if len(every) > 1:
        found += [Finding(Odd.ALONE, (node.key,)) for node in every if node.key not in tied]
    return tuple(found)


def circles(arrows: Iterable[Arrow]) -> tuple[tuple[str, ...], ...]:
    """Return the shortest circle through each node that leads back to itself, each circle once."""
    leads: dict[str, list[str]] = {}
    for arrow in arrows:
        leads.setdefault(arrow.cause, []).append(arrow.effect)
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for start in leads:
        way = _way_back(start, leads)
        if way:
            found.setdefault(frozenset(way), way)
    return tuple(found.values())


def _way_back(start: str, leads: dict[str, list[str]]) -> tuple[str, ...]:
    """Return the shortest way from a node to itself, without its end; () where there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked: the shortest ways come first
        for after in leads.get(way[-1], ()):
            if after == start:
                return way
            if after not in seen:
                seen.add(after)
                ways.append((*way, after))
    return ()
