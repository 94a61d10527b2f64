"""Groups of people beside each other, as far as they may be shown: figures, differences, and how sure these are."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from smd_workshop.library.numbers import plain
from smd_workshop.library.stats.group_differences import chance, cliff, holm
from smd_workshop.library.stats.samples.proportions import difference, wilson
from smd_workshop.library.survey.groups import Grouped
from smd_workshop.library.survey.showing_groups import Group, People, shown_groups, why_hidden
from smd_workshop.library.survey.summary import TOP, Summary

#: What is shown of those groups together that are not shown apart.
TOGETHER: Final = "together"

_Compared = tuple[tuple[int, int], tuple[int, int], Fraction | None]


def cross_tables(
    grouped: Grouped,
    groups: Mapping[str, Sequence[str]],
    population: int | None,
    declared: Group | None = None,
) -> dict[str, Any]:
    """Return each attribute's table; `groups` are all there may be of each, also those to which nobody belongs.

    Under `groups` stands each that is shown, under `together` the names of the rest and its figures as one group; both
    are null where nothing is shown, and `why` says why, with the `items` that too few of each group answered, if it is
    these. What groups find important is in no table, so that few may have said it. `against_others` compares each group with all other people, and `chance_corrected`
    is Holm's over the whole table.
    """
    people = people_of(grouped, groups)
    shown = shown_groups(people, population, declared)
    return {
        attribute: _table(grouped, attribute, groups[attribute], shown[attribute])
        if shown[attribute]
        else _nothing(grouped, people, attribute, population)
        for attribute in grouped.attributes
    }


def _nothing(
    grouped: Grouped, people: People, attribute: str, population: int | None
) -> dict[str, Any]:
    why, layers = why_hidden(people, attribute, population)
    items = [grouped.design.judged[layer - 1] for layer in layers]
    return {"groups": None, TOGETHER: None, "why": why, "items": items}


def people_of(grouped: Grouped, groups: Mapping[str, Sequence[str]]) -> People:
    """Return how many people stand behind each cell of the tables."""
    items = grouped.design.judged
    layers = [{kind: each.n for kind, each in grouped.kinds.items()}]
    layers += [
        {kind: each.answered(item) for kind, each in grouped.kinds.items()} for item in items
    ]
    return People(grouped.attributes, groups, tuple(layers))


def _table(
    grouped: Grouped, attribute: str, names: Sequence[str], shown: frozenset[str]
) -> dict[str, Any]:
    apart = [name for name in names if name in shown]
    rest = [name for name in names if name not in shown]
    summaries = {name: grouped.group(attribute, name) for name in apart}
    found = {name: _figures(summary) for name, summary in summaries.items()}
    compared = {
        (name, measured): pair
        for name, summary in summaries.items()
        for measured, pair in _against(grouped, attribute, names, name, summary).items()
    }
    chances = [chance(first, second) for first, second, _ in compared.values()]
    for (key, pair), exact, corrected in zip(compared.items(), chances, holm(chances), strict=True):
        name, measured = key
        found[name].setdefault("against_others", {})[measured] = _difference(pair) | {
            "chance": float(exact),
            "chance_corrected": float(corrected),
        }
    together = {"names": rest, **_figures(grouped.group(attribute, *rest))} if rest else None
    return {"groups": found, TOGETHER: together}


def _figures(summary: Summary) -> dict[str, Any]:
    """Return what is said of a group: of each item its mean and share, of each dimension the share of people."""
    design = summary.design
    return {
        "n": summary.n,
        "items": {
            item: {"n": summary.answered(item), "mean": _mean(summary, item)}
            | _share(_top(summary, item))
            for item in design.judged
        },
        "dimensions": {
            each.code: _share(_people(summary, each.code)) for each in design.dimensions
        },
    }


def _mean(summary: Summary, item: str) -> float | None:
    many = summary.answered(item)
    total = sum(value * like for value, like in summary.numbers[item].items())
    return plain(Fraction(total, many)) if many else None


def _share(counted: tuple[int, int]) -> dict[str, Any]:
    yes, size = counted
    between = wilson(yes, size)
    return {
        TOP: {
            "k": yes,
            "n": size,
            "share": yes / size if size else None,
            "wilson": list(between) if between else None,
        }
    }


def _top(summary: Summary, item: str) -> tuple[int, int]:
    numbers = summary.numbers[item]
    top = sum(numbers.get(point, 0) for point in summary.design.scale.top)
    return top, summary.answered(item)


def _people(summary: Summary, dimension: str) -> tuple[int, int]:
    """Return the people of whose own answers more than half are at the top, and those who gave any."""
    pairs = summary.people[TOP, dimension]
    counted = sum(like for (total, many), like in pairs.items() if 2 * total > many)
    return counted, sum(like for (_, many), like in pairs.items() if many)


def _against(
    grouped: Grouped, attribute: str, names: Sequence[str], name: str, own: Summary
) -> dict[str, _Compared]:
    """Return the counts of a group and of all others, by item and dimension, where both have people."""
    others = grouped.group(attribute, *(each for each in names if each != name))
    found: dict[str, _Compared] = {
        item: (
            _top(own, item),
            _top(others, item),
            cliff(own.numbers[item], others.numbers[item]),
        )
        for item in grouped.design.judged
    }
    found |= {
        each.code: (_people(own, each.code), _people(others, each.code), None)
        for each in grouped.design.dimensions
        if each.code not in found
    }
    return {key: pair for key, pair in found.items() if pair[0][1] and pair[1][1]}


def _difference(pair: _Compared) -> dict[str, Any]:
    first, second, delta = pair
    between = difference(first, second)
    found: dict[str, Any] = {
        "difference": float(Fraction(*first) - Fraction(*second)),
        "interval": list(between) if between else None,
    }
    return found | ({"delta": float(delta)} if delta is not None else {})
