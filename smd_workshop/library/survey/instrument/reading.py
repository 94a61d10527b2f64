"""An smd-instrument/1 document → an instrument, or one line that says where and why not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from smd_workshop.core.messages import N_
from smd_workshop.library import schemas
from smd_workshop.library.ballots import shown
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answering import default_of
from smd_workshop.library.survey.instrument.checking import places_of, refuse_odd
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Expression,
    ExpressionError,
)
from smd_workshop.library.survey.instrument.conditions.parsing import parse
from smd_workshop.library.survey.instrument.model import (
    NA_CODE,
    Bound,
    Dimension,
    Instrument,
    Option,
    Page,
    Question,
    Row,
    Scale,
)
from smd_workshop.library.survey.instrument.words.texts import Text, neat

INSTRUMENT: Final = "smd-instrument/1"
SCHEMA: Final = "smd-instrument-1"

CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
OPTION: Final = re.compile(r"[^\s'\"|,{}]{1,64}")
#: What a list of choices says of an option anyway; `name` in a condition is its code.
NO_ATTRIBUTES: Final = frozenset(
    {"name", "label", "list_name", "caption", "value", "media", "image", "audio", "video", "counts"}
)
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?|x-[a-z0-9]{1,16}")
POINTS: Final = range(2, 12)
#: More is no questionnaire.
MOST_QUESTIONS: Final = 1000
MOST_OPTIONS: Final = 500

Json: TypeAlias = Mapping[str, Any]
Steps: TypeAlias = tuple[str | int, ...]


def instrument_of(document: Any) -> Instrument:
    """Return the instrument of an smd-instrument/1 document, or raise FormatError."""
    if isinstance(document, dict) and "format" in document:
        schemas.check(document["format"], {"const": INSTRUMENT}, ("format",))
    schemas.check(document, schemas.load(SCHEMA))
    made = _Reader(document).instrument()
    refuse_odd(made)
    for code, steps in places_of(made):
        default = made.items[code].question.default
        if default is not None and default_of(made, made.items[code]) is None:
            message = N_("%(value)s is no answer to the question")
            raise FormatError((*steps, "default"), message, value=shown(default))
    return made


class _Reader:
    """Reads one document whose shape is right."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self.languages = self._languages(document["languages"])

    def instrument(self) -> Instrument:
        """Return the instrument, of which the parts are right each by itself; raises FormatError at what is not."""
        document = self.document
        many = sum(len(page["questions"]) for page in document["pages"])
        if many > MOST_QUESTIONS:
            message = N_("%(value)s questions are more than %(limit)s")
            raise FormatError("pages", message, value=many, limit=MOST_QUESTIONS)
        return Instrument(
            code=_code(document["code"], ("code",)),
            title=self.text(document["title"], ("title",)),
            languages=self.languages,
            dimensions=tuple(
                Dimension(
                    _code(each["code"], (*at, "code")), self.text(each["name"], (*at, "name"))
                )
                for at, each in _each(document.get("dimensions", ()), "dimensions")
            ),
            scales=tuple(
                self._scale(each, at) for at, each in _each(document.get("scales", ()), "scales")
            ),
            pages=tuple(self._page(each, at) for at, each in _each(document["pages"], "pages")),
            overall=document.get("overall"),
            recommend=document.get("recommend"),
            surroundings=self._surroundings(document.get("surroundings", {})),
        )

    def _surroundings(self, given: Json) -> tuple[tuple[str, Text], ...]:
        """Read what stands around; it is there in other languages than the default one."""
        found = []
        for code, texts in given.items():
            for language in texts:
                if language not in self.languages:
                    steps = ("surroundings", code, language)
                    raise FormatError(steps, N_("this language is not one of languages"))
            text = Text.of(texts)
            if text is not None:
                found.append((code, text))
        return tuple(found)

    def _languages(self, given: Sequence[str]) -> tuple[str, ...]:
        for place, language in enumerate(given):
            if not LANGUAGE.fullmatch(language):
                message = N_("%(value)s is not the code of a language, such as es-PE")
                raise FormatError(("languages", place), message, value=shown(language))
        return tuple(given)

    def text(self, given: Json, steps: Steps) -> Text:
        """Read a text that is there in the default language; FormatError if it is not."""
        for language in given:
            if language not in self.languages:
                raise FormatError((*steps, language), N_("this language is not one of languages"))
        made = Text.of(given)
        if made is None or made.own(self.languages[0]) is None:
            raise FormatError((*steps, self.languages[0]), N_("the text is missing or empty"))
        return made

    def _optional(self, given: Json, key: str, steps: Steps) -> Text | None:
        return self.text(given[key], (*steps, key)) if key in given else None

    def _scale(self, given: Json, steps: Steps) -> Scale:
        labels, low = given["labels"], int(given.get("low", 1))
        if len(labels) not in POINTS:
            message = N_("a scale has from 2 to 11 points, not %(value)s")
            raise FormatError((*steps, "labels"), message, value=len(labels))
        made = Scale(
            code=_code(given["code"], (*steps, "code")),
            labels=tuple(
                self.text(label, (*steps, "labels", place)) for place, label in enumerate(labels)
            ),
            top=tuple(sorted(map(int, given["top"]))),
            satisfied=tuple(sorted(map(int, given["satisfied"]))),
            low=low,
            na=self._optional(given, "na", steps),
        )
        for key in ("top", "satisfied"):
            for place, point in enumerate(given[key]):
                if point not in made.points:
                    raise FormatError(
                        (*steps, key, place),
                        N_("%(value)s is not between %(low)s and %(high)s"),
                        value=shown(point),
                        low=made.low,
                        high=made.high,
                    )
        return made

    def _page(self, given: Json, steps: Steps) -> Page:
        return Page(
            code=_code(given["code"], (*steps, "code")),
            title=self._optional(given, "title", steps),
            shown_if=_expression(given, "shown_if", steps),
            shuffle=given.get("shuffle", False),
            questions=tuple(
                self._question(each, (*steps, "questions", place))
                for place, each in enumerate(given["questions"])
            ),
        )

    def _question(self, given: Json, steps: Steps) -> Question:
        kind = given["type"]
        if kind not in model.ATTRIBUTES:
            message = N_("%(value)s is not a type of question")
            raise FormatError((*steps, "type"), message, value=shown(kind))
        _refuse_foreign(given, steps)
        read: dict[str, Any] = {"type": kind, "code": _code(given["code"], (*steps, "code"))}
        for key in given.keys() - {"type", "code"}:
            read[key] = self._attribute(given, key, steps)
        return Question(**read)

    def _attribute(self, given: Json, key: str, steps: Steps) -> Any:
        """Read one attribute of a question by what kind of thing it is."""
        value, at = given[key], (*steps, key)
        if key in TEXTS:
            return self.text(value, at)
        if key in EXPRESSIONS:
            return _expression(given, key, steps)
        if key == "rows":
            return tuple(self._row(row, (*at, place)) for place, row in enumerate(value))
        if key == "options":
            return self._options(value, at)
        if key in {"min", "max", "step"}:
            return _bound(given, key, steps)
        return int(value) if key == "max_length" else neat(value) if key == "default" else value

    def _row(self, given: Json, steps: Steps) -> Row:
        return Row(
            code=_code(given["code"], (*steps, "code")),
            text=self.text(given["text"], (*steps, "text")),
            shown_if=_expression(given, "shown_if", steps),
            dimension=given.get("dimension"),
            reverse=given.get("reverse", False),
            importance_of=given.get("importance_of"),
            expectation_of=given.get("expectation_of"),
        )

    def _options(self, given: Sequence[Json], steps: Steps) -> tuple[Option, ...]:
        if len(given) > MOST_OPTIONS:
            message = N_("%(value)s options are more than %(limit)s")
            raise FormatError(steps, message, value=len(given), limit=MOST_OPTIONS)
        made = []
        for place, each in enumerate(given):
            at = (*steps, place)
            if not OPTION.fullmatch(each["code"]) or each["code"] == NA_CODE:
                message = N_("%(value)s cannot be the code of an option")
                raise FormatError((*at, "code"), message, value=shown(each["code"]))
            attributes = each.get("attributes", {})
            for name in attributes:
                if not CODE.fullmatch(name) or name in NO_ATTRIBUTES:
                    message = N_("%(value)s cannot be the name of an attribute")
                    raise FormatError((*at, "attributes", name), message, value=shown(name))
            kept = tuple(sorted((name, neat(value)) for name, value in attributes.items()))
            made.append(Option(each["code"], self.text(each["text"], (*at, "text")), kept))
        schemas.refuse_repeats([option.code for option in made], steps, "code")
        return tuple(made)


TEXTS: Final = frozenset(
    {
        "text",
        "help",
        "required_message",
        "valid_message",
        "na",
        "low_label",
        "high_label",
    }
)
EXPRESSIONS: Final = frozenset({"shown_if", "valid_if", "options_if", "formula"})


def _each(given: Sequence[Json], key: str) -> list[tuple[Steps, Json]]:
    return [((key, place), each) for place, each in enumerate(given)]


def _code(given: str, steps: Steps) -> str:
    if not CODE.fullmatch(given):
        message = N_("%(value)s is not a code: small letters, digits and _, at most 32")
        raise FormatError(steps, message, value=shown(given))
    return given


def _expression(given: Json, key: str, steps: Steps) -> Expression | None:
    if key not in given:
        return None
    try:
        return parse(given[key])
    except ExpressionError as error:
        raise FormatError((*steps, key), error.message, **error.params) from None


def _refuse_foreign(given: Json, steps: Steps) -> None:
    """Refuse what a question of this type cannot say, and what it must say and does not."""
    kind = given["type"]
    known = model.ATTRIBUTES[kind] | {"type", "code", "text", "shown_if"}
    for key in given:
        if key not in known:
            message = N_("a question of type %(type)s has none")
            raise FormatError((*steps, key), message, type=kind)
    needed = model.NEEDED.get(kind, ()) + (() if kind == model.SCORE else ("text",))
    for key in needed:
        if key not in given:
            raise FormatError((*steps, key), N_("missing"))


def _bound(given: Json, key: str, steps: Steps) -> Bound:
    value = given[key]
    if given["type"] == model.DATE:
        try:
            return date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            message = N_("%(value)s is not a day, such as 2023-12-31")
            raise FormatError((*steps, key), message, value=shown(value)) from None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormatError((*steps, key), N_("%(value)s is not a number"), value=shown(value))
    return exact(value, (*steps, key))


def exact(value: float, steps: Steps) -> Decimal:
    """Return a number of a document as it is written; FormatError if it has too many digits."""
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > 10**12 or found != round(found, 6):
        message = N_("%(value)s has too many digits")
        raise FormatError(steps, message, value=shown(value))
    return found.normalize() + 0


#: Attributes of a question in the order in which they are written.
ORDER: Final = tuple(each.name for each in fields(Question))
