"""What a questionnaire still lacks before it can be published: a draft may be half written, what people answer may not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.model import Instrument

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


def _faults(instrument: Instrument) -> Iterator[Fault]:
    if not instrument.items:
        yield Fault("", N_("It asks nothing yet."))
    for question in instrument.questions:
        if too_few(question.type, len(question.options)):
            yield Fault(question.code, TOO_FEW)
