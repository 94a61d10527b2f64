"""Conditions as most people say them, one answer compared with one value, and the expressions that they are.

What cannot be said so is left to the whole language: `simple_of` then returns None.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from smd_workshop.core import names
from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import parse_number
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answering import typed_day
from smd_workshop.library.survey.instrument.answers import AGREED
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Binary,
    Call,
    Expression,
    Negative,
    Number,
    Quoted,
    Ref,
)
from smd_workshop.library.survey.instrument.model import NA_CODE, Instrument, Item

IS: Final = "is"
IS_NOT: Final = "is_not"
HAS: Final = "has"
HAS_NOT: Final = "has_not"
AT_LEAST: Final = "at_least"
AT_MOST: Final = "at_most"
ANSWERED: Final = "answered"
EMPTY: Final = "empty"
#: Every way to compare, as staff read it.
HOWS: Final = {
    IS: N_("is"),
    IS_NOT: N_("is not, or was not answered"),
    HAS: N_("contains"),
    HAS_NOT: N_("does not contain"),
    AT_LEAST: N_("is at least"),
    AT_MOST: N_("is at most"),
    ANSWERED: N_("was answered"),
    EMPTY: N_("was not answered"),
}
_SIGNS: Final = {IS: "=", IS_NOT: "!=", AT_LEAST: ">=", AT_MOST: "<="}
_COMPARED: Final = {sign: how for how, sign in _SIGNS.items()}
#: Words by which a consent that was given is known, besides its code.
_YES: Final = frozenset({"si", "yes", "ok", "ari", "jisa"})


@dataclass(frozen=True, slots=True)
class Simple:
    """An answer, how it is compared, and with what: a code, a point, a number, a day or words."""

    code: str
    how: str
    value: str = ""


def expression_of(simple: Simple, instrument: Instrument) -> Expression:
    """Return the expression of a condition; `Invalid` says which value is none of the answers."""
    item = instrument.items.get(simple.code)
    if item is None:
        raise Invalid(N_("Choose a question."))
    asked = Ref(simple.code)
    if simple.how in {ANSWERED, EMPTY}:
        return Binary("!=" if simple.how == ANSWERED else "=", asked, Quoted(""))
    several = item.question.type in {model.MULTIPLE, model.RANKING}
    value = _value(instrument, item, simple.value)
    if simple.how in {HAS, HAS_NOT} or several:
        selected = Call("selected", (asked, _quoted(value)))
        return selected if simple.how in {HAS, IS} else Call("not", (selected,))
    return Binary(_SIGNS[simple.how], asked, value)


def simple_of(expression: Expression | None) -> Simple | None:
    """Return a condition as most people say it; None for one that says more."""
    match expression:
        case Binary(("=" | "!=") as sign, Ref(code), Quoted("")):
            return Simple(code, EMPTY if sign == "=" else ANSWERED)
        case Binary(sign, Ref(code), value) if sign in _COMPARED:
            said = _said(value)
            return None if said is None else Simple(code, _COMPARED[sign], said)
        case Call("selected", (Ref(code), Quoted(value))):
            return Simple(code, HAS, value)
        case Call("not", (Call("selected", (Ref(code), Quoted(value))),)):
            return Simple(code, HAS_NOT, value)
    return None


def in_words(simple: Simple, instrument: Instrument) -> tuple[str, str]:
    """Return what is asked, and the value as people read it, in the default language."""
    item = instrument.items.get(simple.code)
    if item is None:
        return simple.code, simple.value
    return instrument.asks(simple.code), dict(choices(instrument, item)).get(
        simple.value, simple.value
    )


def choices(instrument: Instrument, item: Item, language: str = "") -> list[tuple[str, str]]:
    """Return the answers that an item offers, as (code, words); none where people write.

    Words are in the default language unless another one is named.
    """
    question, default = item.question, language or instrument.default
    scale = instrument.scale_of.get(question.scale or "")
    found: list[tuple[str, str]] = []
    if scale is not None:
        labels = zip(scale.points, scale.labels, strict=True)
        found = [(str(point), instrument.said(label, default)) for point, label in labels]
    elif question.type == model.NPS:
        found = [(str(n), str(n)) for n in range(11)]
    elif question.type == model.CONSENT:
        found = [(AGREED, instrument.said(question.text, default) if question.text else AGREED)]
    found += [(each.code, instrument.said(each.text, default)) for each in question.options]
    na = scale.na if scale is not None else question.na
    return found + ([(NA_CODE, instrument.said(na, default))] if na else [])


def _value(instrument: Instrument, item: Item, typed: str) -> Expression:
    """Read what was typed as an answer to an item: its code, its words, a number, a day."""
    words, offered = names.bare(typed), choices(instrument, item)
    for code, label in offered:
        if words and words in {names.bare(code), names.bare(label)}:
            number = item.question.scale is not None or item.question.type == model.NPS
            return Number(Decimal(code)) if number and code != NA_CODE else Quoted(code)
    if item.question.type == model.CONSENT and words in _YES:
        return Quoted(AGREED)
    if offered and item.question.type not in _WRITTEN:
        known = "; ".join(dict.fromkeys(label for _code, label in offered))
        raise Invalid(N_("It is none of the answers: %(known)s"), known=known)
    return _written(item, typed.strip())


_WRITTEN: Final = frozenset(
    {model.NUMBER, model.DATE, model.SHORT_TEXT, model.LONG_TEXT, model.SCORE}
)


def _written(item: Item, typed: str) -> Expression:
    if not typed:
        raise Invalid(N_("Write the answer it is compared with."))
    match item.question.type:
        case model.NUMBER | model.SCORE:
            return _number(parse_number(typed))
        case model.DATE:
            return Call("date", (Quoted(_day(typed).isoformat()),))
    if "'" in typed and '"' in typed:
        raise Invalid(N_("Use one kind of quotation marks only."))
    return Quoted(typed)


def _day(typed: str) -> date:
    found = typed_day(typed)
    if found is None:
        raise Invalid(N_("Please write a day like 31/12/2023."))
    return found


def _number(value: Decimal) -> Expression:
    return Negative(Number(-value)) if value < 0 else Number(value)


def _quoted(value: Expression) -> Quoted:
    """Return a value as the text that `selected` looks for."""
    return value if isinstance(value, Quoted) else Quoted(_said(value) or "")


def _said(value: Expression) -> str | None:
    match value:
        case Quoted(text):
            return text
        case Number(number):
            return f"{number:f}"
        case Negative(Number(number)):
            return f"-{number:f}"
        case Call("date", (Quoted(day),)):
            return day
    return None
