"""What people expected beside what they found: the gap of each pair of questions, counted with the figures of a wave.

Parasuraman, Zeithaml & Berry 1988, Journal of Retailing 64:12; only questions that ask the same of both are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smd_workshop.core.caching import Bounded
from smd_workshop.database import db, identity
from smd_workshop.library.survey import disclosure
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.models import Wave, WaveGroups
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import dataset, question_facts

if TYPE_CHECKING:
    from smd_workshop.library.survey.summary import Summary

Pairs = Mapping[str, Mapping[str, Any]]
_counted: Bounded[tuple[object, int], Pairs] = Bounded("gaps of expectations", 64)

#: Under which they are kept with the tables of groups.
KEY = "expectations"


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, what was expected and what was found of it on average, and by how much it falls short among `n` who said both."""

    code: str
    text: str
    expected: float
    found: float
    gap: float
    n: int


def asked(questions: Instrument) -> bool:
    """Say whether a questionnaire asks what was expected of anything."""
    return any(item.said.expectation_of for item in questions.items.values())


def document(wave: Wave) -> Pairs:
    """Return the figures of each pair of a closed wave, by the item that says what was found; to be stored."""
    questions = instruments.read(wave.instrument)
    if not asked(questions):
        return {}
    # Where it is needed: what counts brings numpy, which pages of questions do without.
    from smd_workshop.library.survey.answers import blocks  # noqa: PLC0415
    from smd_workshop.library.survey.document import design_of  # noqa: PLC0415
    from smd_workshop.library.survey.figures.importance import stated  # noqa: PLC0415
    from smd_workshop.library.survey.instrument.waves import (  # noqa: PLC0415
        EXPECTATION,
        design_document,
        response_of,
    )
    from smd_workshop.library.survey.summary import Summary  # noqa: PLC0415

    design = design_of(design_document(questions, EXPECTATION))
    given = dataset.each_response(wave, by_open_link=dataset.only_open(wave))
    rows = (response_of(questions, answers, EXPECTATION) for _name, answers in given)
    summary = Summary.of_blocks(design, blocks(design, rows))
    return {
        item: {
            "expectation_item": each["importance_item"],
            "expected": each["importance"], "found": each["performance"],
            "gap": each["gap"], "gap_sd": each["gap_sd"], "n": each["n"],
            "n_expected": _said(summary, each["importance_item"]), "n_found": _said(summary, item),
        }
        for item, each in stated(summary)["items"].items()
    }  # fmt: skip


def _said(summary: "Summary", item: str) -> int:
    """Return of how many people the mean of an item is."""
    return sum(summary.numbers[item].values())


def shown(wave: Wave) -> Pairs:
    """Return what of it may be shown, by numbers of people alone: nothing of a wave of few, nor where anything is withheld.

    It ties answers to each other, as importance and performance do.
    """
    result = dataset.shown(wave)
    if result is None or result.nothing or result.why or not result.file:
        return {}
    found = _stored(wave)
    return {} if any(each["n"] < disclosure.FEW for each in found.values()) else found


def _stored(wave: Wave) -> Pairs:
    kept = db.session.get(WaveGroups, wave.id)
    if kept is not None and KEY in kept.document:
        return dict(kept.document[KEY])
    return _counted_again(wave)


def _counted_again(wave: Wave) -> Pairs:
    if dataset.lost(wave):
        return {}  # beside what was shown before it would tell what one person answered
    key = identity(db.engine), wave.id
    return _counted.get(key) or _counted.put(key, document(wave))


def public(wave: Wave) -> Pairs:
    """Return what of it everybody may read: no pair of which one to four people said one half alone.

    The means of both halves are of all who said them, the gap of those who said both: the difference would tell what so few said.
    """
    found = shown(wave)
    if any("n_found" not in each for each in found.values()):  # kept before it was counted
        found = _counted_again(wave)
    return {code: each for code, each in found.items() if not _tells_of_few(each)}


def _tells_of_few(pair: Mapping[str, Any]) -> bool:
    return any(0 < pair[half] - pair["n"] < disclosure.FEW for half in ("n_expected", "n_found"))


def withheld(wave: Wave) -> int:
    """Return how many pairs staff read and the public does not."""
    return len(shown(wave)) - len(public(wave))


def told(wave: Wave, language: str, *, for_public: bool = False) -> tuple[Pair, ...]:
    """Return the pairs that may be shown, to staff or to everybody, where most is missing first."""
    questions = instruments.read(wave.instrument)
    found = [
        Pair(
            code, question_facts.asks_shortly(questions, questions.items[code], language),
            each["expected"], each["found"], each["gap"], each["n"],
        )
        for code, each in (public(wave) if for_public else shown(wave)).items()
        if None not in {each["expected"], each["found"], each["gap"]}
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda pair: pair.gap))
