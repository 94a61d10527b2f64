"""A form that was refused comes back as it was sent: what was typed, why it was refused, and nothing folded over it."""

from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote

from flask import g, request
from werkzeug.datastructures import MultiDict

from smd_workshop.core.errors import Refusal
from smd_workshop.web.errors import sentence
from smd_workshop.web.staff.sent import FIELD

Attributes = list[tuple[str, str | None]]
#: Kinds of input that hold no words of a person.
_NOT_TYPED = frozenset({"hidden", "submit", "button", "file", "password", "reset", "image"})


def remember(refusal: Refusal) -> None:
    """Keep why the form of this request was refused, for the page that shows it again."""
    g.refused = refusal


def again(view: Callable[..., str], *args: Any) -> tuple[str, int]:
    """Return the page of a form that attempt() refused, with the form as it was sent, and the status of the refusal."""
    refusal: Refusal = g.refused
    page = view(*args)
    address = f"{request.path}?{request.query_string.decode()}".rstrip("?")
    return refilled(page, address, request.form, sentence(refusal)), refusal.status


def refilled(page: str, action: str, given: MultiDict[str, str], why: str) -> str:
    """Return a page whose form with this action holds what was given, opened, with the reason at its head."""
    form = _Form(page, unquote(action), given, why)
    form.feed(page)
    form.close()
    for start, end, text in sorted(form.changes, reverse=True):
        page = page[:start] + text + page[end:]
    return page


class _Form(HTMLParser):
    """Collects what changes in a page, as (start, end, text), while it is read."""

    def __init__(self, page: str, action: str, given: MultiDict[str, str], why: str) -> None:
        super().__init__()
        self.changes: list[tuple[int, int, str]] = []
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._action, self._given, self._why = action, given, why
        self._folds: list[tuple[int, str]] = []
        self._inside, self._done = False, False
        self._select, self._text_from, self._text = "", 0, ""

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Find the form, then fill in what stands in it."""
        start, text = self._here(), self.get_starttag_text() or ""
        if tag == "details":
            self._folds.append((start, text))
        elif (
            tag == "form"
            and not self._done
            and unquote(dict(attrs).get("action") or "") == self._action
        ):
            self._open(start + len(text))
        elif self._inside:
            self._fill(tag, attrs, start, text)

    def _open(self, at: int) -> None:
        self._inside = self._done = True
        self.changes.append((at, at, _reason(self._why)))
        for start, text in self._folds:
            if " open" not in text:
                self.changes.append(
                    (start, start + len(text), text.replace("<details", "<details open", 1))
                )

    def _fill(self, tag: str, attrs: Attributes, start: int, text: str) -> None:
        name, end = dict(attrs).get("name") or "", start + len(text)
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select in self._given:
            chosen = dict(attrs).get("value") in self._given.getlist(self._select)
            self.changes.append((start, end, _tag(tag, attrs, selected=chosen)))
        elif tag == "textarea" and name in self._given:
            self._text_from, self._text = end, name
        elif tag == "input" and name != FIELD and dict(attrs).get("type") not in _NOT_TYPED:
            self.changes.append((start, end, self._input(attrs, name)))

    def _input(self, attrs: Attributes, name: str) -> str:
        if dict(attrs).get("type") in {"checkbox", "radio"}:
            return _tag(
                "input", attrs, checked=dict(attrs).get("value") in self._given.getlist(name)
            )
        others = [each for each in attrs if each[0] != "value"]
        return _tag("input", [*others, ("value", self._given.get(name, ""))])

    def handle_endtag(self, tag: str) -> None:
        """Leave what was opened."""
        if tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._text:
            # A line feed right behind the tag is not part of what was typed.
            typed = "\n" + escape(self._given[self._text])
            self.changes.append((self._text_from, self._here(), typed))
            self._text = ""


def _reason(why: str) -> str:
    return f'<p class="error" role="alert" tabindex="-1" autofocus>✕ {escape(why)}</p>'


def _tag(tag: str, attrs: Attributes, **states: bool) -> str:
    """Return a start tag with these attributes, each state on or off."""
    kept = [(name, value) for name, value in attrs if name not in states]
    kept += [(name, None) for name, on in states.items() if on]
    words = (name if value is None else f'{name}="{escape(value)}"' for name, value in kept)
    return f"<{tag} {' '.join(words)}>"
