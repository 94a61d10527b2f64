"""The protocol: the rules of the count, agreed before the first round and frozen when it opens."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from smd_workshop.core.errors import Frozen, Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.method import Method
from smd_workshop.library.numbers import read_share
from smd_workshop.library.recount.repeating import StopRule
from smd_workshop.models import Process
from smd_workshop.processes import journal

#: What a process starts with; each number is explained on the protocol page.
DEFAULTS: dict[str, Any] = {
    "quorum_share": "1/2",  # strictly more than this share of each sector's seats
    "adopt_share": "2/3",  # of the balanced votes, besides a majority in each sector
    "agree_from": 7,
    "reject_to": 3,
    "agree_share": "0.75",
    "reject_share": "0.15",
    "each_sector_share": "0.5",
    "coverage_share": "1/2",  # of the ballots of each sector must say something of an option
    "secrecy": "secret",
    "visibility": "publication",
    "grace_seconds": 15,
    "small_cell": 5,
    "decision_alone": False,  # no round shows more than what was decided
    "guard_repeats": False,  # a round that asks the same again shows no sector of which few people changed
    "shown_together": {},  # sector code → name of the group in which small ones are shown; they count alone
    "sector_weights": {},  # sector code → exact text; who is not named weighs 1
    "weights_reason": "",  # why they differ: on record before the first vote
    "repeat_at_least": 2,  # how often a question is asked at least, and at most, the first time included
    "repeat_at_most": 3,
    "no_thread": False,  # nothing pairs the ballots of one seat over secret rounds that repeat
    "late_seats": "no",  # whether a seat that is added while a round is open votes in it
}

SHARES = (
    "quorum_share", "adopt_share", "agree_share", "reject_share", "each_sector_share", "coverage_share",
)  # fmt: skip
#: When to stop asking again. Protocols of earlier versions hold these and keep them; nothing counts by
#: them, so no page or document may promise them.
UNPROMISED = frozenset({
    "rounds_min", "rounds_max", "stable_class_change", "stable_median_change", "stable_agree_shift",
})  # fmt: skip


#: Rules of which a protocol that was fixed before they were there says nothing.
SINCE_REPEATING = frozenset({"repeat_at_least", "repeat_at_most", "no_thread"})


def default_protocol(seed: int | None = None) -> dict[str, Any]:
    """Return a fresh protocol with a seed drawn now, or the one given."""
    return DEFAULTS | {"seed": seed if seed is not None else secrets.randbelow(2**31)}


def value(process: Process, key: str) -> Any:
    """Return one rule of the process, or its default where the protocol predates it."""
    return process.protocol.get(key, DEFAULTS.get(key))


def published(process: Process) -> dict[str, Any]:
    """Return the rules that the count really follows, each with its value."""
    rules = DEFAULTS | process.protocol
    unsaid = UNPROMISED if says_when_to_stop(process) else UNPROMISED | SINCE_REPEATING
    if least_coverage(process) is None:
        unsaid |= {"coverage_share"}
    return {key: rule for key, rule in rules.items() if key not in unsaid}


def says_when_to_stop(process: Process) -> bool:
    """Say whether the protocol has a rule of stopping: one that was fixed before there was one has none."""
    return process.protocol_frozen_at is None or process.protocol.keys() >= SINCE_REPEATING


def least_coverage(process: Process) -> Fraction | None:
    """Return which share of the ballots of each sector must say something of an option; None where no rule was agreed.

    A protocol that was fixed before there was one has none.
    """
    if process.protocol_frozen_at is not None and "coverage_share" not in process.protocol:
        return None
    return Fraction(str(value(process, "coverage_share")))


def stop_rule(process: Process) -> StopRule | None:
    """Return how often a question is asked; None where the protocol does not say."""
    if not says_when_to_stop(process):
        return None
    return StopRule(int(value(process, "repeat_at_least")), int(value(process, "repeat_at_most")))


def keeps_thread(process: Process) -> bool:
    """Say whether ballots of secret rounds that may be repeated are paired while their series lasts."""
    return asks_again(process) and not value(process, "no_thread")


def asks_again(process: Process) -> bool:
    """Say whether a question may be asked again by the protocol."""
    rule = stop_rule(process)
    return rule is not None and rule.at_most > 1


def change(process: Process, changes: dict[str, Any], user_id: int | None, at: datetime) -> None:
    """Change rules of the protocol while no round has opened.

    Raises Frozen afterwards and Invalid for a share outside 0 to 1.
    """
    if process.protocol_frozen_at is not None:
        raise Frozen
    for key in SHARES:
        if key in changes:
            _check_share(str(changes[key]))
    if Fraction(str(changes.get("quorum_share", 0))) == 1:
        raise Invalid(N_("More than all seats can never answer: the quorum must be less than 1."))
    _check_stops(process, changes)
    _check_weights(process, changes)
    _check_together(process, changes)
    if "sector_weights" in changes:
        given = changes["sector_weights"].items()
        changes = changes | {"sector_weights": {c: w for c, w in given if Fraction(w) != 1}}
    process.protocol = process.protocol | changes
    journal.record("change protocol", at, process=process, user_id=user_id, changes=changes)


def _check_stops(process: Process, changes: dict[str, Any]) -> None:
    rules = DEFAULTS | process.protocol | changes
    if not 1 <= int(rules["repeat_at_least"]) <= int(rules["repeat_at_most"]):
        raise Invalid(N_("A question cannot be asked at most fewer times than at least."))


def _check_share(text: str) -> None:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Invalid(N_("%(text)s is not a share. Write 2/3 or 0.75."), text=text) from None
    if not 0 <= share <= 1:
        raise Invalid(N_("%(text)s is not a share between 0 and 1."), text=text)


def _check_weights(process: Process, changes: dict[str, Any]) -> None:
    """Refuse weights of sectors that are none or not above 0, and weights that differ without a reason."""
    rules = DEFAULTS | process.protocol | changes
    known = {sector.code for sector in process.sectors}
    for code, text in rules["sector_weights"].items():
        if code not in known:
            raise Invalid(N_("There is no sector %(code)s."), code=code)
        if not is_weight(str(text)):
            raise Invalid(N_("%(text)s is not a weight. Write 2, 1.5 or 3/2."), text=text)
    differ = any(Fraction(text) != 1 for text in rules["sector_weights"].values())
    if differ and not rules["weights_reason"].strip():
        raise Invalid(
            N_("Write why the sectors do not weigh the same. It is printed with the rules.")
        )


def _check_together(process: Process, changes: dict[str, Any]) -> None:
    """Refuse groups of sectors that are none, of one sector, or called like a sector."""
    named: Mapping[str, str] = changes.get("shown_together", {})
    known = {sector.code: sector.name for sector in process.sectors}
    for code, name in named.items():
        if code not in known:
            raise Invalid(N_("There is no sector %(code)s."), code=code)
        if not name.strip() or name in known.values():
            raise Invalid(
                N_("Give sectors that are shown together a name of their own, not “%(name)s”."),
                name=name,
            )
        if [*named.values()].count(name) == 1:
            raise Invalid(
                N_("Only %(sector)s is shown as “%(name)s”. Give another sector the same name."),
                sector=known[code],
                name=name,
            )


def is_weight(text: str) -> bool:
    """Say whether a text is a number above 0 that a file can hold: 2, 1.5, 3/2."""
    try:
        return read_share(text) > 0
    except ValueError:
        return False


def freeze(process: Process, at: datetime) -> None:
    """Fix the protocol for good; called when a round opens."""
    if process.protocol_frozen_at is None:
        process.protocol = default_protocol() | process.protocol
        process.protocol_frozen_at = at
        journal.record("freeze protocol", at, process=process, protocol=process.protocol)


def method_settings(process: Process, method: Method) -> dict[str, Any]:
    """Return the settings that the protocol fixes for a method, in the method's own words."""
    return {setting: value(process, rule) for rule, setting in method.fixes.items()}


def weights(process: Process) -> dict[str, str]:
    """Return the weights of the sectors that have another than 1, by sector code, as exact texts."""
    given: Mapping[str, str] = value(process, "sector_weights")
    return dict(given)


def shown_together(process: Process) -> dict[str, str]:
    """Return the name under which sectors are shown together where they are small, by sector code."""
    given: Mapping[str, str] = value(process, "shown_together")
    return dict(given)
