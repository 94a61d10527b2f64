"""What a plan holds, and what lines of a file or a form would make of it: a verdict for each line, all that is written. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from smd_workshop.core import verdicts
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.plan import Series
from smd_workshop.plans.files.differences import Difference
from smd_workshop.plans.files.lines import VALUES, Kind, Reason, Word

Key = tuple[Kind, str]
#: Why a line waits whose code is here under another name.
RENAMED: Final = N_(
    "%(code)s is “%(before)s” here, and “%(after)s” in the file. Not written, unless you say that it is the same."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan holds of one thing."""

    parent: str = ""
    words: Mapping[str, Word] = field(default_factory=dict)
    years: Mapping[str, Series] = field(default_factory=dict)


Snapshot = Mapping[Key, Known]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a line, and why."""

    row: int
    kind: str
    about: Kind
    code: str
    reasons: tuple[Reason, ...] = ()
    #: What the line or the plan calls it.
    name: str = ""
    #: What becomes another by it.
    differences: tuple[Difference, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether a person must say that it is the same before the line is written."""
        return any(each.sentence.message == RENAMED for each in self.reasons)


@dataclass(frozen=True, slots=True)
class Write:
    """What is written of one thing: only what is new or another than before."""

    kind: Kind
    code: str
    parent: str
    words: Mapping[str, Word]
    years: Mapping[str, Series]
    new: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file would do: a verdict per line in the order of the file, and all that it would write."""

    verdicts: tuple[Verdict, ...]
    writes: tuple[Write, ...]

    def totals(self) -> dict[str, int]:
        """Return how many lines got each verdict; they add up to the lines read."""
        return verdicts.totals(each.kind for each in self.verdicts)

    def digest(self) -> str:
        """Return a name for exactly this outcome."""
        return verdicts.digest(self)


def corrections(outcome: Outcome, known: Snapshot) -> int:
    """Return how many values of the outcome take the place of one that was entered before."""
    return sum(
        year in before.years.get(VALUES, {})
        for write in outcome.writes
        if (before := known.get((write.kind, write.code))) is not None
        for year in write.years.get(VALUES, {})
    )
