"""Choose k options by approval so that every sector has the same purse."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots import shown
from smd_workshop.library.method import InvalidSetting, JsonResult, exact, plain
from smd_workshop.library.methods.approval.electorate import Electorate, Support, TooMany, combined
from smd_workshop.library.methods.approval.ladder import decide
from smd_workshop.library.methods.approval.pav import pav
from smd_workshop.library.methods.approval.shares import Counter
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors import balanced, depends_on

Ways = dict[frozenset[int], tuple[tuple[int, bool], ...]]


@dataclass(frozen=True, slots=True)
class _Election:
    """One count: all tied sets (None with `reason` if there are too many to follow), and the set that was chosen."""

    tied: list[tuple[str, ...]] | None
    reason: str | None
    winners: tuple[str, ...]
    ladder: str | None
    paid: dict[str, dict[str, Fraction]]
    completed: dict[str, dict[str, Fraction]]


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `approval`; InvalidSetting if k exceeds the options.

    Beyond it: `completion` is the load each sector took on for options that the purses could not pay, and where
    there are too many ties to list them, `tied_sets` and `common` are null with `tied_sets_reason`, and the ladder
    decides step by step (`ladder` is "stepwise").
    """
    found = _election(profile, settings)
    electorate, _support, election = found
    return _decided(profile, settings, found) | {
        "payments": _amounts(profile, election.paid),
        "completion": _amounts(profile, election.completed),
        "second_opinion": _second_opinion(electorate),
        "method_check": _checks(electorate),
    }


def decide_only(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what was chosen and how it was supported: nothing of who paid, or of other rules."""
    return _decided(profile, settings, _election(profile, settings))


def _decided(
    profile: Profile, settings: Mapping[str, Any], found: tuple[Electorate, Support, _Election]
) -> JsonResult:
    electorate, support, election = found
    without = _without(profile, settings, election)
    return {
        "options": _options(profile, electorate, support),
        **_ties(election),
        "winners": list(election.winners),
        "ladder": election.ladder,
        "without": without,
        "depends_on": depends_on(list(election.winners), without),
    }


def _election(
    profile: Profile, settings: Mapping[str, Any]
) -> tuple[Electorate, Support, _Election]:
    k: int = settings["k"]
    if k > len(profile.options):
        raise InvalidSetting(
            ("k",),
            N_("%(k)s is more than the %(options)s options"),
            k=shown(k),
            options=len(profile.options),
        )
    electorate = Electorate.of(profile, k)
    support = Support.of(electorate, profile)
    return electorate, support, _elect(electorate, support, settings["seed"])


def _elect(electorate: Electorate, support: Support, seed: int) -> _Election:
    counter = Counter(electorate)
    try:
        ways = counter.equal_shares().ways
    except TooMany as error:
        return _stepwise(electorate, support, seed, str(error))
    tied = sorted(electorate.named(chosen) for chosen in ways)
    winners, ladder = decide(tied, support, seed)
    return _Election(tied, None, winners, ladder, *_paid(counter, ways, winners))


def _stepwise(electorate: Electorate, support: Support, seed: int, reason: str = "") -> _Election:
    """Ties too many to follow: the ladder decides each one where it arises."""

    def first(tied: tuple[int, ...]) -> tuple[int, ...]:
        chosen, _ = decide(sorted((electorate.options[place],) for place in tied), support, seed)
        return (electorate.options.index(chosen[0]),)

    counter = Counter(electorate, first)
    ways = counter.equal_shares().ways
    (chosen,) = ways
    winners = electorate.named(chosen)
    return _Election(None, reason, winners, "stepwise", *_paid(counter, ways, winners))


def _paid(
    counter: Counter, ways: Ways, winners: tuple[str, ...]
) -> tuple[dict[str, Any], dict[str, Any]]:
    options = counter.electorate.options
    way = next(way for chosen, way in ways.items() if counter.electorate.named(chosen) == winners)
    paid: dict[str, Any] = {}
    completed: dict[str, Any] = {}
    for place, completing, sums in counter.payments(way):
        (completed if completing else paid)[options[place]] = sums
    return paid, completed


def _ties(election: _Election) -> JsonResult:
    if election.tied is None:
        return {"tied_sets": None, "tied_sets_reason": election.reason, "common": None}
    common = set(election.winners).intersection(*election.tied)
    return {"tied_sets": [list(chosen) for chosen in election.tied], "common": sorted(common)}


def _without(
    profile: Profile, settings: Mapping[str, Any], election: _Election
) -> dict[str, list[str] | None]:
    """Return the winners with each sector left out; None where nobody else answered. A silent sector changes nothing."""
    winners: dict[str, list[str] | None] = {}
    for sector, voted in profile.voted().items():
        rest = profile.without(sector)
        if not voted:
            winners[sector] = list(election.winners)
        elif not rest.size:
            winners[sector] = None
        else:
            electorate = Electorate.of(rest, settings["k"])
            # Where all together have too many ties to follow, so have most of them: the steps are asked at once.
            count = _elect if election.reason is None else _stepwise
            winners[sector] = list(
                count(electorate, Support.of(electorate, rest), settings["seed"]).winners
            )
    return winners


def _options(profile: Profile, electorate: Electorate, support: Support) -> JsonResult:
    answered = [code for code, _ in electorate.sizes]
    options = {}
    for option in profile.options:
        shares = dict(zip(answered, support.shares[option], strict=True))
        options[option] = {
            "support": {
                "pooled": plain(support.pooled[option]) if answered else None,
                "balanced": plain(balanced(shares.values())),
                "sectors": {
                    sector.code: plain(shares.get(sector.code)) for sector in profile.sectors
                },
            }
        }
    return options


def _amounts(profile: Profile, paid: Mapping[str, Mapping[str, Fraction]]) -> JsonResult:
    return {
        option: {sector.code: exact(paid[option].get(sector.code, 0)) for sector in profile.sectors}
        for option in profile.options
        if option in paid
    }


def _second_opinion(electorate: Electorate) -> JsonResult:
    try:
        tied, score = pav(electorate)
    except TooMany as error:
        return {"rule": "pav", "tied_sets": None, "score": None, "reason": str(error)}
    return {"rule": "pav", "tied_sets": _listed(electorate, tied), "score": exact(score)}


def _checks(electorate: Electorate) -> JsonResult:
    """Return the tied sets under other rules; null, with a reason beside, where they are too many."""
    rules: dict[str, Callable[[], Iterable[Iterable[int]]]] = {
        "av": lambda: _most_approved(electorate),
        "seqphragmen": lambda: Counter(electorate).phragmen().ways,
    }
    checks: JsonResult = {}
    for rule, sets in rules.items():
        try:
            checks[rule] = _listed(electorate, sets())
        except TooMany as error:
            checks |= {rule: None, f"{rule}_reason": str(error)}
    return checks


def _most_approved(electorate: Electorate) -> list[tuple[int, ...]]:
    """Return the k most approved options, with every way to fill the last places among equals."""
    approvals = {place: electorate.approval(place) for place in range(len(electorate.options))}
    last = sorted(approvals.values(), reverse=True)[electorate.k - 1]
    sure = tuple(place for place, approval in approvals.items() if approval > last)
    equal = tuple(place for place, approval in approvals.items() if approval == last)
    combined(sure, equal, electorate.k)
    return [(*sure, *more) for more in combinations(equal, electorate.k - len(sure))]


def _listed(electorate: Electorate, sets: Iterable[Iterable[int]]) -> list[list[str]]:
    return sorted(list(electorate.named(chosen)) for chosen in sets)
