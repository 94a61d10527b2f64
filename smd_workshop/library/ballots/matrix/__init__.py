"""A mark for each pair of an option from within with one from outside: the cells of a crossing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Final

from smd_workshop.core.caching import bounded
from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    ANSWER,
    OUTSIDE,
    WITHIN,
    Answer,
    BallotKind,
    Data,
    Groups,
    Question,
    Reading,
    Said,
    Steps,
    as_object,
    whole_steps,
)

#: Between the two options of a pair.
BAR: Final = "|"
Side = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix(BallotKind):
    """One whole number per pair, from 0 to `high`; a pair left out was not answered."""

    high: int = 3

    id: ClassVar[str] = "matrix"
    seconds: ClassVar[int] = 8

    def columns(self, options: Sequence[str], groups: Groups) -> Sequence[str]:  # noqa: ARG002 - the sides hold them
        """Return the pairs."""
        return pairs_of(groups)

    def options_in(self, columns: Sequence[str]) -> list[str]:
        """Return both ends of the pairs, those from within first."""
        ends = [column.split(BAR, 1) for column in columns]
        inside, outside = [pair[0] for pair in ends], [end for pair in ends for end in pair[1:]]
        return list(dict.fromkeys([*inside, *outside]))

    def check(self, answer: object, options: Sequence[str], groups: Groups | None = None) -> Answer:  # noqa: ARG002 - the sides hold all options
        """Return the marks in the order of the pairs, or raise InvalidAnswer; `groups` are the four sides."""
        given = as_object(answer)
        pairs = pairs_of(groups or {})
        canonical = {}
        for pair in pairs:
            if pair in given:
                value = given[pair]
                # The common case first: a ballot may hold hundreds of pairs.
                if not (type(value) is int and 0 <= value <= self.high):
                    value = self._marked(pair, value)
                canonical[pair] = value
        if len(canonical) != len(given):
            stranger = next(key for key in given if key not in canonical)
            raise InvalidAnswer((str(stranger),), N_("there is no such pair"))
        return canonical

    def _marked(self, pair: str, value: object) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and whole and 0 <= value <= self.high:
            return value
        between = N_("%(value)s is not between %(low)s and %(high)s")
        message = (
            between if whole else N_("%(value)s is not a whole number between %(low)s and %(high)s")
        )
        raise InvalidAnswer((pair,), message, value=shown(value), low=0, high=self.high)

    def keys(self, question: Question) -> Sequence[str]:
        """Return the pairs, row after row."""
        return pairs_of(question.groups)

    def name_of(self, key: str) -> str:
        """Return a pair as it is read: F1 × O2."""
        return key.replace(BAR, " × ")

    def refuse_option(self, code: str) -> None:
        """Refuse an option whose code would make a pair that can be read in two ways, by InvalidAnswer."""
        if BAR in code:
            message = N_("%(value)s has a | in it, which stands between the options of a pair")
            raise InvalidAnswer((), message, value=shown(code))

    def read(self, question: Question, data: Data) -> Reading:
        """Return the mark of each pair."""
        reading, raw = Reading(), dict[str, Any]()
        known = {str(n): n for n in range(self.high + 1)}
        for pair in self.keys(question):
            given = data.get(ANSWER + pair)
            if not given:
                continue
            reading.values[pair] = given
            if given in known:
                raw[pair] = known[given]
            else:
                message = N_("Choose a number from %(low)s to %(high)s.")
                reading.errors[pair] = Said(message, {"low": 0, "high": self.high})
        reading.answer = raw
        return reading

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return marks by chance; some pairs are left out."""
        return {
            pair: chance.randint(0, self.high)
            for pair in self.keys(question)
            if chance.random() < 0.9
        }

    def steps(self, given: Sequence[Any]) -> Steps:  # noqa: ARG002 - the scale is fixed
        """Return the marks."""
        return whole_steps(0, self.high)

    @property
    def script_words(self) -> Mapping[str, Said]:
        """How many pairs are marked, and how many are not."""
        return {"done": Said(N_("# of ## answered")), "many": Said(N_("# are missing"))}


def pairs_of(sides: Groups) -> tuple[str, ...]:
    """Return every pair of an option from within (F, D) with one from outside (O, A), row after row."""
    rows, columns = (
        tuple(code for side in half for code in sides.get(side, ())) for half in (WITHIN, OUTSIDE)
    )
    return _pairs(rows, columns)


@bounded("pairs of crossings", 64)
def _pairs(rows: Side, columns: Side) -> tuple[str, ...]:
    return tuple(f"{row}{BAR}{column}" for row in rows for column in columns)
