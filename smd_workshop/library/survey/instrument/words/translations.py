"""Which texts of an instrument are missing in which of its languages."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from smd_workshop.library.ballots import path_of
from smd_workshop.library.survey.instrument.model import Instrument, Page, Question
from smd_workshop.library.survey.instrument.words import surroundings
from smd_workshop.library.survey.instrument.words.texts import Text

_TEXTS = ("text", "help", "required_message", "valid_message", "na", "low_label", "high_label")


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that is not there in a language; people read it in the default one."""

    language: str
    path: str
    default: str


def missing(instrument: Instrument) -> tuple[Missing, ...]:
    """Return every text that somebody reads and that is missing in a language, language by language."""
    texts = list(_texts(instrument))
    return tuple(
        Missing(language, path, text.to(instrument.default, instrument.default))
        for language in instrument.languages[1:]
        for path, text in texts
        if text.own(language) is None
    ) + tuple(
        Missing(language, path_of("surroundings", code), sentence)
        for language in instrument.languages[1:]
        if surroundings.is_asked(language)
        for code, sentence in surroundings.PHRASES.items()
        if sentence not in surroundings.said_in(instrument, language)
    )


@dataclass(frozen=True, slots=True)
class Lack:
    """How many of the texts of an instrument are missing in a language."""

    language: str
    missing: int
    texts: int


def lacks(instrument: Instrument) -> tuple[Lack, ...]:
    """Return the languages in which texts are missing, in the order of the instrument; () where each has all."""
    texts = sum(1 for _ in _texts(instrument))
    counted = Counter(each.language for each in missing(instrument))
    around = len(surroundings.PHRASES)
    return tuple(
        Lack(language, many, texts + (around if surroundings.is_asked(language) else 0))
        for language, many in counted.items()
    )


def _texts(instrument: Instrument) -> Iterator[tuple[str, Text]]:
    """Return every text with the path to it; scales that nothing uses are read by nobody."""
    yield "title", instrument.title
    for place, dimension in enumerate(instrument.dimensions):
        yield path_of("dimensions", place, "name"), dimension.name
    used = {question.scale for question in instrument.questions}
    for place, scale in enumerate(instrument.scales):
        if scale.code in used:
            for point, label in enumerate(scale.labels):
                yield path_of("scales", place, "labels", point), label
            if scale.na:
                yield path_of("scales", place, "na"), scale.na
    for place, page in enumerate(instrument.pages):
        yield from _of_page(page, place)


def _of_page(page: Page, place: int) -> Iterator[tuple[str, Text]]:
    if page.title:
        yield path_of("pages", place, "title"), page.title
    for inside, question in enumerate(page.questions):
        yield from _of_question(question, ("pages", place, "questions", inside))


def _of_question(question: Question, steps: tuple[str | int, ...]) -> Iterator[tuple[str, Text]]:
    for key in _TEXTS:
        text = getattr(question, key)
        if text is not None:
            yield path_of(*steps, key), text
    for place, row in enumerate(question.rows):
        yield path_of(*steps, "rows", place, "text"), row.text
    for place, option in enumerate(question.options):
        yield path_of(*steps, "options", place, "text"), option.text
