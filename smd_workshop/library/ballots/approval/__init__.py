"""The options that somebody supports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    Answer,
    BallotKind,
    Data,
    Groups,
    Question,
    Reading,
    Said,
    verbatim,
)

#: Names of the controls: an approval, and the approval of nothing.
APPROVE, NONE = "a", "none"
_ON: Final = "on"


@dataclass(frozen=True, slots=True)
class Approval(BallotKind):
    """The options a person supports, as many as wished."""

    id: ClassVar[str] = "approval"
    may_be_empty: ClassVar[bool] = True

    @property
    def script_words(self) -> Mapping[str, Said]:
        """How many options are marked."""
        return {"marked": Said(N_("marked: #"))}

    def from_row(self, row: Mapping[str, str]) -> Answer:
        """Return the options whose cell says something, 0 and no excepted."""
        return [column for column, text in row.items() if text.lower() not in {"", "0", "no"}]

    def as_row(self, answer: Answer) -> dict[str, str]:
        """Return 1 for every option that is marked."""
        return dict.fromkeys(answer, "1")

    def check(
        self,
        answer: object,
        options: Sequence[str],
        groups: Groups | None = None,  # noqa: ARG002 - each option is answered by itself
    ) -> Answer:
        """Return the supported options in the order of all, or raise InvalidAnswer."""
        if not isinstance(answer, list | tuple):
            raise InvalidAnswer((), N_("%(value)s is not a list of options"), value=shown(answer))
        known, seen = frozenset(options), set[str]()
        for place, code in enumerate(answer):
            if not isinstance(code, str) or code not in known:
                raise InvalidAnswer((place,), N_("there is no option %(value)s"), value=shown(code))
            if code in seen:
                raise InvalidAnswer((place,), N_("%(value)s appears twice"), value=shown(code))
            seen.add(code)
        return [code for code in options if code in seen]

    def read(self, question: Question, data: Data) -> Reading:  # noqa: ARG002 - strangers are refused by the check
        """Return what is marked; nothing at all, or something and “none”, is a slip."""
        given = data.getlist(APPROVE)
        nothing = data.get(NONE) is not None
        reading = Reading(dict.fromkeys(given, _ON) | ({NONE: _ON} if nothing else {}))
        reading.answer = given
        if given and nothing:
            reading.errors[""] = Said(
                N_("You marked some and also «I support none of them». Leave one of the two.")
            )
        elif not given and not nothing:
            reading.errors[""] = Said(
                N_("Nothing is marked. Mark what you support, or «I support none of them».")
            )
        return reading

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return about half of the options."""
        return [code for code in question.codes if chance.random() < 0.5]

    def filled(self, answer: Answer) -> dict[str, str]:
        """Return which boxes are marked for a stored answer."""
        return dict.fromkeys(answer, _ON) or {NONE: _ON}

    def missing(self, question: Question, values: Mapping[str, str]) -> list[str]:  # noqa: ARG002 - see below
        """Return nothing: what is not marked is answered too."""
        return []

    def lines(self, question: Question, values: Mapping[str, str]) -> list[tuple[str, Said]]:
        """Say what is marked, or that nothing is supported."""
        marked = [(code, verbatim("✓")) for code in question.codes if code in values]
        return marked or [("", Said(N_("I support none of them")))]
