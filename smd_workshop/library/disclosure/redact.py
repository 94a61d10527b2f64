"""Taking from a result what must not be shown of hidden sectors.

Each method says what of its own result goes; what they do it with is here.
"""

from copy import deepcopy
from dataclasses import replace
from typing import Any, Final

from smd_workshop.library.disclosure.disclosing import Disclosing
from smd_workshop.library.disclosure.plan import OPTIONS, Disclosure
from smd_workshop.library.disclosure.together import Together

Json = dict[str, Any]

SUPPRESSED: Final = "suppressed"


def redact(
    how: Disclosing, result: Json, disclosure: Disclosure, as_one: Json | None = None
) -> Json:
    """Return a copy of a result document from which no small sector can be read.

    Hidden rows keep their keys with null figures and `reason` "suppressed". `disclosure` says what was done: the
    sectors that are not shown apart, the group that the hidden ones are ({sectors, people} or null), those that are
    shown as one ([{code, name, sectors, people}]), the threshold, and why. `as_one` is the result of the same ballots
    with each of these counted as one sector: their rows stand under their codes beside those of sectors.
    """
    redacted = deepcopy(result)
    if disclosure.hides:
        _redact(how, redacted, disclosure)
    elif not how.few(redacted, disclosure.threshold):
        return redacted
    if "ballots" in redacted:
        # What one person answered can be read from the figures of their ballot, and the order is that of the file.
        redacted["ballots"] = []
    if as_one is not None and disclosure.together:
        _add(how, redacted, as_one, disclosure)
    redacted["disclosure"] = _told(result, disclosure)
    return redacted


def _told(result: Json, disclosure: Disclosure) -> Json:
    """Say what was done to a result, as it stands in the document."""
    return {
        "suppressed": [
            code for code in result["seats"] if disclosure.hides and code not in disclosure.shown
        ],
        "group": {"sectors": list(disclosure.group), "people": disclosure.people}
        if disclosure.group
        else None,
        "together": [
            {
                "code": each.code,
                "name": each.name,
                "sectors": list(each.sectors),
                "people": each.people,
            }
            for each in disclosure.together
        ],
        "threshold": disclosure.threshold,
        "why": disclosure.why or OPTIONS,
        "reason": SUPPRESSED,
    }


def _redact(how: Disclosing, result: Json, disclosure: Disclosure) -> None:
    # That few gave a number is not said here: it counts those who gave none, and no figure needs the excuse.
    hide_absences(result)
    how.redact(result, disclosure)


def _add(how: Disclosing, result: Json, as_one: Json, disclosure: Disclosure) -> None:
    """Add the rows of what is shown as one, which see the same censor as those of sectors that are shown."""
    codes = {each.code for each in disclosure.together}
    counted = deepcopy(as_one)
    _redact(how, counted, replace(disclosure, shown=disclosure.shown | codes))
    for each in disclosure.together:
        for key, part in counted.items():
            if key != "seats":
                _copy_row(each, part, result.get(key))


def _copy_row(each: Together, counted: Any, into: Any) -> None:
    """Copy the row of what is shown as one wherever its sectors have rows; lists are in the same order in both."""
    if isinstance(counted, list) and isinstance(into, list):
        for one, other in zip(counted, into, strict=False):
            _copy_row(each, one, other)
    if not isinstance(counted, dict) or not isinstance(into, dict):
        return
    for key in tuple(counted):
        _copy_row(each, counted[key], into.get(key))
    if each.code in counted and into.keys() & {*each.sectors}:
        into[each.code] = counted[each.code]


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
