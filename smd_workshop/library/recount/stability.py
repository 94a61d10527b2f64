"""The comparison of two rounds: two smd-tally/1 documents in, an smd-stability/1 document out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import Answer, check, shown
from smd_workshop.library.method import Method, asked_by, decides_as_newest, grouped
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile
from smd_workshop.library.recount.tally import count, profile_of
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.settings import RESAMPLES, SEED
from smd_workshop.library.two_rounds import Pair, TwoRounds

STABILITY: Final = "smd-stability/1"
#: Settings of what is drawn by chance: every room draws its own seed, so two rounds may differ here.
OF_CHANCE: Final = frozenset({SEED.key, RESAMPLES.key})

Seat = tuple[str, str]  # its sector and its name: seats of two sectors may have the same name


@dataclass(frozen=True, slots=True)
class Round:
    """One of the two rounds, read and counted."""

    method: Method
    settings: Mapping[str, Any]  # all but those of chance
    profile: Profile
    answers: Mapping[Seat, Answer]
    result: JsonResult


def read_unnamed(document: Any, result: JsonResult) -> Round:
    """Read an smd-tally/1 document whose ballots may name nobody, with the result it was counted to; FormatError if wrong."""
    method, settings, profile = profile_of(document)
    _refuse_uncompared(method)
    kept = {key: value for key, value in settings.items() if key not in OF_CHANCE}
    return Round(method, kept, profile, {}, result)


def _refuse_uncompared(method: Method) -> None:
    if method.stability.compare is None:
        why = N_("rounds of %(method)s are not compared")
        raise FormatError("method", why, method=method.id)


def read_round(document: Any, version: int | None = None) -> Round:
    """Read and count an smd-tally/1 document of which every ballot names its seat; FormatError if it is none.

    A document that names no version is counted by the newest, or by the one given here.
    """
    method, settings, profile = reading = profile_of(document, version)
    _refuse_uncompared(method)
    answers: dict[Seat, Answer] = {}
    for place, ballot in enumerate(document["ballots"]):
        if "seat" not in ballot:
            why = N_("missing: two rounds are compared seat by seat")
            raise FormatError(("ballots", place, "seat"), why)
        answers[ballot["sector"], ballot["seat"]] = check(
            asked_by(method, settings), ballot["answer"], profile.options, grouped(settings)
        )
    kept = {key: value for key, value in settings.items() if key not in OF_CHANCE}
    return Round(method, kept, profile, answers, count(document, reading, version))


@dataclass(frozen=True, slots=True)
class People:
    """Who answered two rounds: how many of each sector answered both, and how many the first or the second alone.

    `pairs` is what each of those who answered both said; None where nobody knows who said what.
    """

    stayed: Mapping[str, int]
    left: int
    joined: int
    pairs: tuple[Pair, ...] | None


def stability(before: Round, after: Round) -> JsonResult:
    """Return the smd-stability/1 document of two rounds; FormatError, of the second one, if they cannot be compared."""
    pairs = tuple(
        Pair(seat[0], answer, after.answers[seat])
        for seat, answer in before.answers.items()
        if seat in after.answers
    )
    stayed = Counter(pair.sector for pair in pairs)
    left, joined = (len(each.answers) - len(pairs) for each in (before, after))
    return compared(before, after, People(stayed, left, joined, pairs))


def compared(before: Round, after: Round, people: People) -> JsonResult:
    """Return the same of rounds whose ballots name nobody; who answered both is said beside them.

    Where a method compares what the same people said and their answers are not known, its figures are the least change
    that explains both rounds.
    Raises FormatError for rounds that do not ask the same, and ValueError for a method that compares none.
    """
    _refuse_difference(("method",), after.method.id, before.method.id)
    _refuse_other_version(before, after)
    _refuse_other_sectors(before.profile, after.profile)
    options = _asked_in_both(before, after)
    _refuse_other_settings(before, after)
    facet = before.method.stability
    compare = facet.compare if people.pairs is not None else facet.apart or facet.compare
    if compare is None:  # read_round refuses these
        raise ValueError(before.method.id)
    weights = {sector.code: sector.weight for sector in before.profile.sectors}
    both = TwoRounds(
        options, weights, before.settings, people.pairs or (), before.result, after.result,
        (before.profile, after.profile), people.stayed,
    )  # fmt: skip
    figures = compare(both)
    return {
        "format": STABILITY,
        "method": before.method.id,
        "version": before.result["version"],
        "settings": before.settings,
        "input_sha256": [before.result["input_sha256"], after.result["input_sha256"]],
        "limits": {name: float(limit) for name, limit in facet.limits.items()},
        "paired": sum(people.stayed.values()),
        "left": people.left,
        "joined": people.joined,
        **_verdict(figures),
        **({"dropped": _missing(before.profile.options, options)} if facet.by_option else {}),
        **{name: figure for name, figure in figures.items() if name != "stable"},
    }


def _verdict(figures: JsonResult) -> JsonResult:
    if figures["stable"] is None:
        return {"stable": None, "stable_reason": N_("not all of it can be compared")}
    return {"stable": figures["stable"]}


def _missing(wanted: Iterable[str], there: Iterable[str]) -> list[str]:
    known = set(there)
    return [code for code in wanted if code not in known]


def _asked_in_both(before: Round, after: Round) -> tuple[str, ...]:
    """Return the options of both rounds; a second one asks nothing new, and only some methods let options drop out."""
    first, second = before.profile.options, after.profile.options
    for place, code in enumerate(second):
        if code not in first:
            why = N_("%(value)s is not an option of the first file")
            raise FormatError(("options", place), why, value=shown(code))
    if not before.method.stability.by_option:
        for code in _missing(first, second):
            why = N_("%(value)s is missing, an option of the first file")
            raise FormatError("options", why, value=shown(code))
    return tuple(code for code in first if code in second)


def _refuse_other_sectors(before: Profile, after: Profile) -> None:
    """Refuse sectors or weights that differ: what is balanced over others is not the same figure."""
    weights = {sector.code: sector.weight for sector in before.sectors}
    for place, sector in enumerate(after.sectors):
        if sector.code not in weights:
            why = N_("%(value)s is not a sector of the first file")
            raise FormatError(("sectors", place, "code"), why, value=shown(sector.code))
        _refuse_difference(("sectors", place, "weight"), sector.weight, weights[sector.code])
    for code in _missing(weights, (sector.code for sector in after.sectors)):
        why = N_("%(value)s is missing, a sector of the first file")
        raise FormatError("sectors", why, value=shown(code))


def _refuse_other_settings(before: Round, after: Round) -> None:
    """Refuse settings that differ: a change of the rules would pass for one of opinion."""
    for key in {**after.settings, **before.settings}:
        _refuse_difference(("settings", key), after.settings.get(key), before.settings.get(key))


def _refuse_other_version(before: Round, after: Round) -> None:
    """Refuse figures of another kind; of a version that decides as the newest they are the same kind."""
    versions = before.result["version"], after.result["version"]
    if not all(decides_as_newest(before.method, version) for version in versions):
        _refuse_difference(("version",), versions[1], versions[0])


def _refuse_difference(steps: tuple[str | int, ...], value: object, wanted: object) -> None:
    if _plain(value) != _plain(wanted):
        why = N_("%(value)s is not %(wanted)s, as in the first file")
        raise FormatError(steps, why, value=_shown(value), wanted=_shown(wanted))


def _plain(value: object) -> object:
    """Return what is compared: of groups not the order of their options, of a share not how it was written."""
    if isinstance(value, dict):
        return {name: sorted(members) for name, members in value.items()}
    if isinstance(value, str | float):
        return _number(value)
    return value


def _number(value: str | float) -> object:
    try:
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return value


def _shown(value: object) -> str:
    return str(value) if isinstance(value, Fraction) else shown(value)
