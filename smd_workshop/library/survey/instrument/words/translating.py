"""Texts of a questionnaire that is being written, each under a name that order does not change, in its languages."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.instrument.drafts.editing import mark
from smd_workshop.library.survey.instrument.reading import LANGUAGE, TEXTS
from smd_workshop.library.survey.instrument.words import surroundings

Document = Mapping[str, Any]
Made = dict[str, Any]

#: What languages are called by those who speak them; others go by their code.
NAMES: Final[Mapping[str, str]] = {
    "es": "Español",
    "es-PE": "Español",
    "qu": "Runasimi (quechua)",
    "ay": "Aymar aru (aimara)",
    "en": "English",
    "pt": "Português",
    "pt-BR": "Português",
    "fr": "Français",
}


_PLACES: Final = N_(
    "the translation needs the same words in braces as “%(sentence)s”, and no others"
)
#: Before the code of a phrase that stands around, and what its words are called (locating.ATTRIBUTES has no such).
AROUND: Final = "around."
AROUND_IT: Final = "around"


@dataclass(frozen=True, slots=True)
class Entry:
    """One text: its name, whose it is and which of its texts, its words in the default language and in another."""

    name: str
    code: str
    attribute: str
    default: str
    words: str


def name_of(language: str) -> str:
    """Return what a language is called by those who speak it."""
    return NAMES.get(language, language)


def entries(document: Document, language: str) -> list[Entry]:
    """Return every text that somebody reads, in the order in which they stand; scales that nothing uses are left out."""
    default = document["languages"][0]
    return [
        Entry(name, code, attribute, text.get(default, ""), text.get(language, ""))
        for name, code, attribute, text in _texts(document)
    ] + _around(document, language)


def _around(document: Document, language: str) -> list[Entry]:
    """Return the phrases around a questionnaire, of which the default words are the sentences of the pages, to be translated."""
    if not surroundings.is_asked(language):
        return []
    said = document.get("surroundings", {})
    return [
        Entry(f"{AROUND}{code}", "", AROUND_IT, sentence, said.get(code, {}).get(language, ""))
        for code, sentence in surroundings.PHRASES.items()
    ]


def marked(document: Document, language: str) -> str:
    """Return the mark of what a page of translations shows, by which a change meanwhile is known."""
    return mark([[e.name, e.default, e.words] for e in entries(document, language)])


def put_words(document: Document, language: str, words: Mapping[str, str]) -> Made:
    """Put words of a language into texts by their names; empty words take the translation away."""
    made = copy.deepcopy(dict(document))
    for name, _code, _attribute, text in _texts(made):
        if name in words:
            said = words[name].replace("\r\n", "\n").strip()
            if said:
                text[language] = said
            else:
                text.pop(language, None)
    _put_around(made, language, words)
    return made


def _put_around(made: Made, language: str, words: Mapping[str, str]) -> None:
    """Put phrases that stand around into a document; one that nobody says in any language is not in it."""
    said = {code: dict(texts) for code, texts in made.get("surroundings", {}).items()}
    for code in surroundings.PHRASES:
        if f"{AROUND}{code}" not in words:
            continue
        texts = said.setdefault(code, {})
        told = words[f"{AROUND}{code}"].replace("\r\n", "\n").strip()
        if told and not surroundings.has_places(code, told):
            wanted = surroundings.braced(surroundings.PHRASES[code])
            raise FormatError(("surroundings", code, language), _PLACES, sentence=wanted)
        texts[language] = told
    _keep_around(made, said)


def _keep_around(made: Made, said: Mapping[str, Mapping[str, str]]) -> None:
    kept = {code: {at: text for at, text in texts.items() if text} for code, texts in said.items()}
    made.pop("surroundings", None)
    if kept := {code: texts for code, texts in kept.items() if texts}:
        made["surroundings"] = kept


def add_language(document: Document, language: str) -> Made:
    """Add a language, without a word yet; FormatError for what is no code of one."""
    if not LANGUAGE.fullmatch(language):
        message = N_("%(value)s is not the code of a language, such as es-PE")
        raise FormatError("languages", message, value=language)
    made = copy.deepcopy(dict(document))
    if language not in made["languages"]:
        made["languages"].append(language)
    return made


def remove_language(document: Document, language: str) -> Made:
    """Take a language out with all its words; the default one stays."""
    made = copy.deepcopy(dict(document))
    if language in made["languages"][1:]:
        made["languages"].remove(language)
        for _name, _code, _attribute, text in _texts(made, unused=True):
            text.pop(language, None)
        said = made.get("surroundings", {})
        _keep_around(
            made,
            {c: {at: t for at, t in texts.items() if at != language} for c, texts in said.items()},
        )
    return made


def _texts(document: Document, *, unused: bool = False) -> Iterator[tuple[str, str, str, Made]]:
    """Return each text with its name, whose it is and which one."""
    yield "title", "", "title", document["title"]
    for each in document.get("dimensions", ()):
        yield f"dimension.{each['code']}", each["code"], "name", each["name"]
    used = {q.get("scale") for page in document["pages"] for q in page["questions"]}
    for scale in document.get("scales", ()):
        if unused or scale["code"] in used:
            yield from _of_scale(scale)
    for page in document["pages"]:
        if "title" in page:
            yield f"page.{page['code']}", page["code"], "title", page["title"]
        for question in page["questions"]:
            yield from _of_question(question)


def _of_scale(scale: Document) -> Iterator[tuple[str, str, str, Made]]:
    code = scale["code"]
    for point, label in enumerate(scale["labels"], scale.get("low", 1)):
        yield f"scale.{code}.{point}", f"{code} {point}", "labels", label
    if "na" in scale:
        yield f"scale.{code}.na", code, "na", scale["na"]


def _of_question(question: Document) -> Iterator[tuple[str, str, str, Made]]:
    code = question["code"]
    for key in question:
        if key in TEXTS:
            yield f"{code}.{key}", code, key, question[key]
    for row in question.get("rows", ()):
        yield f"{row['code']}.text", row["code"], "text", row["text"]
    for option in question.get("options", ()):
        yield (
            f"{code}.options.{option['code']}",
            f"{code} {option['code']}",
            "options",
            option["text"],
        )
