"""Questions that no dimension holds, of a closed wave: counted once with its figures, and told as far as people allow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smd_workshop.core.caching import Bounded
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db, identity
from smd_workshop.library.survey import apart
from smd_workshop.library.survey.instrument import flow, model
from smd_workshop.library.survey.instrument.flow import Journey
from smd_workshop.library.survey.instrument.model import Instrument, Item
from smd_workshop.library.survey.questions import kinds
from smd_workshop.models import Wave, WaveGroups
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset

_counted: Bounded[tuple[object, int], dict[str, Any]] = Bounded("questions by themselves", 64)

#: How a margin is to be read: people of this population, or a share of others like these.
OF_POPULATION: Final = "people of the population"
OF_OTHERS: Final = "share of others like these"
#: What the figures of numbers are called.
QUANTILES: Final[Mapping[str, str]] = {
    "p5": N_("One in twenty is below (5th percentile)"),
    "lower_quartile": N_("One in four is below (first quartile)"),
    "median": N_("Half are below (median)"),
    "upper_quartile": N_("One in four is above (third quartile)"),
    "p95": N_("One in twenty is above (95th percentile)"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One answer to choose from: how many of how many people gave it, and its margin (None where there is none)."""

    code: str
    label: str
    k: int
    n: int
    margin: tuple[float, float] | None = None
    #: OF_POPULATION or OF_OTHERS.
    margin_of: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """One option of an order: its mean place, how many put it first, and how many gave it a place."""

    code: str
    label: str
    mean_place: float | None
    first: int
    ranked: int


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring months, "2023-09"; None where the first or the last person would give the end."""

    first: str | None
    last: str | None
    k: int
    n: int


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """What a question asks and what may be told of its answers; `hidden` is a sentence where nothing may."""

    code: str
    text: str
    kind: str
    hidden: str = ""
    #: How many answered at all, were asked this, gave an answer, said that it does not apply, left it out.
    people: int = 0
    asked: int = 0
    n: int = 0
    na: int = 0
    missing: int = 0
    lines: tuple[Line, ...] = ()
    places: tuple[Placed, ...] = ()
    spans: tuple[Span, ...] = ()
    #: Name of a figure → number.
    numbers: tuple[tuple[str, float], ...] = ()

    @property
    def chosen(self) -> int:
        """How many choices were made in all: more than people where several may be chosen."""
        return sum(line.k for line in self.lines)


def journeys(wave: Wave, *, by_open_link: bool) -> Iterator[Journey]:
    """Yield what each person of a closed wave was shown and answered."""
    questions = instruments.read(wave.instrument)
    today = day_of(wave.closed_at or wave.opened_at, wave.survey.process.time_zone)  # type: ignore[arg-type]
    for _name, answers in dataset.each_response(wave, by_open_link=by_open_link):
        yield flow.journey(questions, answers, today)


def document(wave: Wave) -> dict[str, Any]:
    """Return the figures of these questions, of who was asked and of who came by a link for anybody; to be stored."""
    return {
        key: counted(wave, journeys(wave, by_open_link=by_open_link), by_open_link=by_open_link)
        for key, by_open_link in ((apart.RESPONSES, False), (apart.OPEN, True))
    }


def counted(wave: Wave, made: Iterator[Journey], *, by_open_link: bool) -> dict[str, Any]:
    """Return the figures of these people, who are no part of the population where they came by a link for anybody."""
    # Where it is needed: what counts brings numpy, which pages of questions do without.
    from smd_workshop.library.survey.questions.figures import figures  # noqa: PLC0415
    from smd_workshop.library.survey.questions.tallies import tallies  # noqa: PLC0415

    items = kinds.asked(instruments.read(wave.instrument), _elsewhere(wave))
    # Where no question is by itself, nobody's answers need be read.
    return figures(tallies(items, made if items else ()), None if by_open_link else wave.population)


def _elsewhere(wave: Wave) -> set[str]:
    """Return the items that the other figures of the wave are of."""
    questions = instruments.read(wave.instrument)
    inside = {item for items in dataset.dimensions_of(wave).values() for item in items}
    return inside | {code for code in (questions.overall, questions.recommend) if code}


def shown(wave: Wave, *, by_open_link: bool = False) -> dict[str, dict[str, Any]]:
    """Return what of these figures may be shown, by the code of the question."""
    from smd_workshop.library.survey.questions import showing  # noqa: PLC0415 - as above

    found = _stored(wave)
    if found is None:
        return {}
    figures = found[apart.OPEN if by_open_link else apart.RESPONSES]
    return showing.shown(figures, None if by_open_link else wave.population)


def documents(wave: Wave) -> dict[str, Any]:
    """Return what may be shown as it stands in the file of figures, beside those of an smd-survey-result/1 document.

    `questions`, and `open_questions` of those who came by a link for anybody, who are judged by their own number.
    """
    result = dataset.shown(wave)
    if result is None:
        return {}
    found: dict[str, Any] = {}
    if not result.nothing:
        by_open_link = result.figures.get("sampling") == apart.SELF_SELECTED
        found["questions"] = shown(wave, by_open_link=by_open_link)
    if "items" in result.figures.get(apart.OPEN, {}):
        found["open_questions"] = shown(wave, by_open_link=True)
    return {key: each for key, each in found.items() if each}


def _stored(wave: Wave) -> dict[str, Any] | None:
    """Return the figures as they were stored; None of what was never stored and of which answers went since."""
    kept = db.session.get(WaveGroups, wave.id)
    if kept is not None and "questions" in kept.document:
        return dict(kept.document["questions"])
    if dataset.lost(wave):
        return (
            None  # what was shown before, less what would be shown now, is what one person answered
        )
    # A wave whose figures are older than these: counted as they would have been.
    key = identity(db.engine), wave.id
    return _counted.get(key) or _counted.put(key, document(wave))


def told(
    wave: Wave, language: str, found: Mapping[str, Mapping[str, Any]]
) -> tuple[QuestionFacts, ...]:
    """Return what may be told of these questions (`shown`), in the order of the questionnaire."""
    questions = instruments.read(wave.instrument)
    return tuple(
        _told(questions, questions.items[code], figures, language)
        for code, figures in found.items()
        if code in questions.items
    )


def asks(questions: Instrument, item: Item, language: str) -> str:
    """Return what an item asks where it stands alone: a row of a matrix with what is asked of all its rows."""
    return questions.asks(item.code, language)


def asks_shortly(questions: Instrument, item: Item, language: str) -> str:
    """Return what an item asks where what is asked of a whole matrix goes without saying."""
    return item.code if item.text is None else questions.said(item.text, language)


def _told(
    questions: Instrument, item: Item, figures: Mapping[str, Any], language: str
) -> QuestionFacts:
    said = asks(questions, item, language)
    if "hidden" in figures:
        return QuestionFacts(item.code, said, figures["kind"], figures["hidden"])
    n, options = figures["n"], figures.get("options", {})
    called = labels(questions, item, language)
    ordered = figures["kind"] == kinds.ORDER
    return QuestionFacts(
        item.code, said, figures["kind"],
        people=figures["people"], asked=figures["asked"], n=n, na=figures["na"], missing=figures["missing"],
        lines=() if ordered else tuple(_line(c, called[c], each) for c, each in options.items()),
        places=_by_place(called, options) if ordered else (),
        spans=tuple(Span(s["from"], s["to"], s["k"], n) for s in figures.get("periods", ())),
        numbers=tuple((name, figures[name]) for name in QUANTILES if name in figures),
    )  # fmt: skip


def _line(code: str, label: str, share: Mapping[str, Any]) -> Line:
    k, n = share["k"], share["n"]
    exact, wilson = share["exact"], share["wilson"]
    if exact is not None:
        # Of a census nothing is left open.
        return Line(
            code, label, k, n, tuple(exact) if exact[0] != exact[1] else None, OF_POPULATION
        )
    return Line(code, label, k, n, tuple(wilson) if wilson else None, OF_OTHERS)


def _by_place(
    labels: Mapping[str, str], options: Mapping[str, Mapping[str, Any]]
) -> tuple[Placed, ...]:
    """Return the options of an order, the one with the best mean place first; of equals the one named first."""
    placed = [
        Placed(code, labels[code], each["mean_place"], each["first"], each["ranked"])
        for code, each in options.items()
    ]
    return tuple(sorted(placed, key=lambda each: (each.mean_place is None, each.mean_place or 0)))


def labels(questions: Instrument, item: Item, language: str) -> dict[str, str]:
    """Return what each answer to an item is called, by its code."""
    question = item.question
    if question.type == model.NPS:
        return {str(point): str(point) for point in kinds.RECOMMEND}
    if question.scale is not None:
        scale = questions.scale_of[question.scale]
        pairs = zip(scale.points, scale.labels, strict=True)
        return {str(point): questions.said(label, language) for point, label in pairs}
    return {option.code: questions.said(option.text, language) for option in question.options}
