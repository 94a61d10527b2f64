"""What may be shown of shared points where a sector is hidden."""

from collections.abc import Set as AbstractSet
from typing import Any, Final

from smd_workshop.library.disclosure import (
    Disclosing,
    Disclosure,
    hide_absences,
    mark_few,
    withhold,
)

_TELLING: Final = ("n", "weight", "pooled_weight", "global", "interval", "p_top", "concordance")


def few(result: dict[str, Any], threshold: int) -> bool:
    """Withhold the weights of options and groups to which too few gave points, and their place in the order."""
    found = _few_options(result["options"], threshold)
    if found:  # who alone gave points to a group has ordered it alone
        result["order"] = _order_without(found, result["order"])
    of_groups = _few_groups(result, threshold)
    if found or of_groups:
        hide_absences(result)
        for row in result["options"].values():
            withhold(row, "p_top")  # a chance comes from draws of whole ballots
        for row in result["groups"].values():
            withhold(row, "concordance")  # as do the orders of all options of a group
    return bool(found) or of_groups


def _few_options(options: dict[str, Any], threshold: int) -> set[str]:
    found = {code for code, row in options.items() if mark_few(row, threshold, *_TELLING)}
    for code in found:
        _withhold_sectors(options[code])
    return found


def _withhold_sectors(row: dict[str, Any], shown: AbstractSet[str] = frozenset()) -> None:
    """Withhold what sectors gave to an option or a group, except those that are shown."""
    for sector, own in row.get("sectors", {}).items():
        if sector not in shown:
            withhold(own, "n", "weight")


def _few_groups(result: dict[str, Any], threshold: int) -> bool:
    """Nobody is asked for the weight of the only group."""
    groups = result["groups"].values() if len(result["groups"]) > 1 else ()
    found = [row for row in groups if mark_few(row, threshold, "weight", "interval")]
    for row in found:
        _withhold_sectors(row)
    for row in result["options"].values() if found else ():
        withhold(row, "global")
    return bool(found)


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the order, and the weights in sectors that are shown."""
    for row in (*result["options"].values(), *result["groups"].values()):
        withhold(row, *_TELLING)
        _withhold_sectors(row, frozenset(disclosure.shown))


def _order_without(few_: AbstractSet[str], order: list[list[str]]) -> list[list[str]]:
    """Put options that too few weighed where those stand that nobody weighed: last, tied."""
    last = sorted(code for tied in order for code in tied if code in few_)
    rest = [[code for code in tied if code not in last] for tied in order]
    return [tied for tied in (*rest, last) if tied]


#: The order says so much of balanced means that no band of a pooled one was found that adds nothing to it.
DISCLOSING = Disclosing(decision="the order of the options", redact=redact, few=few)
