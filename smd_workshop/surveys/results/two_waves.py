"""A closed wave beside an earlier one: what both asked alike, question by question and group by group, and what is not compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey import two_waves
from smd_workshop.library.survey.apart import SELF_SELECTED
from smd_workshop.library.survey.disclosure import Shown
from smd_workshop.library.survey.instrument.model import Instrument, Item
from smd_workshop.library.survey.two_waves import Moved, Share
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset, question_facts
from smd_workshop.surveys.respondents.turnout import waves_before
from smd_workshop.surveys.results import summaries

Figures = Mapping[str, Any]

FIRST: Final = N_("There is no earlier wave with figures to stand beside.")
NOTHING: Final = N_("Of one of the two waves nothing is shown: too few people answered it.")
ANYBODY: Final = N_(
    "One of the two waves was answered by a link for anybody: who comes by one is each time somebody else, so "
    "nothing is compared."
)
#: What of those who were asked whether they would recommend is compared.
RECOMMEND: Final[Mapping[str, str]] = {
    "promoters": N_("9 or 10"), "passives": N_("7 or 8"), "detractors": N_("0 to 6"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """What changed of an answer to a question; `answer` is a label of the questionnaire, or '' for the points that count."""

    code: str
    words: str
    answer: str
    moved: Moved
    #: Whether `answer` is a sentence of ours.
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A question that is not compared, and why."""

    code: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class TwoWaves:
    """Two waves of a survey; `why` is a sentence where nothing is compared."""

    before: Wave | None
    after: Wave
    why: str = ""
    census: bool = False
    rows: tuple[Row, ...] = ()
    left: tuple[Left, ...] = ()
    #: Code of an item → why it is not compared.
    reasons: Mapping[str, str] | None = None


def earlier(wave: Wave, *, public: bool = False) -> list[Wave]:
    """Return the closed waves before one whose figures are counted, the oldest first; of the public those it may read."""
    return [
        each
        for each in waves_before(wave)
        if dataset.of(each) is not None and (not public or summaries.of(each) is not None)
    ]


def compared(before: Wave | None, after: Wave, language: str) -> TwoWaves:
    """Return what changed between two counted waves of a survey, names in a language of the questionnaire."""
    if before is None:
        return TwoWaves(None, after, FIRST)
    was, now = dataset.shown(before), dataset.shown(after)
    if was is None or now is None or was.nothing or now.nothing:
        return TwoWaves(before, after, NOTHING)
    if SELF_SELECTED in {was.figures["sampling"], now.figures["sampling"]}:
        return TwoWaves(before, after, ANYBODY)
    old, new = instruments.read(before.instrument), instruments.read(after.instrument)
    reasons = _reasons(before, after)
    census = was.figures["sampling"] == now.figures["sampling"] == "census"
    shares = _shares(before, was), _shares(after, now)
    both = {
        key: (shares[0][key], share)
        for key, share in shares[1].items()
        if key in shares[0] and key[0] not in reasons
    }
    names = {"\n".join(key): key for key in both}
    found = two_waves.moved({name: both[key] for name, key in names.items()}, census=census)
    rows = [_row(new, *names[name], moved, language) for name, moved in found.items()]
    here = {row.code for row in rows}
    left = [
        *_left(new, here, reasons, shares[1], language),
        *(
            Left(code, asks(old, item, language), two_waves.ONLY_THEN)
            for code, item in old.items.items()
            if code not in new.items and item.question.answered and not _in_words(old, code)
        ),
    ]
    return TwoWaves(before, after, "", census, tuple(rows), tuple(left), reasons)


def _reasons(before: Wave, after: Wave) -> dict[str, str]:
    """Return why an item is not compared, by code."""
    found: dict[str, str] = {}
    if before.instrument_id != after.instrument_id:
        found = two_waves.why_not(instruments.changes_between(before.instrument, after.instrument))
        old = instruments.read(before.instrument).items
        new = instruments.read(after.instrument).items
        found |= {code: two_waves.ONLY_NOW for code in new if code not in old}
    return found


def _shares(wave: Wave, shown: Shown) -> dict[tuple[str, str], Share]:
    """Return the shares of people that are shown of a wave, by question and answer; '' for the points that count."""
    questions = instruments.read(wave.instrument)
    found = dict(_of_items(questions, shown.figures))
    if nps := shown.figures.get("nps"):
        found |= {(nps["item"], name): (nps[name], nps["n"]) for name in RECOMMEND}
    others = question_facts.shown(wave)
    found |= {
        (code, option): (share["k"], share["n"])
        for code, figures in others.items()
        for option, share in figures.get("options", {}).items()
        if "k" in share
        and (code, "") not in found  # else the points that count would stand there twice
    }
    order = {code: place for place, code in enumerate(questions.items)}
    return dict(sorted(found.items(), key=lambda pair: order.get(pair[0][0], len(order))))


def _of_items(questions: Instrument, figures: Figures) -> Iterator[tuple[tuple[str, str], Share]]:
    """Yield the shares at the top of the scale, but of how important something is: its points are called otherwise and named one by one."""
    for code, each in figures["items"].items():
        if each and each["top"]["n"] and not questions.items[code].said.importance_of:
            yield (code, ""), (each["top"]["k"], each["top"]["n"])


def asks(questions: Instrument, item: Item, language: str) -> str:
    """Return what an item asks: of a dimension without what stands above all of them."""
    said = question_facts.asks_shortly if item.said.dimension else question_facts.asks
    return said(questions, item, language)


def _row(questions: Instrument, code: str, answer: str, moved: Moved, language: str) -> Row:
    item = questions.items[code]
    words = asks(questions, item, language)
    if code == questions.recommend and answer in RECOMMEND:
        return Row(code, words, RECOMMEND[answer], moved, ours=True)
    label = question_facts.labels(questions, item, language).get(answer, answer)
    return Row(code, words, label if answer else "", moved)


def _left(
    questions: Instrument,
    here: set[str],
    reasons: Mapping[str, str],
    shares: Mapping[tuple[str, str], Share],
    language: str,
) -> Iterator[Left]:
    """Yield the questions of the later wave that are not compared; what is written in words never is."""
    counted = {code for code, _answer in shares}
    for code, item in questions.items.items():
        if code in here or not item.question.answered or _in_words(questions, code):
            continue
        words = asks(questions, item, language)
        yield Left(code, words, reasons.get(code) or _hidden(questions, code, counted))


def _in_words(questions: Instrument, code: str) -> bool:
    return questions.items[code].question.type in {*dataset.TEXTS, "consent"}


def _hidden(questions: Instrument, code: str, counted: set[str]) -> str:
    """Return why a question that both asked alike has nothing to compare."""
    has_shares = code in counted or questions.items[code].question.type in _OF_SHARES
    return two_waves.HIDDEN if has_shares else two_waves.NO_SHARES


_OF_SHARES: Final = frozenset({"likert", "matrix", "single", "multiple", "nps"})
