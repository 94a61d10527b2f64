"""What a method says of chance: by what its decision is repeated, or why it is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final, Protocol

from smd_workshop.core.messages import N_
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile

#: As many repetitions as a round has unless its settings say otherwise.
REPETITIONS: Final = 2000
#: With fewer of them a chance would say less than it seems to.
FEWEST: Final = 100
#: Different ballots × figures of each × repetitions: about half a second of work.
MOST_WORK: Final = 40_000_000

NOBODY: Final = N_("nobody answered")
NO_ANSWER: Final = N_("nobody answered anything that could come out another time")
TOO_MUCH: Final = N_("there are too many different ballots to repeat the round many times")


class Decided(Protocol):
    """What came out in all repetitions of a round."""

    def told(self) -> JsonResult:
        """Return it as figures."""
        ...


#: The round, its settings and the seed → what came out; a message why there is nothing, None where it would take too long.
Drawing = Callable[[Profile, Mapping[str, Any], str], Decided | str | None]


@dataclass(frozen=True, slots=True)
class Chances:
    """By what a decision is repeated; or `why_not`, a message."""

    drawn: Drawing | None
    why_not: str = ""

    def told(self, profile: Profile, settings: Mapping[str, Any], seed: str) -> JsonResult:
        """Return what came out in repetitions drawn from a seed; `kind` null with `reason` where nothing is told."""
        if self.drawn is None:
            return nothing(self.why_not)
        if not profile.size:
            return nothing(NOBODY)
        found = self.drawn(profile, settings, seed)
        if found is None or isinstance(found, str):
            return nothing(found or TOO_MUCH)
        return {"seed": seed, **found.told()}


def nothing(reason: str) -> JsonResult:
    """Say why no chance is told."""
    return {"kind": None, "reason": reason}


def drawn_by(module: str) -> Chances:
    """Return what asks the `drawn` of a module, imported when it is first asked: numpy weighs more than the pages."""

    def drawn(profile: Profile, settings: Mapping[str, Any], seed: str) -> Decided | str | None:
        found: Decided | str | None = import_module(module).drawn(profile, settings, seed)
        return found

    return Chances(drawn)


def not_drawn(why: str) -> Chances:
    """Return what says why a decision is not repeated: a message."""
    return Chances(None, why)


def repetitions(wanted: int, ballots: int, figures: int) -> int:
    """Return how many repetitions fit into the work that is bearable; 0 where these would be fewer than FEWEST."""
    fit = min(wanted, MOST_WORK // max(1, ballots * figures))
    return fit if fit >= FEWEST else 0
