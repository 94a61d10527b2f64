"""The settings of a method: what each may be, and those that several methods have; exact where it is a share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import InvalidAnswer

Settings = Mapping[str, Any]

#: The seed of every draw unless a file sets another: the year of the Moquegua note. A room draws its own.
DEFAULT_SEED: Final = "2022"

#: Larger than any budget, and still exact as a float.
LARGEST_AMOUNT: Final = 10**15

#: Signs that fit beside every amount of a narrow page.
LONGEST_UNIT: Final = 10

SettingKind = Literal[
    "integer",
    "number",
    "share",
    "groups",
    "sides",
    "seed",
    "choice",
    "amount",
    "costs",
    "bound",
    "unit",
]

#: Kinds of settings that the program fills from the options of a round: the group that each stands in.
OF_OPTIONS: Final = frozenset({"groups", "sides"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One number or choice of a method, frozen when the round opens; a default of None means it must be given.

    A `share` is exact: a number or a fraction such as "2/3". `groups` maps a group to its options; `sides` maps each of
    the four sides of a crossing (F, D, O, A) to its options, and the key of either is its kind. A `seed` is a text; a
    whole number is taken as its digits. A `choice` is one of `choices`; no form asks for one yet, so it is `quiet`. An
    `amount` is exact, as a share; `costs` maps every option to one. A `bound` is a number that answers do not pass, above
    zero or below; a `unit` is a word of at most LONGEST_UNIT signs that stands beside amounts and is counted by nobody. Of
    both, one that is not given is not there.
    """

    key: str
    kind: SettingKind
    default: Any
    label: str
    help: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    quiet: bool = False  # belongs to the count, not to the question: nobody is asked for it
    below: float | None = None  # an end that is not reached itself
    over: str = ""  # of a bound: another one that it must not lie below

    @property
    def required(self) -> bool:
        """Whether nothing can be counted before somebody has given it; what comes from the options gives itself."""
        return self.default is None and self.kind not in {*OF_OPTIONS, "bound"}


#: From version 2 on every result says whether a sector lacks its quorum (library.sectors.status).
QUORUM: Final = Setting(
    "quorum_more_than",
    "share",
    "1/2",
    N_("Quorum: more than"),
    N_("Share of each sector's seats that must have answered, abstentions included."),
    0,
    below=1,
    quiet=True,
)

#: Whether voters are replicated until sectors weigh as agreed (library.sectors.balance).
BALANCE: Final = Setting(
    "balance",
    "choice",
    "sector",
    N_("Balance"),
    N_(
        "“sector”: the sectors weigh as agreed, however many people each has; “none”: each person alike."
    ),
    choices=("sector", "none"),
    quiet=True,
)

#: Of a room: the nonce that was promised when it opened, joined with its ballots (rounds.lots).
SEED: Final = Setting(
    "seed",
    "seed",
    DEFAULT_SEED,
    N_("Seed of the draw"),
    N_("Any text: who repeats a draw with it draws the same."),
    quiet=True,
)

#: As version 1 counted: one whole number for everything that is drawn.
SEED_1: Final = Setting(
    "seed", "integer", 2022, N_("Seed of the draw"), "", 0, 2**32 - 1, quiet=True
)

RESAMPLES: Final = Setting(
    "resamples", "integer", 2000, N_("Repetitions of the round"), "", 100, 20000, quiet=True
)


class InvalidSetting(InvalidAnswer):
    """A setting that its method cannot work with; `steps` leads to it."""
