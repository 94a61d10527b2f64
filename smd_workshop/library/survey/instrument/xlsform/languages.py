"""Languages as forms name them, "Español (es)", and their codes; and back."""

import re
from collections.abc import Sequence
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.core.names import folded
from smd_workshop.library.survey.instrument.reading import LANGUAGE
from smd_workshop.library.survey.instrument.xlsform import verdict
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line

#: The setting of ours that says which header is which language.
LANGUAGES: Final = "languages"
#: What a form without any language is taken to be in.
HOME: Final = "es-PE"

NAMES: Final = {
    "es": "Español",
    "en": "English",
    "qu": "Quechua",
    "ay": "Aymara",
    "fr": "Français",
    "pt": "Português",
    "ar": "العربية",
    "ru": "Русский",
    "sw": "Kiswahili",
    "ne": "नेपाली",
    "hi": "हिन्दी",
    "bn": "বাংলা",
    "de": "Deutsch",
    "it": "Italiano",
}
_KNOWN: Final = {
    **{name.casefold(): code for code, name in NAMES.items()},
    "spanish": "es", "espanol": "es", "castellano": "es", "castellano peru": "es", "ingles": "en",
    "inglés": "en", "anglais": "en", "french": "fr", "francais": "fr", "frances": "fr",
    "portuguese": "pt", "portugues": "pt", "arabic": "ar", "russian": "ru", "swahili": "sw",
    "nepali": "ne", "hindi": "hi", "bangla": "bn", "bengali": "bn", "german": "de",
    "italian": "it", "runasimi": "qu", "aimara": "ay", "aymar aru": "ay", "eng": "en", "esp": "es",
    "spa": "es", "que": "qu", "aym": "ay", "fra": "fr", "fre": "fr", "por": "pt",
}  # fmt: skip
_CODE: Final = re.compile(r"\(([A-Za-z]{2,3}(?:[-_][A-Za-z]{2})?)\)\s*$")
#: IANA's subtag of languages without a code; a code of our own stands before it.
UNCODED: Final = "mis"


class Languages:
    """The languages of one form, the default one first."""

    def __init__(self, settings: Line, named: Sequence[str], findings: verdict.Findings) -> None:
        self._codes: dict[str, str] = {}
        own = _declared(settings.cell(LANGUAGES))
        default = settings.cell("default_language")
        for name in dict.fromkeys([*own, *([default] if default in named else []), *named]):
            if name:
                self._codes[name] = self._free(own.get(name) or code_of(name))
        if "" in named or not self._codes:
            self._codes[""] = self._nameless(default, findings)
        self.codes = tuple(dict.fromkeys(self._codes.values()))
        home = self._codes.get(default) or self._codes.get("")
        if home is not None and not own:
            self.codes = tuple(dict.fromkeys([home, *self.codes]))

    def _nameless(self, default: str, findings: verdict.Findings) -> str:
        """Return the language of texts that name none."""
        if default and default.casefold() != "default":
            return self._codes.get(default) or code_of(default)
        code = HOME if not {HOME, "es"} & set(self._codes.values()) else "x-default"
        message = N_("the language is not named: it is taken to be %(code)s")
        findings.note(None, None, message, code=code)
        return code

    def _free(self, code: str) -> str:
        """Return a code that no other language of the form has."""
        taken, made, many = set(self._codes.values()), code, 1
        while made in taken:
            many += 1
            made = f"x-{code.removeprefix('x-').replace('-', '').lower()[:12]}{many}"
        return made

    def code(self, name: str) -> str:
        """Return the code of a language as a header names it."""
        if name not in self._codes:
            return self.codes[0]
        return self._codes[name]


def code_of(name: str) -> str:
    """Return the code of a language: the one in parentheses, that of its name, or one made of it."""
    plain = name.strip()
    found = _CODE.search(plain)
    written = found[1] if found else plain
    language, _, region = written.replace("_", "-").partition("-")
    # Three letters where two are the code: “eng” is no subtag of IANA.
    short = (
        _KNOWN.get(language.lower(), language.lower()) if len(language) == 3 else language.lower()
    )
    code = short + (f"-{region.upper()}" if region else "")
    stem = _CODE.sub("", plain).strip()
    if language.lower() == UNCODED and LANGUAGE.fullmatch(stem):
        return stem
    if (found or len(plain) <= 3) and LANGUAGE.fullmatch(code):
        return code
    known = _KNOWN.get(plain.casefold())
    if known:
        return known
    return f"x-{re.sub(r'[^a-z0-9]', '', folded(plain))[:16] or 'otro'}"


def names(codes: Sequence[str]) -> dict[str, str]:
    """Return how a form names languages, each by another name with a code that pyxform knows."""
    from pyxform.validators.pyxform.iana_subtags.validation import (  # noqa: PLC0415 - weighs
        get_languages_with_bad_tags,
    )

    found: dict[str, str] = {}
    for code in codes:
        short = code.partition("-")[0]
        name = f"{NAMES.get(short, short)} ({short})"
        if get_languages_with_bad_tags([name]):
            name = f"{code} ({UNCODED})"
        if name in found.values():
            name = f"{code} ({short})"
        found[code] = name
    return found


def declaration(codes: Sequence[str]) -> str:
    """Return the setting that says which header is which language."""
    return "; ".join(f"{code}: {name}" for code, name in names(codes).items())


def _declared(written: str) -> dict[str, str]:
    """Read what `declaration` wrote: name to code; anything else is nothing."""
    found: dict[str, str] = {}
    for part in written.split(";"):
        code, _, name = part.strip().partition(": ")
        if name and LANGUAGE.fullmatch(code) and code not in found.values():
            found[name.strip()] = code
    return found
