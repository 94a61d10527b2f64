"""The HTML of a page with a form that was refused: filled in as it was sent, with what is wrong beside its fields.

Values in, value out: a page, what was sent, why. That every form of staff is written in HTML is enough to know its
fields; so no view keeps or says anything for a form that is refused.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote

from werkzeug.datastructures import MultiDict

from smd_workshop.core.input_text import tidy
from smd_workshop.web.staff.form_faults import Attributes, Entry, Option, fault_of
from smd_workshop.web.staff.sent import FIELD, FROM

#: Kinds of input that hold no words of a person.
NOT_TYPED: Final = frozenset({"hidden", "submit", "button", "password", "reset", "image"})
_CHOSEN: Final = frozenset({"checkbox", "radio"})
#: What stands in a form for the program, not for who fills it in.
KEYS: Final = frozenset({FIELD, FROM})
#: What is another at every reading, and tells nothing of what a form is about; "key" is that of a ballot,
#: "found" how something stood that is decided about.
DRAWN: Final = KEYS | {"key", "found"}

Change = tuple[int, int, str]
#: (id of the field, its label, what is wrong) of each, first to last.
Lines = Sequence[tuple[str, str, str]]
#: What was given under each name.
_Texts = Mapping[str, Sequence[str]]
#: What is wrong, and words that have no field any more → the HTML that says so first.
Summary = Callable[[Lines, list[str]], str]


@dataclass(slots=True)
class _Form:
    """A form as it stands on a page."""

    start: int
    actions: list[str]
    folds: list[tuple[int, str]]
    entries: list[Entry] = field(default_factory=list)
    #: How many fields of a name stand before the last one.
    counted: dict[str, int] = field(default_factory=dict)
    hidden: dict[str, list[str]] = field(default_factory=dict)


def refilled(
    page: str, action: str, given: MultiDict[str, str], summary: Summary,
    said: Mapping[str, str] | None = None, files: Iterable[str] = (),
) -> str:  # fmt: skip
    """Return a page whose form with this action holds what was given, unfolded, with what is wrong with it.

    `said`: what is known to be wrong, by the name of a field; the rest is read from what the fields ask for.
    `files`: the fields with which a file was sent, which no page can hold.
    """
    reader = _Reader(page)
    reader.feed(page)
    reader.close()
    sent_to = [form for form in reader.forms if unquote(action) in form.actions]
    form = _most_like(sent_to, given)
    if form is None:
        at = page.index(">", page.index("<main")) + 1
        return page[:at] + summary((), _words_in(given, KEYS, _typed(sent_to))) + page[at:]
    texts = dict(given.lists())
    wrong = _wrong(form.entries, texts, said or {}, frozenset(files))
    lines = [(each.id, each.label, words) for each, words in wrong]
    held = KEYS | form.hidden.keys() | {each.name for each in form.entries}
    changes = [(form.start, form.start, summary(lines, _words_in(given, held)))]
    changes += [_unfolded(fold) for fold in form.folds if " open" not in fold[1]]
    told = {id(each): words for each, words in wrong}
    for each in form.entries:
        changes += _entry(each, texts, told.get(id(each), ""))
    changes += reader.focused(inside=form.entries)
    return _changed(page, changes)


def is_of_another(page: str, action: str, given: MultiDict[str, str]) -> bool:
    """Say whether a page sends to this address what is about something else, while nothing typed would be lost with it."""
    reader = _Reader(page)
    reader.feed(page)
    reader.close()
    sent_to = [form for form in reader.forms if unquote(action) in form.actions]
    if not sent_to or _most_like(sent_to, given) is not None:
        return False
    return not _words_in(given, KEYS, _typed(sent_to))


def _changed(page: str, changes: Iterable[Change]) -> str:
    """Return a page with these changes, of which none reaches into another; of two at one place the lesser comes first."""
    pieces, at = [], 0
    for start, end, text in sorted(changes):
        pieces += [page[at:start], text]
        at = end
    return "".join((*pieces, page[at:]))


def _words_in(
    given: MultiDict[str, str], held: AbstractSet[str], typed: AbstractSet[str] = frozenset()
) -> list[str]:
    """Return what was written under other names; one word may be the program's own, but under `typed` it is not."""
    return [
        text for name, text in given.items(multi=True)
        if name not in held and (len(text.split()) > 1 or (name in typed and text.strip()))
    ]  # fmt: skip


def _typed(forms: Iterable[_Form]) -> set[str]:
    """Return the names of fields that one writes into."""
    chosen = {*_CHOSEN, "select", "file"}
    return {each.name for form in forms for each in form.entries if each.kind not in chosen}


def _most_like(forms: Iterable[_Form], given: MultiDict[str, str]) -> _Form | None:
    """Return the form which may have sent this: many rows of a page send to the same address."""
    own = [form for form in forms if _is_about(form, given)]
    return max(own, key=lambda form: _likeness(form, given), default=None)


def _is_about(form: _Form, given: MultiDict[str, str]) -> bool:
    """Say whether nothing that was sent contradicts what is hidden in a form: which round or row it is about.

    What was written about one thing would else be kept of another one, which stands at its address by now.
    """
    free = DRAWN | {each.name for each in form.entries}
    return all(
        texts == [tidy(text) for text in given.getlist(name)]
        for name, texts in form.hidden.items()
        if name in given and name not in free
    )


def _likeness(form: _Form, given: MultiDict[str, str]) -> int:
    same = sum(1 if name in given else -1 for name in form.hidden.keys() - DRAWN)
    return 2 * same + sum(entry.name in given for entry in form.entries)


def _wrong(
    entries: Iterable[Entry], given: _Texts, said: Mapping[str, str], files: frozenset[str]
) -> list[tuple[Entry, str]]:  # fmt: skip
    found, known = [], set[str]()
    for entry in entries:
        if entry.name in known and entry.kind in _CHOSEN:
            continue
        known.add(entry.name)
        words = said.get(entry.name) or fault_of(entry, given.get(entry.name, ()), files)
        if words:
            found.append((entry, words))
    return found


def _unfolded(fold: tuple[int, str]) -> Change:
    start, text = fold
    return start, start + len(text), text.replace("<details", "<details open", 1)


def _entry(entry: Entry, given: _Texts, wrong: str) -> list[Change]:
    """Return how a field is written anew: with what was given, and what is wrong below it."""
    attributes = dict(entry.attributes)
    if wrong:
        known = attributes.get("aria-describedby") or ""
        attributes |= {
            "id": entry.id, "aria-invalid": "true",
            "aria-describedby": f"{known} {entry.id}-error".strip(),
        }  # fmt: skip
    changes = [*_filled(entry, attributes, given)]
    if wrong:
        says = f'<span class="error" id="{escape(entry.id)}-error">✕ {escape(wrong)}</span>'
        changes.append((entry.after, entry.after, says))
    return changes


def _filled(entry: Entry, attributes: dict[str, str | None], given: _Texts) -> Iterable[Change]:
    texts = given.get(entry.name, ())
    if entry.tag == "select":
        yield entry.start, entry.end, tag("select", attributes.items())
        for each in entry.options if entry.name in given else ():
            chosen = each.value in texts
            yield each.start, each.end, tag("option", each.attributes, selected=chosen)
    elif entry.tag == "textarea":
        yield entry.start, entry.end, tag("textarea", attributes.items())
        if texts:
            # A line feed right behind the tag is not part of what was typed.
            yield entry.end, entry.inner, "\n" + escape(entry.text_of(texts))
    elif entry.kind in _CHOSEN:
        chosen = (attributes.get("value") or "on") in texts
        yield entry.start, entry.end, tag("input", attributes.items(), checked=chosen)
    elif entry.kind != "file" and texts:
        attributes["value"] = entry.text_of(texts)
        yield entry.start, entry.end, tag("input", attributes.items())
    else:
        yield entry.start, entry.end, tag("input", attributes.items())


def tag(name: str, attributes: Iterable[tuple[str, str | None]], **states: bool) -> str:
    """Return a start tag with these attributes, each state on or off."""
    kept = [(key, value) for key, value in attributes if key not in {*states, "autofocus"}]
    kept += [(key, None) for key, on in states.items() if on]
    words = (key if value is None else f'{key}="{escape(value)}"' for key, value in kept)
    return f"<{' '.join((name, *words))}>"


class _Reader(HTMLParser):
    """Reads the forms of a page: where their fields stand, and what they are called."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._folds: list[tuple[int, str]] = []
        self._form: _Form | None = None
        self._open: Entry | None = None
        self._label: list[str] | None = None
        self._labels: dict[str, list[str]] = {}
        self._focus: list[tuple[int, int, str]] = []

    def focused(self, inside: Iterable[Entry]) -> list[Change]:
        """Return how other things let go of the focus, which the summary takes."""
        own = {entry.start for entry in inside}
        return [(start, end, text) for start, end, text in self._focus if start not in own]

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, name: str, attributes: Attributes) -> None:
        """Note what begins."""
        start, text = self._here(), self.get_starttag_text() or ""
        given = dict(attributes)
        if "autofocus" in given:
            self._focus.append((start, start + len(text), tag(name, attributes)))
        if name == "details":
            self._folds.append((start, text))
        elif name == "label":
            self._label = self._labels.setdefault(given.get("for") or f"@{start}", [])
        elif name == "form":
            self._form = _Form(start + len(text), [_action(given)], list(self._folds))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(name, attributes, start, start + len(text))

    def _field(self, name: str, attributes: Attributes, start: int, end: int) -> None:
        form, given = self._form, dict(attributes)
        if form is None:
            return
        if given.get("formaction"):
            form.actions.append(_action(given, "formaction"))
        if name == "option" and self._open is not None:
            self._open.options.append(Option(start, end, attributes))
        kind = (given.get("type") or "text").lower() if name == "input" else name
        if kind == "hidden":
            form.hidden.setdefault(given.get("name") or "", []).append(
                tidy(given.get("value") or "")
            )
        if (
            name not in {"input", "select", "textarea"}
            or kind in NOT_TYPED
            or not given.get("name")
        ):
            return
        called = given["name"] or ""
        nth = form.counted[called] = form.counted.get(called, -1) + 1
        entry = Entry(name, kind, attributes, start, end, nth, self._labels, self._label)
        form.entries.append(entry)
        if name != "input":
            self._open = entry

    def handle_data(self, data: str) -> None:
        """Collect the words of a label, or of one of a list."""
        if self._open is not None and self._open.options:
            self._open.options[-1].words += data
        elif self._label is not None and self._open is None:
            self._label.append(data)

    def handle_endtag(self, name: str) -> None:
        """Leave what was opened."""
        if name == "details" and self._folds:
            self._folds.pop()
        elif name == "form":
            self._form = None
        elif name == "label":
            self._label = None
        elif self._open is not None and name == self._open.tag:
            self._open.inner = self._here()
            self._open.after = self._open.inner + len(f"</{name}>")
            self._open = None


def _action(given: Mapping[str, str | None], name: str = "action") -> str:
    return unquote(given.get(name) or "")
