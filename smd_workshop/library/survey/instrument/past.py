"""Answers that were gathered elsewhere: which column is which question, which words are which answer, a verdict per row.

A row is read as a form of the questionnaire would be, so that the same is possible in both. What a row says and cannot be
kept is said beside it; nothing is guessed that its reader did not see.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final

from smd_workshop.core import names
from smd_workshop.core.cells import FAILED, called, is_error
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import flow, model
from smd_workshop.library.survey.instrument.answering import MISSING, PART, Fault, read_page
from smd_workshop.library.survey.instrument.answers import Answer
from smd_workshop.library.survey.instrument.model import NA_CODE, Instrument, Item

#: What a column is besides an item: nothing, who answered by code, what they are called there, or what groups people.
IGNORED, WHO, NAME, GROUP = "", "who", "name", "group"
#: Before the code of an item, and between it and that of an option, in what a column is.
ITEM, OPTION = "item ", " option "
#: What a word stands for that is no answer.
NO_ANSWER: Final = ""
ACCEPTED, WITH_LOSS, REFUSED = "accepted", "with_loss", "refused"

LISTED: Final = frozenset({model.MULTIPLE, model.RANKING})
_WRITTEN: Final = frozenset({model.NUMBER, model.DATE, model.SHORT_TEXT, model.LONG_TEXT})
_IN_WORDS: Final = frozenset({model.SHORT_TEXT, model.LONG_TEXT})
_NA: Final = frozenset(
    {"na", "n a", "no aplica", "no corresponde", "not applicable", "does not apply"}
)
_NOTHING: Final = frozenset({"", "sin respuesta", "no responde", "no response", "missing", "null"})
_YES: Final = frozenset({"1", "si", "yes", "true", "ok", "x", "verdadero", "acepto"})
_NO: Final = frozenset({"0", "no", "false", "falso"})
#: So many signs of each name are said.
SIGNS: Final = 80
_WHOLE: Final = re.compile(r"([+-]?[0-9]{1,6})(?:[.,]0+)?")
#: What is asked before answers are taken for those of somebody who is called otherwise in the list.
RENAMED: Final = N_(
    "Code %(code)s is “%(before)s” in the list and “%(after)s” in the file. Not kept, unless you say that it is the same."
)
SAME: Final = N_(
    "Code %(code)s is “%(before)s” in the list and “%(after)s” in the file; you said that it is the same."
)
_APART: Final = (re.compile(r"[;|\n]"), re.compile(r"[;|\n,]"), re.compile(r"\s+"))


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a row: a sentence with its values, of which column, and the words in it."""

    message: str
    heading: str = ""
    text: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of the file: what becomes of it and why, and what is kept of it."""

    row: int
    kind: str
    told: tuple[Told, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    who: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    #: Whether a person says of it whether the code is that of the same person.
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """Something that stands in a column of answers to choose from: how often, and what it is read as."""

    text: str
    many: int
    #: The code of an answer, NA_CODE, NO_ANSWER; None where nobody knows.
    means: str | None


@dataclass(frozen=True)
class Reading:
    """How a file is read: what each column is, and what words mean beyond those that are known."""

    instrument: Instrument
    headings: tuple[str, ...]
    #: One for each column: IGNORED, WHO, GROUP, an item, or an option of one.
    columns: tuple[str, ...]
    #: Item → word as it stands in the file → what it is read as.
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Rows of which a person said that the code is that of the same person, whatever they are called.
    same: AbstractSet[int] = frozenset()

    @cached_property
    def known(self) -> dict[str, dict[str, str]]:
        """What is read as what, by item: codes, labels in each language, and what was said here."""
        items = {code for code, _, _ in self.places}
        return {code: words_of(self.instrument, self.instrument.items[code]) for code in items}

    @cached_property
    def places(self) -> tuple[tuple[str, str, int], ...]:
        """Return the item and the option, '' for none, of each column that holds answers, with its place."""
        return tuple(
            (*_item_of(role), place)
            for place, role in enumerate(self.columns)
            if role.startswith(ITEM)
        )

    def means(self, code: str, text: str) -> str | None:
        """Return what a word of an item is read as; None where nobody knows."""
        said = self.meanings.get(code, {}).get(text)
        return said if said is not None else _known(self.known[code], text)

    def words(self, rows: Sequence[Sequence[str]]) -> dict[str, list[Word]]:
        """Return what stands in the columns of answers to choose from, the most frequent first, by item."""
        found: dict[str, Counter[str]] = {}
        for code, option, place in self.places:
            if option or self.instrument.items[code].question.type in _WRITTEN:
                continue
            each = found.setdefault(code, Counter())
            for row in rows:
                each.update(text for text in self._apart(code, row[place]) if text)
        return {
            code: [Word(text, many, self.means(code, text)) for text, many in counted.most_common()]
            for code, counted in found.items()
        }

    def _apart(self, code: str, cell: str) -> list[str]:
        """Return the words of a cell: several only where several answers may be given."""
        cell = cell.strip()
        if self.instrument.items[code].question.type not in LISTED:
            return [cell]
        if not cell or self.means(code, cell) is not None:
            return [cell]
        for sign in _APART:
            parts = [part.strip() for part in sign.split(cell) if part.strip()]
            if all(self.means(code, part) is not None for part in parts):
                return parts
        return [part.strip() for part in _APART[1].split(cell) if part.strip()]

    def judge(
        self,
        rows: Sequence[Sequence[str]],
        numbers: Sequence[int],
        today: date,
        people: Mapping[str, str] | None,
    ) -> Iterator[Judged]:
        """Return the verdict on each row; `people` are called so by the codes that they have, None where nobody is named."""
        taken: set[str] = set()
        for number, row in zip(numbers, rows, strict=True):
            made = self._row(number, row, today, people, taken)
            if made.kind != REFUSED and made.who:
                taken.add(made.who)
            yield made

    def _row(
        self,
        number: int,
        row: Sequence[str],
        today: date,
        people: Mapping[str, str] | None,
        taken: AbstractSet[str],
    ) -> Judged:
        who = "" if people is None else self._cell(row, WHO)
        if who and (why := _why_not(who, people or {}, taken)):
            return Judged(number, REFUSED, (Told(why, text=who),))
        renamed = self._renamed(row, who, people or {})
        if renamed and number not in self.same:
            return Judged(number, REFUSED, (Told(RENAMED, params=renamed),), asks=True)
        made = self._answered(number, row, today, who)
        if not renamed or made.kind == REFUSED:
            return made
        return replace(made, told=(Told(SAME, params=renamed), *made.told), asks=True)

    def _renamed(
        self, row: Sequence[str], who: str, people: Mapping[str, str]
    ) -> Mapping[str, object]:
        """Return what somebody is called in the list and in a row, where that is not the same; else nothing."""
        said = self._cell(row, NAME)
        if not who or not said or is_error(said) or names.same(said, people[who]):
            return {}
        return {
            "code": who,
            "before": shortened(people[who], SIGNS),
            "after": shortened(said, SIGNS),
        }

    def _answered(self, number: int, row: Sequence[str], today: date, who: str) -> Judged:
        """Return the verdict on what a row answers."""
        form, lost = self._form(number, row)
        answers, faults = read_whole(self.instrument, form, today)
        lost += [
            Told(fault.message, self._heading(code), self._text(row, code), fault.params)
            for code, fault in faults.items()
        ]
        lost += self._failed_groups(number, row) if who else []
        told = {each.heading for each in lost}
        lost += [
            Told(N_("This question is not asked after these answers."), self._heading(code), self._text(row, code))
            for code in self.known
            if _written(form, code) and code not in answers and self._heading(code) not in told
        ]  # fmt: skip
        if not answers:
            return Judged(number, REFUSED, (Told(N_("There is no answer in this row.")), *lost))
        groups = {
            self.headings[place]: row[place].strip()
            for place, role in enumerate(self.columns)
            if role == GROUP and row[place].strip() and who and not is_error(row[place])
        }
        return Judged(number, WITH_LOSS if lost else ACCEPTED, tuple(lost), answers, who, groups)

    def _failed_groups(self, number: int, row: Sequence[str]) -> list[Told]:
        """Return what is not kept of what groups people, because a formula failed there."""
        return [
            Told(
                FAILED,
                self.headings[place],
                params={"cell": called(number, place), "error": row[place]},
            )
            for place, role in enumerate(self.columns)
            if role == GROUP and is_error(row[place])
        ]

    def _cell(self, row: Sequence[str], role: str) -> str:
        return next((row[p].strip() for p, each in enumerate(self.columns) if each == role), "")

    def _heading(self, code: str) -> str:
        return next((self.headings[place] for each, _, place in self.places if each == code), code)

    def _text(self, row: Sequence[str], code: str) -> str:
        return "; ".join(row[p] for each, _, p in self.places if each == code and row[p].strip())

    def _form(self, number: int, row: Sequence[str]) -> tuple[dict[str, list[str]], list[Told]]:
        """Return a row as a form of the questionnaire would send it, and what of it nobody understands."""
        form: dict[str, list[str]] = {}
        lost: list[Told] = []
        for code, option, place in self.places:
            cell = row[place].strip()
            kind = self.instrument.items[code].question.type
            if _says_nothing(cell, kind):
                continue
            if kind in _IN_WORDS and is_error(cell):
                about = {"cell": called(number, place), "error": cell}
                lost.append(Told(FAILED, self.headings[place], params=about))
            elif option:
                lost += self._option(form, code, option, place, cell)
            elif kind in _WRITTEN:
                form[code] = [cell]
            else:
                lost += self._chosen(form, code, place, cell)
        return form, lost

    def _chosen(
        self, form: dict[str, list[str]], code: str, place: int, cell: str
    ) -> Iterator[Told]:
        for text in self._apart(code, cell):
            means = self.means(code, text)
            if means is None:
                yield Told(N_("Nobody said which answer this is."), self.headings[place], text)
            elif means == NA_CODE:
                form[code if code not in form else f"{code}{PART}{NA_CODE}"] = [NA_CODE]
                form[f"{code}{PART}{NA_CODE}"] = [NA_CODE]
            elif means != NO_ANSWER:
                form.setdefault(code, []).append(means)

    def _option(
        self, form: dict[str, list[str]], code: str, option: str, place: int, cell: str
    ) -> Iterator[Told]:
        """Read a column of one option: ticked or not, or its place."""
        said = names.bare(cell)
        if said in _NA:
            form[f"{code}{PART}{NA_CODE}"] = [NA_CODE]
        elif self.instrument.items[code].question.type == model.RANKING:
            form[f"{code}{PART}{option}"] = [_number_of(cell) or cell]
        elif said in _YES:
            form.setdefault(code, []).append(option)
        elif said not in _NO:
            yield Told(N_("Nobody said which answer this is."), self.headings[place], cell)


def _says_nothing(cell: str, kind: str) -> bool:
    """Whether a cell stands for no answer; what was written in words may be without a letter that we know."""
    bare = names.bare(cell)
    if bare or kind not in _IN_WORDS:
        return bare in _NOTHING
    return not cell.strip("-–—._/ ")


def read_whole(
    instrument: Instrument, form: Mapping[str, Sequence[str]], today: date
) -> tuple[dict[str, Answer], dict[str, Fault]]:
    """Read a whole questionnaire, page by page as its conditions want it; a gap is a gap, also where it must not be."""
    answers: dict[str, Answer] = {}
    faults: dict[str, Fault] = {}
    for page in instrument.pages:
        reading = read_page(instrument, page.code, form, answers, today)
        answers |= reading.answers
        faults |= {
            code: fault
            for code, fault in reading.faults.items()
            if fault.message != MISSING and _written(form, code)
        }
    return flow.journey(instrument, answers, today).answers, faults


def _written(form: Mapping[str, Sequence[str]], code: str) -> bool:
    return any(
        any(values)
        for name, values in form.items()
        if name == code or name.startswith(f"{code}{PART}")
    )


def _why_not(who: str, people: Mapping[str, str], taken: AbstractSet[str]) -> str:
    if who not in people:
        return N_("Nobody in the list has this code.")
    return N_("This code stands in the file twice.") if who in taken else ""


def words_of(instrument: Instrument, item: Item) -> dict[str, str]:
    """Return what words are read as an answer to an item: codes, and labels in each of its languages."""
    question, scale = item.question, instrument.scale_of.get(item.question.scale or "")
    labelled = {option.code: option.text for option in question.options}
    if scale is not None:
        labelled = {
            str(point): label for point, label in zip(scale.points, scale.labels, strict=True)
        }
    found = {names.bare(text): code for code, label in labelled.items() for text in said_in(label)}
    if question.type == model.CONSENT:
        found |= dict.fromkeys(_YES, "OK") | dict.fromkeys(_NO, NO_ANSWER)
    if question.type == model.NPS:
        found |= {str(point): str(point) for point in range(11)}
    na = scale.na if scale else question.na
    if na is not None:
        found |= dict.fromkeys((*_NA, *map(names.bare, said_in(na))), NA_CODE)
    return found | {names.bare(code): code for code in labelled} | dict.fromkeys(_NOTHING, "")


def said_in(text: object) -> list[str]:
    """Return what a text says in each of its languages."""
    return [] if text is None else [said for _, said in text.by_language]  # type: ignore[attr-defined]


def _known(words: Mapping[str, str], text: str) -> str | None:
    found = words.get(names.bare(text))
    if found is None or _number_of(text):
        return words.get(names.bare(_number_of(text) or text))
    return found


def _number_of(text: str) -> str | None:
    """Return a whole number as it is written shortest: 4 for 4,0 and 4.0; None for what is none."""
    found = _WHOLE.fullmatch(text.strip())
    return str(int(found[1])) if found else None


def _item_of(role: str) -> tuple[str, str]:
    code, _, option = role.removeprefix(ITEM).partition(OPTION)
    return code, option
