"""An instrument → its smd-instrument/1 document, in the one way to write it."""

from decimal import Decimal
from typing import Any

from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Binary,
    Call,
    Expression,
    Itself,
    Joined,
    Name,
    Negative,
    Number,
    Quoted,
    Ref,
    write,
)
from smd_workshop.library.survey.instrument.model import Instrument, Option, Page, Question, Scale
from smd_workshop.library.survey.instrument.reading import INSTRUMENT, ORDER
from smd_workshop.library.survey.instrument.words.texts import Text

_EXPRESSIONS = (Number, Quoted, Ref, Itself, Name, Call, Negative, Binary, Joined)
_ROW = (
    "code",
    "text",
    "shown_if",
    "dimension",
    "reverse",
    "importance_of",
    "expectation_of",
)


def document_of(instrument: Instrument) -> JsonResult:
    """Return the document that reads back to the same instrument; what has its default is left out."""
    return {
        "format": INSTRUMENT,
        "code": instrument.code,
        "title": _json(instrument.title),
        "languages": list(instrument.languages),
        "dimensions": [
            {"code": each.code, "name": _json(each.name)} for each in instrument.dimensions
        ],
        "scales": [_scale(each) for each in instrument.scales],
        "pages": [_page(each) for each in instrument.pages],
        "overall": instrument.overall,
        "recommend": instrument.recommend,
        **({"surroundings": _around(instrument)} if instrument.surroundings else {}),
    }


def _around(instrument: Instrument) -> JsonResult:
    return {code: _json(text) for code, text in instrument.surroundings}


def _json(value: Any) -> Any:
    """Return a value as JSON: texts by language, expressions as written, numbers as numbers."""
    if isinstance(value, Text):
        return dict(value.by_language)
    if isinstance(value, _EXPRESSIONS):
        return written(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def written(expression: Expression | None) -> str | None:
    """Return an expression as it is written; None stays None."""
    return None if expression is None else write(expression)


def _scale(scale: Scale) -> JsonResult:
    found: JsonResult = {
        "code": scale.code,
        "low": scale.low,
        "labels": [_json(label) for label in scale.labels],
        "top": list(scale.top),
        "satisfied": list(scale.satisfied),
    }
    return found | ({"na": _json(scale.na)} if scale.na else {})


def _page(page: Page) -> JsonResult:
    said = {
        "title": page.title,
        "shown_if": page.shown_if,
        "shuffle": page.shuffle,
    }
    return {
        "code": page.code,
        **{key: _json(value) for key, value in said.items() if value},
        "questions": [_question(each) for each in page.questions],
    }


def _question(question: Question) -> JsonResult:
    found: JsonResult = {}
    for key in ORDER:
        value = getattr(question, key)
        if key == "rows" and value:
            found[key] = [_said(row, _ROW) for row in value]
        elif key == "options" and value:
            found[key] = [_option(option) for option in value]
        elif value is not None and value is not False and value != ():
            found[key] = _json(value)
    return found


def _said(thing: object, keys: tuple[str, ...]) -> JsonResult:
    pairs = ((key, getattr(thing, key)) for key in keys)
    return {key: _json(value) for key, value in pairs if value is not None and value is not False}


def _option(option: Option) -> JsonResult:
    found: JsonResult = {"code": option.code, "text": _json(option.text)}
    return found | ({"attributes": dict(option.attributes)} if option.attributes else {})
