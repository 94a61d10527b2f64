"""Sentences of findings in words: the same on pages, on the wall, on paper and in tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, assert_never

import flask_babel

from smd_workshop.core import numbers
from smd_workshop.core.messages import N_, NN_
from smd_workshop.core.names import unquoted
from smd_workshop.library.findings import (
    Count,
    Mean,
    Options,
    Sectors,
    Share,
    Statement,
    Wording,
)
from smd_workshop.library.findings.statements import Value

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]
_ASIDE = NN_("%(num)s took no side", "%(num)s took no side")
_AND, _OF = N_("%(first)s and %(last)s"), N_("%(part)s of %(whole)s")
#: The longest wording that stands in a brief sentence.
BRIEF = 40
#: Before the sound of an i Spanish says “e”: «Comunidad e Instituciones», but «piedra y hierro».
_SOUND_OF_I = re.compile(r"«?(?:[ií]|hi(?![aeou]))", re.IGNORECASE)
Figure = int | str | Mean | Share | Count


def unfilled(ngettext: Ngettext) -> Ngettext:
    """Return what chooses between one and many and fills nothing in.

    Flask-Babel's own function fills in the number at once, and fails where a sentence has another value beside it.
    """
    if ngettext is not flask_babel.ngettext:
        return ngettext

    def chosen(one: str, many: str, num: int) -> str:
        return str(flask_babel.get_translations().ungettext(one, many, num))

    return chosen


class SectorNames(Protocol):
    """What knows the names of sectors: the labels of a round, or the words of an acta."""

    def sector(self, code: str) -> str:
        """Return the name of a sector."""
        ...


class Speaker:
    """Writes sentences in one language."""

    def __init__(self, gettext: Gettext, ngettext: Ngettext) -> None:
        self._gettext, self._ngettext = gettext, unfilled(ngettext)

    def __call__(
        self,
        said: Statement,
        labels: SectorNames,
        wordings: Mapping[str, str],
        places: int = numbers.PLACES,
        brief: bool = False,  # noqa: FBT001, FBT002 - templates name it
    ) -> str:
        """Write a sentence; one option alone is named with its wording, several by their codes.

        `places` is the number of decimals of a percentage. Where the words of all options stand beside it, a `brief`
        sentence leaves out a long one.
        """
        if brief:
            wordings = {code: said for code, said in wordings.items() if len(said) <= BRIEF}
        words = {
            name: self._value(value, labels, wordings, places)
            for name, value in said.values.items()
        }
        # Both functions are given the sentence alone: a value may hold a percent sign.
        if said.plural:
            number = said.values["num"]
            chosen = self._ngettext(
                said.message, said.plural, number if isinstance(number, int) else 0
            )
        else:
            chosen = self._gettext(said.message)
        return chosen % words

    def _value(
        self, value: Value, labels: SectorNames, wordings: Mapping[str, str], places: int
    ) -> str:
        match value:
            case Sectors(codes):
                return self.sectors(codes, labels)
            case Options(codes):
                return self._options(codes, wordings)
            case Wording(code):
                return wordings.get(code, "").rstrip(".") or code
            case Statement():
                return self(value, labels, wordings, places)
            case _:
                return self.figure(value, places)

    def figure(self, value: Figure, places: int = numbers.PLACES) -> str:
        """Write a figure; a text stands as it is."""
        match value:
            case int():
                return numbers.number(value)
            case str():
                return value
            case Mean(number):
                return numbers.number(number, 1)
            case Share(number):
                return numbers.unbroken(numbers.percent(number, 1, places))
            case Count():
                return self._count(value)
            case _:
                assert_never(value)

    def _count(self, count: Count) -> str:
        told = self._gettext(_OF) % {"part": count.part, "whole": count.whole}
        if not count.aside:
            return told
        return f"{told} ({self._ngettext(*_ASIDE, count.aside) % {'num': count.aside}})"

    def _options(self, codes: Sequence[str], wordings: Mapping[str, str]) -> str:
        if len(codes) == 1 and wordings.get(codes[0]):
            return f"{codes[0]} («{unquoted(wordings[codes[0]].rstrip('.'))}»)"
        return self.listed(codes)

    def sectors(self, codes: Iterable[str], labels: SectorNames) -> str:
        """Write the names of sectors as a list."""
        return self.listed([labels.sector(code) for code in codes])

    def listed(self, names: Sequence[str]) -> str:
        """Write a list: one, two and three. Where a name is itself a list («A, B and C»), each stands in quotes."""
        if len(names) < 2:
            return "".join(names)
        between = self._gettext(_AND) % {"first": "", "last": ""}
        if any("," in name or between in name for name in names):
            names = [f"«{name}»" for name in names]
        first, last = ", ".join(names[:-1]), names[-1]
        if between == " y " and _SOUND_OF_I.match(last):
            return f"{first} e {last}"
        return self._gettext(_AND) % {"first": first, "last": last}
