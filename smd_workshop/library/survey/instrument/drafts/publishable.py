"""What a questionnaire still lacks before it can be published: a draft may be half written, what people answer may not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.model import Instrument, Question

#: Types of question that are a choice among what their writer offers.
CHOICES: Final = frozenset({model.SINGLE, model.MULTIPLE, model.RANKING})
#: So few answers leave something to choose.
FEWEST: Final = 2
TOO_FEW: Final = N_("A choice needs two answers or more.")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and the question that it is wrong with; '' for the whole."""

    code: str
    message: str


def too_few(kind: str, answers: int) -> bool:
    """Say whether a question of this type with so many answers leaves nothing to choose."""
    return kind in CHOICES and answers < FEWEST


def faults(instrument: Instrument) -> tuple[Fault, ...]:
    """Return all that keeps a questionnaire from being published, in the order in which it is asked."""
    return tuple(_faults(instrument))


def without_way_out(instrument: Instrument) -> tuple[str, ...]:
    """Return the codes of questions that must be answered and offer no answer to who cannot or does not want to.

    To take part is free: whoever meets one has no way but to stop. An agreement is such by its nature.
    """
    return tuple(
        question.code
        for question in instrument.questions
        if question.required
        and question.type != model.CONSENT
        and not _offers_na(instrument, question)
    )


def _offers_na(instrument: Instrument, question: Question) -> bool:
    scale = instrument.scale_of.get(question.scale or "")
    return (question.na if scale is None else scale.na) is not None


def _faults(instrument: Instrument) -> Iterator[Fault]:
    if not instrument.items:
        yield Fault("", N_("It asks nothing yet."))
    for question in instrument.questions:
        if too_few(question.type, len(question.options)):
            yield Fault(question.code, TOO_FEW)
