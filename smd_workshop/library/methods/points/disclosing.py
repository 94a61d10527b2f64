"""What may be shown of shared points where a sector is hidden."""

from collections.abc import Set as AbstractSet
from typing import Any, Final

from smd_workshop.library.ballots import GROUP_MARK
from smd_workshop.library.disclosure import (
    Disclosing,
    Disclosure,
    Level,
    hide_absences,
    round_figures,
    totals_beyond,
    withhold,
)
from smd_workshop.library.profile import Profile

#: Figures by which a guess at hidden answers can be checked.
_TELLING: Final = ("interval", "p_top")


def redact(result: dict[str, Any], disclosure: Disclosure, level: Level) -> None:
    """No split is published beside a small sector: all are hidden behind the totals, as far as there are enough."""
    few = set()
    groups = {GROUP_MARK + name: row for name, row in result["groups"].items()}
    for key, row in (result["options"] | groups).items():
        own = max(level, disclosure.of(key).least)
        round_figures(row, 2, "weight", "pooled_weight", "global")
        withhold(row, *_TELLING, *totals_beyond(own, "pooled_weight", "weight", "global"))
        for split in row.get("sectors", {}).values():
            withhold(split, "n", "weight")
        if row["n"] < disclosure.threshold:
            few.add(key)
            withhold(row, "weight", "pooled_weight", "global")
    # Who alone gave points to a group has ordered it alone.
    result["order"] = _order_without(few, result["order"])
    hide_absences(result, (), Level.DECISION)


def _order_without(few: AbstractSet[str], order: list[list[str]]) -> list[list[str]]:
    """Put options that too few weighed where those stand that nobody weighed: last, tied."""
    last = sorted(code for tied in order for code in tied if code in few)
    rest = [[code for code in tied if code not in last] for tied in order]
    return [tied for tied in (*rest, last) if tied]


def _keys(profile: Profile) -> tuple[str, ...]:
    return (*profile.options, *(GROUP_MARK + name for name in profile.groups))


DISCLOSING = Disclosing(redact=redact, least=Level.TOTALS, keys=_keys)
