"""One word out of a few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from types import MappingProxyType
from typing import Any, ClassVar, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    ANSWER,
    WHY,
    Answer,
    BallotKind,
    Data,
    Groups,
    Question,
    Reading,
    Said,
    Steps,
    verbatim,
)

#: The words of a ratification; an answer without words stands for itself.
WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"yes": N_("Yes"), "no": N_("No"), "abstain": N_("I abstain")}
)


#: The one column of a table of ballots.
ANSWER_COLUMN: Final = "answer"


@dataclass(frozen=True, slots=True)
class Choice(BallotKind):
    """One word out of a few, about a single question."""

    answers: tuple[str, ...] = ("yes", "no", "abstain")
    reason: bool = True

    id: ClassVar[str] = "choice"
    single: ClassVar[bool] = True
    stances: ClassVar[Mapping[str, str]] = {
        "yes": N_("said yes"), "no": N_("said no"), "abstain": N_("abstained"),
    }  # fmt: skip

    @property
    def asks_reasons(self) -> bool:
        """Whether the ballot asks for reasons."""
        return self.reason

    def columns(self, options: Sequence[str], groups: Groups) -> Sequence[str]:  # noqa: ARG002 - one question, no options
        """Return the one column."""
        return [ANSWER_COLUMN]

    def options_in(self, columns: Sequence[str]) -> list[str]:  # noqa: ARG002 - one question, no options
        """Return nothing: the question itself is answered."""
        return []

    def from_row(self, row: Mapping[str, str]) -> Answer:
        """Return the word of the one column."""
        return row.get(ANSWER_COLUMN, "")

    def as_row(self, answer: Answer) -> dict[str, str]:
        """Return the word."""
        return {ANSWER_COLUMN: str(answer)}

    def check(
        self,
        answer: object,
        options: Sequence[str],  # noqa: ARG002 - a single question has none
        groups: Groups | None = None,  # noqa: ARG002 - nor groups of them
    ) -> Answer:
        """Return the word, or raise InvalidAnswer."""
        if isinstance(answer, str) and answer in self.answers:
            return answer
        raise InvalidAnswer(
            (),
            N_("%(value)s is not one of %(answers)s"),
            value=shown(answer),
            answers=", ".join(self.answers),
        )

    def read(self, question: Question, data: Data) -> Reading:
        """Return the word about each option, and the reasons."""
        reading, raw = Reading(), dict[str, Any]()
        for code in question.codes:
            given = data.get(ANSWER + code)
            if not given:
                continue
            reading.values[code] = raw[code] = given
            if given not in self.answers:
                reading.errors[code] = Said(N_("Choose one of the answers."))
            if self.reason:
                reading.keep_reason(code, data.get(WHY + code))
        reading.answer = raw
        return reading

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return a word by chance about each option."""
        return {code: chance.choice(self.answers) for code in question.codes}

    def said(self, value: str) -> Said:
        """Say an answer in words."""
        return Said(WORDS[value]) if value in WORDS else verbatim(value)

    def steps(self, given: Sequence[Any]) -> Steps:  # noqa: ARG002 - the answers are fixed
        """Return the words, in no order."""
        places = {answer: Fraction(place) for place, answer in enumerate(self.answers)}
        return Steps(
            tuple(self.said(answer) for answer in self.answers), places.get, lambda place: place
        )

    def stance(self, answer: Answer, code: str) -> str:
        """Return the word that the reason explains."""
        return str(answer[code])
