"""What may be shown of a ratification where a sector is hidden."""

from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.disclosure import (
    SUPPRESSED,
    Disclosing,
    Disclosure,
    never_few,
    withhold,
)

_SOMEBODY_AGAINST: Final = N_("A sector whose votes are not shown has no majority in favour.")
_TOO_FEW: Final = N_("Overall less than %(threshold)s are in favour.")
_NOT_ENOUGH: Final = N_("The share of yes that the rules ask for was not reached.")
_ALONE: Final = N_("quorum and majority are asked of each sector alone")


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the outcome, and the votes of sectors that are shown."""
    result.pop("overall_reason", None)  # where it stood would tell that nobody said yes or no
    result["overall"], result["overall_reason"] = None, SUPPRESSED
    for sector, row in result["sectors"].items():
        if sector not in disclosure.shown:
            withhold(row, "yes", "no", "abstain", "majority")
    for each in disclosure.together:
        if each.code in result["sectors"]:
            result["sectors"][each.code] |= {"quorum": None, "majority": None, "reason": _ALONE}
    _redact_why(result, disclosure)


def _redact_why(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Say of hidden sectors, and of everybody together, only what the outcome says already."""
    kept = []
    for reason in result["why_messages"]:
        params = reason["params"]
        if "voted" in params or params.get("sector") in disclosure.shown:
            kept.append(reason)  # the roll is public, and so are the votes of a shown sector
    if result["outcome"] == "contested" and not kept:
        kept.append({"message": _SOMEBODY_AGAINST, "params": {}})
    if result["outcome"] == "rejected":
        kept.append(_rejected(result["settings"]))
    result["why_messages"] = kept
    result["why"] = [reason["message"] % reason["params"] for reason in kept]


def _rejected(settings: dict[str, Any]) -> dict[str, Any]:
    """Say that too few were in favour; where two shares are asked for, not which of them was missed."""
    if settings.get("yes_of_eligible_at_least"):
        return {"message": _NOT_ENOUGH, "params": {}}
    return {"message": _TOO_FEW, "params": {"threshold": str(settings["overall_at_least"])}}


#: The outcome says so much of each sector that no band of the votes of all was found that adds nothing to it.
DISCLOSING = Disclosing(
    decision="the outcome, and which sectors had quorum", redact=redact, few=never_few
)
