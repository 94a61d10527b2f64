"""What a file says of a plan, line by line, whatever kind of file it was. Values only."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from smd_workshop.core.errors import Invalid
from smd_workshop.core.input_text import is_code
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.evaluation.limits import limits_of
from smd_workshop.library.plan.figures import Sentence
from smd_workshop.library.plan.formula import LONGEST as LONGEST_FORMULA
from smd_workshop.library.plan.plan import Series


class Kind(StrEnum):
    """What a line is about, in the order in which they are written: what others belong to comes first."""

    PLAN = "plan"
    FINANCE = "finance"
    OBJECTIVE = "objective"
    ACTION = "action"
    INDICATOR = "indicator"
    ACTIVITY = "activity"
    #: Of the repository, which is no plan's.
    VARIABLE = "variable"


Read = TypeVar("Read")
#: A word of a line, or a number.
Word = str | int | Decimal | None
#: Under which names a line says something of years.
TARGETS, VALUES, PROGRESS = "targets", "values", "progress"
PROGRAMMED, EXECUTED = "programmed", "executed"
#: Characters of a code or a short text, and of a long one.
SHORT, LONG = 200, 5_000
LONGEST_CODE: Final = 60
#: Of the name of a plan, and of a unit of measure.
LONGEST_NAME, LONGEST_MEASURE = 300, 60
#: Digits before or behind the point of an amount that the open format holds.
DIGITS: Final = 30


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is, in a sentence; `column` says of which cell, where there is one."""

    sentence: Sentence
    column: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of a file says. What is not in `words` or `years` is not said and changes nothing."""

    row: int
    kind: Kind
    code: str
    #: The code of what it belongs to or measures, '' where the file does not say it.
    parent: str = ""
    words: Mapping[str, Word] = field(default_factory=dict)
    years: Mapping[str, Series] = field(default_factory=dict)
    #: What is odd about it, and yet is written; of a line that is refused, what else has to be put right.
    remarks: tuple[Reason, ...] = ()
    #: Why it cannot be read; None where it can.
    refused: Reason | None = None


def reason(message: str, column: str = "", **params: object) -> Reason:
    """Return a reason; `params` fill the message."""
    return Reason(Sentence(message, params), column)


def why_of(error: "Refused | Invalid") -> Reason:
    """Return why something is not read."""
    return (
        error.why if isinstance(error, Refused) else Reason(Sentence(error.message, error.params))
    )


class Troubles:
    """Reads cell after cell of a row and keeps why one cannot be read, so that its sender is told all at once."""

    def __init__(self) -> None:
        self.found: list[Reason] = []

    def read(self, reader: Callable[..., Read], *of: object) -> Read | None:
        """Return what a reader makes of a cell, None where it refuses it."""
        try:
            return reader(*of)
        except (Refused, Invalid) as error:
            self.found.append(why_of(error))
            return None


class Refused(Exception):  # noqa: N818 - a verdict, not an error
    """Why a line is not read."""

    def __init__(self, why: Reason) -> None:
        self.why = why
        super().__init__(why.sentence.message)


#: What is said of years, where a sentence names it.
OF_YEARS: Final = {
    TARGETS: N_("target"),
    VALUES: N_("value"),
    PROGRESS: N_("physical execution"),
    PROGRAMMED: N_("programmed"),
    EXECUTED: N_("executed"),
}


def checked(line: Line, this_year: int, called: Callable[[str], str]) -> Line:
    """Return the line with what is odd about it, or refused for what no plan can hold; `called` names a column."""
    try:
        _check_words(line, called)
        remarks = [
            remark
            for name, series in line.years.items()
            for year, value in series.items()
            if (remark := _check_year(name, year, value, this_year))
        ]
    except Refused as refused:
        return Line(line.row, line.kind, line.code, refused=refused.why)
    return Line(
        line.row, line.kind, line.code, line.parent, line.words, line.years,
        (*line.remarks, *remarks),
    )  # fmt: skip


_LONG_WORDS: Final = frozenset({
    "name", "source", "method", "collection", "justification", "limitations",
})  # fmt: skip


def _check_words(line: Line, called: Callable[[str], str]) -> None:
    if not line.code or len(line.code) > LONGEST_CODE:
        raise Refused(reason(N_("There is no code, or one of more than 60 characters.")))
    if not is_code(line.code):
        raise Refused(
            reason(
                N_(
                    "A code has letters, digits, spaces, points and hyphens; it is part of an address."
                )
            )
        )
    for name, word in line.words.items():
        most = _most(line.kind, name)
        if isinstance(word, str) and len(word) > most:
            message = N_("A text has more than %(most)s characters.")
            raise Refused(reason(message, called(name), most=most))


def _most(kind: Kind, name: str) -> int:
    """Return how many characters of a word are kept."""
    if (kind, name) == (Kind.PLAN, "name"):
        return LONGEST_NAME
    if name == "formula":
        return LONGEST_FORMULA
    if name == "measure":
        return LONGEST_MEASURE
    return LONG if name in _LONG_WORDS else SHORT


def _check_year(name: str, year: int, value: Decimal | None, this_year: int) -> Reason | None:
    if name == VALUES and year > this_year:
        raise Refused(
            reason(N_("%(period)s has not begun: nobody can have measured it yet."), period=year)
        )
    if value is None:
        return None
    below = N_("the %(what)s of %(year)s is less than 0")
    what = OF_YEARS[name]
    if name in {PROGRAMMED, EXECUTED, PROGRESS} and value < 0:
        raise Refused(reason(below, what=what, year=year))
    if name in {PROGRAMMED, EXECUTED} and not _is_amount(value):
        raise Refused(reason(N_("an amount has more than %(most)s digits"), most=DIGITS))
    if name == TARGETS and value < 0:
        return reason(N_("the target of %(year)s is negative: look whether it is meant"), year=year)
    return None


def _is_amount(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return value.adjusted() < DIGITS and isinstance(exponent, int) and exponent >= -DIGITS


def beyond(line: Line, words: Mapping[str, Word], years: Mapping[str, Series]) -> Iterator[Reason]:
    """Yield which new targets and values of a line its indicator cannot be; `words` and `years` are what the plan holds of it."""
    if line.kind is not Kind.INDICATOR:
        return
    known = {**words, **line.words}
    measure, baseline = str(known.get("measure") or ""), _amount(known.get("baseline_value"))
    asked = {**years.get(TARGETS, {}), **line.years.get(TARGETS, {})}.values()
    bounds = {
        TARGETS: limits_of(measure, [baseline]), VALUES: limits_of(measure, [baseline, *asked]),
    }  # fmt: skip
    for name, of_name in bounds.items():
        before = years.get(name, {})
        for year, value in line.years.get(name, {}).items():
            if value is None or before.get(year) == value:
                continue
            if of_name.over(value):
                message = N_(
                    "the %(what)s of %(year)s is more than 100 %%: look whether it is meant"
                )
                yield reason(message, what=OF_YEARS[name], year=year)
            elif name == VALUES and of_name.under(value):
                message = N_("the %(what)s of %(year)s is less than 0: look whether it is meant")
                yield reason(message, what=OF_YEARS[name], year=year)


def _amount(word: Word) -> Decimal | None:
    return Decimal(word) if isinstance(word, (int, Decimal)) else None
