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
from smd_workshop.library.numbers import as_fraction
from smd_workshop.library.sectors.status import NO_QUORUM, of_seats

_SOMEBODY_AGAINST: Final = N_("A sector whose votes are not shown has no majority in favour.")
_TOO_FEW: Final = N_("Overall less than %(threshold)s are in favour.")
_NOT_ENOUGH: Final = N_("The share of yes that the rules ask for was not reached.")
_NO_QUORUM: Final = N_("In a sector whose votes are not shown too few answered.")
_ALONE: Final = N_("quorum and majority are asked of each sector alone")


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the outcome, and the votes of sectors that are shown."""
    result.pop("overall_reason", None)  # where it stood would tell that nobody said yes or no
    result["overall"], result["overall_reason"] = None, SUPPRESSED
    for sector, row in result["sectors"].items():
        if sector not in disclosure.shown:
            withhold(row, "yes", "no", "abstain", "majority")
            row["quorum"] = _quorum(result, sector)
    for each in disclosure.together:
        if each.code in result["sectors"]:
            result["sectors"][each.code] |= {"quorum": None, "majority": None, "reason": _ALONE}
    _redact_why(result, disclosure)
    _redact_status(result)


def _quorum(result: dict[str, Any], sector: str) -> bool | None:
    """Return what the roll and the outcome say of the quorum of a hidden sector; None where they leave it open.

    Of a ratification a seat may answer some objectives: who left one blank would be read from a sector's own quorum.
    """
    if result["outcome"] != "no quorum":
        return True
    return False if sector in _lacking(result) else None


def _lacking(result: dict[str, Any]) -> list[str]:
    return of_seats(result["seats"], as_fraction(result["settings"]["quorum_more_than"]))


def _redact_why(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Say of hidden sectors, and of everybody together, only what the outcome says already."""
    kept = [
        reason
        for reason in result["why_messages"]
        if "voted" not in reason["params"] and reason["params"].get("sector") in disclosure.shown
    ]
    kept = _without_quorum(result) + kept
    if result["outcome"] == "contested" and not kept:
        kept.append({"message": _SOMEBODY_AGAINST, "params": {}})
    if result["outcome"] == "rejected":
        kept.append(_rejected(result["settings"]))
    result["why_messages"] = kept
    result["why"] = [reason["message"] % reason["params"] for reason in kept]


def _without_quorum(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a sentence for each sector without quorum: of hidden ones for those that the roll tells."""
    found: list[dict[str, Any]] = [
        {"message": NO_QUORUM, "params": {"sector": code, **result["seats"][code]}}
        for code in _lacking(result)
    ]
    if result["outcome"] == "no quorum" and not found:
        found.append({"message": _NO_QUORUM, "params": {}})
    return found


def _redact_status(result: dict[str, Any]) -> None:
    """Say why a result is provisional in the same words; that nobody answered would be told of hidden sectors too."""
    if result["outcome"] == "no quorum":
        told = _without_quorum(result)
        result["status"] = {
            "state": "provisional", "why": [each["message"] % each["params"] for each in told],
        }  # fmt: skip


def _rejected(settings: dict[str, Any]) -> dict[str, Any]:
    """Say that too few were in favour; where two shares are asked for, not which of them was missed."""
    if settings.get("yes_of_eligible_at_least"):
        return {"message": _NOT_ENOUGH, "params": {}}
    return {"message": _TOO_FEW, "params": {"threshold": str(settings["overall_at_least"])}}


#: The outcome says so much of each sector that no band of the votes of all was found that adds nothing to it.
DISCLOSING = Disclosing(
    decision="the outcome, and which sectors had no quorum by the roll",
    redact=redact,
    few=never_few,
)
