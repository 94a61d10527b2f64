"""Choose k options by approval so that every sector has the purse of its weight.

Version 2: sectors weigh as agreed, codes cannot be mistaken for one another in the draw, and where nobody approved
anything nothing is chosen. Version 1 is in version_1.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from smd_workshop.core.messages import N_
from smd_workshop.library.methods.approval import parts
from smd_workshop.library.methods.approval.count.election import Election, again, held
from smd_workshop.library.methods.approval.count.ladder import Lot, lots
from smd_workshop.library.numbers import JsonResult, as_fraction
from smd_workshop.library.profile import Profile
from smd_workshop.library.sectors.balance import alike, depends_on, without_each
from smd_workshop.library.sectors.influence import Decide
from smd_workshop.library.sectors.status import status

NOBODY = N_("nobody marked any option")


def compute(profile: Profile, settings: Mapping[str, Any]) -> JsonResult:
    """Return what the open format lists for `approval`; InvalidSetting if k exceeds the options.

    An option costs 1 and all purses together hold k, that of sector s the share w_s/Σw of it (over the sectors that
    answered): so the `payments` of an option add up to 1, whatever the weights are multiplied by. Beyond the format:
    `completion` is the load that each sector took on for options which the purses could not pay, and where there are
    too many ties to list them, `tied_sets` and `common` are null with `tied_sets_reason`, and the ladder decides step
    by step (`ladder` is "stepwise"). `plain_av` lists sets like `method_check.av`, null with `plain_av_reason`.
    """
    election = _election(profile, settings)
    electorate = election.electorate
    paid, completed = election.amounts()
    result = _decided(profile, settings, election) | {
        "payments": parts.amounts(profile, paid),
        "completion": parts.amounts(profile, completed),
        "status": status(profile, as_fraction(settings["quorum_more_than"])),
    }
    if not electorate.groups:
        return result | {
            "second_opinion": {"rule": "pav", "tied_sets": [], "score": None, "reason": NOBODY},
            "method_check": {"av": [], "seqphragmen": []},
            "plain_av": [],
        }
    return result | {
        "second_opinion": parts.second_opinion(electorate),
        "method_check": parts.checks(electorate),
        **parts.tied_sets(
            electorate, "plain_av", lambda: parts.most_approved(_marks(profile), electorate.k)
        ),
    }


def _election(profile: Profile, settings: Mapping[str, Any]) -> Election:
    """Count the round; what nobody approved is not elected unless something was approved and ran out."""
    election = held(profile, settings, lots(settings["seed"]))
    if election.electorate.groups:
        return election
    return replace(election, tied=[], reason=None, winners=(), ladder=None)


def _decided(profile: Profile, settings: Mapping[str, Any], election: Election) -> JsonResult:
    without = without_each(profile, _decider(profile, settings, election))
    winners = list(election.winners)
    return {
        "options": parts.options(profile, election),
        **parts.ties(election),
        "winners": winners,
        **({} if election.electorate.groups else {"winners_reason": NOBODY}),
        "ladder": election.ladder,
        "without": without,
        "depends_on": depends_on(winners, without),
    }


def decider(profile: Profile, settings: Mapping[str, Any]) -> Decide:
    """Return what gives the winners of the same round with other weights or fewer sectors."""
    return _decider(profile, settings, _election(profile, settings))


def _decider(profile: Profile, settings: Mapping[str, Any], election: Election) -> Decide:
    lot = lots(settings["seed"])
    return lambda rest: _winners(profile, rest, election, lot)


def _winners(profile: Profile, rest: Profile, election: Election, lot: Lot) -> list[str]:
    """Return the winners of some of the sectors; a silent sector changes nothing."""
    if alike(profile, rest):
        return list(election.winners)
    if not any(cell.answer for cell in rest.cells):
        return []
    return list(again(rest, election, lot))


def _marks(profile: Profile) -> list[int]:
    """Return how many people marked each option: one person, one voice."""
    marks = dict.fromkeys(profile.options, 0)
    for cell in profile.cells:
        for code in cell.answer:
            marks[code] += cell.count
    return list(marks.values())
