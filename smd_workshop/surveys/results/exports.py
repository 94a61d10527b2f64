"""The answers of a closed wave as one table, as far as its mode lets them be handed out.

What was written in words is kept apart from answers since the close, and is in neither (docs/adr/0041). Of a confidential
wave all else, with the code of who answered and what groups them, for those who run it. Of an anonymous one what was rated,
and what was chosen where each combination of choices is that of enough people; no numbers and days, which one person may
have alone.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias

from smd_workshop.core.errors import NotAllowed, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.library.documents import canonical_json
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.instrument import flow, model
from smd_workshop.library.survey.instrument.answers import NA, Answer, NotApplicable
from smd_workshop.library.survey.instrument.conditions.expressions import references
from smd_workshop.library.survey.instrument.drafts import editing
from smd_workshop.library.survey.instrument.model import Instrument, Item
from smd_workshop.models import Wave
from smd_workshop.surveys import consent, instruments
from smd_workshop.surveys.figures import dataset
from smd_workshop.surveys.respondents import roll

Cell: TypeAlias = int | Decimal | str | date | NotApplicable | None

#: What a column holds: a point or a code with a label, yes or no, a place, and so on.
POINT: Final = "point"
OPTION: Final = "option"
TICK: Final = "tick"
PLACE: Final = "place"
NUMBER: Final = "number"
DAY: Final = "day"
TEXT: Final = "text"
WHO: Final = "who"

#: The column that says how each answer came, where some came by a link for anybody. Columns that are no question, and their
#: words, are in the first language of the house whatever is spoken: programs read them year after year.
ORIGIN: Final = "origen"
#: The column that says to which words each person agreed, in a confidential wave.
CONSENT: Final = "consentimiento"

#: The column that says that nobody gave these answers, of a survey whose answers were drawn by a program.
SIMULATED: Final = "simulado"

_RATED: Final = frozenset({model.LIKERT, model.MATRIX, model.NPS})
_CHOSEN: Final = frozenset({model.SINGLE, model.MULTIPLE, model.RANKING, model.CONSENT})
#: Words that SPSS keeps for itself.
_KEPT: Final = frozenset(
    {"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"}
)

SEPARATE: Final = N_("what was written is kept apart from the answers")
ALONE: Final = N_("a number or a day may be that of one person alone")
DEPENDS: Final = N_("who was asked it would tell an answer that is left out")
FEW_CHOSE: Final = N_("fewer than five people chose some combination of these answers")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a name that every program takes, the item it is of, what it holds and what its values mean."""

    name: str
    item: str
    label: str
    kind: str
    labels: tuple[tuple[int | str, str], ...] = ()
    #: What "not applicable" is called; '' where it is not offered.
    na: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns, rows of as many cells, and the items that are not in it, each with the reason."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_out: tuple[tuple[str, str], ...] = ()
    #: The versions of the words that people agreed to, with commas between (surveys.consent); '' where nobody wrote it down.
    consent: str = ""


def table(wave: Wave, language: str) -> Table:
    """Return the answers of a wave; WrongState before it closes, NotAllowed where single answers are not handed out."""
    if wave.state != "closed":
        raise WrongState(N_("Close the wave first."))
    questions = instruments.read(wave.instrument)
    columns = _Columns(questions, language)
    if wave.named:
        return _marked(wave, _named(wave, questions, columns), columns)
    shown = dataset.shown(wave)
    if shown is None or not shown.file:
        raise NotAllowed(disclosure.NO_FILE)
    return _marked(wave, _unnamed(wave, questions, columns), columns)


def _marked(wave: Wave, made: Table, columns: "_Columns") -> Table:
    """Return a table that says in each row that nobody gave these answers, where they were drawn by a program."""
    if not wave.survey.shown_as_simulated:
        return made
    told = (*made.columns, columns.who(SIMULATED, SIMULATED))
    return replace(made, columns=told, rows=tuple((*row, "1") for row in made.rows))


def _named(wave: Wave, questions: Instrument, columns: "_Columns") -> Table:
    people = roll.of_responses(wave)
    headings = sorted({heading for person in people.values() for heading in person.attributes})
    opened = dataset.opened(wave)
    who = [columns.who("codigo", "code"), *(columns.who(each, each) for each in headings)]
    who += [columns.who(ORIGIN, ORIGIN)] if opened else []
    agreed = dataset.agreed_to(wave)
    who += [columns.who(CONSENT, CONSENT)] if any(agreed.values()) else []
    items = list(questions.items.values())
    asked = [column for item in items if not _in_words(item) for column in columns.of(item)]
    today = day_of(wave.closed_at or wave.opened_at, wave.survey.process.time_zone)  # type: ignore[arg-type]
    rows = []
    for response, answers in dataset.responses(wave).items():
        person = people.get(response)
        values = flow.journey(questions, answers, today).values
        cells = [_cell(column, answers, values) for column in asked]
        said = (
            [person.attributes.get(each) for each in headings] if person else [None] * len(headings)
        )
        came: list[str | None] = [_came(response in opened)] if opened else []
        came += [agreed[response] or None] if any(agreed.values()) else []
        rows.append((person.code if person else None, *said, *came, *cells))
    rows.sort(key=lambda row: (row[0] is None, row[0] or "", canonical_json([str(c) for c in row])))
    left_out = tuple((item.code, SEPARATE) for item in items if _in_words(item))
    return Table((*who, *asked), tuple(rows), left_out, ", ".join(consent.versions(wave)))


def _in_words(item: Item) -> bool:
    return item.question.type in {model.SHORT_TEXT, model.LONG_TEXT}


def _unnamed(wave: Wave, questions: Instrument, columns: "_Columns") -> Table:
    opened, found = dataset.opened(wave), dataset.responses(wave)
    given = list(found.values())
    came = [(_came(response in opened),) if opened else () for response in found]
    items = list(questions.items.values())
    kept = [item for item in items if item.question.type in _RATED]
    left_out = []
    chosen: list[Item] = []
    for item in items:
        if item.question.type in _CHOSEN:
            if _enough(given, came, [*chosen, item]):
                chosen.append(item)
            else:
                left_out.append((item.code, FEW_CHOSE))
        elif _in_words(item):
            left_out.append((item.code, SEPARATE))
        elif item.question.type not in _RATED:
            left_out.append((item.code, ALONE))
    codes = _told(questions, {item.code for item in (*kept, *chosen)})
    left_out += [(item.code, DEPENDS) for item in (*kept, *chosen) if item.code not in codes]
    asked = [column for item in items if item.code in codes for column in columns.of(item)]
    rows = [
        (*origin, *(_cell(column, answers, {}) for column in asked))
        for origin, answers in zip(came, given, strict=True)
    ]
    who = [columns.who(ORIGIN, ORIGIN)] if opened else []
    shuffled = tuple(_shuffled(rows, wave))
    return Table((*who, *asked), shuffled, tuple(left_out), ", ".join(consent.versions(wave)))


def _came(by_open_link: bool) -> str:  # noqa: FBT001 - one of two
    return "enlace para cualquiera" if by_open_link else "invitación"


def _told(questions: Instrument, codes: AbstractSet[str]) -> set[str]:
    """Return those of these items that were asked of everybody, or of whom it tells that is in the file."""
    told: set[str] = set()
    for code, item in questions.items.items():
        by_itself = item.question.type == model.SCORE
        if (code in codes or by_itself) and all(each in told for each in _asked_by(item)):
            told.add(code)
    return told & codes


def _asked_by(item: Item) -> set[str]:
    """Return the codes of what decides whether an item is asked, and of what a score is made of."""
    decides = (
        item.page.shown_if, item.question.shown_if, item.row.shown_if if item.row else None,
        item.question.formula, item.question.options_if,
    )  # fmt: skip
    return {code for each in decides if each is not None for code in references(each)}


def _enough(
    given: Sequence[Mapping[str, Answer]], came: Sequence[tuple[str, ...]], items: Sequence[Item]
) -> bool:
    """Whether each combination of answers to these items, and of how they came, is that of enough people."""
    counts = Counter(
        (*origin, *(answers.get(item.code) for item in items))
        for origin, answers in zip(came, given, strict=True)
    )
    return all(many >= disclosure.FEW for many in counts.values())


def _shuffled(rows: Iterable[tuple[Cell, ...]], wave: Wave) -> list[tuple[Cell, ...]]:
    """Return rows in an order that tells nothing and is always the same: drawn from what they say and from the whole."""
    result = dataset.of(wave)
    seed = result.dataset_sha256 if result else ""

    def place(row: tuple[Cell, ...]) -> str:
        said = canonical_json([seed, *(str(cell) for cell in row)])
        return hashlib.sha256(said.encode()).hexdigest()

    return sorted(rows, key=place)


def _cell(column: Column, answers: Mapping[str, Answer], values: Mapping[str, Any]) -> Cell:
    answer = answers.get(column.item)
    if answer is None:
        computed = values.get(column.item)
        if column.kind == NUMBER and isinstance(computed, Fraction):
            return round(Decimal(computed.numerator) / Decimal(computed.denominator), 6)
        return None
    if answer is NA:
        return NA
    if isinstance(answer, tuple):
        option = str(column.labels[0][0])
        if column.kind == PLACE:
            return answer.index(option) + 1 if option in answer else None
        return int(option in answer)
    return 1 if answer is True else answer


class _Columns:
    """Makes columns, each with a name of its own."""

    def __init__(self, questions: Instrument, language: str) -> None:
        self.questions, self.language = questions, language
        self.taken: set[str] = set()

    def who(self, name: str, item: str) -> Column:
        """Return a column of what somebody is."""
        return Column(self._free(editing.proposed(name, self.taken, "a")), item, name, WHO)

    def of(self, item: Item) -> Iterator[Column]:
        """Return the columns of an item: one, or one for each option of several."""
        question, scale = item.question, self.questions.scale_of.get(item.question.scale or "")
        label = self._said(item.text) or item.code
        na = self._said(scale.na if scale else question.na)
        options = [(option.code, self._said(option.text)) for option in question.options]
        if question.type in {model.MULTIPLE, model.RANKING}:
            kind = PLACE if question.type == model.RANKING else TICK
            for n, (code, words) in enumerate(options, 1):
                name = self._free(f"{item.code}_{n}")
                yield Column(name, item.code, f"{label}: {words}", kind, ((code, words),), na)
            return
        values: Sequence[tuple[int | str, str]] = options
        if scale is not None:
            values = [(p, self._said(t)) for p, t in zip(scale.points, scale.labels, strict=True)]
        yield Column(
            self._free(item.code), item.code, label, _KINDS[question.type], tuple(values), na
        )

    def _said(self, text: Any) -> str:
        return "" if text is None else self.questions.said(text, self.language).replace("\n", " ")

    def _free(self, wanted: str) -> str:
        plain = wanted.rstrip("_")
        name, many = (f"v_{plain}" if plain in _KEPT else plain), 1
        while name in self.taken:
            many += 1
            name = f"{plain}_v{many}"
        self.taken.add(name)
        return name


_KINDS: Final[Mapping[str, str]] = {
    model.LIKERT: POINT,
    model.MATRIX: POINT,
    model.NPS: POINT,
    model.SINGLE: OPTION,
    model.CONSENT: TICK,
    model.NUMBER: NUMBER,
    model.SCORE: NUMBER,
    model.DATE: DAY,
    model.SHORT_TEXT: TEXT,
    model.LONG_TEXT: TEXT,
}
