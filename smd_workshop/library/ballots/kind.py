"""What a kind of ballot is: a way of asking, and what counts as an answer to it.

Values in, value out: a kind reads what a browser sent, checks it, and says it in sentences that are
translated where they are shown. Its folder holds the templates and the script beside the code.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any, ClassVar, Final, Protocol

from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import amount
from smd_workshop.library.ballots.errors import InvalidAnswer, shown

Answer = Any  # canonical JSON: dict, list or str, keys in the order of the options
Groups = Mapping[str, Sequence[str]]

#: “Do not know”, where a kind takes it.
DONT_KNOW: Final = "ns"
#: Before the name of a group: the group itself, as something that is answered about.
GROUP_MARK: Final = "@"
#: Before the name of a group: what is said about the answers inside it; what is wrong, or missing.
OF_GROUP: Final = "="
#: The group of all options in stored settings where they stand in none: a name that no reader may meet.
UNGROUPED: Final = "all"
#: The sides of a crossing: strengths and weaknesses, which lie within, with opportunities and threats, from outside.
WITHIN, OUTSIDE = ("F", "D"), ("O", "A")
SIDES: Final = (*WITHIN, *OUTSIDE)
#: Names of controls: the answer about an option, and the reason for it.
ANSWER, WHY = "a.", "w."
LONGEST_REASON: Final = 500
#: Characters of a number, and of what chooses one of several: beyond them nobody meant what was sent.
LONGEST_NUMBER, LONGEST_CHOICE = 40, 200
TOO_LONG: Final = N_("Please write at most %(most)s characters.")


class Data(Protocol):
    """What a browser sends: several values may have one name."""

    def get(self, key: str, /) -> Any:
        """Return the first value with this name, or None."""

    def getlist(self, key: str, /) -> list[str]:
        """Return all values with this name."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence before it is translated; `plural` where it depends on `count`, `params` fill it."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """What a ballot asks: the way of asking, the codes of the options, and their groups if any."""

    ballot: "BallotKind"
    codes: tuple[str, ...]
    groups: Groups = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What a browser sent.

    `values` are what the controls hold, kept even where it is wrong; keys are codes of options, or of
    a group with GROUP_MARK. `errors` have the same keys, "" for the ballot as a whole, and OF_GROUP
    with the name of a group. `answer` is canonical after `receive`, and None while something is wrong.
    """

    values: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Said] = field(default_factory=dict)
    answer: Any = None

    def keep_reason(self, code: str, text: str | None) -> None:
        """Keep a reason; what a database cannot hold is left out."""
        if not text:
            return
        text = text.replace("\r\n", "\n").replace("\x00", "").strip()
        if text:
            self.reasons[code] = text
        if len(text) > LONGEST_REASON:
            self.errors[code] = Said(TOO_LONG, {"most": LONGEST_REASON})

    def keep_typed(self, data: "Data", key: str, place: str, most: int = LONGEST_CHOICE) -> str:
        """Keep what a control holds and return it, stripped; "" where it is empty, or too long, which is said at `place`.

        Nothing that was typed is cut: what is left of it could be another answer.
        """
        text = str(data.get(ANSWER + key) or "").strip()
        if text:
            self.values[key] = text
        if len(text) <= most:
            return text
        self.errors[place] = Said(TOO_LONG, {"most": most})
        return ""


@dataclass(frozen=True, slots=True)
class Steps:
    """The few steps on which the answers about an option are told apart, in their order, for a small histogram."""

    words: tuple[Said, ...]
    #: An answer about an option → its number; None for one that has none, such as “do not know”.
    number: Callable[[Any], Fraction | None]
    #: A number → where it stands: 0 in the middle of the first step, 1 of the second.
    place: Callable[[Fraction], Fraction]
    #: A number in words, such as a median; None of steps that have no order.
    said: Callable[[Fraction], Said] | None = None


class BallotKind(ABC):
    """A way of asking. Each kind is a frozen dataclass, whose fields all have defaults.

    What a kind does not say itself is as for most: one control per option, named ANSWER and the code.
    """

    __slots__ = ()

    #: The name of its folder; stands in addresses, never in what is stored.
    id: ClassVar[str]
    #: An answer is about one question: a round puts it to each option and stores code → answer.
    single: ClassVar[bool] = False
    #: An answer that marks nothing is an answer.
    may_be_empty: ClassVar[bool] = False
    #: What becomes of an option that a ballot says nothing about.
    blank: ClassVar[str] = N_("What is missing counts as not answered.")
    #: About how long one control takes a person.
    seconds: ClassVar[int] = 20
    #: What a reason may explain → words for it; see `stance`.
    stances: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def check(self, answer: object, options: Sequence[str], groups: Groups | None = None) -> Answer:
        """Return the answer in canonical form (keys in the order of the options), or raise InvalidAnswer."""

    @abstractmethod
    def read(self, question: Question, data: Data) -> Reading:
        """Return what a browser sent: values, reasons, what is wrong, and the answer, not yet checked."""

    @abstractmethod
    def draw(self, question: Question, chance: Random) -> Answer:
        """Return an answer by chance, as a round stores it; canonical."""

    def within(self, settings: Mapping[str, Any]) -> "BallotKind":  # noqa: ARG002 - most are asked alike in every round
        """Return the kind as a round with these settings asks it."""
        return self

    @property
    def asks_reasons(self) -> bool:
        """Whether the ballot asks for reasons."""
        return False

    @property
    def script_words(self) -> Mapping[str, Said]:
        """Sentences for the script, in which it puts numbers in the place of #."""
        return {
            "done": Said(N_("# of ## answered")),
            "left": Said(N_("missing: #")),
            "many": Said(N_("# are missing")),
        }

    def filled(self, answer: Answer) -> dict[str, str]:
        """Return what the controls hold for a stored answer."""
        return {code: str(given) for code, given in answer.items()}

    def keys(self, question: Question) -> Sequence[str]:
        """Return what is answered about, each by a control of this name: the options, unless a kind says otherwise."""
        return question.codes

    def name_of(self, key: str) -> str:
        """Return how a person reads the name of what is answered about."""
        return key

    def inside(self, question: Question) -> dict[str, Sequence[str]]:
        """Return what is answered together: each group of options; GROUP_MARK for the groups themselves."""
        return dict(question.groups) or {"": question.codes}

    def alone(self, question: Question) -> frozenset[str]:  # noqa: ARG002 - most kinds leave nothing given
        """Return the options that the page answers by itself, because only one answer is possible."""
        return frozenset()

    def missing(self, question: Question, values: Mapping[str, str]) -> list[str]:
        """Return the options that a ballot says nothing about, or groups with OF_GROUP."""
        return [key for key in self.keys(question) if key not in values]

    def said(self, value: str) -> Said:
        """Say in words what one control holds."""
        return verbatim(value)

    def lines(self, question: Question, values: Mapping[str, str]) -> list[tuple[str, Said]]:
        """Say a ballot in words: what each control holds by its code; "" for the ballot as a whole."""
        return [(key, self.said(values[key])) for key in self.keys(question) if key in values]

    def steps(self, given: Sequence[Any]) -> Steps | None:  # noqa: ARG002 - most kinds have no scale
        """Return the steps of a histogram of these answers about one option; None where an answer is no place on a scale."""
        return None

    def stance(self, answer: Answer, code: str) -> str:
        """Return in a word what a reason explains: one of `stances`, which is stored with it.

        Raises NotImplementedError for a kind that asks for no reasons.
        """
        raise NotImplementedError(f"{self.id} asks for no reasons")

    def columns(self, options: Sequence[str], groups: Groups) -> Sequence[str]:  # noqa: ARG002 - most kinds ask no group
        """Return the columns of a table in which every ballot is a row."""
        return options

    def options_in(self, columns: Sequence[str]) -> list[str]:
        """Return the options that the columns of such a table are about."""
        return list(columns)

    def from_row(self, row: Mapping[str, str]) -> Answer:
        """Return the answer of a row, not yet checked; a cell that is empty says nothing."""
        return {column: cell_value(text) for column, text in row.items() if text}

    def as_row(self, answer: Answer) -> dict[str, str]:
        """Return an answer as the cells of a row, those that say something."""
        return {column: str(given) for column, given in answer.items()}

    def refuse_option(self, code: str) -> None:  # noqa: B027 - most kinds can hold any
        """Raise InvalidAnswer for the code of an option that an answer could not hold."""


def whole_steps(low: int, high: int) -> Steps:
    """Return the steps of whole numbers, which are said as they are written."""
    return Steps(
        tuple(verbatim(str(n)) for n in range(low, high + 1)),
        lambda given: Fraction(given) if isinstance(given, int) else None,
        lambda number: number - low,
        lambda number: verbatim(amount(float(number))),
    )


_CELL: Final = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,9})?")


def cell_value(text: str) -> int | float | str:
    """Return the number that a cell holds, or its text."""
    found = _CELL.fullmatch(text)
    if found is None:
        return text
    return float(text.replace(",", ".")) if found[1] else int(text)


def verbatim(text: str) -> Said:
    """Return a text that stands as it is in every language."""
    return Said("%(text)s", {"text": text})


def receive(question: Question, data: Data) -> Reading:
    """Return what a browser sent, checked: with the canonical answer, or with what is wrong."""
    kind = question.ballot
    reading = kind.read(question, data)
    raw, reading.answer = reading.answer, None
    if reading.errors:
        return reading
    try:
        if kind.single:
            reading.answer = {code: kind.check(given, ()) for code, given in raw.items()}
        else:
            reading.answer = kind.check(raw, question.codes, question.groups)
    except InvalidAnswer as wrong:
        code = str(wrong.steps[0]) if wrong.steps else ""
        reading.errors[code] = Said(wrong.message, wrong.params)
    if not reading.errors and not raw and not kind.may_be_empty:
        reading.answer = None
        reading.errors[""] = Said(
            N_("This ballot is empty. Answer at least one before you save it.")
        )
    return reading


def as_object(answer: object) -> dict[str, Any]:
    """Return an answer that gives something to each option, or raise InvalidAnswer."""
    if not isinstance(answer, dict):
        raise InvalidAnswer((), N_("%(value)s is not an object"), value=shown(answer))
    return answer


def refuse_strangers(answer: Iterable[str], options: Iterable[str]) -> None:
    """Raise InvalidAnswer for an answer about an option that there is not."""
    known = frozenset(options)
    for code in answer:
        if code not in known:
            raise InvalidAnswer((str(code),), N_("there is no such option"))
