"""What is shown to one person, given the answers so far: pages, questions, rows and options, in the order drawn for them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answers import Answer, Answers, in_words, value
from smd_workshop.library.survey.instrument.conditions.evaluation import (
    Context,
    Value,
    holds,
    value_of,
)
from smd_workshop.library.survey.instrument.conditions.expressions import Expression
from smd_workshop.library.survey.instrument.model import Instrument, Option, Page, Question, Row
from smd_workshop.library.survey.instrument.words.texts import Text, filled

_Coded = TypeVar("_Coded", Question, Row, Option)


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question as one person sees it."""

    question: Question
    rows: tuple[Row, ...] = ()
    options: tuple[Option, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """Codes of what is answered here."""
        if self.question.type == model.MATRIX:
            return tuple(row.code for row in self.rows)
        return (self.question.code,) if self.question.answered else ()


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as one person sees it; it has at least one question."""

    page: Page
    questions: tuple[ShownQuestion, ...]

    @property
    def items(self) -> tuple[str, ...]:
        """Codes of what is answered here."""
        return tuple(code for shown in self.questions for code in shown.items)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the items that are asked have an answer; "not applicable" is one."""

    answered: int
    asked: int


@dataclass
class Journey:
    """Everything that one person is shown, and what their answers are worth there.

    Answers to what is not shown count as missing everywhere, as if they had never been given.
    """

    instrument: Instrument
    today: date
    seed: str
    pages: list[ShownPage] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)

    @property
    def items(self) -> tuple[str, ...]:
        """Codes of what is asked, in the order shown."""
        return tuple(code for page in self.pages for code in page.items)

    @property
    def progress(self) -> Progress:
        """How far the person is."""
        items = self.items
        return Progress(sum(code in self.answers for code in items), len(items))

    def page(self, code: str) -> ShownPage | None:
        """Return a page if it is shown."""
        return next((each for each in self.pages if each.page.code == code), None)

    def context(self, itself: Value = None, attributes: Mapping[str, str] | None = None) -> Context:
        """Return what a condition may look at."""
        return Context(self.values, self.today, itself, attributes or {})

    def said(self, text: Text, language: str) -> str:
        """Return a text in a language, the answers it quotes filled in."""
        return filled(
            self.instrument.said(text, language),
            lambda code: in_words(
                self.instrument, self.instrument.items[code], self.values.get(code), language
            ),
        )


def journey(instrument: Instrument, answers: Answers, today: date, seed: str = "") -> Journey:
    """Return what a person with these answers is shown; the seed, one for each person, draws every order."""
    made = Journey(instrument, today, seed)
    for page in instrument.pages:
        if not _shows(made, page.shown_if):
            continue
        shown = [
            found
            for question in page.questions
            if (found := _question(made, question, answers)) is not None
        ]
        if page.shuffle:
            by_code = {each.question.code: each for each in shown}
            order = drawn([each.question for each in shown], seed, page.code)
            shown = [by_code[question.code] for question in order]
        if shown:
            made.pages.append(ShownPage(page, tuple(shown)))
    return made


def everything(instrument: Instrument, today: date) -> Journey:
    """Return a way on which all is shown as it is written, whatever it depends on: for those who write it."""
    made = Journey(instrument, today, "")
    for page in instrument.pages:
        shown = [
            ShownQuestion(question, question.rows, question.options)
            for question in page.questions
            if question.type != model.SCORE or question.text
        ]
        made.pages.append(ShownPage(page, tuple(shown)))
    return made


def drawn(things: Sequence[_Coded], seed: str, of: str) -> list[_Coded]:
    """Return things in an order that depends on the seed, on what they belong to and on their codes alone."""

    def place(thing: _Coded) -> str:
        drawn_from = canonical_json([seed, of, thing.code])
        return hashlib.sha256(drawn_from.encode("utf-8")).hexdigest()

    return sorted(things, key=place)


def _question(made: Journey, question: Question, answers: Answers) -> ShownQuestion | None:
    """Return a question as it is shown, its answers taken over; None if it is not."""
    if not _shows(made, question.shown_if):
        return None
    if question.type == model.SCORE:
        if question.formula is not None:
            made.values[question.code] = value_of(question.formula, made.context())
        return ShownQuestion(question) if question.text else None
    rows = _rows(made, question, answers)
    options = _options(made, question)
    shown = ShownQuestion(question, rows, options)
    if question.type == model.MATRIX:
        return shown if rows else None
    if shown.items and question.code in answers:
        _take(made, question.code, _offered(answers[question.code], question, options))
    return shown


def _shows(made: Journey, condition: Expression | None) -> bool:
    """Whether a condition holds now; most have none, and then nothing is looked at."""
    return condition is None or holds(condition, made.context())


def _rows(made: Journey, question: Question, answers: Answers) -> tuple[Row, ...]:
    """Return the rows shown, each judged after the answers to those above it."""
    rows = []
    for row in question.rows:
        if _shows(made, row.shown_if):
            rows.append(row)
            _take(made, row.code, answers.get(row.code))
    return tuple(drawn(rows, made.seed, question.code) if question.shuffle else rows)


def _options(made: Journey, question: Question) -> tuple[Option, ...]:
    options: Iterable[Option] = question.options
    if question.options_if is not None:
        options = [
            option
            for option in question.options
            if holds(
                question.options_if,
                made.context(attributes={**dict(option.attributes), "name": option.code}),
            )
        ]
    if question.shuffle:
        options = drawn(list(options), made.seed, question.code)
    return tuple(options)


def _offered(answer: Answer, question: Question, options: tuple[Option, ...]) -> Answer | None:
    """Return what is left of an answer when only some options are offered; None if nothing is."""
    if question.options_if is None:
        return answer
    codes = {option.code for option in options}
    if isinstance(answer, tuple):
        return tuple(code for code in answer if code in codes) or None
    return answer if not isinstance(answer, str) or answer in codes else None


def _take(made: Journey, code: str, answer: Answer | None) -> None:
    if answer is not None:
        made.answers[code] = answer
        made.values[code] = value(answer)


def without(answers: Answers, codes: Iterable[str]) -> dict[str, Answer]:
    """Return the answers to other items."""
    left_out = set(codes)
    return {code: answer for code, answer in answers.items() if code not in left_out}
