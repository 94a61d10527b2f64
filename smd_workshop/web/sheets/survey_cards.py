"""Cards of questions: each is drawn once with nothing answered, and what somebody answered is set into it.

A page of 36 items is asked for again and again, and all that differs from one person to the next is which controls are
checked. What is remembered holds nobody's answer: a card that quotes an answer, has something typed or is at fault is
drawn anew each time.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from flask import current_app
from markupsafe import Markup

from smd_workshop.core.caching import Bounded
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.flow import ShownQuestion
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.instrument.words.texts import Text, quotes
from smd_workshop.web.language import current_language
from smd_workshop.web.sheets.survey_sheets import Sheet

#: Types whose controls are only checked or not.
_TICKED: Final = frozenset(
    {model.LIKERT, model.MATRIX, model.SINGLE, model.MULTIPLE, model.NPS, model.NOTE}
)
#: Where a control of the template (survey/questions.html) says that it is checked: behind its value.
_CONTROL: Final = re.compile(r' name="(?P<name>[^"]*)" value="(?P<value>[^"]*)"')
#: How the template is indented before its tags: of these, one is enough for a browser, and less has to be compressed.
#: Paragraphs of a note are lines that no tag begins: they stay apart.
_SPACES: Final = re.compile(r"\n\s*(?=<|\Z)")
CHECKED: Final = " checked"
#: Cards remembered: of 64 questionnaires, as many as are known, about fifty each.
KEPT: Final = 3_000


@dataclass(frozen=True)
class _Unanswered(Sheet):
    """A sheet with nothing in it, which notes whether any text on it quotes an answer."""

    quoting: list[Text] = field(default_factory=list)

    def said(self, text: Text | None) -> str:
        """Return a text of the questionnaire in the reader's language; '' where there is none."""
        if text is not None and quotes(self.made.instrument.said(text, self.language)):
            self.quoting.append(text)
        return super().said(text)


@dataclass(frozen=True, slots=True)
class Blank:
    """A card with nothing answered, and where its controls are checked."""

    html: str
    #: {name of a field: {value: place in the text}}
    controls: dict[str, dict[str, int]]

    def filled(self, sheet: Sheet) -> str:
        """Return the card with what stands in the fields of a sheet."""
        places = sorted(
            place
            for name, values in self.controls.items()
            for value in set(sheet.fields.get(name, ()))
            if (place := values.get(value)) is not None
        )
        parts, at = [], 0
        for place in places:
            parts += [self.html[at:place], CHECKED]
            at = place
        return "".join([*parts, self.html[at:]])


Key = tuple[int, str, str, str, tuple[str, ...], tuple[str, ...]]
#: The instrument is held with it, so that no other gets its place in memory meanwhile; None for a card that quotes answers.
_blanks: Bounded[Key, tuple[Instrument, Blank | None]] = Bounded("cards of questions", KEPT)


def cards(sheet: Sheet, shown: Sequence[ShownQuestion]) -> Markup:
    """Return the cards of questions, one after the other, as they stand on somebody's page."""
    language = current_language()
    return Markup("").join(_card(sheet, each, language) for each in shown)


def _card(sheet: Sheet, shown: ShownQuestion, language: str) -> Markup:
    if shown.question.type in _TICKED and not sheet.faults:
        blank = _blank(sheet, shown, language)
        if blank is not None:
            return Markup(blank.filled(sheet))  # noqa: S704 - the template escaped each text
    return drawn(sheet, shown)


def drawn(sheet: Sheet, shown: ShownQuestion) -> Markup:
    """Return the card of a question as the template draws it."""
    template = current_app.jinja_env.get_template("survey/questions.html")
    macro = template.module.question_card  # type: ignore[attr-defined]
    return Markup(macro(sheet, shown))  # noqa: S704 - the template escaped each text


def _blank(sheet: Sheet, shown: ShownQuestion, language: str) -> Blank | None:
    instrument = sheet.made.instrument
    key = (
        id(instrument), sheet.language, language, shown.question.code,
        tuple([row.code for row in shown.rows]), tuple([option.code for option in shown.options]),
    )  # fmt: skip
    known = _blanks.get(key) or _blanks.put(key, (instrument, _made(sheet, shown)))
    return known[1]


def _made(sheet: Sheet, shown: ShownQuestion) -> Blank | None:
    nothing = _Unanswered(sheet.made, {}, language=sheet.language)
    html = _SPACES.sub("\n", drawn(nothing, shown))
    if nothing.quoting:
        return None
    controls: dict[str, dict[str, int]] = {}
    for found in _CONTROL.finditer(html):
        controls.setdefault(unescape(found["name"]), {})[unescape(found["value"])] = found.end()
    return Blank(html, controls)
