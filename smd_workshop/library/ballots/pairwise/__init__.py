"""Pairs compared one at a time: which of two weighs more, and how many times."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import ClassVar, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    OF_GROUP,
    Answer,
    BallotKind,
    Data,
    Groups,
    Question,
    Reading,
    Said,
    as_object,
    cell_value,
)
from smd_workshop.library.ballots.pairwise import words
from smd_workshop.library.ballots.pairwise.comparisons import WRITTEN, judged_pairs, refuse_apart
from smd_workshop.library.ballots.pairwise.judgments import Judgment, connected, doubtful

#: What a control says of two that weigh the same; before the name of a pair: how many times.
SAME, TIMES = "=", "#"
#: Between the options of a pair, at the head of a column of a table of ballots.
SLASH: Final = "/"


@dataclass(frozen=True, slots=True)
class Pairwise(BallotKind):
    """Pairs of options, each with how many times the first weighs the second; on a phone 1 to `high`.

    Pairs may be left out as long as all options hang together by those that are there.
    """

    high: int = 9

    id: ClassVar[str] = "pairwise"
    seconds: ClassVar[int] = 8

    @property
    def script_words(self) -> Mapping[str, Said]:
        """How far one is, the buttons, and what is asked again."""
        return {
            "done": Said(N_("pairs compared: # of ##")),
            "back": Said(N_("Back")),
            "skip": Said(N_("Next")),
            "again": Said(N_("Look again at these, if you like:")),
            "same": Said(words.SAME, words.FILLED),
            "none": Said(words.NONE, words.FILLED),
            "other": Said(words.OTHER, words.FILLED),
            "agree": Said(N_("Your answers agree with each other. You can save now.")),
            "loose": Said(N_("Not yet tied to the others: #. Compare a few more pairs.")),
            "change": Said(N_("Change this answer")),
            "ready": Said(N_("You can save now, or look at your answers again.")),
        }

    def columns(self, options: Sequence[str], groups: Groups) -> Sequence[str]:  # noqa: ARG002 - no groups here
        """Return the pairs, such as A/B: how many times A weighs B."""
        return [SLASH.join(pair) for pair in combinations(options, 2)]

    def options_in(self, columns: Sequence[str]) -> list[str]:
        """Return both ends of the pairs."""
        return list(dict.fromkeys(end for column in columns for end in column.split(SLASH, 1)))

    def from_row(self, row: Mapping[str, str]) -> Answer:
        """Return the pairs whose cell says how many times: a number, or a fraction such as 1/3."""
        return {
            "pairs": [
                [*column.split(SLASH, 1), cell_value(text)] for column, text in row.items() if text
            ]
        }

    def as_row(self, answer: Answer) -> dict[str, str]:
        """Return how many times the first of every pair weighs the second."""
        return {SLASH.join((one, other)): str(times) for one, other, times in answer["pairs"]}

    def check(
        self,
        answer: object,
        options: Sequence[str],
        groups: Groups | None = None,  # noqa: ARG002 - all options are compared
    ) -> Answer:
        """Return {"pairs": [[first, second, times], …]}, or raise InvalidAnswer.

        Canonical: the first stands before the second in `options`, pairs in that order, `times` a whole number or a
        fraction in a text such as "1/3".
        """
        given = as_object(answer)
        for key in given:
            if key != "pairs":
                raise InvalidAnswer((str(key),), N_("unknown key"))
        if "pairs" not in given:
            raise InvalidAnswer(("pairs",), N_("missing"))
        if not isinstance(given["pairs"], list):
            raise InvalidAnswer(
                ("pairs",), N_("%(value)s is not a list"), value=shown(given["pairs"])
            )
        place = {code: at for at, code in enumerate(options)}
        judged = judged_pairs(given["pairs"], place)
        # As many pairs as this leave no option apart; of all pairs of 24 options the search is a quarter of the reading.
        if len(judged) <= (len(options) - 1) * (len(options) - 2) // 2:
            refuse_apart(options, judged)
        return {"pairs": [[options[i], options[j], judged[i, j]] for i, j in sorted(judged)]}

    def pairs(self, codes: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield every pair of codes in the order of the page: neighbours first, so that few answers hang together.

        Sides change, so that none stands always on the same.
        """
        for distance in range(1, len(codes)):
            for at in range(len(codes) - distance):
                pair = codes[at], codes[at + distance]
                yield pair if (at + distance) % 2 else pair[::-1]

    def name(self, one: str, other: str) -> str:
        """Return the name of a pair's control, whichever stands first."""
        return "|".join(sorted((one, other)))

    def title(self, one: str, other: str) -> str:
        """Return the name under which a pair's errors, and what is missing, are listed; a group's, so that it is said as it is."""
        return f"{OF_GROUP}{one}–{other}"

    def keys(self, question: Question) -> Sequence[str]:
        """Return the names of the pairs' controls."""
        return [self.name(*pair) for pair in combinations(question.codes, 2)]

    def read(self, question: Question, data: Data) -> Reading:
        """Return which of each pair weighs more and how many times; pairs that say nothing are left out."""
        reading, pairs = Reading(), []
        for one, other in combinations(question.codes, 2):
            name, place = self.name(one, other), self.title(one, other)
            which, times = (reading.keep_typed(data, key, place) for key in (name, TIMES + name))
            if place in reading.errors:
                continue
            said = self._said(which, times, (one, other))
            if isinstance(said, Said):
                reading.errors[place] = said
            elif said is not None:
                pairs.append([one, other, said])
        if not reading.errors:
            reading.answer = {"pairs": pairs}
            self._refuse_loose(question, reading)
        return reading

    def _said(self, which: str, times: str, pair: tuple[str, str]) -> int | str | Said | None:
        """Return how many times the first of a pair weighs the second, what is wrong, or None for nothing."""
        if which == SAME:
            return 1
        if not which and not times:
            return None
        if which not in pair:
            return Said(N_("Choose which of the two weighs more."))
        if not times.isdecimal() or not 2 <= int(times) <= self.high:
            return Said(N_("Choose how many times, from 2 to %(high)s."), {"high": self.high})
        return int(times) if which == pair[0] else f"1/{int(times)}"

    def _refuse_loose(self, question: Question, reading: Reading) -> None:
        pairs = [(one, other) for one, other, _ in reading.answer["pairs"]]
        parts = connected(question.codes, pairs)
        if not pairs:
            reading.errors[""] = Said(
                N_("This ballot is empty. Answer at least one before you save it.")
            )
        elif len(parts) > 1:
            smallest: list[str] = min(parts, key=len)
            reading.errors[""] = Said(
                N_(
                    "These comparisons do not hang together: nothing ties %(codes)s to the others. Compare a few more pairs."
                ),
                {"codes": ", ".join(smallest)},
            )

    def filled(self, answer: Answer) -> dict[str, str]:
        """Return what the controls hold for a stored answer."""
        values = {}
        for one, other, given in answer["pairs"]:
            name, times = self.name(one, other), Fraction(given)
            if times == 1:
                values[name] = SAME
            else:
                values[name] = one if times > 1 else other
                values[TIMES + name] = str(max(times, 1 / times))
        return values

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return comparisons by chance: enough to hang together, and most of the others."""
        codes = list(question.codes)
        chance.shuffle(codes)
        tied = {frozenset((codes[at], chance.choice(codes[:at]))) for at in range(1, len(codes))}
        scale = [
            1,
            *(n for n in range(2, self.high + 1)),
            *(f"1/{n}" for n in range(2, self.high + 1)),
        ]
        return {
            "pairs": [
                [one, other, chance.choice(scale)]
                for one, other in combinations(question.codes, 2)
                if frozenset((one, other)) in tied or chance.random() < 0.7
            ]
        }

    def missing(self, question: Question, values: Mapping[str, str]) -> list[str]:
        """Return the pairs that a ballot does not compare."""
        return [
            self.title(one, other)
            for one, other in combinations(question.codes, 2)
            if self.name(one, other) not in values
        ]

    def lines(self, question: Question, values: Mapping[str, str]) -> list[tuple[str, Said]]:
        """Say every comparison, the heavier first; those that contradict the rest are asked again."""
        judgments = list(self._judgments(question.codes, values))
        again = {
            (one, other): ratio for (one, other, _), ratio in doubtful(question.codes, judgments)
        }
        return [
            ("", words.line(judgment, again.get((judgment[0], judgment[1]))))
            for judgment in judgments
        ]

    def _judgments(self, codes: Sequence[str], values: Mapping[str, str]) -> Iterator[Judgment]:
        """Yield what the controls say, the heavier of a pair first."""
        for one, other in combinations(codes, 2):
            name = self.name(one, other)
            which, times = values.get(name, ""), values.get(TIMES + name, "")
            if which == SAME:
                yield one, other, Fraction(1)
            elif which in {one, other} and WRITTEN.fullmatch(times):
                yield which, other if which == one else one, Fraction(times)
