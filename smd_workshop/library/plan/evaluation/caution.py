"""What a reader of an evaluation is warned about: nothing is refused, nothing is silently put right."""

from dataclasses import dataclass
from enum import StrEnum

from smd_workshop.library.plan.figures import Sentence


class Kind(StrEnum):
    """The kinds of warnings; docs/plans.md says of each when it is raised."""

    NO_INDICATOR = "no indicator"
    NO_TARGET = "no target"
    NO_VALUE = "no value"
    TARGET_TURNS = "target turns"
    BEHIND_BASELINE = "behind baseline"
    NOT_ABOVE_ZERO = "not above zero"
    FAR_BEYOND = "far beyond"
    ALREADY_MET = "already met"
    OUTSIDE_PERIOD = "outside period"
    RELEVANCE = "relevance"
    CODES_DISAGREE = "codes disagree"
    MEASURES_APART = "measures apart"
    ROUNDING = "rounding"
    BEYOND_WHOLE = "beyond whole"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class Caution:
    """One warning: its kind, the code of what it is about, a sentence that says why, and perhaps which figure of it.

    A parameter of the sentence that is a `Light` is a word to translate.
    """

    kind: Kind
    code: str
    sentence: Sentence
    figure: str = ""

    @property
    def text(self) -> str:
        """The warning in English on one line, beginning with what it is about."""
        about = f"{self.code} ({self.figure})" if self.figure else self.code
        return f"{about}: {self.sentence.text}"


def caution(kind: Kind, code: str, message: str, **params: object) -> Caution:
    """Return a warning; `params` fill the message."""
    return Caution(kind, code, Sentence(message, params))
