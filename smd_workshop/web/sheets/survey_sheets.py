"""How a questionnaire stands in a form: what its fields hold, and what is said about them.

For the people who answer, for staff who type a paper in, and for the preview.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from smd_workshop.core.excerpts import shortened
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import day, number
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.answering import PART, Fault
from smd_workshop.library.survey.instrument.answers import NA, Answer, in_words, value
from smd_workshop.library.survey.instrument.flow import Journey, ShownPage
from smd_workshop.library.survey.instrument.model import NA_CODE, Item
from smd_workshop.library.survey.instrument.words.texts import Text
from smd_workshop.library.survey.instrument.words.translating import name_of
from smd_workshop.models import PublishedFigure, Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import figures
from smd_workshop.surveys.figures.figures import Candidate
from smd_workshop.surveys.results.facts import Facts
from smd_workshop.web.sheets.surroundings import say
from smd_workshop.web.sheets.survey_languages import CHOSEN, language_of

__all__ = [
    "CHOSEN",
    "Sheet",
    "about_the_whole",
    "asked_by",
    "counts",
    "fields_of",
    "language_of",
    "sent_fields",
    "words_of",
]

Fields = Mapping[str, Sequence[str]]
#: Signs that are shown of what a question asks, where a line leads to it, and of what stands above it.
_BRIEF, _ABOVE = 70, 40
#: Types whose answer is one of several that are shown: "not applicable" is one more of them.
_ONE_OF = frozenset({model.LIKERT, model.MATRIX, model.SINGLE, model.NPS})


def about_the_whole(wave: Wave, told: Facts | None) -> str:
    """Return what the question about the whole asks, as the facts of a wave say it; '' where there is none."""
    code = instruments.read(wave.instrument).overall
    return next((each.text for each in told.outside if each.code == code), "") if told else ""


def counts(figure: PublishedFigure) -> str:
    """Return in words what a published figure counts: its name wherever it stands."""
    if figure.wave is None:
        return figure.name
    return words_of(figure, figure.wave)


def words_of(figure: Candidate | PublishedFigure, wave: Wave) -> str:
    """Return in words what a figure of a wave counts, published or not."""
    title, places = figures.words(figure, wave)
    return str(_(title, **places))


def asked_by(figure: Candidate | PublishedFigure, wave: Wave, told: Facts | None) -> str:
    """Return what the question asks that a figure is of: one by itself, else the one about the whole."""
    _title, places = figures.words(figure, wave)
    return places.get("question") or about_the_whole(wave, told)


def fields_of(item: Item, answer: Answer) -> dict[str, list[str]]:
    """Return an answer as the fields of a form hold it."""
    code, kind = item.code, item.question.type
    if answer is NA:
        return {code: [NA_CODE]} if kind in _ONE_OF else {f"{code}{PART}{NA_CODE}": [NA_CODE]}
    if isinstance(answer, tuple):
        if kind == model.RANKING:
            return {f"{code}{PART}{option}": [str(n)] for n, option in enumerate(answer, 1)}
        return {code: list(answer)}
    return {code: [_typed(answer)]}


def _typed(answer: Answer) -> str:
    match answer:
        case True:
            return "yes"
        case date():
            return answer.isoformat()
        case Decimal():
            return f"{answer:f}"
    return str(answer)


@dataclass(frozen=True)
class Sheet:
    """A questionnaire as one reader sees it, with what stands in its fields and what is wrong there."""

    made: Journey
    fields: Fields
    faults: Mapping[str, Fault] = field(default_factory=dict)
    language: str = ""

    @classmethod
    def of(
        cls, made: Journey, sent: Fields | None = None, faults: Mapping[str, Fault] | None = None
    ) -> "Sheet":
        """Return the sheet of a way through a questionnaire: with what was sent, else with what is kept."""
        kept: dict[str, list[str]] = {}
        for code, answer in made.answers.items():
            kept |= fields_of(made.instrument.items[code], answer)
        language = language_of(made.instrument)
        return cls(made, kept if sent is None else sent, faults or {}, language)

    def said(self, text: Text | None) -> str:
        """Return a text of the questionnaire in the reader's language; '' where there is none."""
        return "" if text is None else self.made.said(text, self.language)

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages to choose from, with what they are called by those who speak them; none where there is one."""
        found = self.made.instrument.languages
        return [(code, name_of(code)) for code in found] if len(found) > 1 else []

    def has(self, name: str, wanted: object) -> bool:
        """Say whether a field holds a value."""
        return str(wanted) in self.fields.get(name, ())

    def typed(self, name: str) -> str:
        """Return what stands in a field of one value."""
        return next(iter(self.fields.get(name, ())), "")

    def scale(self, question: model.Question) -> model.Scale:
        """Return the scale of a question."""
        return self.made.instrument.scale_of[str(question.scale)]

    def na_of(self, question: model.Question) -> str:
        """Return what "not applicable" is called at a question; '' where it is not offered."""
        return self.said(self.scale(question).na if question.scale else question.na)

    def wrong(self, code: str) -> str:
        """Return what is wrong with an item, in the reader's language."""
        fault = self.faults.get(code)
        if fault is None:
            return ""
        return self.said(fault.own) if fault.own else say(fault.message, **fault.params)

    def asks(self, code: str) -> str:
        """Return what an item asks where it stands alone: a row of a matrix with what is asked of all its rows."""
        return " – ".join(filter(None, (self.above(code), self.asks_shortly(code))))

    def asks_briefly(self, code: str) -> str:
        """Return the beginning of what an item asks; of a row its own words are not cut for what stands above it."""
        above = shortened(self.above(code), _ABOVE)
        return " – ".join(filter(None, (above, shortened(self.asks_shortly(code), _BRIEF))))

    def asks_shortly(self, code: str) -> str:
        """Return what an item asks, below what stands above it."""
        return self.said(self.made.instrument.items[code].text)

    def above(self, code: str) -> str:
        """Return what is asked of all rows of the matrix that an item is a row of; '' for one of none."""
        item = self.made.instrument.items[code]
        return self.said(item.question.text) if item.row else ""

    def answer_in_words(self, code: str) -> str:
        """Return an answer in words; '' where there is none."""
        answer = self.made.answers.get(code)
        if answer is None:
            return ""
        if answer is True:
            return say(N_("Yes"))
        item = self.made.instrument.items[code]
        return in_words(self.made.instrument, item, value(answer), self.language) or _plain(answer)

    def title(self, page: ShownPage) -> str:
        """Return the heading of a page; '' where it has none."""
        return self.said(page.page.title)


def _plain(answer: Answer) -> str:
    match answer:
        case date():
            return day(answer)
        case Decimal():
            return number(answer)
    return str(answer)


def sent_fields(form: Any) -> dict[str, list[str]]:
    """Return the fields of a form that was sent, each with every value."""
    return {name: form.getlist(name) for name in form}
