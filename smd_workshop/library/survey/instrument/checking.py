"""What an instrument says as a whole: codes are unique, references lead to what came before, pairs and scales fit."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import shown
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Expression,
    Itself,
    Name,
    references,
    walk,
)
from smd_workshop.library.survey.instrument.model import Instrument, Item, Question, Row
from smd_workshop.library.survey.instrument.words.texts import Text, quotes

Steps: TypeAlias = tuple[str | int, ...]


def refuse_odd(instrument: Instrument) -> None:
    """Raise FormatError at the first thing that does not fit the rest."""
    _refuse_repeated_codes(instrument)
    _Order(instrument).check()
    places = dict(places_of(instrument))
    for code, steps in places.items():
        _refuse_odd_item(instrument, instrument.items[code], steps)
    _refuse_odd_roles(instrument)
    _refuse_mixed_scales(instrument, places)


def _questions(instrument: Instrument) -> Iterator[tuple[Steps, Question]]:
    for page_place, page in enumerate(instrument.pages):
        for place, question in enumerate(page.questions):
            yield ("pages", page_place, "questions", place), question


def places_of(instrument: Instrument) -> Iterator[tuple[str, Steps]]:
    """Return where each item stands in the document."""
    for steps, question in _questions(instrument):
        if question.type == model.MATRIX:
            for place, row in enumerate(question.rows):
                yield row.code, (*steps, "rows", place)
        elif question.code in instrument.items:
            yield question.code, steps


def _refuse_repeated_codes(instrument: Instrument) -> None:
    """Codes of pages, questions and rows are one space, as they are in a spreadsheet; those of lists are apart."""
    places: list[tuple[Steps, str]] = []
    for page_place, page in enumerate(instrument.pages):
        places.append((("pages", page_place), page.code))
        for place, question in enumerate(page.questions):
            steps: Steps = ("pages", page_place, "questions", place)
            places.append((steps, question.code))
            places += [((*steps, "rows", n), row.code) for n, row in enumerate(question.rows)]
    _refuse_repeats(places)
    _refuse_repeats([(("scales", n), each.code) for n, each in enumerate(instrument.scales)])
    _refuse_repeats([(("dimensions", n), e.code) for n, e in enumerate(instrument.dimensions)])


def _refuse_repeats(places: Iterable[tuple[Steps, str]]) -> None:
    seen: set[str] = set()
    for steps, code in places:
        if code in seen:
            raise FormatError((*steps, "code"), N_("%(value)s appears twice"), value=shown(code))
        seen.add(code)


class _Order:
    """Walks the instrument in order and holds every reference to what came before."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument

    def check(self) -> None:
        """Raise FormatError at the first reference that leads nowhere or forward."""
        before: set[str] = set()
        for place, page in enumerate(self.instrument.pages):
            steps: Steps = ("pages", place)
            self._condition(page.shown_if, (*steps, "shown_if"), before)
            self._texts(page.title, (*steps, "title"), before)
            held = set(before)
            for inside, question in enumerate(page.questions):
                self._question(question, (*steps, "questions", inside), held)
                before |= _codes_of(question)
                # In a drawn order no question of the page is surely before another one.
                held |= set() if page.shuffle else _codes_of(question)

    def _question(self, question: Question, steps: Steps, before: set[str]) -> None:
        self._condition(question.shown_if, (*steps, "shown_if"), before)
        self._condition(question.formula, (*steps, "formula"), before)
        # An option is asked about what at least one option of the question says of itself.
        known = {name for option in question.options for name, _ in option.attributes}
        self._condition(question.options_if, (*steps, "options_if"), before, names={*known, "name"})
        _refuse_unasked(question, steps)
        itself = before | {question.code}
        self._condition(question.valid_if, (*steps, "valid_if"), itself, itself=True)
        for key in ("text", "help"):
            self._texts(getattr(question, key), (*steps, key), before)
        above = set(before)
        for place, row in enumerate(question.rows):
            at = (*steps, "rows", place)
            self._condition(row.shown_if, (*at, "shown_if"), above)
            self._texts(row.text, (*at, "text"), before)
            above |= set() if question.shuffle else {row.code}

    def _condition(
        self,
        expression: Expression | None,
        steps: Steps,
        before: set[str],
        *,
        itself: bool = False,
        names: Iterable[str] = (),
    ) -> None:
        if expression is None:
            return
        for code in references(expression):
            self._reference(code, steps, before)
        known = set(names)
        for part in walk(expression):
            if isinstance(part, Itself) and not itself:
                raise FormatError(steps, N_("a dot stands for an answer that is being checked"))
            if isinstance(part, Name) and part.name not in known:
                raise FormatError(steps, N_("%(value)s is not known here"), value=shown(part.name))

    def _texts(self, text: Text | None, steps: Steps, before: set[str]) -> None:
        for language, written in text.by_language if text else ():
            for quote in quotes(written):
                if not quote.fallback:
                    message = N_("${%(code)s} needs what is said if there is no answer")
                    raise FormatError((*steps, language), message, code=quote.code)
                self._reference(quote.code, (*steps, language), before)

    def _reference(self, code: str, steps: Steps, before: set[str]) -> None:
        if code in before:
            return
        if code in self.instrument.items:
            raise FormatError(steps, N_("%(value)s is asked only later"), value=shown(code))
        raise FormatError(steps, N_("there is no answer called %(value)s"), value=shown(code))


def _refuse_unasked(question: Question, steps: Steps) -> None:
    """Refuse attributes that nothing asks about: they would say what nobody reads."""
    asked: set[str] = set()
    if question.options_if is not None:
        asked = {part.name for part in walk(question.options_if) if isinstance(part, Name)}
    for place, option in enumerate(question.options):
        for name, _ in option.attributes:
            if name not in asked:
                at = (*steps, "options", place, "attributes", name)
                raise FormatError(at, N_("options_if does not ask about it"))


def _codes_of(question: Question) -> set[str]:
    if question.type == model.MATRIX:
        return {row.code for row in question.rows}
    return set() if question.type == model.NOTE else {question.code}


def _refuse_odd_item(instrument: Instrument, item: Item, steps: Steps) -> None:
    said, question = item.said, item.question
    if question.scale is not None and question.scale not in instrument.scale_of:
        at = steps[:-2] if item.row else steps
        raise FormatError(
            (*at, "scale"), N_("there is no scale %(value)s"), value=shown(question.scale)
        )
    known = {each.code for each in instrument.dimensions}
    if said.dimension is not None and said.dimension not in known:
        message = N_("there is no dimension %(value)s")
        raise FormatError((*steps, "dimension"), message, value=shown(said.dimension))
    for key in ("importance_of", "expectation_of"):
        _refuse_odd_pair(instrument, item, key, steps)
    _refuse_odd_bounds(question, steps)


def _refuse_odd_pair(instrument: Instrument, item: Item, key: str, steps: Steps) -> None:
    of = getattr(item.said, key)
    if of is None:
        return
    at = (*steps, key)
    other = instrument.items.get(of)
    if other is None or other.question.scale is None or of == item.code:
        raise FormatError(at, N_("there is no item %(value)s on a scale"), value=shown(of))
    if item.said.dimension is not None:
        message = N_("an item with importance_of or expectation_of belongs to no dimension")
        raise FormatError((*steps, "dimension"), message)
    if item.said.importance_of and item.said.expectation_of:
        raise FormatError(at, N_("an item asks for importance or for what was expected, not both"))
    if other.said.importance_of or other.said.expectation_of:
        message = N_("%(value)s is itself paired with another item")
        raise FormatError(at, message, value=shown(of))


def _refuse_odd_bounds(question: Question, steps: Steps) -> None:
    low, high = question.min, question.max
    if low is not None and high is not None and high < low:  # type: ignore[operator]
        raise FormatError(
            (*steps, "max"),
            N_("the highest, %(value)s, is less than the lowest, %(limit)s"),
            value=high,
            limit=low,
        )
    if question.step is not None and question.step <= 0:
        raise FormatError((*steps, "step"), N_("%(value)s is not above 0"), value=question.step)
    if question.type == model.MULTIPLE:
        for key in ("min", "max"):
            many = getattr(question, key)
            if many is not None and (many != int(many) or not 0 <= many <= len(question.options)):
                message = N_("%(value)s is not a number of options")
                raise FormatError((*steps, key), message, value=many)


def _refuse_odd_roles(instrument: Instrument) -> None:
    overall, recommend = instrument.overall, instrument.recommend
    if overall is not None:
        item = instrument.items.get(overall)
        if item is None or item.question.scale is None:
            message = N_("there is no item %(value)s on a scale")
            raise FormatError("overall", message, value=shown(overall))
        if item.said.importance_of or item.said.expectation_of:
            message = N_("%(value)s is itself paired with another item")
            raise FormatError("overall", message, value=shown(overall))
    if recommend is not None:
        item = instrument.items.get(recommend)
        if item is None or item.question.type != model.NPS:
            message = N_("there is no question %(value)s of type nps")
            raise FormatError("recommend", message, value=shown(recommend))


def _refuse_mixed_scales(instrument: Instrument, places: Mapping[str, Steps]) -> None:
    """Refuse items that are counted together on different points, and two items that ask the same of one."""
    measures = set()
    pairs: set[tuple[str, str]] = set()
    for code, steps in places.items():
        item = instrument.items[code]
        if not counted(instrument, item):
            continue
        measures.add(instrument.scale_of[str(item.question.scale)].measure)
        if len(measures) > 1:
            at = steps[:-2] if item.row else steps
            message = N_("items that are counted together need scales of the same points")
            raise FormatError((*at, "scale"), message)
        asks = {
            (key, of)
            for key in ("importance_of", "expectation_of")
            if (of := getattr(item.said, key)) is not None
        }
        for key, of in asks & pairs:
            message = N_("%(value)s has such an item already")
            raise FormatError((*steps, key), message, value=shown(of))
        pairs |= asks


def counted(instrument: Instrument, item: Item) -> bool:
    """Whether an item enters the figures: of a dimension, paired, or the overall one."""
    said: Row | Question = item.said
    return item.question.scale is not None and bool(
        said.dimension
        or said.importance_of
        or said.expectation_of
        or item.code == instrument.overall
    )
