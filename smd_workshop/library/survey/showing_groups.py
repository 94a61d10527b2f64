"""Which groups of people a cross-table may show: by how many they are, and by nothing that they answered.

A group is shown for all items or for none. What is not shown stands together in one group of at least two groups and as
many people as a cell needs (docs/surveys.md; rule 17 of the product), whether the groups in it are small or empty. And
nothing small can be worked out from what is shown of several attributes: a set of people can be worked out exactly if
its indicator is a sum of multiples of those shown, which is asked of every set of too few.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from smd_workshop.library.survey.disclosure import FEW, MANY

Kind = tuple[str, ...]
Group = tuple[str, str]
#: How many sets of too few people are tried; where there are more, an attribute less is shown.
MOST_TRIED: Final = 50_000
#: Why no group of an attribute is shown.
FEW_PEOPLE: Final = "few people"
FEW_IN_GROUPS: Final = "few in groups"
FEW_TO_ITEMS: Final = "few to items"
OTHERS: Final = "others"


@dataclass(frozen=True)
class People:
    """How many people there are of each kind: of all who answered, and of those who gave a number to each item.

    A kind is the group of each attribute, in the order of `attributes`, of which `groups` are all there may be, also
    those to which nobody belongs.
    """

    attributes: tuple[str, ...]
    groups: Mapping[str, Sequence[str]]
    layers: tuple[Mapping[Kind, int], ...]

    def size(self, attribute: str, names: Sequence[str]) -> int:
        """Return how many people at least stand behind a figure of some groups together."""
        place = self.attributes.index(attribute)
        return min(
            sum(many for kind, many in layer.items() if kind[place] in names)
            for layer in self.layers
        )


Shown = dict[str, frozenset[str]]


def shown_groups(
    people: People,
    population: int | None,
    declared: Group | None = None,
    known: Sequence[Mapping[str, frozenset[str]]] = (),
    few: int = FEW,
) -> Shown:
    """Return the groups of each attribute that may be shown; `known` was shown of the same people before.

    Below thirty people that is one group declared beforehand, if it and all others are enough people each.
    """
    nothing: Shown = {attribute: frozenset() for attribute in people.attributes}
    answered = sum(people.layers[0].values())
    if answered < MANY or (population is not None and population < MANY):
        return _declared(people, declared, few, nothing)
    made = {attribute: _by_counts(people, attribute, (), few) for attribute in people.attributes}
    while (small := _worked_out(people, made, known, few)) is not None:
        attribute, name = _to_hide(people, made, small)
        hidden = [each for each in people.groups[attribute] if each not in made[attribute]]
        made[attribute] = _by_counts(people, attribute, (*hidden, name), few)
    return made


def why_hidden(
    people: People, attribute: str, population: int | None, few: int = FEW
) -> tuple[str, tuple[int, ...]]:
    """Return why no group of an attribute is shown, with the layers of which each alone hides all of them.

    FEW_PEOPLE: too few answered, or are there in all. FEW_IN_GROUPS: so few of a group answered that no other can stand
    beside it. FEW_TO_ITEMS: it is not so by who answered, but by who answered some items. OTHERS: together with the
    groups of another attribute too few people could be told apart. Like what is shown, it follows from counts alone.
    """
    if sum(people.layers[0].values()) < MANY or (population is not None and population < MANY):
        return FEW_PEOPLE, ()

    def hides(layer: Mapping[Kind, int]) -> bool:
        return not _by_counts(replace(people, layers=(layer,)), attribute, (), few)

    first, *others = (hides(layer) for layer in people.layers)
    if first:
        return FEW_IN_GROUPS, ()
    thin = tuple(place for place, hidden in enumerate(others, 1) if hidden)
    return (FEW_TO_ITEMS, thin) if thin else (OTHERS, ())


def _declared(people: People, declared: Group | None, few: int, nothing: Shown) -> Shown:
    if declared is None or declared[0] not in nothing:
        return nothing
    attribute, name = declared
    others = [each for each in people.groups[attribute] if each != name]
    sizes = people.size(attribute, [name]), people.size(attribute, others)
    return nothing | ({attribute: frozenset([name])} if min(sizes) >= few else {})


def _by_counts(people: People, attribute: str, hidden: Sequence[str], few: int) -> frozenset[str]:
    """Hide the small groups, and then the smallest others until what is hidden together is enough."""
    groups = people.groups[attribute]
    size = {name: people.size(attribute, [name]) for name in groups}
    out = {name for name in groups if name in hidden or size[name] < few}
    left = sorted((name for name in groups if name not in out), key=lambda name: (size[name], name))
    while out and left and (len(out) < 2 or people.size(attribute, list(out)) < few):
        out.add(left.pop(0))
    return frozenset(left)


def _to_hide(people: People, made: Shown, small: frozenset[Kind]) -> Group:
    """Return the smallest shown group that some of the people in a small set belong to."""
    candidates = [
        (people.size(attribute, [name]), attribute, name)
        for place, attribute in enumerate(people.attributes)
        for name in made[attribute]
        if any(kind[place] == name for kind in small)
    ]
    # A set is worked out with groups that it lies in; if it lies in none, with those it lies outside of.
    candidates = candidates or [
        (people.size(attribute, [name]), attribute, name)
        for attribute in people.attributes
        for name in made[attribute]
    ]
    _, attribute, name = min(candidates)
    return attribute, name


def _worked_out(
    people: People, made: Shown, known: Sequence[Mapping[str, frozenset[str]]], few: int
) -> frozenset[Kind] | None:
    """Return a set of too few people that can be worked out from what is shown; None if there is none."""
    if not any(made.values()):
        return None
    for layer in {tuple(sorted(layer.items())) for layer in people.layers}:
        present = [(kind, many) for kind, many in layer if many]
        found = _small(present, _rows(people, (made, *known), present), few)
        if found is not None:
            return found
    return None


def _rows(
    people: People,
    shown: Sequence[Mapping[str, frozenset[str]]],
    present: Sequence[tuple[Kind, int]],
) -> list[list[Fraction]]:
    """Return the indicator of each shown set over the kinds that exist: everybody, and each group."""
    rows = [[Fraction(1)] * len(present)]
    for place, attribute in enumerate(people.attributes):
        rows += [
            [Fraction(kind[place] == name) for kind, _ in present]
            for name in sorted({name for each in shown for name in each.get(attribute, ())})
        ]
    return rows


def _small(
    present: Sequence[tuple[Kind, int]], rows: list[list[Fraction]], few: int
) -> frozenset[Kind] | None:
    """Return a set of too few people whose indicator is a combination of the rows; None if there is none.

    It is one if every vector at right angles to all rows is at right angles to it: its columns of these add up to zero.
    """
    columns = _at_right_angles(rows, len(present))
    for tried, places in enumerate(_sets([many for _, many in present], few)):
        sums = map(sum, zip(*(columns[place] for place in places), strict=True))
        if tried >= MOST_TRIED or not any(sums):
            return frozenset(present[place][0] for place in places)
    return None


def _sets(sizes: Sequence[int], few: int) -> Iterator[list[int]]:
    """Return every set of kinds with fewer than `few` people, as places."""
    waiting: list[tuple[list[int], int, int]] = [([], 0, 0)]
    while waiting:
        places, many, start = waiting.pop()
        for place in range(start, len(sizes)):
            if many + sizes[place] < few:
                chosen = [*places, place]
                yield chosen
                waiting.append((chosen, many + sizes[place], place + 1))


def _at_right_angles(rows: list[list[Fraction]], width: int) -> list[tuple[Fraction, ...]]:
    """Return, for each column, its entries in a basis of the vectors at right angles to all rows (Gauss–Jordan)."""
    reduced = [list(row) for row in rows]
    pivots: list[int] = []
    for column in range(width):
        top = len(pivots)
        found = next((r for r in range(top, len(reduced)) if reduced[r][column]), None)
        if found is None:
            continue
        reduced[top], reduced[found] = reduced[found], reduced[top]
        lead = reduced[top][column]
        reduced[top] = [value / lead for value in reduced[top]]
        for r, row in enumerate(reduced):
            if r != top and row[column]:
                factor = row[column]
                reduced[r] = [a - factor * b for a, b in zip(row, reduced[top], strict=True)]
        pivots.append(column)
    free = [column for column in range(width) if column not in pivots]
    basis = []
    for column in free:
        vector = [Fraction(0)] * width
        vector[column] = Fraction(1)
        for r, pivot in enumerate(pivots):
            vector[pivot] = -reduced[r][column]
        basis.append(vector)
    return [tuple(vector[column] for vector in basis) for column in range(width)]
