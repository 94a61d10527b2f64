"""What a method is: a way of turning answers into a result, described so that everything else can be derived."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from smd_workshop.library.ballots import BallotKind
from smd_workshop.library.ballots.kind import Groups, Said
from smd_workshop.library.chances import Chances
from smd_workshop.library.disclosure import Disclosing
from smd_workshop.library.elections.election import Takes
from smd_workshop.library.facets import Following, Publishing, Simulate, Tracing, said
from smd_workshop.library.findings import Finding
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Answer, Profile
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.setting_values import filled
from smd_workshop.library.settings import OF_OPTIONS, Setting, Settings
from smd_workshop.library.two_rounds import Stability

if TYPE_CHECKING:
    from smd_workshop.library.charts.spec import Bars, Dots, Stacked

    Chart = Bars | Dots | Stacked

Compute = Callable[[Profile, Settings], JsonResult]
Decider = Callable[[Profile, Settings], Decide]


class Family(Enum):
    """What a method is for."""

    VOTE = "vote"
    CONSENSUS = "consensus"
    WEIGHTING = "weighting"
    SURVEY = "survey"
    SCORECARD = "scorecard"


class Claim(Enum):
    """A property that the tests hold a method to and the help may promise."""

    ANONYMOUS = "anonymous"  # the order of ballots changes nothing
    NEUTRAL = "neutral"  # renaming options renames the result, and nothing else
    BALANCED = "balanced"  # doubling every member of a sector changes no balanced figure
    UNANIMOUS = "unanimous"  # what everybody wants is what comes out


@dataclass(frozen=True, slots=True)
class Labels:
    """The words for option and sector codes; a code without words stands for itself."""

    options: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    #: Of sectors that the protocol gives another weight than 1.
    weights: Mapping[str, float] = field(default_factory=dict)

    def weight(self, code: str) -> float:
        """Return how much a sector weighs."""
        return self.weights.get(code, 1.0)

    def option(self, code: str) -> str:
        """Return the words for an option."""
        return self.options.get(code, code)

    def sector(self, code: str) -> str:
        """Return the words for a sector."""
        return self.sectors.get(code, code)

    def group(self, code: str) -> str:
        """Return the words for a group of options."""
        return self.groups.get(code, code)


@dataclass(frozen=True, slots=True)
class Counting:
    """One version of how a method counts, with the settings it knows: for files that name it."""

    version: int
    compute: Compute
    settings: tuple[Setting, ...]
    weighs: bool = True  # knows sectors that weigh differently
    #: Decides as the newest and repeats a round as it does: figures that decide nothing have other last digits.
    decides_alike: bool = False


def nothing_more(_settings: Settings, _options: Sequence[str]) -> None:
    """Of a method whose settings need no check beyond their own bounds."""


def nothing_beside(_settings: Settings) -> Mapping[str, Said]:
    """Of a method whose ballot shows the options alone."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way of turning answers into a result: everything the program asks of it, declared by its folder.

    What is not said has no default, or one that stands here; `methods.register` refuses a folder that leaves
    something out. Files beside it are listed in `methods.FILES`.
    """

    #: Stored with results; never renamed, only retired. The folder has its name.
    id: str = said("under which name its results are stored")
    version: int = said("which version of its counting this is")  # rises when figures could change
    family: Family = said("what it is for")
    name: str = said("what it is called")  # a gettext message
    summary: str = said("in one sentence what a participant does")
    #: Its place in the list of ways of asking: the smaller come first.
    place: int = said("where it stands in the list of ways of asking")
    ballot: BallotKind = said("what it asks for")
    compute: Compute = said("how it is counted")
    charts: Callable[[JsonResult, Labels], "Sequence[Chart]"] = said("which charts it shows")
    claims: frozenset[Claim] = said("which properties the tests hold it to")
    finding: Finding = said(
        "what is told first of its result: in a sentence, in a table, and how sure it is"
    )
    chances: Chances = said(
        "how often its decision would come out again (not_drawn with the reason if nothing repeats it)"
    )
    disclosing: Disclosing = said("what may be shown where few answered")
    publishing: Publishing = said("what is published and read besides its page")
    following: Following = said("from what its options come, and what it proposes to later rounds")
    tracing: Tracing = said("what it is on the way from an objective back to its notes")
    stability: Stability = said(
        "how two of its rounds are compared (NOT_COMPARED if the open format does not say)"
    )
    simulate: Simulate = said("how a demonstration draws answers")
    #: What a missing quorum would mean, for the console before the close: a gettext message.
    without_quorum: str = said("what a result without quorum is")
    #: Prepares a round and returns what decides it with other weights of sectors or fewer of them: what it hangs on is
    #: told by trying (`influence`). None where that is not asked.
    decider: Decider | None = None
    settings: tuple[Setting, ...] = ()
    #: Earlier versions, by which a file may ask to be counted and rounds opened under them are.
    others: tuple[Counting, ...] = ()
    #: Rules of the protocol that fix a setting: rule → setting.
    fixes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: What stands beside the options on a ballot, by their codes, and over all of them, under "".
    beside: Callable[[Settings], Mapping[str, Said]] = nothing_beside
    #: Figures and (sector, canonical answer) of every ballot of a file, which come once → figures in the order of the file.
    in_file_order: (
        Callable[[JsonResult, Profile, Iterable[tuple[str, Answer]]], JsonResult] | None
    ) = None
    #: What must hold of settings and options besides, before a round opens; raises InvalidSetting.
    check: Callable[[Settings, Sequence[str]], None] = nothing_more
    #: Published elections in the files of others that it counts too.
    elections: tuple[Takes, ...] = ()
    weighs: bool = True  # its newest version knows sectors that weigh differently
    retired: bool = False  # still renders old results, no longer offered
    divides: bool = (
        False  # shares out inside each group: an option alone in its group gets all of it
    )
    single_question: bool = False  # has no options: the question itself is answered


def computed_by(module: str) -> Compute:
    """Return a module's `compute`, imported by the first result: numpy weighs more than the pages."""

    def compute(profile: Profile, settings: Settings) -> JsonResult:
        result: JsonResult = import_module(module).compute(profile, settings)
        return result

    return compute


def decided_by(module: str) -> Decider:
    """Return a module's `decider`, imported when it is first asked: as above."""

    def decider(profile: Profile, settings: Settings) -> Decide:
        found: Decide = import_module(module).decider(profile, settings)
        return found

    return decider


def grouped(settings: Settings) -> Groups:
    """Return what the settings of a round sort its options into: groups, or the sides of a crossing; else nothing."""
    found: Groups = settings.get("groups") or settings.get("sides") or {}
    return found


def asked_by(method: Method, settings: Settings) -> BallotKind:
    """Return what a round of the method with these settings asks for: where they bound a number, no other is an answer."""
    return method.ballot.within(settings)


def sorts_options(method: Method) -> bool:
    """Whether a setting of the method is filled from the group that each option stands in."""
    return any(setting.kind in OF_OPTIONS for setting in method.settings)


def counting(method: Method, version: int | None = None) -> Counting | None:
    """Return how a version of the method counts, the newest if none is named; None for one it does not know."""
    own = Counting(method.version, method.compute, method.settings, method.weighs)
    if version is None:
        return own
    return next((each for each in (own, *method.others) if each.version == version), None)


def decides_as_newest(method: Method, version: int) -> bool:
    """Whether what a version decided is what the newest decides: then what that hangs on is tried by the newest."""
    earlier = (each.version for each in method.others if each.decides_alike)
    return version == method.version or version in earlier


def fill(
    method: Method,
    given: Mapping[str, Any],
    options: Sequence[str],
    settings: Sequence[Setting] | None = None,
) -> dict[str, Any]:
    """Return every setting of the method, or of one of its versions, checked, with defaults filled; or InvalidSetting."""
    return filled(method.settings if settings is None else settings, given, options, method.id)
