"""Taking from a result what must not be shown of hidden sectors.

Each method says what of its own result goes; what they do it with is here.
"""

from copy import deepcopy
from typing import Any, Final

from smd_workshop.library.disclosure.disclosing import Disclosing
from smd_workshop.library.disclosure.plan import OPTIONS, Disclosure

Json = dict[str, Any]

SUPPRESSED: Final = "suppressed"


def redact(how: Disclosing, result: Json, disclosure: Disclosure) -> Json:
    """Return a copy of a result document from which no small sector can be read.

    Hidden rows keep their keys with null figures and `reason` "suppressed". `disclosure` says what was done: the
    hidden sectors, the group that they are ({sectors, people} or null), the threshold, and why.
    """
    redacted = deepcopy(result)
    if disclosure.hides:
        # That few gave a number is not said here: it counts those who gave none, and no figure needs the excuse.
        hide_absences(redacted)
        how.redact(redacted, disclosure)
    elif not how.few(redacted, disclosure.threshold):
        return redacted
    redacted["disclosure"] = {
        "suppressed": [
            code for code in result["seats"] if disclosure.hides and code not in disclosure.shown
        ],
        "group": {"sectors": list(disclosure.group), "people": disclosure.people}
        if disclosure.group
        else None,
        "threshold": disclosure.threshold,
        "why": disclosure.why or OPTIONS,
        "reason": SUPPRESSED,
    }
    return redacted


def hide_absences(*parts: Json) -> None:
    """Hide what the decision would be without a sector: without one that is shown it says how the others voted.

    Nothing stays, not even for whom it was compared: that would say who gave a number at all.
    """
    for part in parts:
        if "without" in part:
            part["without"] = {}
            part["depends_on"] = []


def withhold(row: Json, *keys: str) -> None:
    """Null figures, with the one reason: why a figure is undefined would tell who did not answer.

    The reason comes last wherever another stood: also the order of keys would tell.
    """
    for key in keys:
        if key in row:
            row[key] = None
            row.pop(f"{key}_reason", None)
    row.pop("reason", None)
    row["reason"] = SUPPRESSED


def mark_few(row: Json, threshold: int, *keys: str) -> bool:
    """Null the figures of a row to which fewer than `threshold` gave a number, and say so; return whether."""
    if row["n"] is None or row["n"] >= threshold:
        return False
    withhold(row, "n", *keys)
    row["few"] = True
    return True
