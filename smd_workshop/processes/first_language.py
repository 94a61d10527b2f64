"""Sentences that are stored and read by all: written in the first language of their process."""

from babel import Locale, UnknownLocaleError
from flask_babel import force_locale, gettext

from smd_workshop.models import Process


def in_words_of(process: Process, message: str, **params: str) -> str:
    """Return a sentence in the first language of the process."""
    with force_locale(language_of(process)):
        return str(gettext(message, **params))


def language_of(process: Process) -> str:
    """Return the first language of a process, or Spanish where there are no data of it, as of Aymara."""
    language = next(iter(process.languages), "es")
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return "es"
    return language
