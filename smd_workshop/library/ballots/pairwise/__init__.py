"""Pairs compared one at a time: which of two weighs more, and how many times."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from random import Random
from typing import Any, ClassVar, Final

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
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
from smd_workshop.library.ballots.pairwise.judgments import Judgment, connected, doubtful

#: What a control says of two that weigh the same; before the name of a pair: how many times.
SAME, TIMES = "=", "#"
#: Beyond this, or one part of it, nothing is compared by anybody.
LARGEST: Final = 10**9
_WRITTEN: Final = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20}|/[0-9]{1,20})?")

#: Type and number of a file → how it and one through it are stored.
_Forms = dict[tuple[type, Any], tuple[int | str, int | str]]


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
            "done": Said(N_("# of ## pairs compared")),
            "back": Said(N_("Back")),
            "skip": Said(N_("Next")),
            "again": Said(N_("Look again at these, if you like:")),
            "same": Said(_SAME, _FILLED),
            "none": Said(_NONE, _FILLED),
            "other": Said(_OTHER, _FILLED),
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
        judged = _judged(given["pairs"], place)
        # As many pairs as this leave no option apart; of all pairs of 24 options the search is a quarter of the reading.
        if len(judged) <= (len(options) - 1) * (len(options) - 2) // 2:
            _hang_together(options, judged)
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

    def progress(self, question: Question, values: Mapping[str, str]) -> Said | None:
        """Say how many pairs are compared."""
        every = self.keys(question)
        done = sum(name in values for name in every)
        return Said(N_("%(done)s of %(all)s pairs compared"), {"done": done, "all": len(every)})

    def lines(self, question: Question, values: Mapping[str, str]) -> list[tuple[str, Said]]:
        """Say every comparison, the heavier first; those that contradict the rest are asked again."""
        judgments = list(self._judgments(question.codes, values))
        again = {
            (one, other): ratio for (one, other, _), ratio in doubtful(question.codes, judgments)
        }
        return [
            ("", _line(judgment, again.get((judgment[0], judgment[1])))) for judgment in judgments
        ]

    def _judgments(self, codes: Sequence[str], values: Mapping[str, str]) -> Iterator[Judgment]:
        """Yield what the controls say, the heavier of a pair first."""
        for one, other in combinations(codes, 2):
            name = self.name(one, other)
            which, times = values.get(name, ""), values.get(TIMES + name, "")
            if which == SAME:
                yield one, other, Fraction(1)
            elif which in {one, other} and _WRITTEN.fullmatch(times):
                yield which, other if which == one else one, Fraction(times)


#: What is asked about a judgment that contradicts the rest: of two that weigh the same, of one that all others deny, else.
_SAME: Final = N_(
    "%(one)s and %(other)s weigh the same? Together, your answers say: %(heavier)s about %(ratio)s times as much."
)
_NONE: Final = N_(
    "%(one)s weighs %(times)s times %(other)s? Together, your answers say: about the same."
)
_OTHER: Final = N_(
    "%(one)s weighs %(times)s times %(other)s? Together, your answers say: %(heavier)s about %(ratio)s times as much."
)
#: For the script, which fills them by itself.
_FILLED: Final = {name: f"{{{name}}}" for name in ("one", "other", "times", "heavier", "ratio")}


def _line(judgment: Judgment, ratio: float | None) -> Said:
    one, other, times = judgment
    params: dict[str, object] = {"one": one, "other": other, "times": number(float(times))}
    if ratio is None:
        if times == 1:
            return Said(N_("%(one)s and %(other)s weigh the same"), params)
        return Said(N_("%(one)s weighs %(times)s times %(other)s"), params)
    far = number(max(ratio, 1 / ratio), 1)
    params |= {"heavier": one if ratio > 1 else other, "ratio": far}
    return Said(_SAME if times == 1 else _NONE if far == number(1, 1) else _OTHER, params)


def _judged(pairs: Sequence[Any], place: Mapping[str, int]) -> dict[tuple[int, int], int | str]:
    """Return by places of two options, the lower first, how many times the first weighs the second."""
    judged: dict[tuple[int, int], int | str] = {}
    seen = dict(_USUAL)
    for at, pair in enumerate(pairs):
        # The common case first: a file of 24 options holds 276 pairs a ballot.
        if pair.__class__ is not list or len(pair) != 3 or not _known(pair, place, seen):
            _compared(("pairs", at), pair, place, seen)
        one, other, times = pair
        i, j = place[one], place[other]
        said, turned = seen[times.__class__, times]
        if i > j:
            i, j, said = j, i, turned
        if (i, j) in judged:
            raise InvalidAnswer(("pairs", at), N_("these two are compared twice"))
        judged[i, j] = said
    return judged


def _known(pair: list[Any], place: Mapping[str, int], seen: _Forms) -> bool:
    """Whether two different options are compared by a number that was read before."""
    one, other, times = pair
    try:
        return (times.__class__, times) in seen and one in place and other in place and one != other
    except TypeError:  # a list or an object
        return False


def _compared(
    steps: tuple[str | int, ...], pair: object, place: Mapping[str, int], seen: _Forms
) -> None:
    """Read the number of one pair of a file, [first, second, times], into `seen`; or raise InvalidAnswer."""
    if not isinstance(pair, list) or len(pair) != 3:
        raise InvalidAnswer(steps, N_("a comparison is a list of two options and a number"))
    for side, code in enumerate(pair[:2]):
        if not isinstance(code, str) or code not in place:
            raise InvalidAnswer(
                (*steps, side), N_("there is no option %(value)s"), value=shown(code)
            )
    if pair[0] == pair[1]:
        raise InvalidAnswer(steps, N_("%(value)s is compared with itself"), value=shown(pair[0]))
    given = pair[2]
    times = _times((*steps, 2), given)
    seen[given.__class__, given] = _plain(times), _plain(1 / times)


def _times(steps: tuple[str | int, ...], given: object) -> Fraction:
    try:
        times = _number(given)
    except (ValueError, ZeroDivisionError):
        raise InvalidAnswer(steps, N_("%(value)s is not a number"), value=shown(given)) from None
    if times <= 0:
        raise InvalidAnswer(steps, N_("%(value)s is not more than 0"), value=shown(given))
    if not Fraction(1, LARGEST) <= times <= LARGEST:
        raise InvalidAnswer(steps, N_("%(value)s is too large or too small"), value=shown(given))
    return times


def _number(given: object) -> Fraction:
    """Return a number of a file as it was written: 0.1 is 1/10; ValueError for anything else."""
    if isinstance(given, str):
        if not _WRITTEN.fullmatch(given):
            raise ValueError(given)
        return Fraction(given)
    if isinstance(given, bool) or not isinstance(given, int | float | Decimal):
        raise ValueError(given)  # noqa: TRY004 - one kind of error for all that is no number
    if not isinstance(given, int) and not math.isfinite(given):
        raise ValueError(given)
    return Fraction(repr(given)) if isinstance(given, float) else Fraction(given)


def _plain(times: Fraction) -> int | str:
    return times.numerator if times.denominator == 1 else str(times)


def _hang_together(options: Sequence[str], judged: Iterable[tuple[int, int]]) -> None:
    parts = connected(options, ((options[i], options[j]) for i, j in judged))
    if len(parts) > 1:
        raise InvalidAnswer(
            ("pairs",),
            N_("nothing compares %(value)s with %(other)s, not even through others"),
            value=shown(parts[0][0]),
            other=shown(parts[1][0]),
        )


#: What a phone sends.
_USUAL: Final[_Forms] = {(int, 1): (1, 1)} | {
    key: forms
    for n in range(2, 10)
    for key, forms in (((int, n), (n, f"1/{n}")), ((str, f"1/{n}"), (f"1/{n}", n)))
}
