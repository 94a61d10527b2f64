"""A thumb up or down for each option, and why down: a kind that nothing outside this folder knows."""

from dataclasses import dataclass
from typing import ClassVar

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    ANSWER,
    WHY,
    BallotKind,
    Reading,
    Said,
    as_object,
    refuse_strangers,
)

WORDS = {"up": N_("thumb up"), "down": N_("thumb down")}


@dataclass(frozen=True, slots=True)
class Thumbs(BallotKind):
    """Up or down."""

    id: ClassVar[str] = "thumbs"
    asks_reasons: ClassVar[bool] = True
    stances: ClassVar[dict[str, str]] = {"down": N_("put the thumb down")}
    script_words: ClassVar[dict[str, Said]] = {"ups": Said(N_("# thumbs up"))}

    def check(self, answer, options, groups=None):
        given = as_object(answer)
        refuse_strangers(given, options)
        for code, value in given.items():
            if value not in list(WORDS):
                raise InvalidAnswer((code,), N_("%(value)s is no thumb"), value=shown(value))
        return {code: given[code] for code in options if code in given}

    def read(self, question, data):
        reading = Reading(answer={})
        for code in question.codes:
            given = data.get(ANSWER + code)
            if given:
                reading.values[code] = reading.answer[code] = given
                if given == "down":
                    reading.keep_reason(code, data.get(WHY + code))
        return reading

    def draw(self, question, chance):
        return {c: chance.choice(list(WORDS)) for c in question.codes if chance.random() < 0.8}

    def said(self, value):
        return Said(WORDS[value])

    def stance(self, answer, code):
        return answer[code]
