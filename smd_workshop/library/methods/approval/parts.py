"""The parts of an approval result: support, ties, payments, and what other rules would choose."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from smd_workshop.library.methods.approval.count.election import Election
from smd_workshop.library.methods.approval.count.electorate import Electorate, TooMany, combined
from smd_workshop.library.methods.approval.count.pav import TooManyToCompare, pav, sequential_pav
from smd_workshop.library.methods.approval.count.shares import Counter
from smd_workshop.library.numbers import JsonResult, exact, plain
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import weighed

Sets = Iterable[Iterable[int]]


def options(profile: Profile, election: Election) -> JsonResult:
    """Return the support of every option: of all people, balanced by the weights, and in each sector."""
    sizes, support = election.electorate.sizes, election.support
    weights = {sector.code: sector.weight for sector in profile.sectors}
    rows = {}
    for option in profile.options:
        shares = dict(zip((code for code, _ in sizes), support.shares[option], strict=True))
        rows[option] = {
            "support": {
                "pooled": plain(support.pooled[option]) if sizes else None,
                "balanced": plain(weighed((weights[code], shares[code]) for code in shares)),
                "sectors": {
                    sector.code: plain(shares.get(sector.code)) for sector in profile.sectors
                },
            }
        }
    return rows


def ties(election: Election) -> JsonResult:
    """Return `tied_sets` and what they have in common; null with `tied_sets_reason` where they are too many."""
    if election.tied is None:
        return {"tied_sets": None, "tied_sets_reason": election.reason, "common": None}
    common = set(election.winners).intersection(*election.tied)
    return {"tied_sets": [list(chosen) for chosen in election.tied], "common": sorted(common)}


def amounts(profile: Profile, paid: Mapping[str, Mapping[str, Fraction]]) -> JsonResult:
    """Return amounts by option and sector, in the order of the input; every option costs 1."""
    return {
        option: {sector.code: exact(paid[option].get(sector.code, 0)) for sector in profile.sectors}
        for option in profile.options
        if option in paid
    }


def second_opinion(electorate: Electorate, *, step_by_step: bool = True) -> JsonResult:
    """Return the best sets under proportional approval voting, by comparing all.

    Where these are too many to compare, the sets that the same rule makes step by step, with the reason beside them
    (version 1 did not); null with a reason where too many are tied.
    """
    try:
        tied, score = pav(electorate)
    except TooManyToCompare as error:
        if step_by_step:
            return _step_by_step(electorate, str(error))
        return {"rule": "pav", "tied_sets": None, "score": None, "reason": str(error)}
    except TooMany as error:
        return {"rule": "pav", "tied_sets": None, "score": None, "reason": str(error)}
    return {"rule": "pav", "tied_sets": _listed(electorate, tied), "score": exact(score)}


def _step_by_step(electorate: Electorate, why: str) -> JsonResult:
    rule = {"rule": "sequential pav"}
    try:
        tied, score = sequential_pav(electorate)
    except TooMany as error:
        return rule | {"tied_sets": None, "score": None, "reason": f"{why}; {error}"}
    return rule | {"tied_sets": _listed(electorate, tied), "score": exact(score), "reason": why}


def checks(electorate: Electorate) -> JsonResult:
    """Return the tied sets under approval voting and sequential Phragmén, both of the replicated electorate."""
    approvals = [electorate.approval(place) for place in range(len(electorate.options))]
    return tied_sets(electorate, "av", lambda: most_approved(approvals, electorate.k)) | tied_sets(
        electorate, "seqphragmen", lambda: Counter(electorate).phragmen().ways
    )


def tied_sets(electorate: Electorate, key: str, sets: Callable[[], Sets]) -> JsonResult:
    """Return {key: sets}, each sorted; null, with `<key>_reason` beside, where they are too many."""
    try:
        return {key: _listed(electorate, sets())}
    except TooMany as error:
        return {key: None, f"{key}_reason": str(error)}


def most_approved(approvals: Sequence[int], k: int) -> Sets:
    """Return the k most approved options, with every way to fill the last places among equals."""
    last = sorted(approvals, reverse=True)[k - 1]
    sure = tuple(place for place, approval in enumerate(approvals) if approval > last)
    equal = tuple(place for place, approval in enumerate(approvals) if approval == last)
    combined(sure, equal, k)
    return [(*sure, *more) for more in combinations(equal, k - len(sure))]


def _listed(electorate: Electorate, sets: Sets) -> list[list[str]]:
    return sorted(list(electorate.named(chosen)) for chosen in sets)
