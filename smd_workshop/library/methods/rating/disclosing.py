"""What may be shown of a rating where a sector is hidden."""

from typing import Any, Final

from smd_workshop.library.disclosure import (
    SUPPRESSED,
    Disclosing,
    Disclosure,
    hide_absences,
    mark_few,
    withhold,
)

#: Figures of an option that separate the hidden sectors, or by which a guess at their answers can be checked.
_TELLING: Final = (
    "n", "dont_know", "unseen", "pooled_mean", "pooled_median", "balanced_mean", "balanced_agree", "balanced_reject",
    "median", "p30", "p70", "ipr", "ipras", "disagreement", "interval",
    "definitions", "consensus", "common_ground", "smallest_agree", "division",
)  # fmt: skip
_OF_SECTOR: Final = ("n", "mean", "median", "agree", "reject")


def few(result: dict[str, Any], threshold: int) -> bool:
    """Withhold the figures of options to which too few gave a number; the class stays, for it is the decision."""
    found = False
    for option in result["options"].values():
        if mark_few(option, threshold, *_TELLING):
            found = True
            for row in option["sectors"].values():
                withhold(row, *_OF_SECTOR)
            hide_absences(option)
    if found:  # what goes over all options, few ones included, could be counted again with a guess
        hide_absences(result)
        _hide_statements(result)
        _hide_agreement(result["agreement"])
    return found


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave the class of every option, and the figures of sectors that are shown."""
    for option in result["options"].values():
        withhold(option, *_TELLING)
        for sector, row in option["sectors"].items():
            if sector not in disclosure.shown:
                withhold(row, *_OF_SECTOR)
        hide_absences(option)
    _hide_statements(result)
    _hide_agreement(result["agreement"])


def _hide_statements(result: dict[str, Any]) -> None:
    """Hide which options join and which part the sectors: that says how each of them stands."""
    for key in ("bridging", "dividing"):
        if key in result:
            result[key], result[f"{key}_reason"] = None, SUPPRESSED


def _hide_agreement(agreement: dict[str, Any]) -> None:
    withhold(agreement, "kendall_w", "krippendorff_alpha", "concordance")


#: The class says so much of each sector that no band of the mean of a group was found that adds nothing to it.
DISCLOSING = Disclosing(decision="the class of each option", redact=redact, few=few)
