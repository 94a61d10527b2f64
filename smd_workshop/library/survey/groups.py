"""One summary for each group of people beside that of all: they add up like it, and every cross-table comes from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np

from smd_workshop.library.survey.answers import Block
from smd_workshop.library.survey.design import Design
from smd_workshop.library.survey.summary import Summary

#: What a person is, by attribute: size, sector, accompanied or not …
Person = Mapping[str, str]
#: The group of those of whom an attribute is not known.
NOT_KNOWN: Final = ""


@dataclass(frozen=True, slots=True)
class Grouped:
    """The summary of all, and of the people of each kind: those who agree in every attribute.

    `attributes` names them in order, `kinds` holds a summary by the group of each attribute. Any group is the sum of its
    kinds. Grouped(A) + Grouped(B) is Grouped(A ∪ B), to the last digit.
    """

    design: Design
    attributes: tuple[str, ...]
    kinds: Mapping[tuple[str, ...], Summary]

    @classmethod
    def of(
        cls, design: Design, block: Block, people: Sequence[Person], attributes: Sequence[str]
    ) -> "Grouped":
        """Return the summaries of a block of answers, (people, items), of which each person is as said."""
        kinds = [tuple(person.get(each, NOT_KNOWN) for each in attributes) for person in people]
        rows: dict[tuple[str, ...], list[int]] = {}
        for place, kind in enumerate(kinds):
            rows.setdefault(kind, []).append(place)
        return cls(
            design,
            tuple(attributes),
            {kind: Summary.of(design, block[np.array(places)]) for kind, places in rows.items()},
        )

    def __add__(self, other: "Grouped") -> "Grouped":
        """Return the summaries of both sets of people; ValueError if they were asked or grouped differently."""
        if self.design != other.design or self.attributes != other.attributes:
            raise ValueError("only people who were asked and grouped alike can be added")
        kinds = dict(self.kinds)
        for kind, summary in other.kinds.items():
            kinds[kind] = kinds[kind] + summary if kind in kinds else summary
        return Grouped(self.design, self.attributes, kinds)

    @property
    def whole(self) -> Summary:
        """The summary of all."""
        return self._sum(self.kinds)

    def group(self, attribute: str, *names: str) -> Summary:
        """Return the summary of a group, or of several together."""
        place = self.attributes.index(attribute)
        return self._sum(kind for kind in self.kinds if kind[place] in names)

    def names(self, attribute: str) -> tuple[str, ...]:
        """Return the groups of an attribute that somebody belongs to, in the order of their names."""
        place = self.attributes.index(attribute)
        return tuple(sorted({kind[place] for kind in self.kinds}))

    def _sum(self, kinds: Iterable[tuple[str, ...]]) -> Summary:
        parts = (self.kinds[kind] for kind in kinds)
        return reduce(lambda whole, part: whole + part, parts, Summary.empty(self.design))
