"""Which column of a file of answers is which question: by its heading, and what a person can say that it is."""

import re
from collections.abc import Iterable
from typing import Final

from smd_workshop.core import names
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.model import Instrument, Item
from smd_workshop.library.survey.instrument.past import IGNORED, ITEM, LISTED, OPTION, WHO, said_in

#: A heading that says a code and, behind it, words: “p1: ¿Cómo fue el trato?”, “[p1] …”.
_CODED: Final = re.compile(r"\[?([a-z][a-z0-9_]{0,31})\]?(?:\s*[:.–—-]\s*|\s+)(\S.*)", re.DOTALL)


def roles(instrument: Instrument, language: str) -> list[tuple[str, str]]:
    """Return what a column of answers can be, with its words: every item, and each option of those that allow several."""
    found = []
    for code, item in instrument.items.items():
        if item.question.type == model.SCORE or not item.question.answered:
            continue
        found.append((f"{ITEM}{code}", f"{code}: {instrument.asks(code, language)}"))
        if item.question.type in LISTED:
            found += [
                (
                    f"{ITEM}{code}{OPTION}{option.code}",
                    f"{code} – {instrument.said(option.text, language)}",
                )
                for option in item.question.options
            ]
    return found


def proposed(instrument: Instrument, headings: Iterable[str]) -> tuple[str, ...]:
    """Return what each column is by its heading, each item once: its code, its words, both, or as our own files call it."""
    by_name = headings_of(instrument)
    taken: set[str] = set()
    found = []
    for heading in headings:
        role = by_name.get(names.bare(heading)) or _coded(instrument, heading)
        found.append(IGNORED if role in taken else role)
        taken |= {role} - {IGNORED}
    return tuple(found)


def _coded(instrument: Instrument, heading: str) -> str:
    """Return the item of a heading that says its code and its words; IGNORED where the words are others."""
    item, words = _said_both(instrument, heading)
    if item is None or names.bare(words) not in set(map(names.bare, said_in(item.text))):
        return IGNORED
    return f"{ITEM}{item.code}"


def _said_both(instrument: Instrument, heading: str) -> tuple[Item | None, str]:
    """Return the item whose code a heading begins with, and the words behind it; None where there is none."""
    found = _CODED.fullmatch(heading.strip())
    item = instrument.items.get(found[1]) if found else None
    if found is None or item is None or not item.question.answered:
        return None, ""
    return item, found[2]


def waiting(instrument: Instrument, headings: Iterable[str]) -> dict[int, Item]:
    """Return the columns that begin with the code of an item in other words, by place: a person says whether it is that one."""
    found: dict[int, Item] = {}
    known = headings_of(instrument)
    for place, heading in enumerate(headings):
        item, _words = _said_both(instrument, heading)
        if item is not None and not (names.bare(heading) in known or _coded(instrument, heading)):
            found[place] = item
    return found


def headings_of(instrument: Instrument) -> dict[str, str]:
    """Return by which headings, without accents and signs, a column is known, and as what."""
    by_name: dict[str, str] = {}
    for code, item in instrument.items.items():
        if item.question.type == model.SCORE or not item.question.answered:
            continue
        for text in (code, f"v_{code}", *said_in(item.text)):
            by_name.setdefault(names.bare(text), f"{ITEM}{code}")
        for n, option in enumerate(item.question.options, 1):
            if item.question.type in LISTED:
                by_name.setdefault(names.bare(f"{code}_{n}"), f"{ITEM}{code}{OPTION}{option.code}")
    return {"codigo": WHO, "code": WHO} | by_name
