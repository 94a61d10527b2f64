"""A budget shared by its voters: what the Method of Equal Shares buys, what is left, and what completes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.approval_budget.completion import Completed, complete, ties
from smd_workshop.library.methods.approval_budget.shares import Bought, buy
from smd_workshop.library.methods.approval_budget.voters import NOBODY, Voters
from smd_workshop.library.numbers import JsonResult, as_fraction, exact, plain
from smd_workshop.library.profile import Cell, Profile
from smd_workshop.library.sectors.balance import alike, depends_on, share, weighed, without_each
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status

NONE_PAID = N_("no option could be paid by those who marked it")


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `approval-budget`.

    `winners` stand in the order they were bought, `effective_votes` beside them in the same order: cost over the largest
    payment, in replicated voters. `left` is what is left to a person of each ballot, in the order of the file (here: of
    the profile, see order.py). Beyond the format: `payments` by option and sector, `spent`, of the completion
    what was bought by `grown` purses and `added` by votes, the `ties` that the order of the options decided, and the support
    of every option.
    """
    if not profile.size:
        return _of_nobody(profile, settings)
    voters = Voters.of(profile, settings)
    bought = buy(voters, voters.purse)
    completed = complete(voters, bought.options)
    without = without_each(profile, _decider(profile, settings, bought))
    winners = _named(voters, bought.options)
    return {
        "options": _options(profile, settings),
        "winners": winners,
        **_reason(voters, bought),
        "effective_votes": [
            exact(Fraction(voters.costs[each.option]) / each.largest) for each in bought.purchases
        ],
        "payments": _payments(voters, bought),
        "left": _left(voters, bought, profile.cells),
        "spent": plain(Fraction(voters.price(bought.options), voters.part)),
        "winners_completed": _named(voters, completed.options),
        "completion": _completion(voters, completed),
        "ties": [_named(voters, tied) for tied in ties(voters, completed)],
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": without,
        "depends_on": depends_on(sorted(winners), {s: sorted(each) for s, each in without.items()}),
    }


def decider(profile: Profile, settings: Mapping[str, Any]) -> Decide:
    """Return what gives the winners of the same round with other weights or fewer sectors."""
    if not profile.size:
        return lambda _rest: []
    voters = Voters.of(profile, settings)
    return _decider(profile, settings, buy(voters, voters.purse))


def _decider(profile: Profile, settings: Mapping[str, Any], bought: Bought) -> Decide:
    return lambda rest: _winners(profile, rest, bought, settings)


def _of_nobody(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    return {
        "options": _options(profile, settings),
        "winners": [],
        "winners_reason": NOBODY,
        "effective_votes": [],
        "payments": {},
        "left": [],
        "spent": 0.0,
        "winners_completed": [],
        "completion": {
            "rule": "add1u", "grown": [], "added": [], "units": 0, "step": 1, "spent": 0.0,
        },
        "ties": [],
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
        "without": {},
        "depends_on": [],
    }  # fmt: skip


def _winners(
    profile: Profile, rest: Profile, bought: Bought, settings: Mapping[str, Any]
) -> list[str]:
    """Return what some of the sectors buy; a silent sector changes nothing."""
    if alike(profile, rest):
        return [profile.options[option] for option in bought.options]
    voters = Voters.of(rest, settings)
    return _named(voters, buy(voters, voters.purse).options)


def _completion(voters: Voters, completed: Completed) -> JsonResult:
    return {
        "rule": "add1u",
        "grown": _named(voters, completed.grown),
        "added": _named(voters, completed.added),
        "units": completed.units,
        "step": completed.step,
        "spent": plain(Fraction(voters.price(completed.options), voters.part)),
    }


def _named(voters: Voters, options: Iterable[int]) -> list[str]:
    return [voters.options[option] for option in options]


def _reason(voters: Voters, bought: Bought) -> JsonResult:
    if bought.purchases:
        return {}
    return {"winners_reason": NONE_PAID if voters.approved else NOBODY}


def _payments(voters: Voters, bought: Bought) -> JsonResult:
    """Return what each sector paid for each option."""
    paid: JsonResult = {}
    for each in bought.purchases:
        sums = dict.fromkeys(voters.times, 0)
        for n in voters.supporters[each.option]:
            for sector, many in voters.sectors[n].items():
                sums[sector] += many * each.paid[n]
        whole = each.unit * voters.part
        paid[voters.options[each.option]] = {
            code: exact(Fraction(amount, whole)) for code, amount in sums.items()
        }
    return paid


def _left(voters: Voters, bought: Bought, cells: Sequence[Cell]) -> list[JsonResult | None]:
    """Return what is left to one person of each cell."""
    place = {code: at for at, code in enumerate(voters.options)}
    group = {approved: n for n, approved in enumerate(voters.approves)}
    mine = (group[frozenset(place[code] for code in cell.answer)] for cell in cells)
    whole = bought.unit * voters.part
    return [
        exact(Fraction(voters.times[cell.sector] * bought.left[n], whole))
        for cell, n in zip(cells, mine, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Support:
    """How many of each sector marked each option."""

    marks: Mapping[str, Mapping[str, int]]
    voted: Mapping[str, int]

    @classmethod
    def of(cls, profile: Profile) -> "_Support":
        marks = {sector.code: dict.fromkeys(profile.options, 0) for sector in profile.sectors}
        for cell in profile.cells:
            for code in cell.answer:
                marks[cell.sector][code] += cell.count
        return cls(marks, profile.voted())

    def share(self, sector: str, code: str) -> Fraction | None:
        return share(self.marks[sector][code], self.voted[sector])


def _options(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return cost and support of every option: of all people, balanced by the weights, and in each sector."""
    support = _Support.of(profile)
    return {
        code: {
            "cost": plain(as_fraction(settings["costs"][code])),
            "support": {
                "pooled": plain(
                    share(sum(own[code] for own in support.marks.values()), profile.size)
                ),
                "balanced": plain(
                    weighed((s.weight, support.share(s.code, code)) for s in profile.sectors)
                ),
                "sectors": {s.code: plain(support.share(s.code, code)) for s in profile.sectors},
            },
        }
        for code in profile.options
    }
