"""What may be shown of a choice of several where a sector is hidden."""

from typing import Any

from smd_workshop.library.disclosure import SUPPRESSED, Disclosing, Disclosure, never_few


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave what was chosen, the ties, and the support in sectors that are shown."""
    for row in result["options"].values():
        support = row["support"]
        support["pooled"] = support["balanced"] = None
        for sector in support["sectors"]:
            if sector not in disclosure.shown:
                support["sectors"][sector] = None
    # Who paid what, to the last fraction, is how many supported what; and so is what other rules would choose.
    for key in ("payments", "completion", "second_opinion", "method_check", "plain_av"):
        if key in result:
            result[key], result[f"{key}_reason"] = None, SUPPRESSED


#: What is chosen balances sectors; beside it any band of how many marked what tells who did.
DISCLOSING = Disclosing(
    decision="what was chosen, with the ties and how they were decided",
    redact=redact,
    few=never_few,
)
