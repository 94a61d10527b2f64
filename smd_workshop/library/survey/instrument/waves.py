"""An instrument and the answers of one wave → the smd-survey/1 file from which every figure is counted."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.survey.apart import OPEN_RESPONSES, RESPONSES
from smd_workshop.library.survey.document import SURVEY
from smd_workshop.library.survey.instrument.answers import NA, Answers
from smd_workshop.library.survey.instrument.checking import counted
from smd_workshop.library.survey.instrument.model import NA_CODE, Instrument, Item, Scale
from smd_workshop.library.survey.instrument.words.texts import Text

#: With what performance is compared: importance as people state it, or what they had expected.
IMPORTANCE: Final = "importance"
EXPECTATION: Final = "expectation"
#: What a file names as its scale where nothing is on one.
_NO_SCALE: Final = Scale("", tuple(Text(()) for _ in range(5)), (5,), (4, 5))


def survey_document(
    instrument: Instrument,
    responses: Iterable[Answers],
    population: int | None,
    settings: Mapping[str, Any] | None = None,
    compared: str = IMPORTANCE,
    *,
    beside: Iterable[Answers] = (),
) -> JsonResult:
    """Return the smd-survey/1 document of a wave; answers are those to what each person was shown (`flow.journey`).

    `beside`: those that came by a link for anybody, which are counted apart.

    `compared` says what stands in its `importance`: stated importance, or expectations, whose gap is then
    performance less expectation of the same item. An instrument of choices and texts alone has responses without answers:
    who answered is counted, its questions are by themselves (smd_workshop.library.survey.questions).
    """
    apart = [response_of(instrument, answers, compared) for answers in beside]
    return {
        **design_document(instrument, compared),
        "population": population,
        RESPONSES: [response_of(instrument, answers, compared) for answers in responses],
        **({OPEN_RESPONSES: apart} if apart else {}),
        **({"settings": dict(settings)} if settings else {}),
    }


def design_document(instrument: Instrument, compared: str = IMPORTANCE) -> JsonResult:
    """Return the smd-survey/1 document of an instrument that nobody has answered yet."""
    scale = _scale(instrument)
    return {
        "format": SURVEY,
        "scale": {
            "min": scale.low,
            "max": scale.high,
            "top": list(scale.top),
            "satisfied": list(scale.satisfied),
        },
        "dimensions": [
            {"code": dimension.code, "items": items}
            for dimension in instrument.dimensions
            if (
                items := [
                    code
                    for code, item in instrument.items.items()
                    if item.said.dimension == dimension.code
                ]
            )
        ],
        "overall": instrument.overall,
        "recommend": instrument.recommend,
        "importance": _pairs(instrument, compared),
        "responses": [],
    }


def response_of(
    instrument: Instrument, answers: Answers, compared: str = IMPORTANCE
) -> dict[str, int | str]:
    """Return one person's answers to the items that are counted; a missing one has no key."""
    found: dict[str, int | str] = {}
    for code in _counted(instrument, compared):
        answer = answers.get(code)
        if answer is NA:
            found[code] = NA_CODE
        elif isinstance(answer, int):
            found[code] = _turned(instrument, instrument.items[code], answer)
    return found


def _counted(instrument: Instrument, compared: str) -> list[str]:
    """Return the codes of everything that the file asks, in order."""
    asked = {*_performed(instrument), *_pairs(instrument, compared).values(), instrument.recommend}
    return [code for code in instrument.items if code in asked]


def _turned(instrument: Instrument, item: Item, answer: int) -> int:
    """Turn the answer to an item that is worded the other way round."""
    if not item.said.reverse or item.question.scale is None:
        return answer
    scale = instrument.scale_of[item.question.scale]
    return scale.low + scale.high - answer


def _scale(instrument: Instrument) -> Scale:
    """Return the scale of what is counted, which is one; where nothing is, one that is asked: no figure is of it."""
    for item in instrument.items.values():
        if counted(instrument, item):
            return instrument.scale_of[str(item.question.scale)]
    asked = {question.scale for question in instrument.questions}
    return next((each for each in instrument.scales if each.code in asked), _NO_SCALE)


def _performed(instrument: Instrument) -> set[str]:
    """Return what is counted by itself: items of dimensions, and the overall one."""
    return {
        code
        for code, item in instrument.items.items()
        if item.said.dimension or code == instrument.overall
    }


def _pairs(instrument: Instrument, compared: str) -> dict[str, str]:
    """Return item to the item that is compared with it."""
    performed = _performed(instrument)
    return {
        of: code
        for code, item in instrument.items.items()
        if (of := getattr(item.said, f"{compared}_of")) in performed
    }
