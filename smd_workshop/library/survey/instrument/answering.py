"""What a form sent for a page → typed answers, or for each item a sentence that says why not.

Fields of a form: the code of the item; a list of them for several options; for a ranking `code-option` with its place;
`na` is "not applicable" where one option is chosen, `code-na` where something is written, ranked or ticked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from smd_workshop.core import numbers
from smd_workshop.core.errors import Invalid
from smd_workshop.core.input_text import tidy
from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answers import NA, Answer, Answers, value
from smd_workshop.library.survey.instrument.conditions.evaluation import holds
from smd_workshop.library.survey.instrument.flow import Journey, ShownQuestion, journey, without
from smd_workshop.library.survey.instrument.model import NA_CODE, Instrument, Item, Question
from smd_workshop.library.survey.instrument.words.texts import Text

#: Fields of a form, each with every value sent for it.
Form: TypeAlias = Mapping[str, Sequence[str]]

#: Between the code of a ranking and that of its option, and before "na": no code of an item holds it.
PART: Final = "-"
PROMOTES_TO: Final = 10

_WRITTEN_DAY: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

MISSING: Final = N_("Please answer this question.")
CONSENT: Final = N_("To go on, please tick the box.")
REFUSED: Final = N_("This answer is not possible here. Please look at it again.")


@dataclass(frozen=True)
class Fault:
    """Why an answer is not taken: a sentence of ours to translate, or one of the instrument in its languages."""

    message: str = REFUSED
    params: Mapping[str, object] = field(default_factory=dict)
    own: Text | None = None


class _Refused(ValueError):  # noqa: N818 - it names what happened to the answer
    """An answer that cannot be read."""

    def __init__(self, message: str = REFUSED, **params: object) -> None:
        self.fault = Fault(message, params)
        super().__init__(message)


@dataclass(frozen=True)
class PageReading:
    """The answers to a page that can be kept, and what is wrong, by item; an answer at fault is not among them."""

    answers: dict[str, Answer]
    faults: dict[str, Fault]


def read_page(
    instrument: Instrument,
    page: str,
    form: Form,
    answers: Answers,
    today: date,
    seed: str = "",
) -> PageReading:
    """Read what was sent for a page, given the answers to all pages so far.

    What the answers make appear on the page itself is asked too; what they make disappear is left out.
    """
    own = [item for item in instrument.items.values() if item.page.code == page]
    read: dict[str, Answer] = {}
    faults: dict[str, Fault] = {}
    for item in own:
        if not item.question.answered:
            continue
        try:
            answer = read_item(instrument, item, form)
        except _Refused as refused:
            faults[item.code] = _in_own_words(item.question, refused.fault)
        else:
            if answer is not None:
                read[item.code] = answer
    known = {**without(answers, (item.code for item in own)), **read}
    return _judged(journey(instrument, known, today, seed), page, read, faults)


def _in_own_words(question: Question, fault: Fault) -> Fault:
    """Return what the questionnaire itself says of a number or a day that it does not take, where it says something."""
    said = question.valid_message if question.type in {model.NUMBER, model.DATE} else None
    return fault if said is None else Fault(fault.message, fault.params, own=said)


def default_of(instrument: Instrument, item: Item) -> Answer | None:
    """Return the answer that stands there at first; None if there is none, or if it is no answer to the question."""
    written = item.question.default
    if written is None:
        return None
    sent = written.split() if item.question.type == model.MULTIPLE else [written]
    try:
        return read_item(instrument, item, {item.code: sent})
    except _Refused:
        return None


def _judged(
    made: Journey, page: str, read: dict[str, Answer], faults: dict[str, Fault]
) -> PageReading:
    """Keep what is shown, and say what is missing or not valid."""
    shown = made.page(page)
    kept: dict[str, Answer] = {}
    found: dict[str, Fault] = {}
    for each in shown.questions if shown else ():
        for code in each.items:
            fault = faults.get(code) or _missing(each.question, read.get(code))
            if fault is None and code in made.answers:
                fault = _invalid(made, each, made.answers[code])
            if fault is not None:
                found[code] = fault
            elif code in made.answers:
                kept[code] = made.answers[code]
    return PageReading(kept, found)


def _missing(question: Question, answer: Answer | None) -> Fault | None:
    if answer is not None or not question.required:
        return None
    usual = CONSENT if question.type == model.CONSENT else MISSING
    return Fault(usual, own=question.required_message)


def _invalid(made: Journey, shown: ShownQuestion, answer: Answer) -> Fault | None:
    question = shown.question
    if answer is NA:
        return None
    if question.type == model.RANKING and len(answer) != len(shown.options):  # type: ignore[arg-type]
        return Fault(N_("Please give every option a place of its own."))
    if question.valid_if is None:
        return None
    context = made.context(value(answer))
    return None if holds(question.valid_if, context) else Fault(own=question.valid_message)


def read_item(instrument: Instrument, item: Item, form: Form) -> Answer | None:
    """Read one item from a form; None if it was not answered. Raises a refusal that carries its fault."""
    question = item.question
    scale = instrument.scale_of.get(question.scale or "")
    offers_na = (scale.na if scale else question.na) is not None
    sent = [text for text in form.get(item.code, ()) if text.strip()]
    marked = NA_CODE in sent and question.type not in {model.SHORT_TEXT, model.LONG_TEXT}
    if offers_na and (marked or any(form.get(f"{item.code}{PART}{NA_CODE}", ()))):
        return NA
    if question.type == model.RANKING:
        return _ranking(item, form)
    if not sent:
        return None
    if scale is not None:
        return _point(sent[0], scale.low, scale.high)
    return _READERS[question.type](question, sent)


def _point(text: str, low: int, high: int) -> int:
    digits = text.strip().removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 4):
        raise _Refused
    if not low <= int(text) <= high:
        raise _Refused
    return int(text)


def _single(question: Question, sent: list[str]) -> str:
    code = sent[0].strip()
    if code not in {option.code for option in question.options}:
        raise _Refused
    return code


def _multiple(question: Question, sent: list[str]) -> tuple[str, ...]:
    given = {text.strip() for text in sent}
    codes = [option.code for option in question.options]
    if not given <= set(codes):
        raise _Refused
    if question.min is not None and len(given) < int(question.min):
        raise _Refused(N_("Please choose at least %(limit)s."), limit=question.min)
    if question.max is not None and len(given) > int(question.max):
        raise _Refused(N_("Please choose at most %(limit)s."), limit=question.max)
    return tuple(code for code in codes if code in given)


def _ranking(item: Item, form: Form) -> tuple[str, ...] | None:
    """Read the places of options, or the options in their order from one field."""
    codes = [option.code for option in item.question.options]
    if sent := [text.strip() for text in form.get(item.code, ()) if text.strip()]:
        if len(set(sent)) != len(sent) or not set(sent) <= set(codes):
            raise _Refused
        return tuple(sent)
    places = {
        code: text.strip()
        for code in codes
        for text in form.get(f"{item.code}{PART}{code}", ())[:1]
        if text.strip()
    }
    if not places:
        return None
    numbered = {code: _point(place, 1, len(codes)) for code, place in places.items()}
    if len(set(numbered.values())) != len(numbered):
        raise _Refused(N_("Two options have the same place."))
    return tuple(sorted(numbered, key=numbered.__getitem__))


def _number(question: Question, sent: list[str]) -> Decimal:
    try:
        given = numbers.parse_number(sent[0])
    except Invalid as error:
        if question.whole:
            raise _Refused(N_("Please write a whole number.")) from None
        raise _Refused(error.message, **error.params) from None
    if question.whole and given != given.to_integral_value():
        raise _Refused(N_("Please write a whole number."))
    _refuse_outside(question, given)
    start = Decimal(0) if question.min is None else Decimal(question.min)
    if question.step is not None and (given - start) % question.step:
        raise _Refused(N_("Please write a number in steps of %(step)s."), step=question.step)
    return given.normalize() + 0


def _refuse_outside(question: Question, given: Decimal) -> None:
    low, high = question.min, question.max
    if (low is not None and given < Decimal(low)) or (high is not None and given > Decimal(high)):
        params = {
            "low": None if low is None else numbers.number(Decimal(low)),
            "high": None if high is None else numbers.number(Decimal(high)),
        }
        raise _Refused(_between(low, high), **params)


def _between(low: object, high: object) -> str:
    """Return the sentence about limits of which one may be missing."""
    if high is None:
        return N_("Please write %(low)s or more.")
    if low is None:
        return N_("Please write %(high)s or less.")
    return N_("Please write something between %(low)s and %(high)s.")


def _date(question: Question, sent: list[str]) -> date:
    given = _day(sent[0].strip())
    low, high = (each and date.fromisoformat(str(each)) for each in (question.min, question.max))
    if (low and given < low) or (high and given > high):
        days = {"low": low and numbers.day(low), "high": high and numbers.day(high)}
        raise _Refused(_between(low or None, high or None), **days)
    return given


def _day(text: str) -> date:
    found = typed_day(text)
    if found is None:
        raise _Refused(N_("Please write a day like 31/12/2023."))
    return found


def typed_day(text: str) -> date | None:
    """Return a day as browsers send it, or as people here write it; None for what is none."""
    written = _WRITTEN_DAY.fullmatch(text)
    iso = f"{written[3]}-{written[2]:0>2}-{written[1]:0>2}" if written else text
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _text(question: Question, sent: list[str]) -> str:
    given = tidy(sent[0]).strip()
    if question.type == model.SHORT_TEXT:
        given = " ".join(given.split())
    if len(given) > question.longest:
        raise _Refused(
            N_("This is %(many)s signs long; %(limit)s are possible."),
            many=len(given),
            limit=question.longest,
        )
    return given


_READERS: Final[Mapping[str, Callable[[Question, list[str]], Answer]]] = {
    model.SINGLE: _single,
    model.MULTIPLE: _multiple,
    model.NPS: lambda _question, sent: _point(sent[0], 0, PROMOTES_TO),
    model.NUMBER: _number,
    model.DATE: _date,
    model.SHORT_TEXT: _text,
    model.LONG_TEXT: _text,
    model.CONSENT: lambda _question, _sent: True,
}
