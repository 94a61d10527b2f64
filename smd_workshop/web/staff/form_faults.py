"""What is wrong with what a field was given, by what the field itself asks for in HTML: said as a browser would."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

Attributes = list[tuple[str, str | None]]


@dataclass(slots=True)
class Option:
    """One of a list to choose from: its attributes, where its tag begins and ends, and its words."""

    start: int
    end: int
    attributes: Attributes
    words: str = ""

    @property
    def value(self) -> str:
        """Return what is sent for it: its words, where it says nothing else."""
        said = dict(self.attributes)
        return (said["value"] or "") if "value" in said else " ".join(self.words.split())


@dataclass(slots=True)
class Entry:
    """A field of a form as it stands on a page: its attributes, and where its tag begins and ends."""

    tag: str
    kind: str
    attributes: Attributes
    start: int
    end: int
    #: How many of this name stand before it in the form.
    nth: int
    _labels: dict[str, list[str]]
    _around: list[str] | None
    options: list[Option] = field(default_factory=list)
    inner: int = 0
    after: int = 0

    def __post_init__(self) -> None:
        """Let an input end with its tag."""
        self.inner = self.after = self.end

    @property
    def name(self) -> str:
        """Return under which name it is sent."""
        return dict(self.attributes).get("name") or ""

    @property
    def id(self) -> str:
        """Return its id, or the one that it gets."""
        return dict(self.attributes).get("id") or f"refused-{self.name}-{self.nth}"

    @property
    def label(self) -> str:
        """Return what it is called for whoever fills it in."""
        own = dict(self.attributes)
        words = self._labels.get(own.get("id") or "") or self._around or []
        said = " ".join("".join(words).split())
        return said or own.get("aria-label") or own.get("placeholder") or self.name

    def text_of(self, texts: Sequence[str]) -> str:
        """Return which of the texts of this name is its own."""
        return texts[self.nth] if self.nth < len(texts) else texts[-1]


def fault_of(entry: Entry, texts: Sequence[str], files: frozenset[str]) -> str:
    """Return what is wrong with what was given; '' for nothing. `files`: where a file was sent."""
    asked = dict(entry.attributes)
    if "disabled" in asked or "readonly" in asked:
        return ""
    if entry.kind == "file":
        return _file(entry, files, required="required" in asked)
    text = "".join(texts).strip() if entry.kind in {"radio", "checkbox"} else ""
    text = text or (entry.text_of(texts).strip() if texts else "")
    if not text:
        return str(_("Fill this in.")) if "required" in asked else ""
    return _length(text, asked.get("maxlength")) or _shape(entry, text, asked)


def _file(entry: Entry, files: frozenset[str], *, required: bool) -> str:
    if entry.name in files:
        return str(_("Choose the file again: a page cannot hold it."))
    return str(_("Choose a file first.")) if required else ""


def _length(text: str, most: str | None) -> str:
    if not most or not most.isdecimal() or len(text) <= int(most):
        return ""
    return str(
        ngettext(
            "Write it in %(num)s letter at most.", "Write it in %(num)s letters at most.", int(most)
        )
    )


def _shape(entry: Entry, text: str, asked: dict[str, str | None]) -> str:
    match entry.kind:
        case "number":
            return _number(text, asked.get("min"), asked.get("max"))
        case "date" if not _is_day(text):
            return str(_("Write the day as in 2031-12-31."))
        case "email" if not re.fullmatch(r"[^@\s]+@[^@\s]+", text):
            return str(_("Write an address such as nombre@ejemplo.pe."))
        case "select" if text not in {each.value for each in entry.options}:
            return str(_("Choose one of the list."))
    if not _fits(asked.get("pattern") or "", text):
        return asked.get("title") or str(_("Write it as the field asks for it."))
    return ""


def _fits(pattern: str, text: str) -> bool:
    try:
        return not pattern or bool(re.fullmatch(pattern, text))
    except (
        re.error
    ):  # written for browsers, which know more: what the form does with it says what is wrong
        return True


def _number(text: str, low: str | None, high: str | None) -> str:
    if not re.fullmatch(r"-?\d{1,30}([.,]\d{1,30})?", text, re.ASCII):
        return str(_("Write a number."))
    value = _parts(text.replace(",", "."))
    if low and value < _parts(low):
        return str(_("Write a number of %(low)s or more.", low=low))
    if high and value > _parts(high):
        return str(_("Write a number of %(high)s or less.", high=high))
    return ""


def _parts(text: str) -> Fraction:
    return Fraction(text)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
