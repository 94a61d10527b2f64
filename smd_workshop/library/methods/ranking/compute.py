"""Schulze's order over sectors: comparisons of people, replicated so that every sector has the weight agreed for it."""

from collections.abc import Mapping
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.ranking import checks
from smd_workshop.library.methods.ranking.pairs import Matrix, Order, Pairs
from smd_workshop.library.methods.ranking.schulze import order_of, strengths
from smd_workshop.library.numbers import JsonResult, as_fraction, exact
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import depends_on, times_counted, without_each
from smd_workshop.library.sectors.concordance import in_one_order
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status

NOBODY = N_("nobody answered")
TOO_MANY = N_("there are too many ties to follow them all")

Times = dict[str, int]


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `ranking`.

    Beyond it: `paths`, the strength of the strongest chain of wins from one option to another; `voters`, how many there
    are when all are replicated; what people alike would say (`pooled_order`); under `agreement` the `concordance`; under
    `options` the place of each, in all and in each sector, and how many gave it one.
    """
    pairs = Pairs.of(profile)
    balanced = settings["balance"] == "sector"
    times = times_counted(profile, balanced=balanced)
    matrix = pairs.weighed(times)
    paths = strengths(matrix)
    order = order_of(profile.options, paths)
    alike = _order(pairs, times_counted(profile, balanced=False)) if balanced else order
    without = without_each(profile, decider(profile, settings))
    return {
        "options": _options(profile, pairs, order, alike),
        "pairwise": _table(profile, matrix),
        "paths": _table(profile, paths),
        "voters": exact(sum(times.get(code, 0) * many for code, many in profile.voted().items())),
        "order": order,
        **({"winners": order[0]} if profile.size else {"winners": [], "winners_reason": NOBODY}),
        "pooled_order": alike,
        "method_check": _checked(profile, matrix, times),
        "agreement": {"concordance": _concordance(profile, balanced=balanced)},
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": without,
        "depends_on": depends_on(order, without),
    }


def decider(profile: Profile, settings: Mapping[str, Any]) -> Decide:
    """Return what gives the order of the same round with other weights or fewer sectors."""
    pairs, balanced = Pairs.of(profile), settings["balance"] == "sector"
    return lambda rest: _order(pairs, times_counted(rest, balanced=balanced))


def _order(pairs: Pairs, times: Times) -> Order:
    return order_of(pairs.options, strengths(pairs.weighed(times)))


def _options(profile: Profile, pairs: Pairs, order: Order, alike: Order) -> JsonResult:
    place, pooled = places(order), places(alike)
    own = {sector: _places_in(pairs, sector) for sector in pairs.sectors}
    return {
        code: {
            "n": sum(row[at] for row in pairs.placed.values()),
            "place": place[code],
            "pooled_place": pooled[code],
            "sectors": {
                sector: {"n": pairs.placed[sector][at], "place": own[sector].get(code)}
                for sector in pairs.sectors
            },
        }
        for at, code in enumerate(profile.options)
    }


def _places_in(pairs: Pairs, sector: str) -> dict[str, int]:
    """Return the places in the order of one sector; nothing where nobody of it gave one."""
    return places(_order(pairs, {sector: 1})) if any(pairs.placed[sector]) else {}


def places(order: Order) -> dict[str, int]:
    """Return the place of each option: two that are tied for the second have both 2, the next has 4."""
    found: dict[str, int] = {}
    for tied in order:
        found |= dict.fromkeys(tied, len(found) + 1)
    return found


def _table(profile: Profile, matrix: Matrix) -> JsonResult:
    """Return exact numbers by option and other option."""
    return {
        one: {
            other: exact(many)
            for other, many in zip(profile.options, row, strict=True)
            if other != one
        }
        for one, row in zip(profile.options, matrix, strict=True)
    }


def _checked(profile: Profile, matrix: Matrix, times: Times) -> JsonResult:
    """Return who would be first by other rules, sorted; null with a reason where there are too many ties."""
    found = {
        "borda": checks.borda(matrix),
        "ranked_pairs": checks.ranked_pairs(matrix),
        "irv": checks.instant_runoff(_ballots(profile, times), len(profile.options)),
    }
    result: JsonResult = {}
    for rule, first in found.items():
        if first is None:
            result |= {rule: None, f"{rule}_reason": TOO_MANY}
        else:
            result[rule] = sorted(profile.options[at] for at in first)
    return result


def _ballots(profile: Profile, times: Times) -> dict[checks.Ballot, int]:
    """Return the replicated ballots: equal ones once, with their number."""
    bit = {code: 1 << at for at, code in enumerate(profile.options)}
    found: dict[checks.Ballot, int] = {}
    for cell in profile.cells:
        ballot = tuple(sum(bit[code] for code in tied) for tied in cell.answer)
        found[ballot] = found.get(ballot, 0) + cell.count * times[cell.sector]
    return found


def _concordance(profile: Profile, *, balanced: bool) -> JsonResult:
    """Return how far all put the options in one order; those without a place stand after all others, equal."""
    many = len(profile.options)
    scores = []
    for cell in profile.cells:
        place = places(cell.answer)
        scores.append([place.get(code, many) for code in profile.options])
    return in_one_order(profile, profile.cells, scores, balanced=balanced)
