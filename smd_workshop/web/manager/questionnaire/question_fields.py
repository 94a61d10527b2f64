"""A question as the fields of a form, and the form as a question: what is typed becomes a part of the document."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.lines import Line, kept, lines_of, spared
from forms.surveys.questionnaire import (
    QuestionForm,
    ShownForm,
    as_json,
    text_with,
)
from smd_workshop.core.errors import Invalid
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.numbers import parse_number
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answering import typed_day
from smd_workshop.library.survey.instrument.conditions import simple_conditions
from smd_workshop.library.survey.instrument.drafts import editing
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.instrument.reading import TEXTS
from smd_workshop.web.errors import sentence
from smd_workshop.web.manager.questionnaire.condition_fields import condition_of, shown_fields

Json = Mapping[str, Any]

#: What lines of options and of rows hold besides place, words and code.
MORE: Final[Mapping[str, tuple[str, ...]]] = {
    "options": (),
    "rows": ("dimension", "reverse", "importance_of", "expectation_of", "shown_if"),
}
#: Attributes that are one text in one field, and that are a word or nothing.
_PLAIN: Final = ("scale", "dimension", "importance_of", "expectation_of")
_EXPRESSIONS: Final = ("valid_if", "options_if", "formula")
_FLAGS: Final = ("required", "reverse", "shuffle", "whole")


def lines_key(kind: str) -> str:
    """Return what a type of question lists: options, rows, or '' for nothing."""
    return next((key for key in MORE if key in model.ATTRIBUTES[kind]), "")


def narrowed(form: QuestionForm, kind: str, *, new: bool) -> QuestionForm:
    """Take away what a type of question has not."""
    known = model.ATTRIBUTES[kind] | {"type", "page", "seen", "text", *ShownForm()._fields}
    known |= {"code", "page_title"} if new else set()
    known |= {"attributes"} if "options_if" in known else set()
    for name in list(form._fields):
        if name not in known:
            del form[name]
    if "na" in form and kind in {model.LIKERT, model.MATRIX}:
        del form["na"]
    return form


def offered(form: QuestionForm, questions: Instrument, own: str) -> QuestionForm:
    """Set what fields offer to choose from; `own` is the question itself, which is no part of its own conditions."""
    default = questions.default
    nothing = SelectChoice("", "–")
    lists = {
        "scale": [(s.code, _points(questions, s)) for s in questions.scales],
        "dimension": [(d.code, questions.said(d.name, default)) for d in questions.dimensions],
        "importance_of": scaled(questions, own),
        "expectation_of": scaled(questions, own),
    }
    for name, found in lists.items():
        if name in form:
            first = [] if name == "scale" and found else [nothing]
            form[name].choices = [*first, *(SelectChoice(code, words) for code, words in found)]
    offer_conditions(form, questions, _before(questions, own))
    return form


def offer_conditions(form: ShownForm, questions: Instrument, before: Sequence[str]) -> None:
    """Set which earlier questions a condition may ask for."""
    form.when_item.choices = [
        SelectChoice("", "–"),
        *(SelectChoice(code, f"{short(questions, code)} ({code})") for code in before),
    ]
    form.when_how.choices = [
        SelectChoice(how, _(words)) for how, words in simple_conditions.HOWS.items()
    ]


def _points(questions: Instrument, scale: model.Scale) -> str:
    ends = [questions.said(label, questions.default) for label in scale.labels]
    na = f"{questions.said(scale.na, questions.default)}, " if scale.na else ""
    return f"{ends[0]} … {ends[-1]} ({scale.low}–{scale.high}, {na}{scale.code})"


def short(questions: Instrument, code: str, limit: int = 60) -> str:
    """Return the beginning of what an item asks."""
    item = questions.items[code]
    above = item.question.text if item.row else None
    if above is None:
        return shortened(questions.asks(code), limit)
    # Of a row of a matrix its own words tell it from the rows beside it: of what stands above, the beginning will do.
    row = questions.said(item.text, questions.default) if item.text else code
    return f"{shortened(questions.said(above, questions.default), limit // 2)} – {shortened(row, limit)}"


def scaled(questions: Instrument, own: str) -> list[tuple[str, str]]:
    """Return the items on a scale that a question may be about: its own are none of them."""
    return [
        (code, f"{short(questions, code)} ({code})")
        for code, item in questions.items.items()
        if item.question.scale is not None and item.question.code != own
    ]


def _before(questions: Instrument, own: str) -> list[str]:
    """Return the items that are asked before a question; all of them before one that is new."""
    found: list[str] = []
    for code, item in questions.items.items():
        if item.question.code == own:
            break
        found.append(code)
    return found


def fields_of(question: Json, language: str) -> dict[str, Any]:
    """Return a question as the fields of a form, its texts in one language."""
    found: dict[str, Any] = dict(shown_fields(question))
    for key, value in question.items():
        if key in TEXTS:
            found[key] = value.get(language, "")
        elif key == "options":
            found["attributes"] = "\n".join(
                f"{o['code']}: {_attributes(o['attributes'])}" for o in value if o.get("attributes")
            )
        elif key not in {"rows", "shown_if"}:
            found[key] = f"{value}" if key in {"min", "max", "step"} else value
    return found


def _attributes(given: Json) -> str:
    return ", ".join(f"{name}={value}" for name, value in given.items())


def lines_of_question(question: Json, language: str, key: str) -> list[Line]:
    """Return the answers or the items of a question as lines, with empty ones below."""
    found = [
        Line(
            n, str(n + 1), each["text"].get(language, ""), each["code"],
            {
                name: "yes" if each.get(name) is True else str(each.get(name) or "")
                for name in MORE[key]
            },
        )
        for n, each in enumerate(question.get(key, ()))
    ]  # fmt: skip
    return spared(found)


def lines_sent(sent: Mapping[str, str], key: str) -> list[Line]:
    """Return the lines of a form as they were sent."""
    return lines_of(sent, MORE[key])


class Typed:
    """What was typed about a question, read into a part of a document; what is wrong is said at its field."""

    def __init__(
        self, form: QuestionForm, lines: Sequence[Line], questions: Instrument, old: Json
    ) -> None:
        self.form, self.questions, self.old = form, questions, old
        self.lines, self.kept = list(lines), kept(lines)
        self.language = questions.default

    def question(self, old: Json, kind: str, code: str, taken: frozenset[str]) -> dict[str, Any]:
        """Return the question; `old` is what it was, of which texts in other languages stay."""
        made: dict[str, Any] = {"type": kind, "code": code}
        for name in model.ATTRIBUTES[kind] | {"text"}:
            value = self._attribute(name, old, kind)
            # Zero is a limit, and equal to False.
            if value is not None and value is not False and value != "":
                made[name] = value
        condition = self.shown_if()
        if condition:
            made["shown_if"] = condition
        key = lines_key(kind)
        if key:
            made[key] = self._coded(old.get(key, ()), taken | {code}, rows=key == "rows")
        if "attributes" in self.form:
            self._add_attributes(made)
        return made

    def _attribute(self, name: str, old: Json, kind: str) -> Any:
        if name not in self.form:
            # A text that this form has not stays as it was.
            return old.get(name) if name in TEXTS else None
        typed = self.form[name].data
        if name in TEXTS:
            return text_with(old.get(name), self.language, typed)
        if name in {"min", "max", "step"}:
            return self._bound(name, kind)
        if name in _FLAGS:
            return bool(typed)
        return typed

    def _bound(self, name: str, kind: str) -> Any:
        typed = (self.form[name].data or "").strip()
        if not typed:
            return None
        if kind == model.DATE:
            found = typed_day(typed)
            if found is None:
                self._wrong(name, _("Please write a day like 31/12/2023."))
                return None
            return found.isoformat()
        try:
            return as_json(parse_number(typed))
        except Invalid as error:
            self._wrong(name, sentence(error))
            return None

    def shown_if(self) -> str | None:
        """Return the condition as it is written; None for always."""
        return condition_of(self.form, self.questions, self.old)

    def _wrong(self, name: str, words: str) -> None:
        self.form[name].errors = [*self.form[name].errors, words]

    def _coded(
        self, old: Sequence[Json], taken: frozenset[str], *, rows: bool
    ) -> list[dict[str, Any]]:
        """Return the lines as options or rows: those that had a code keep their other languages."""
        was = {each["code"]: each for each in old}
        used = (set(taken) - set(was) if rows else {model.NA_CODE}) | {
            line.code for line in self.kept if line.code
        }
        made = []
        for line in self.kept:
            code = line.code or editing.proposed(line.words, used, "p" if rows else "r")
            used.add(code)
            before = was.get(code, {})
            text = text_with(before.get("text"), self.language, line.words)
            said = {name: self._of_line(name, line) for name in line.more}
            made.append(
                {"code": code, "text": text, **{name: v for name, v in said.items() if v}}
                | (
                    {}
                    if rows or "attributes" not in before
                    else {"attributes": before["attributes"]}
                )
            )
        return made

    def _of_line(self, name: str, line: Line) -> Any:
        return line.typed(name) == "yes" if name == "reverse" else line.typed(name)

    def _add_attributes(self, made: dict[str, Any]) -> None:
        """Read `code: name=value, name=value`, one line for each answer, into the options."""
        read: dict[str, dict[str, str]] = {}
        for row in (self.form["attributes"].data or "").splitlines():
            code, _sign, pairs = row.partition(":")
            split = [pair.partition("=") for pair in pairs.split(",") if pair.strip()]
            read[code.strip()] = {n.strip(): v.strip() for n, _s, v in split if v.strip()}
        unknown = set(read) - {option["code"] for option in made.get("options", ())} - {""}
        if unknown:
            words = _("There is no answer with the code %(code)s.", code=", ".join(sorted(unknown)))
            self._wrong("attributes", words)
        for option in made.get("options", ()):
            option.pop("attributes", None)
            if read.get(option["code"]):
                option["attributes"] = read[option["code"]]

    def marked(self, inside: Sequence[str | int], words: str) -> list[Line]:
        """Return the lines with what is wrong at the one that steps into the question lead to."""
        key = next((each for each in inside if each in MORE), None)
        place = inside[inside.index(key) + 1] if key and len(inside) > 1 else None
        if not isinstance(place, int) or place >= len(self.kept):
            return self.lines
        number = self.kept[place].number
        return [replace(e, errors=(words,)) if e.number == number else e for e in self.lines]
