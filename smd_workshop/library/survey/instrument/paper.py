"""A questionnaire as it stands on paper: every question in order, items of one scale together, conditions one can read."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Expression,
    Joined,
    both,
    write,
)
from smd_workshop.library.survey.instrument.conditions.simple_conditions import Simple, simple_of
from smd_workshop.library.survey.instrument.model import Instrument, Page, Question
from smd_workshop.library.survey.instrument.words.texts import Text

#: With more points than this a scale stands below its question instead of in columns beside others.
MOST_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold for something to be asked: parts that must `all` hold, or any of them; or, unread, the formula."""

    parts: tuple[Simple, ...]
    all: bool = True
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An item on a scale: its code, its words, when it is asked, and whether it must be answered."""

    code: str
    text: Text | None
    condition: Condition | None
    required: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Items of one scale together, or (`lines` empty) a question by itself, with when it is asked."""

    question: Question
    condition: Condition | None
    lines: tuple[Line, ...] = ()
    #: Whether the points stand in columns; else they stand below each line.
    columns: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the questionnaire."""

    title: Text | None
    condition: Condition | None
    blocks: tuple[Block, ...]


def sheets(instrument: Instrument) -> tuple[Sheet, ...]:
    """Return the pages as they are printed; scores are no part of them."""
    return tuple(_sheet(instrument, page) for page in instrument.pages)


def condition(expression: Expression | None) -> Condition | None:
    """Return when something is asked, in parts that are said in words; its formula where it says more than that."""
    if expression is None:
        return None
    parts = expression.parts if isinstance(expression, Joined) else (expression,)
    simple = [simple_of(part) for part in parts]
    if all(each is not None for each in simple):
        every = not (isinstance(expression, Joined) and expression.operator == "or")
        return Condition(tuple(each for each in simple if each is not None), every)
    return Condition((), formula=write(expression))


def _sheet(instrument: Instrument, page: Page) -> Sheet:
    asked = [question for question in page.questions if question.type != model.SCORE]
    blocks: list[Block] = []
    for scale, group in groupby(asked, key=_scale_of):
        together = list(group)
        if scale is None:
            blocks += [Block(question, condition(question.shown_if)) for question in together]
        else:
            blocks.append(_on_scale(instrument, together))
    return Sheet(page.title, condition(page.shown_if), tuple(blocks))


def _scale_of(question: Question) -> str | None:
    """Return by what neighbours stand together: a matrix has words of its own above its rows."""
    return f"{question.scale} {question.code}" if question.type == model.MATRIX else question.scale


def _on_scale(instrument: Instrument, questions: Sequence[Question]) -> Block:
    points = instrument.scale_of[str(questions[0].scale)].points
    lines = tuple(line for question in questions for line in _lines(question))
    return Block(questions[0], None, lines, len(points) <= MOST_COLUMNS)


def _lines(question: Question) -> list[Line]:
    if question.type != model.MATRIX:
        return [Line(question.code, question.text, condition(question.shown_if), question.required)]
    return [
        Line(
            row.code, row.text, condition(both(question.shown_if, row.shown_if)), question.required
        )
        for row in question.rows
    ]
