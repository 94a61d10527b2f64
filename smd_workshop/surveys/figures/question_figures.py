"""Figures of one question that no dimension holds: so a questionnaire without dimensions has some to publish, too."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.documents import sha256
from smd_workshop.library.survey.apart import SELF_SELECTED
from smd_workshop.library.survey.instrument.model import Instrument
from smd_workshop.library.survey.questions import kinds
from smd_workshop.models import Wave
from smd_workshop.surveys import instruments
from smd_workshop.surveys.figures import question_facts

#: How the names of these figures begin; the code of the question and what counts follow.
ANSWER: Final = "answer"
TITLE: Final = N_("People who answered “%(points)s” to “%(question)s”")
#: Characters of what counts in a definition; longer ones stand there by their digest.
_LONGEST: Final = 30
#: Characters of the answers in a name, which has room for 80 with the code of a question.
_LONGEST_IN_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of how many people gave one of some answers to a question."""

    code: str
    answers: tuple[str, ...]
    k: int
    n: int
    #: Fewest and most people of the population of whom it can be true; None where that is not known.
    between: tuple[int, int] | None

    @property
    def name(self) -> str:
        """By which it is known again in its wave."""
        return f"{ANSWER}/{self.code}/{_named(self.answers)}"

    @property
    def counts(self) -> str:
        """Which answers count, short enough for a definition and the same in each wave."""
        said = f"{self.code}={','.join(self.answers)}"
        return said if len(said) <= _LONGEST else f"sha256:{sha256([said])[:16]}"


def counted(wave: Wave, figures: Mapping[str, Any]) -> Iterator[Counted]:
    """Yield what may be shown of each question: of a scale its points that count, of a choice each of its answers.

    `figures` are those of the wave that may be shown, which say of whom they are.
    """
    questions = instruments.read(wave.instrument)
    by_open_link = figures.get("sampling") == SELF_SELECTED
    population = None if by_open_link else wave.population
    for code, found in question_facts.shown(wave, by_open_link=by_open_link).items():
        for answers in () if "hidden" in found else _together(questions, code, found["kind"]):
            yield _share(code, answers, found, population)


def _together(questions: Instrument, code: str, kind: str) -> list[tuple[str, ...]]:
    """Return which answers to a question are counted together."""
    question = questions.items[code].question
    if kind == kinds.ONE:
        return [(option.code,) for option in question.options]
    if kind != kinds.POINT or question.scale is None:
        return []
    scale = questions.scale_of[question.scale]
    both = (tuple(map(str, sorted(points))) for points in (scale.top, scale.satisfied))
    return list(dict.fromkeys(both))


def _share(
    code: str, answers: tuple[str, ...], found: Mapping[str, Any], population: int | None
) -> Counted:
    # Where it is needed: what counts brings numpy, which pages of questions do without.
    from smd_workshop.library.survey.figures import shares  # noqa: PLC0415

    options, n = found["options"], found["n"]
    k = sum(options[each]["k"] for each in answers)
    # Of a question that only some are asked nobody knows how many of the population it is for.
    known = all(options[each]["exact"] is not None for each in answers)
    of = shares.of_people(k, n, shares.Wave(population if known else None, "", 0))
    return Counted(code, answers, k, n, tuple(of["exact"]) if of["exact"] else None)


def _named(answers: tuple[str, ...]) -> str:
    """Return some answers as the name of a figure holds them: by their digest where they are longer than it has room for."""
    said = ",".join(answers)
    return said if len(said) <= _LONGEST_IN_NAME else f"sha256:{sha256([said])[:16]}"


def words(name: str, questions: Instrument, language: str) -> dict[str, str] | None:
    """Return what a figure of this name counts and of which question; None for any other figure."""
    kind, _slash, rest = name.partition("/")
    code, _slash, answers = rest.partition("/")
    item = questions.items.get(code)
    if kind != ANSWER or item is None:
        return None
    labels = question_facts.labels(questions, item, language)
    alone = {_named((code,)): code for code in labels}
    every = [alone[answers]] if answers in alone else answers.split(",")
    return dict(  # noqa: C408 - places in a sentence
        points=" / ".join(labels.get(each, each) for each in every),
        question=question_facts.asks(questions, item, language),
    )
