"""Taking from a result what must not be shown of hidden sectors, and rounding what remains of the totals.

Each method says what of its own result goes; what they do it with is here.
"""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from smd_workshop.library.disclosure.disclosing import Disclosing
from smd_workshop.library.disclosure.protect import SUPPRESSED, Disclosure, Level

Json = dict[str, Any]


def redact(
    how: Disclosing, result: Json, disclosure: Disclosure, level: Level = Level.TOTALS
) -> Json:
    """Return a copy of a result document from which no small sector can be read.

    Hidden rows keep their keys with null figures and `reason` "suppressed"; `disclosure` says what was done.
    """
    redacted = deepcopy(result)
    if not disclosure.hides:
        return redacted
    level = max(level, disclosure.least, how.least)
    hide_absences(redacted, disclosure.shown, level)
    how.redact(redacted, disclosure, level)
    redacted["disclosure"] = {
        "suppressed": [code for code in sorted(result["seats"]) if code not in disclosure.shown],
        "pooled": level < Level.BALANCED,
        "any": level < Level.WORDS,
        "reason": SUPPRESSED,
    }
    return redacted


def hide_absences(part: Json, shown: Iterable[str], level: Level) -> None:
    """Hide what the decision would be without a small sector: it says how that sector voted."""
    if "without" in part:
        kept = set(shown) if level < Level.DECISION else set()
        part["without"] = {
            sector: decision if sector in kept else None
            for sector, decision in part["without"].items()
        }
        part["depends_on"] = [sector for sector in part["depends_on"] if sector in kept]


def withhold(row: Json, *keys: str) -> None:
    """Null figures, with the one reason: why a figure is undefined would tell who did not answer."""
    for key in keys:
        if key in row:
            row[key] = None
            row.pop(f"{key}_reason", None)
    row["reason"] = SUPPRESSED


def round_figures(row: Json, digits: int, *keys: str) -> None:
    """Round those figures of a row that are there."""
    for key in keys:
        if row.get(key) is not None:
            row[key] = round(row[key], digits)


def totals_beyond(level: Level, pooled: str, *balanced: str) -> tuple[str, ...]:
    """Return the names of the totals that go at a level."""
    if level >= Level.WORDS:
        return (pooled, *balanced)
    return (pooled,) if level >= Level.BALANCED else ()
