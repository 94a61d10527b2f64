"""A place for each option, the first the best; equal places are allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    ANSWER,
    Answer,
    BallotKind,
    Data,
    Groups,
    Question,
    Reading,
    Said,
    cell_value,
)


@dataclass(frozen=True, slots=True)
class Ranking(BallotKind):
    """Lists of options that somebody holds equal, the best first; those in none are tied last."""

    id: ClassVar[str] = "ranking"
    blank: ClassVar[str] = N_("What has no place comes last.")

    @property
    def script_words(self) -> Mapping[str, Said]:
        """How many have a place, and which share one."""
        return {
            "done": Said(N_("# of ## have a place")),
            "left": Said(N_("without a place: #")),
            "many": Said(N_("# have no place")),
            "same": Said(N_("equal: #")),
        }

    def from_row(self, row: Mapping[str, str]) -> Answer:
        """Return the options by the place in their cell; equal places are ties, an empty cell has no place.

        Raises InvalidAnswer for a cell that is no number.
        """
        places: dict[float, list[str]] = {}
        for column, text in row.items():
            if text:
                place = cell_value(text)
                if isinstance(place, str):
                    raise InvalidAnswer(
                        (column,), N_("%(value)s is not a number"), value=shown(text)
                    )
                places.setdefault(place, []).append(column)
        return [places[place] for place in sorted(places)]

    def as_row(self, answer: Answer) -> dict[str, str]:
        """Return the place of every option."""
        return self.filled(answer)

    def check(
        self,
        answer: object,
        options: Sequence[str],
        groups: Groups | None = None,  # noqa: ARG002 - all options stand in one order
    ) -> Answer:
        """Return the lists, inside each the options in the order of all, or raise InvalidAnswer."""
        if not isinstance(answer, list | tuple):
            raise InvalidAnswer((), N_("%(value)s is not a list of lists"), value=shown(answer))
        order = {code: place for place, code in enumerate(options)}
        seen: set[str] = set()
        return [
            sorted(_equal(place, tied, order, seen), key=order.__getitem__)
            for place, tied in enumerate(answer)
        ]

    def read(self, question: Question, data: Data) -> Reading:
        """Return the place of each option; a place that is left free closes up."""
        reading, places = Reading(), dict[int, list[str]]()
        known = {str(n): n for n in range(1, len(question.codes) + 1)}
        for code in question.codes:
            given = data.get(ANSWER + code)
            if not given:
                continue
            reading.values[code] = given
            if given not in known:
                message = N_("Choose a place from 1 to %(last)s.")
                reading.errors[code] = Said(message, {"last": len(question.codes)})
                continue
            places.setdefault(known[given], []).append(code)
        reading.answer = [places[place] for place in sorted(places)]
        return reading

    def filled(self, answer: Answer) -> dict[str, str]:
        """Return the place of each option of a stored answer."""
        return {code: str(place) for place, tied in enumerate(answer, 1) for code in tied}

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return an order by chance; some options share a place, some have none."""
        codes = [code for code in question.codes if chance.random() < 0.9]
        places: dict[int, list[str]] = {}
        for code in codes:
            places.setdefault(chance.randint(1, len(codes)), []).append(code)
        return [places[place] for place in sorted(places)]

    def said(self, value: str) -> Said:
        """Say a place."""
        return Said(N_("place %(num)s"), {"num": value})

    def lines(self, question: Question, values: Mapping[str, str]) -> list[tuple[str, Said]]:
        """Say the order, the first first."""
        placed = [code for code in question.codes if code in values]
        placed.sort(key=lambda code: int(values[code]) if values[code].isdecimal() else 0)
        return [(code, self.said(values[code])) for code in placed]


def _equal(place: int, tied: object, order: Mapping[str, int], seen: set[str]) -> list[str]:
    """Return the options that somebody holds equal; they are added to those already `seen`."""
    if not isinstance(tied, list | tuple):
        raise InvalidAnswer((place,), N_("%(value)s is not a list of options"), value=shown(tied))
    if not tied:
        raise InvalidAnswer((place,), N_("the list is empty"))
    for inside, code in enumerate(tied):
        if not isinstance(code, str) or code not in order:
            raise InvalidAnswer(
                (place, inside), N_("there is no option %(value)s"), value=shown(code)
            )
        if code in seen:
            raise InvalidAnswer((place, inside), N_("%(value)s appears twice"), value=shown(code))
        seen.add(code)
    return list(tied)
