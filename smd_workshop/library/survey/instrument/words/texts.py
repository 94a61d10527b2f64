"""Texts in several languages, and the earlier answers they quote: `${code|what is said if there is no answer}`."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from smd_workshop.core.input_text import tidy

_PIPE: Final = re.compile(r"\$\{(?P<code>[^{}|]*)(?:\|(?P<fallback>[^{}|]*))?\}")
_SPACES: Final = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """An earlier answer quoted in a text, and what is said where there is none."""

    code: str
    fallback: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text in the languages it is there in."""

    by_language: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Self | None:
        """Make a text of what is not empty; None if nothing is left."""
        found = {language: neat(text) for language, text in texts.items()}
        kept = tuple(sorted((language, text) for language, text in found.items() if text))
        return cls(kept) if kept else None

    def own(self, language: str) -> str | None:
        """Return the text of a language itself."""
        return next((text for own, text in self.by_language if own == language), None)

    def to(self, language: str, default: str) -> str:
        """Return the text of a language, else that of the default one, else any that is there."""
        return self.own(language) or self.own(default) or self.by_language[0][1]


Part: TypeAlias = str | Quote


def neat(text: str) -> str:
    """Return a text as it is kept: single spaces, no sign that cannot be written, composed letters."""
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", tidy(text)).replace("\t", " "))
    kept = "".join(sign for sign in spaced if sign == "\n" or _writable(sign))
    lines = [line.strip() for line in kept.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _writable(sign: str) -> bool:
    """Whether a spreadsheet and an XML file can hold the sign."""
    odd = 0xFDD0 <= ord(sign) <= 0xFDEF or ord(sign) & 0xFFFE == 0xFFFE
    return not odd and unicodedata.category(sign) not in {"Cc", "Cs"}


def parts(text: str) -> Iterator[Part]:
    """Return a text as plain parts and quotes; a quote without fallback has an empty one."""
    at = 0
    for found in _PIPE.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield Quote(found["code"].strip(), (found["fallback"] or "").strip())
        at = found.end()
    if at < len(text):
        yield text[at:]


def quotes(text: str) -> tuple[Quote, ...]:
    """Return the quotes in a text."""
    return tuple(part for part in parts(text) if isinstance(part, Quote))


def filled(text: str, say: Callable[[str], str | None]) -> str:
    """Return a text with its quotes replaced by what `say` returns of their codes, else by their fallbacks."""
    if "${" not in text:
        return text
    return "".join(
        part if isinstance(part, str) else (say(part.code) or part.fallback) for part in parts(text)
    )


def requoted(text: str, quote: Callable[[Quote], str]) -> str:
    """Return a text with each quote written as `quote` returns it."""
    return "".join(part if isinstance(part, str) else quote(part) for part in parts(text))
