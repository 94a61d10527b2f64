"""What changed between two versions of an instrument, and what of it breaks the comparison with earlier waves."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.checking import counted
from smd_workshop.library.survey.instrument.model import Instrument, Item
from smd_workshop.library.survey.instrument.writing import written


class Trend(StrEnum):
    """What a change does to the comparison with earlier waves."""

    KEPT = "kept"
    JUDGE = "judge"  # a person must say whether it still asks the same
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what it is about (a code, or nothing for the whole), a sentence, and what it breaks."""

    code: str | None
    message: str
    trend: Trend
    before: str = ""
    after: str = ""

    @property
    def reworded(self) -> bool:
        """Whether what was before and what is now says more than the sentence."""
        return bool(self.before and self.after) and "%(after)s" not in self.message

    @property
    def params(self) -> dict[str, str]:
        """What fills the sentence."""
        return {"code": self.code or "", "before": self.before, "after": self.after}


WORDING: Final = N_("%(code)s is asked in other words")
LABELS: Final = N_("%(code)s has answers in other words")
ANSWERS: Final = N_("%(code)s has other answers: %(after)s instead of %(before)s")
ASKED_OF: Final = N_("%(code)s is asked of other people")


def changes(old: Instrument, new: Instrument) -> tuple[Change, ...]:
    """Return every change that somebody might want to know of, the gravest first."""
    found = [
        *_items(old, new),
        *_dimensions(old, new),
        *_whole(old, new),
    ]
    return _by_gravity(found)


def _by_gravity(found: Iterable[Change]) -> tuple[Change, ...]:
    order = [Trend.BROKEN, Trend.JUDGE, Trend.KEPT]
    return tuple(sorted(found, key=lambda change: order.index(change.trend)))


def open_codes(found: Iterable[Change]) -> tuple[str, ...]:
    """Return the codes of which a person must say whether they still ask the same, each once."""
    return tuple(dict.fromkeys(c.code for c in found if c.trend is Trend.JUDGE and c.code))


def judged(found: Iterable[Change], same: Mapping[str, bool]) -> tuple[Change, ...]:
    """Return changes after a person has said of codes whether they still ask the same."""
    verdict = {True: Trend.KEPT, False: Trend.BROKEN}
    return _by_gravity(
        replace(each, trend=verdict[same[each.code]])
        if each.trend is Trend.JUDGE and each.code is not None and each.code in same
        else each
        for each in found
    )


def trend(found: Iterable[Change]) -> Trend:
    """Return the gravest of what changes do."""
    seen = {change.trend for change in found}
    return next((each for each in (Trend.BROKEN, Trend.JUDGE) if each in seen), Trend.KEPT)


def _items(old: Instrument, new: Instrument) -> Iterator[Change]:
    for code, item in new.items.items():
        if code not in old.items:
            yield Change(code, N_("%(code)s is new"), Trend.KEPT, after=_words(new, item))
        else:
            yield from _item(old, old.items[code], new, item)
    for code, item in old.items.items():
        if code not in new.items:
            weighs = Trend.BROKEN if counted(old, item) or code == old.recommend else Trend.KEPT
            yield Change(code, N_("%(code)s is not asked any more"), weighs, _words(old, item))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value if each)
    return "" if value is None or isinstance(value, bool) else str(value)


def _kind(item: Item) -> str:
    """Return how it is answered: a row of a matrix like a question of its own."""
    return model.LIKERT if item.question.scale is not None else item.question.type


def _answers(instrument: Instrument, item: Item) -> str:
    """Return what can be answered, as far as counts depend on it."""
    if item.question.scale is not None:
        low, high, top, satisfied = instrument.scale_of[item.question.scale].measure
        return f"{low}–{high} (top {list(top)}, satisfied {list(satisfied)})"
    return ", ".join(sorted(option.code for option in item.question.options))


def _labels(instrument: Instrument, item: Item) -> tuple[str, ...]:
    scale = instrument.scale_of.get(item.question.scale or "")
    if scale is not None:
        return tuple(instrument.said(label, instrument.default) for label in scale.labels)
    return tuple(
        instrument.said(option.text, instrument.default)
        for option in sorted(item.question.options, key=lambda option: option.code)
    )


def _words(instrument: Instrument, item: Item) -> str:
    """Return the wording in the default language; for a row, with what stands above the matrix."""
    above = [item.question.text] if item.row else []
    texts = [each for each in (*above, item.text) if each is not None]
    return " / ".join(instrument.said(each, instrument.default) for each in texts)


def _asked(item: Item) -> tuple[str | None, ...]:
    own = item.row.shown_if if item.row else None
    return tuple(map(written, (item.page.shown_if, item.question.shown_if, own)))


def _offers_na(instrument: Instrument, item: Item) -> bool:
    scale = instrument.scale_of.get(item.question.scale or "")
    return (scale.na if scale else item.question.na) is not None


def _dimensions(old: Instrument, new: Instrument) -> Iterator[Change]:
    """Return dimensions of which the items are others: their figures measure another thing."""
    before, after = _members(old), _members(new)
    for code in (*after, *(code for code in before if code not in after)):
        was, now = before.get(code), after.get(code)
        if was == now:
            continue
        if was is None:
            yield Change(code, N_("the dimension %(code)s is new"), Trend.KEPT)
        elif now is None:
            yield Change(code, N_("the dimension %(code)s is not measured any more"), Trend.BROKEN)
        else:
            message = N_("the dimension %(code)s has other items: %(after)s instead of %(before)s")
            yield Change(code, message, Trend.BROKEN, ", ".join(was), ", ".join(now))


def _members(instrument: Instrument) -> dict[str, list[str]]:
    return {
        dimension.code: sorted(
            code for code, item in instrument.items.items() if item.said.dimension == dimension.code
        )
        for dimension in instrument.dimensions
    }


def _whole(old: Instrument, new: Instrument) -> Iterator[Change]:
    """Return what changed about the whole."""
    rated = [{c for c, item in each.items.items() if item.said.dimension} for each in (old, new)]
    if rated[0] != rated[1]:
        yield Change(None, N_("the headline counts other items"), Trend.BROKEN)
    for message, was, now in (
        (N_("another item asks for the whole"), old.overall, new.overall),
        (N_("another question asks for a recommendation"), old.recommend, new.recommend),
    ):
        if was != now:
            yield Change(None, message, Trend.BROKEN if was else Trend.KEPT, was or "", now or "")
    if list(old.items) != list(new.items) and set(old.items) == set(new.items):
        yield Change(None, N_("the questions stand in another order"), Trend.KEPT)
    if old.languages != new.languages:
        message = N_("the languages are others: %(after)s instead of %(before)s")
        was, now = ", ".join(old.languages), ", ".join(new.languages)
        yield Change(None, message, Trend.KEPT, was, now)


#: What is compared of an item in two versions, how a difference is said, and what it does to a trend.
COMPARED: Final[tuple[tuple[Callable[[Instrument, Item], Any], str, Trend], ...]] = (
    (
        lambda _of, item: _kind(item),
        N_("%(code)s is another type of question: %(after)s instead of %(before)s"),
        Trend.BROKEN,
    ),
    (_answers, ANSWERS, Trend.BROKEN),
    (_words, WORDING, Trend.JUDGE),
    (_labels, LABELS, Trend.JUDGE),
    (
        lambda _of, item: item.said.reverse,
        N_("%(code)s is counted the other way round"),
        Trend.BROKEN,
    ),
    (lambda _of, item: _asked(item), ASKED_OF, Trend.JUDGE),
    (
        _offers_na,
        N_("%(code)s offers “not applicable”, or no longer does"),
        Trend.JUDGE,
    ),
    (
        lambda _of, item: item.question.required,
        N_("%(code)s must be answered, or no longer must"),
        Trend.KEPT,
    ),
    (
        lambda _of, item: written(item.question.formula),
        N_("%(code)s is computed in another way"),
        Trend.BROKEN,
    ),
)


def _item(old: Instrument, before: Item, new: Instrument, after: Item) -> Iterator[Change]:
    """Return what changed about one item."""
    for of, message, weighs in COMPARED:
        was, now = of(old, before), of(new, after)
        if was != now:
            yield Change(after.code, message, weighs, _shown(was), _shown(now))
