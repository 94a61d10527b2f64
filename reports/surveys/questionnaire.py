"""A questionnaire on paper: A4, big type, the code of each question beside it, one copy for each person or one for all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reports.environment import environment
from reports.pdf import pdf
from reports.spoken import Gettext, Ngettext
from smd_workshop.library.survey.instrument import flow, model, paper
from smd_workshop.library.survey.instrument.conditions.simple_conditions import HOWS, choices
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.instrument.words.texts import Text


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the questions: who asks, of which wave, how answers are kept, and what people agree to."""

    organisation: str
    survey: str
    wave: str
    anonymous: bool
    consent: str
    contact: str
    last_day: date | None
    #: How many people are asked where these are so few that others may guess; None else.
    few: int | None
    simulated: bool
    version: int
    #: Until when the names of a confidential wave are kept; None where nobody has said it.
    keep_until: date | None = None


class Reader:
    """The texts of a questionnaire in one language, nothing answered."""

    def __init__(self, instrument: Instrument, language: str, today: date) -> None:
        self.instrument, self.language = instrument, language
        self._made = flow.everything(instrument, today)

    def said(self, text: Text | None) -> str:
        """Return a text; what it quotes is what stands in place of an answer."""
        return "" if text is None else self._made.said(text, self.language)

    def asks(self, code: str) -> str:
        """Return what an item asks, a row of a table with what stands above it."""
        item = self.instrument.items[code]
        above = self.said(item.question.text) if item.row else ""
        return " – ".join(filter(None, (above, self.said(item.text))))

    def value(self, code: str, value: str) -> str:
        """Return an answer that a condition names, as people read it; a code where there are no words."""
        item = self.instrument.items[code]
        known = dict(choices(self.instrument, item, self.language))
        return known.get(value, value)


@dataclass(frozen=True, slots=True)
class Copies:
    """What is printed: a copy for each code of a person, or one without; the questionnaire in the language `spoken`."""

    instrument: Instrument
    frame: Frame
    people: Sequence[str]
    spoken: str
    today: date


def html(copies: Copies, *, gettext: Gettext, ngettext: Ngettext, language: str) -> str:
    """Return the copies as the HTML that is printed; words of the house in `language`."""
    questions = copies.instrument
    return (
        environment(gettext, ngettext, language)
        .get_template("questionnaire.html")
        .render(
            language=language, spoken=copies.spoken, frame=copies.frame, people=copies.people or [""],
            sheets=paper.sheets(questions), words=Reader(questions, copies.spoken, copies.today),
            hows=HOWS, questions=questions, types=model,
        )
    )  # fmt: skip


def document(copies: Copies, *, gettext: Gettext, ngettext: Ngettext, language: str) -> bytes:
    """Return the same as PDF/UA."""
    source = html(copies, gettext=gettext, ngettext=ngettext, language=language)
    title = f"{copies.frame.survey} · {copies.frame.wave}"
    return pdf(source, title=title, language=copies.spoken)
