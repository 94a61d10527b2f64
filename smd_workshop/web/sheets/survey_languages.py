"""In which language somebody reads a questionnaire."""

from typing import Final, Protocol

from flask import session

from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.instrument.words.texts import filled
from smd_workshop.web.language import current_language

#: Under which a browser remembers the language in which its reader wants questionnaires.
CHOSEN: Final = "survey_language"


def language_of(questions: Instrument) -> str:
    """Return the language of the questionnaire that the reader chose, else the one nearest to theirs."""
    chosen = session.get(CHOSEN)
    if chosen in questions.languages:
        return str(chosen)
    mine = current_language()
    near = (each for each in questions.languages if each.split("-")[0] == mine)
    return next(near, questions.default)


class Asked(Protocol):
    """Who is asked a questionnaire."""

    @property
    def questions(self) -> Instrument:
        """What is asked."""


def called(here: Asked) -> str:
    """Return what a questionnaire is called to who answers it: its title on every page, the same as on the first one."""
    questions = here.questions
    return filled(questions.said(questions.title, language_of(questions)), lambda _code: None)
