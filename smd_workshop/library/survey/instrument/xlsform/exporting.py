"""An instrument → the sheets of a form that pyxform converts without a warning, and that reads back to the same.

What XLSForm has no column for stands in columns that it passes over (`extensions`), in lists of the choices sheet
(`lists`) and in two settings; other programs lose nothing that they could have shown.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.expressions import Expression, write
from smd_workshop.library.survey.instrument.model import (
    NA_CODE,
    Instrument,
    Option,
    Page,
    Question,
    Row,
    Scale,
)
from smd_workshop.library.survey.instrument.words.texts import Text, quotes, requoted
from smd_workshop.library.survey.instrument.writing import document_of
from smd_workshop.library.survey.instrument.xlsform import languages
from smd_workshop.library.survey.instrument.xlsform.extensions import (
    LIMITS,
    OVERALL,
    PAIRS,
    RECOMMEND,
    ROLE,
    SHUFFLE,
    YES,
)
from smd_workshop.library.survey.instrument.xlsform.files.columns import (
    Cells,
    in_columns,
    name_all_languages,
)
from smd_workshop.library.survey.instrument.xlsform.limits import constraint_of
from smd_workshop.library.survey.instrument.xlsform.rows import lists
from smd_workshop.library.survey.instrument.xlsform.verdict import CHOICES, SETTINGS, SURVEY

#: Columns of the survey sheet in the order in which people read them; texts have one for each language.
_ORDER: Final = (
    "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint",
    "constraint_message", "calculation", "read_only", "default", "appearance", "choice_filter",
    "parameters", "dimension", "reverse", ROLE, *PAIRS, *LIMITS, SHUFFLE, "na", "low_label",
    "high_label", "fallback", "hint_fallback",
)  # fmt: skip
_TEXTS: Final = (
    ("required_message", "required_message"),
    ("constraint_message", "valid_message"),
    ("low_label", "low_label"),
    ("high_label", "high_label"),
)
_BETWEEN: Final = "|"


def sheets_of(instrument: Instrument) -> dict[str, Any]:
    """Return the sheets of a form, each with its header, as pyxform and `importing.verdict_of_sheets` take them."""
    return _Export(instrument).sheets()


class _Export:
    """Writes one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.names = languages.names(instrument.languages)
        self.said = {
            question["code"]: question
            for page in document_of(instrument)["pages"]
            for question in page["questions"]
        }
        self.survey: list[Cells] = []
        self.choices: list[Cells] = []

    def sheets(self) -> dict[str, Any]:
        """Return all sheets."""
        for scale in self.instrument.scales:
            self._scale(scale)
        for dimension in self.instrument.dimensions:
            self._choice(lists.DIMENSIONS, dimension.code, dimension.name)
        for page in self.instrument.pages:
            self._page(page)
        attributes = sorted(
            {
                name
                for question in self.instrument.questions
                for option in question.options
                for name, _ in option.attributes
            }
        )
        choices = ("list_name", "name", "label", lists.COUNTS, *attributes)
        found = {
            SURVEY: in_columns(self.survey, _ORDER, self.names),
            CHOICES: in_columns(self.choices, choices, self.names),
            SETTINGS: [self._settings()],
        }
        made: dict[str, Any] = {"sheet_names": [name for name, rows in found.items() if rows]}
        for name, rows in found.items():
            if rows:
                made[name] = rows
                made[f"{name}_header"] = [dict.fromkeys(key for row in rows for key in row)]
        name_all_languages(made, (SURVEY, CHOICES), self.names)
        return made

    def _settings(self) -> dict[str, str]:
        instrument = self.instrument
        others = dict(instrument.title.by_language)
        title = others.pop(instrument.default)
        found = {
            "form_title": title,
            "form_id": instrument.code,
            "default_language": self.names[instrument.default],
            "style": "pages",
            languages.LANGUAGES: languages.declaration(instrument.languages),
        }
        return found | ({"titles": json.dumps(others, ensure_ascii=False)} if others else {})

    def _choice(self, list_name: str, name: str, text: Text, **more: str) -> None:
        self.choices.append({"list_name": list_name, "name": name, "label": _plain(text), **more})

    def _scale(self, scale: Scale) -> None:
        for point, label in zip(scale.points, scale.labels, strict=True):
            counts = [lists.TOP] * (point in scale.top) + [lists.SATISFIED] * (
                point in scale.satisfied
            )
            self._choice(scale.code, str(point), label, **{lists.COUNTS: " ".join(counts)})
        if scale.na:
            self._choice(scale.code, NA_CODE, scale.na)

    def _page(self, page: Page) -> None:
        self.survey.append(
            {
                "type": "begin_group",
                "name": page.code,
                "appearance": "field-list",
                "relevant": _written(page.shown_if),
                SHUFFLE: YES if page.shuffle else "",
                **_quoting("label", "fallback", page.title),
            }
        )
        for question in page.questions:
            if question.type == model.MATRIX:
                self._matrix(question)
            else:
                self._question(question)
        self.survey.append({"type": "end_group"})

    def _matrix(self, question: Question) -> None:
        self.survey.append(
            {
                "type": "begin_group",
                "name": question.code,
                "appearance": "table-list",
                "relevant": _written(question.shown_if),
                SHUFFLE: YES if question.shuffle else "",
                **_quoting("label", "fallback", question.text),
                **_quoting("hint", "hint_fallback", question.help),
            }
        )
        for row in question.rows:
            self.survey.append(
                {
                    "type": f"select_one {question.scale}",
                    "name": row.code,
                    "relevant": _written(row.shown_if),
                    "required": YES if question.required else "",
                    "required_message": _plain(question.required_message),
                    **_quoting("label", "fallback", row.text),
                    **self._item(row),
                }
            )
        self.survey.append({"type": "end_group"})

    def _question(self, question: Question) -> None:
        cells: Cells = {
            "name": question.code,
            "relevant": _written(question.shown_if),
            "required": YES if question.required else "",
            "default": question.default,
            SHUFFLE: "",
            **_quoting("label", "fallback", question.text),
            **_quoting("hint", "hint_fallback", question.help),
            **self._item(question),
            **{column: _plain(getattr(question, key)) for column, key in _TEXTS},
        }
        said = self.said[question.code]
        constraint = constraint_of(said, question.valid_if)
        if question.type in model.ATTRIBUTES and "valid_if" in model.ATTRIBUTES[question.type]:
            cells["constraint"] = _written(constraint)
        cells |= {key: said.get(key) for key in LIMITS}
        self.survey.append(cells | _TYPES[question.type](self, question))

    def _item(self, item: Row | Question) -> Cells:
        role = {self.instrument.overall: OVERALL, self.instrument.recommend: RECOMMEND}
        return {
            "dimension": item.dimension,
            "reverse": YES if item.reverse else "",
            ROLE: role.get(item.code, ""),
            **{pair: getattr(item, pair) for pair in PAIRS},
        }

    def _list(self, question: Question) -> str:
        """Write the options of a question as a list of its own, and return the list's name."""
        taken = {*self.instrument.scale_of, lists.DIMENSIONS}
        name = question.code
        while name in taken:
            name = f"{name}_"
        for option in question.options:
            self._option(name, option)
        if question.na and question.type != model.RANKING:
            self._choice(name, NA_CODE, question.na)
        return name

    def _option(self, list_name: str, option: Option) -> None:
        self._choice(list_name, option.code, option.text, **dict(option.attributes))

    def _choosing(self, question: Question) -> Cells:
        kind = {
            model.SINGLE: "select_one",
            model.MULTIPLE: "select_multiple",
            model.RANKING: "rank",
        }[question.type]
        return {
            "type": f"{kind} {self._list(question)}",
            "choice_filter": _written(question.options_if),
            "parameters": "randomize=true" if question.shuffle else "",
            "na": _plain(question.na) if question.type == model.RANKING else None,
        }

    def _number(self, question: Question) -> Cells:
        kind = "integer" if question.whole else "decimal"
        return {"type": kind, "na": _plain(question.na)}

    def _score(self, question: Question) -> Cells:
        found: Cells = {"calculation": _written(question.formula)}
        if question.text is None:
            return {"type": "calculate", **found}
        return {"type": "text", "read_only": YES, **found}


def _of(kind: str, **more: str) -> Callable[[_Export, Question], Cells]:
    return lambda _export, question: {"type": kind, "na": _plain(question.na), **more}


_TYPES: Final[Mapping[str, Callable[[_Export, Question], Cells]]] = {
    model.LIKERT: lambda _export, question: {
        "type": f"select_one {question.scale}",
        "appearance": "likert",
    },
    model.SINGLE: _Export._choosing,  # noqa: SLF001 - a table of its own methods
    model.MULTIPLE: _Export._choosing,  # noqa: SLF001
    model.RANKING: _Export._choosing,  # noqa: SLF001
    model.NPS: _of("range", parameters="start=0 end=10 step=1"),
    model.NUMBER: _Export._number,  # noqa: SLF001
    model.DATE: _of("date"),
    model.SHORT_TEXT: _of("text"),
    model.LONG_TEXT: _of("text", appearance="multiline"),
    model.NOTE: _of("note"),
    model.CONSENT: _of("acknowledge"),
    model.SCORE: _Export._score,  # noqa: SLF001
}


def _written(expression: Expression | None) -> str:
    return "" if expression is None else write(expression)


def _plain(text: Text | None) -> dict[str, str] | None:
    return dict(text.by_language) if text else None


def _quoting(column: str, fallbacks: str, text: Text | None) -> Cells:
    """Write a text with its quotes as XLSForm has them, and beside it what is said where there is no answer."""
    if text is None:
        return {}
    written = dict(text.by_language)
    return {
        column: {
            language: requoted(each, lambda quote: f"${{{quote.code}}}")
            for language, each in written.items()
        },
        fallbacks: {
            language: _BETWEEN.join(quote.fallback for quote in quotes(each))
            for language, each in written.items()
            if quotes(each)
        },
    }
