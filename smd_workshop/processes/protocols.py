"""The protocol: the rules of the count, agreed before the first round and frozen when it opens."""

import secrets
from datetime import datetime
from fractions import Fraction
from typing import Any

from smd_workshop.core.errors import Frozen, Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.method import Method
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
    "secrecy": "secret",
    "visibility": "publication",
    "grace_seconds": 15,
    "small_cell": 5,
    "late_seats": "no",  # whether a seat that is added while a round is open votes in it
}

SHARES = ("quorum_share", "adopt_share", "agree_share", "reject_share", "each_sector_share")
#: When to stop asking again. Protocols of earlier versions hold these and keep them; nothing counts by
#: them, so no page or document may promise them.
UNPROMISED = frozenset({
    "rounds_min", "rounds_max", "stable_class_change", "stable_median_change", "stable_agree_shift",
})  # fmt: skip


def default_protocol(seed: int | None = None) -> dict[str, Any]:
    """Return a fresh protocol with a seed drawn now, or the one given."""
    return DEFAULTS | {"seed": seed if seed is not None else secrets.randbelow(2**31)}


def value(process: Process, key: str) -> Any:
    """Return one rule of the process, or its default where the protocol predates it."""
    return process.protocol.get(key, DEFAULTS.get(key))


def published(process: Process) -> dict[str, Any]:
    """Return the rules that the count really follows, each with its value."""
    rules = DEFAULTS | process.protocol
    return {key: rule for key, rule in rules.items() if key not in UNPROMISED}


def change(process: Process, changes: dict[str, Any], user_id: int, at: datetime) -> None:
    """Change rules of the protocol while no round has opened.

    Raises Frozen afterwards and Invalid for a share outside 0 to 1.
    """
    if process.protocol_frozen_at is not None:
        raise Frozen
    for key in SHARES:
        if key in changes:
            _check_share(str(changes[key]))
    process.protocol = process.protocol | changes
    journal.record("change protocol", at, process=process, user_id=user_id, changes=changes)


def _check_share(text: str) -> None:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Invalid(N_("%(text)s is not a share. Write 2/3 or 0.75."), text=text) from None
    if not 0 <= share <= 1:
        raise Invalid(N_("%(text)s is not a share between 0 and 1."), text=text)


def freeze(process: Process, at: datetime) -> None:
    """Fix the protocol for good; called when a round opens."""
    if process.protocol_frozen_at is None:
        process.protocol = default_protocol() | process.protocol
        process.protocol_frozen_at = at
        journal.record("freeze protocol", at, process=process, protocol=process.protocol)


def method_settings(process: Process, method: Method) -> dict[str, Any]:
    """Return the settings that the protocol fixes for a method, in the method's own words."""
    fixed = {setting: value(process, rule) for rule, setting in method.fixes.items()}
    if any(setting.key == "seed" for setting in method.settings):
        fixed["seed"] = value(process, "seed")
    return fixed
