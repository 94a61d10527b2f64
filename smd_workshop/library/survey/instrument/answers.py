"""What an answer is once it is read: a typed value, "not applicable", or nothing; and how it is kept and said."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final, TypeAlias

from smd_workshop.core import numbers
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.evaluation import Value, text
from smd_workshop.library.survey.instrument.model import NA_CODE, Instrument, Item


class NotApplicable(Enum):
    """An answer that says that the question does not apply; never the same as no answer."""

    NA = NA_CODE


NA: Final = NotApplicable.NA

#: likert, nps and matrix rows: int; single: the code of an option; multiple: codes in the order of the options;
#: ranking: codes, the first place first; number: Decimal; date: date; texts: str; consent: True.
Answer: TypeAlias = int | Decimal | str | bool | date | tuple[str, ...] | NotApplicable
#: Answers by item; who did not answer an item has no key.
Answers: TypeAlias = Mapping[str, Answer]

#: What ODK keeps of a consent that was given, so that conditions of its forms hold here too.
AGREED: Final = "OK"


def value(answer: Answer) -> Value:
    """Return an answer as expressions see it."""
    match answer:
        case NotApplicable():
            return NA_CODE
        case True:
            return AGREED
        case int() | Decimal():
            return Fraction(answer)
        case tuple():
            return answer or None
    return answer or None


def stored(answer: Answer) -> Any:
    """Return an answer as JSON to be kept; "not applicable" as null, for which a store has a mark of its own."""
    match answer:
        case NotApplicable():
            return None
        case Decimal():
            return f"{answer:f}"
        case tuple():
            return list(answer)
        case date():
            return answer.isoformat()
    return answer


def restored(item: Item, kept: Any) -> Answer:
    """Return the answer of which `stored` made `kept`; null is "not applicable"."""
    if kept is None:
        return NA
    match item.question.type:
        case model.NUMBER:
            return Decimal(str(kept))
        case model.DATE:
            return date.fromisoformat(kept)
        case model.MULTIPLE | model.RANKING:
            return tuple(kept)
    answer: Answer = kept
    return answer


def in_words(instrument: Instrument, item: Item, given: Value, language: str) -> str | None:
    """Return what to say of an answer in a text that quotes it: labels, not codes; None if there is none."""
    if given is None:
        return None
    question = item.question
    if given == NA_CODE and question.type != model.SCORE:
        scale = instrument.scale_of.get(question.scale or "")
        label = scale.na if scale else question.na
        return instrument.said(label, language) if label else None
    if isinstance(given, date):
        return numbers.day(given)
    if question.scale is not None and isinstance(given, Fraction):
        scale = instrument.scale_of[question.scale]
        return instrument.said(scale.labels[int(given) - scale.low], language)
    if question.options:
        labels = {
            option.code: instrument.said(option.text, language) for option in question.options
        }
        codes = given if isinstance(given, tuple) else (text(given),)
        return ", ".join(labels.get(code, code) for code in codes)
    return numbers.number(given) if isinstance(given, Fraction) else text(given) or None
