"""What a method is: a way of turning answers into a result, described so that everything else can be derived."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeGuard

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import BallotKind, InvalidAnswer, shown
from smd_workshop.library.ballots.kind import SIDES, UNGROUPED, Groups, Said
from smd_workshop.library.disclosure import Disclosing
from smd_workshop.library.facets import Following, Publishing, Simulate, Tracing, said
from smd_workshop.library.findings import Finding
from smd_workshop.library.profile import Answer, Profile
from smd_workshop.library.two_rounds import Stability

if TYPE_CHECKING:
    from smd_workshop.library.charts.spec import Bars, Dots, Stacked

    Chart = Bars | Dots | Stacked

__all__ = [
    "BALANCE",
    "DEFAULT_SEED",
    "QUORUM",
    "RESAMPLES",
    "SEED",
    "SEED_1",
    "Claim",
    "Family",
    "InvalidSetting",
    "JsonResult",
    "Labels",
    "Method",
    "Setting",
    "computed_by",
    "exact",
    "fill",
]

JsonResult = dict[str, Any]
Settings = Mapping[str, Any]
Compute = Callable[[Profile, Settings], JsonResult]

#: The seed of every draw unless a file sets another: the year of the Moquegua note. A room draws its own.
DEFAULT_SEED: Final = "2022"


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


SettingKind = Literal[
    "integer", "number", "share", "groups", "sides", "seed", "choice", "amount", "costs"
]
#: Kinds of settings that the program fills from the options of a round: the group that each stands in.
OF_OPTIONS: Final = frozenset({"groups", "sides"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One number or choice of a method, frozen when the round opens; a default of None means it must be given.

    A `share` is exact: a number or a fraction such as "2/3". `groups` maps a group to its options; `sides` maps each of
    the four sides of a crossing (F, D, O, A) to its options, and the key of either is its kind. A `seed` is a text; a
    whole number is taken as its digits. A `choice` is one of `choices`; no form asks for one yet, so it is `quiet`. An
    `amount` is exact, as a share; `costs` maps every option to one.
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


#: From version 2 on every result says whether a sector lacks its quorum (library.status).
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


#: Whether voters are replicated until sectors weigh as agreed (library.sectors).
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
    settings: tuple[Setting, ...] = ()
    #: Earlier versions, by which a file may ask to be counted and rounds opened under them are.
    others: tuple[Counting, ...] = ()
    #: Rules of the protocol that fix a setting: rule → setting.
    fixes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    #: What stands beside the options on a ballot, by their codes, and over all of them, under "".
    beside: Callable[[Settings], Mapping[str, Said]] = nothing_beside
    #: Figures and (sector, canonical answer) of every ballot of a file → figures that stand in the order of the file.
    in_file_order: (
        Callable[[JsonResult, Profile, Sequence[tuple[str, Answer]]], JsonResult] | None
    ) = None
    #: What must hold of settings and options besides, before a round opens; raises InvalidSetting.
    check: Callable[[Settings, Sequence[str]], None] = nothing_more
    weighs: bool = True  # its newest version knows sectors that weigh differently
    retired: bool = False  # still renders old results, no longer offered
    single_question: bool = False  # has no options: the question itself is answered


def computed_by(module: str, function: str = "compute") -> Compute:
    """Return a module's function, imported by the first result: numpy weighs more than the pages."""

    def compute(profile: Profile, settings: Settings) -> JsonResult:
        result: JsonResult = getattr(import_module(module), function)(profile, settings)
        return result

    return compute


def exact(value: Fraction | int | None) -> dict[str, Any] | None:
    """Return an exact number as it stands in a result: {"exact": "7/3", "float": 2.33…}; None stays None.

    `float` is null where the number is too large for one: sectors of many different sizes have a huge common multiple.
    """
    if value is None:
        return None
    number = Fraction(value)
    try:
        near: float | None = float(number)
    except OverflowError:
        near = None
    digits = _digits(number.numerator)
    return {
        "exact": digits if number.denominator == 1 else f"{digits}/{_digits(number.denominator)}",
        "float": near,
    }


def _digits(whole: int) -> str:
    """Write a whole number of any length: Python's own way refuses more than 4300 digits."""
    return format(Decimal(whole), "f")


def plain(value: Fraction | float | None) -> float | None:
    """Return a number as a plain JSON number; None stays None."""
    return None if value is None else float(value)


class InvalidSetting(InvalidAnswer):
    """A setting that its method cannot work with; `steps` leads to it."""


def grouped(settings: Settings) -> Groups:
    """Return what the settings of a round sort its options into: groups, or the sides of a crossing; else nothing."""
    found: Groups = settings.get("groups") or settings.get("sides") or {}
    return found


def sorts_options(method: Method) -> bool:
    """Whether a setting of the method is filled from the group that each option stands in."""
    return any(setting.kind in OF_OPTIONS for setting in method.settings)


def counting(method: Method, version: int | None = None) -> Counting | None:
    """Return how a version of the method counts, the newest if none is named; None for one it does not know."""
    own = Counting(method.version, method.compute, method.settings, method.weighs)
    if version is None:
        return own
    return next((each for each in (own, *method.others) if each.version == version), None)


def fill(
    method: Method,
    given: Mapping[str, Any],
    options: Sequence[str],
    settings: Sequence[Setting] | None = None,
) -> dict[str, Any]:
    """Return every setting of the method, or of one of its versions, checked, with defaults filled; or InvalidSetting."""
    known = {
        setting.key: setting for setting in (method.settings if settings is None else settings)
    }
    for key in given:
        if key not in known:
            raise InvalidSetting((key,), N_("%(method)s has no such setting"), method=method.id)
    return {key: _setting(setting, given, options) for key, setting in known.items()}


def _setting(setting: Setting, given: Mapping[str, Any], options: Sequence[str]) -> Any:
    if setting.key not in given:
        if setting.kind == "groups":
            return {UNGROUPED: list(options)}
        if setting.default is None:
            raise InvalidSetting((setting.key,), N_("missing"))
        return setting.default
    return _read(setting, given[setting.key], options)


def _read(setting: Setting, value: object, options: Sequence[str]) -> Any:
    of_options = {"groups": _groups, "sides": _sides, "costs": _costs}.get(setting.kind)
    if of_options is not None:
        return of_options(setting.key, value, options)
    return _plain(setting, value)


def _plain(setting: Setting, value: object) -> Any:
    """Read a setting that does not depend on the options."""
    match setting.kind:
        case "integer":
            return _bounded(setting, _integer(setting.key, value))
        case "number":
            return _bounded(setting, _number(setting.key, value))
        case "share":
            return _share(setting, value)
        case "seed":
            return _seed(setting.key, value)
        case "amount":
            return _amount((setting.key,), value)
        case "choice":
            return _choice(setting, value)
        case _:
            raise AssertionError(setting.kind)


def _integer(key: str, value: object) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidSetting((key,), N_("%(value)s is not a whole number"), value=shown(value))
    return value


def _seed(key: str, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return format(Decimal(value), "f")
    if not isinstance(value, str) or not value:
        raise InvalidSetting((key,), N_("%(value)s is not a text"), value=shown(value))
    return value


def _choice(setting: Setting, value: object) -> str:
    if not isinstance(value, str) or value not in setting.choices:
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is not one of %(answers)s"),
            value=shown(value),
            answers=", ".join(setting.choices),
        )
    return value


#: Larger than any budget, and still exact as a float.
LARGEST_AMOUNT: Final = 10**15


def _amount(steps: tuple[str, ...], value: object) -> Any:
    """Keep an amount as it is written: a number, or a short text that Fraction reads."""
    try:
        amount = read_share(value)
    except ValueError:
        raise InvalidSetting(steps, N_("%(value)s is not a number"), value=shown(value)) from None
    if amount <= 0:
        raise InvalidSetting(steps, N_("%(value)s is not more than 0"), value=shown(value))
    if amount > LARGEST_AMOUNT:
        raise InvalidSetting(steps, N_("%(value)s is too large"), value=shown(value))
    return value


def _costs(key: str, value: object, options: Sequence[str]) -> dict[str, Any]:
    """Read what each option costs, in their order."""
    if not isinstance(value, dict):
        raise InvalidSetting((key,), N_("%(value)s is not an object"), value=shown(value))
    for code in value:
        if code not in options:
            raise InvalidSetting((key, code), N_("there is no such option"))
    for code in options:
        if code not in value:
            raise InvalidSetting((key, code), N_("missing"))
    return {code: _amount((key, code), value[code]) for code in options}


def _number(key: str, value: object) -> float:
    if not _is_number(value):
        raise InvalidSetting((key,), N_("%(value)s is not a number"), value=shown(value))
    return value


def _is_number(value: object) -> TypeGuard[int | float]:
    """Say whether this is a finite number; a whole one may be larger than any float."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))


_FRACTION: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}|/[1-9][0-9]{0,8})?")


def _share(setting: Setting, value: object) -> Any:
    """Numbers stay as written; "2/3" stays a text that Fraction reads."""
    if isinstance(value, str):
        # Short plain texts only: Fraction("1e999999999") would fill the memory.
        if not _FRACTION.fullmatch(value):
            raise InvalidSetting(
                (setting.key,), N_("%(value)s is not a number"), value=shown(value)
            )
        number = Fraction(value)
        _bounded(setting, number)
        return str(number)
    return _bounded(setting, _number(setting.key, value))


def _bounded(setting: Setting, value: Any) -> Any:
    if setting.minimum is not None and value < setting.minimum:
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is less than %(limit)s"),
            value=shown(value),
            limit=setting.minimum,
        )
    if setting.below is not None and value >= setting.below:
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is not less than %(limit)s"),
            value=shown(value),
            limit=setting.below,
        )
    if setting.maximum is not None and value > setting.maximum:
        raise InvalidSetting(
            (setting.key,),
            N_("%(value)s is more than %(limit)s"),
            value=shown(value),
            limit=setting.maximum,
        )
    return value


def _groups(key: str, value: object, options: Sequence[str]) -> dict[str, list[str]]:
    if not isinstance(value, dict):
        raise InvalidSetting((key,), N_("%(value)s is not an object"), value=shown(value))
    if not value:
        raise InvalidSetting((key,), N_("there is no group"))
    taken: set[str] = set()
    for name, members in value.items():
        _group(key, name, members, options, taken)
    for code in options:
        if code not in taken:
            raise InvalidSetting((key,), N_("%(value)s is in no group"), value=shown(code))
    return {name: list(members) for name, members in value.items()}


def _sides(key: str, value: object, options: Sequence[str]) -> dict[str, list[str]]:
    """Read the sides of a crossing; a side that is left out has no options."""
    if not isinstance(value, dict):
        raise InvalidSetting((key,), N_("%(value)s is not an object"), value=shown(value))
    taken: set[str] = set()
    for name, members in value.items():
        if name not in SIDES:
            raise InvalidSetting((key, name), N_("there is no such side, only F, D, O and A"))
        if not isinstance(members, list):
            raise InvalidSetting((key, name), N_("a side is a list of options"))
        _members(key, name, members, options, taken)
    for code in options:
        if code not in taken:
            raise InvalidSetting((key,), N_("%(value)s is on no side"), value=shown(code))
    return {name: list(value.get(name, ())) for name in dict.fromkeys((*value, *SIDES))}


def _group(key: str, name: str, members: object, options: Sequence[str], taken: set[str]) -> None:
    """Check one group; its options are added to those already `taken`."""
    if not name or not isinstance(members, list) or not members:
        raise InvalidSetting((key, name), N_("a group is a list of one or more options"))
    _members(key, name, members, options, taken)


def _members(
    key: str, name: str, members: Sequence[object], options: Sequence[str], taken: set[str]
) -> None:
    for place, code in enumerate(members):
        if not isinstance(code, str) or code not in options:
            raise InvalidSetting(
                (key, name, place), N_("there is no option %(value)s"), value=shown(code)
            )
        if code in taken:
            raise InvalidSetting(
                (key, name, place), N_("%(value)s is already in a group"), value=shown(code)
            )
        taken.add(code)


def read_share(value: object) -> Fraction:
    """Read a number or a short fraction such as "3/2" exactly; ValueError for anything else."""
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return Fraction(value)
    if not _is_number(value):
        raise ValueError(value)
    return as_fraction(value)


def as_fraction(value: float | str | Fraction) -> Fraction:
    """Read a setting or an answer exactly as it was written: 0.15 is 3/20."""
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)
