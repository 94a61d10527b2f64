"""What may be shown of a ratification where a sector is hidden."""

from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.disclosure import (
    SUPPRESSED,
    Disclosing,
    Disclosure,
    Level,
    no_keys,
    withhold,
)

_SOMEBODY_AGAINST: Final = N_("A sector whose votes are not shown has no majority in favour.")
_TOO_FEW: Final = N_("Overall less than %(threshold)s are in favour.")


def redact(result: dict[str, Any], disclosure: Disclosure, _level: Level) -> None:
    """Leave the outcome, and the votes of sectors that are shown."""
    result["overall"], result["overall_reason"] = None, SUPPRESSED
    for sector, row in result["sectors"].items():
        if sector not in disclosure.shown:
            withhold(row, "yes", "no", "abstain", "majority")
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
        threshold = str(result["settings"]["overall_at_least"])
        kept.append({"message": _TOO_FEW, "params": {"threshold": threshold}})
    result["why_messages"] = kept
    result["why"] = [reason["message"] % reason["params"] for reason in kept]


#: Of a yes or no there is so little to guess that no total of it, and no count without a sector, is safe.
DISCLOSING = Disclosing(redact=redact, least=Level.DECISION, keys=no_keys)
