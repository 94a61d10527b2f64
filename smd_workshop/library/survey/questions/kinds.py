"""Which items of a questionnaire are counted by themselves, of which kind each is, and what may be answered."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.expressions import references
from smd_workshop.library.survey.instrument.model import Instrument, Item

#: A point of a scale, one of several, any of several, places in an order, a number, a day, a computed score.
POINT: Final = "point"
ONE: Final = "one"
SEVERAL: Final = "several"
ORDER: Final = "order"
NUMBER: Final = "number"
DAY: Final = "day"
SCORE: Final = "score"

_KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        model.LIKERT: POINT,
        model.MATRIX: POINT,
        model.NPS: POINT,
        model.SINGLE: ONE,
        model.MULTIPLE: SEVERAL,
        model.RANKING: ORDER,
        model.NUMBER: NUMBER,
        model.DATE: DAY,
        model.SCORE: SCORE,
    }
)
#: Points of "would you recommend".
RECOMMEND: Final = range(11)


@dataclass(frozen=True, slots=True)
class Asked:
    """An item that is counted by itself: its kind and every answer that can be chosen, in order."""

    code: str
    kind: str
    options: tuple[str, ...] = ()
    #: Whether everybody is asked, whatever they answer elsewhere.
    of_all: bool = True
    #: Of a score: whether it is made of points of scales alone.
    of_points: bool = True


def asked(instrument: Instrument, counted: Collection[str]) -> tuple[Asked, ...]:
    """Return the items of these kinds that are not among those `counted` as dimensions, in the order of the questionnaire."""
    return tuple(
        Asked(
            code,
            _KINDS[item.question.type],
            _options(instrument, item),
            not _depends(item),
            _of_points(instrument, item),
        )
        for code, item in instrument.items.items()
        if item.question.type in _KINDS and code not in counted
    )


def _options(instrument: Instrument, item: Item) -> tuple[str, ...]:
    question = item.question
    if question.type == model.NPS:
        return tuple(map(str, RECOMMEND))
    if question.scale is not None:
        return tuple(map(str, instrument.scale_of[question.scale].points))
    return tuple(option.code for option in question.options)


def _depends(item: Item) -> bool:
    return any(
        each is not None
        for each in (item.page.shown_if, item.question.shown_if, item.row and item.row.shown_if)
    )


def _of_points(instrument: Instrument, item: Item) -> bool:
    """Whether a score, and whether it is computed, depends on points of scales and on nothing else."""
    if item.question.type != model.SCORE:
        return True
    made_of = (item.question.formula, item.question.shown_if, item.page.shown_if)
    codes = {code for each in made_of if each is not None for code in references(each)}
    return all(
        _KINDS.get(instrument.items[code].question.type) == POINT
        or (
            instrument.items[code].question.type == model.SCORE
            and _of_points(instrument, instrument.items[code])
        )
        for code in codes
    )
