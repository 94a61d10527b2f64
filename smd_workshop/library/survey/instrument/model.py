"""What an instrument is: languages, scales, dimensions, pages of questions, each with a code that never changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final, TypeAlias

from smd_workshop.library.survey.instrument.conditions.expressions import Expression
from smd_workshop.library.survey.instrument.words.texts import Text

LIKERT: Final = "likert"
MATRIX: Final = "matrix"
SINGLE: Final = "single"
MULTIPLE: Final = "multiple"
NPS: Final = "nps"
RANKING: Final = "ranking"
NUMBER: Final = "number"
DATE: Final = "date"
SHORT_TEXT: Final = "short_text"
LONG_TEXT: Final = "long_text"
NOTE: Final = "note"
CONSENT: Final = "consent"
SCORE: Final = "score"

_ASKED: Final = frozenset({"help", "required", "required_message"})
_CHECKED: Final = _ASKED | {"valid_if", "valid_message", "na", "default"}
_ITEM: Final = frozenset({"dimension", "reverse", "importance_of", "expectation_of"})
_OPTIONS: Final = frozenset({"options", "options_if", "shuffle"})
#: What each type of question may say of itself, besides type, code, text and shown_if.
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        LIKERT: (_CHECKED - {"na"}) | _ITEM | {"scale"},
        MATRIX: _ASKED | {"scale", "rows", "shuffle"},
        SINGLE: _CHECKED | _OPTIONS,
        MULTIPLE: _CHECKED | _OPTIONS | {"min", "max"},
        NPS: _CHECKED | {"low_label", "high_label"},
        RANKING: (_CHECKED - {"default"}) | _OPTIONS - {"options_if"},
        NUMBER: _CHECKED | {"min", "max", "step", "whole"},
        DATE: _CHECKED | {"min", "max"},
        SHORT_TEXT: _CHECKED | {"max_length"},
        LONG_TEXT: _CHECKED | {"max_length"},
        NOTE: frozenset({"help"}),
        CONSENT: _ASKED,
        SCORE: frozenset({"formula"}),
    }
)
#: What each type must say of itself; a text, besides, unless it is a score.
NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        LIKERT: ("scale",),
        MATRIX: ("scale", "rows"),
        SINGLE: ("options",),
        MULTIPLE: ("options",),
        RANKING: ("options",),
        SCORE: ("formula",),
    }
)
#: What "not applicable" is called wherever answers are written; no option is.
NA_CODE: Final = "na"
#: Longest answers, unless a question says less.
SHORT: Final = 200
LONG: Final = 4000

Bound: TypeAlias = Decimal | str


@dataclass(frozen=True, slots=True)
class Scale:
    """Labelled points from `low` upwards, those that count as very satisfied and as satisfied, and "not applicable"."""

    code: str
    labels: tuple[Text, ...]
    top: tuple[int, ...]
    satisfied: tuple[int, ...]
    low: int = 1
    na: Text | None = None

    @property
    def high(self) -> int:
        """The highest point."""
        return self.low + len(self.labels) - 1

    @property
    def points(self) -> range:
        """Every point, lowest first."""
        return range(self.low, self.high + 1)

    @property
    def measure(self) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
        """What figures depend on: scales that agree in it can be counted together."""
        return self.low, self.high, tuple(sorted(self.top)), tuple(sorted(self.satisfied))


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers to choose from; attributes are what `options_if` asks about."""

    code: str
    text: Text
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An item of a matrix."""

    code: str
    text: Text
    shown_if: Expression | None = None
    dimension: str | None = None
    reverse: bool = False
    importance_of: str | None = None
    expectation_of: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question, note or score; what does not belong to its type has its default."""

    type: str
    code: str
    text: Text | None = None
    help: Text | None = None
    required: bool = False
    required_message: Text | None = None
    shown_if: Expression | None = None
    valid_if: Expression | None = None
    valid_message: Text | None = None
    default: str | None = None
    na: Text | None = None
    dimension: str | None = None
    reverse: bool = False
    importance_of: str | None = None
    expectation_of: str | None = None
    scale: str | None = None
    rows: tuple[Row, ...] = ()
    options: tuple[Option, ...] = ()
    options_if: Expression | None = None
    shuffle: bool = False
    low_label: Text | None = None
    high_label: Text | None = None
    min: Bound | None = None
    max: Bound | None = None
    step: Decimal | None = None
    whole: bool = False
    max_length: int | None = None
    formula: Expression | None = None

    @property
    def answered(self) -> bool:
        """Whether people answer it."""
        return self.type not in {NOTE, SCORE}

    @property
    def longest(self) -> int:
        """How many signs an answer may have."""
        return self.max_length or (SHORT if self.type == SHORT_TEXT else LONG)


@dataclass(frozen=True, slots=True)
class Page:
    """Questions that are shown together."""

    code: str
    questions: tuple[Question, ...]
    title: Text | None = None
    shown_if: Expression | None = None
    shuffle: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """What several items measure together."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class Item:
    """What has an answer of its own: a question, or a row of a matrix."""

    question: Question
    page: Page
    row: Row | None = None

    @property
    def code(self) -> str:
        """The code under which its answer is kept."""
        return self.row.code if self.row else self.question.code

    @property
    def text(self) -> Text | None:
        """What is asked."""
        return self.row.text if self.row else self.question.text

    @property
    def said(self) -> Row | Question:
        """What says of which dimension it is and with what it is paired."""
        return self.row or self.question


@dataclass(frozen=True)
class Instrument:
    """A whole questionnaire, checked when it was read; the first language is the default one."""

    code: str
    title: Text
    languages: tuple[str, ...]
    pages: tuple[Page, ...]
    scales: tuple[Scale, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    overall: str | None = None
    recommend: str | None = None
    #: (code of a phrase of the pages around it, its words in languages that the house does not speak)
    surroundings: tuple[tuple[str, Text], ...] = ()

    @property
    def default(self) -> str:
        """The language that others fall back to."""
        return self.languages[0]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for page in self.pages for question in page.questions)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """What has an answer of its own, scores included, by code, in order."""
        found: dict[str, Item] = {}
        for page in self.pages:
            for question in page.questions:
                if question.type == MATRIX:
                    found |= {row.code: Item(question, page, row) for row in question.rows}
                elif question.type != NOTE:
                    found[question.code] = Item(question, page)
        return MappingProxyType(found)

    @cached_property
    def scale_of(self) -> Mapping[str, Scale]:
        """Scales by code."""
        return MappingProxyType({scale.code: scale for scale in self.scales})

    def said(self, text: Text, language: str) -> str:
        """Return a text in a language, or in the default one."""
        return text.to(language, self.default)

    def asks(self, code: str, language: str = "") -> str:
        """Return what an item asks where it stands alone: a row of a matrix with what is asked of all its rows.

        In the default language unless another one is named; its code where it has no words.
        """
        item = self.items[code]
        parts = [item.question.text, item.text] if item.row else [item.text]
        spoken = language or self.default
        return " – ".join(filter(None, (self.said(each, spoken) for each in parts if each))) or code
