"""What may be shown of a budget where a sector is hidden."""

from typing import Any

from smd_workshop.library.disclosure import SUPPRESSED, Disclosing, Disclosure, never_few


def redact(result: dict[str, Any], disclosure: Disclosure) -> None:
    """Leave what is funded and how, and the support in sectors that are shown.

    Votes, payments, what is left, who was tied, and how far the purses had to grow say to the last fraction how many marked what.
    """
    for row in result["options"].values():
        support = row["support"]
        support["pooled"] = support["balanced"] = None
        for sector in support["sectors"]:
            if sector not in disclosure.shown:
                support["sectors"][sector] = None
    for key in ("effective_votes", "payments", "left", "ties"):
        result[key], result[f"{key}_reason"] = None, SUPPRESSED
    for key in ("grown", "added", "units", "step"):
        result["completion"][key] = None
    result["completion"]["reason"] = SUPPRESSED
    # The order in which options were bought is one of effective votes; that of the page tells nothing.
    place = {code: at for at, code in enumerate(result["options"])}
    for key in ("winners", "winners_completed"):
        result[key] = sorted(result[key], key=place.__getitem__)


DISCLOSING = Disclosing(
    decision="what is funded, from the purses and after completion",
    redact=redact,
    few=never_few,
)
