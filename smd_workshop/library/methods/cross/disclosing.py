"""What may be shown of a crossing where a sector is hidden."""

from typing import Any, Final

from smd_workshop.library.ballots.matrix import BAR, pairs_of
from smd_workshop.library.disclosure import (
    SUPPRESSED,
    Disclosing,
    Disclosure,
    hide_absences,
    mark_few,
    withhold,
)

_OF_PAIR: Final = ("balanced_mean", "interval", "pooled_mean")
_OF_QUADRANT: Final = ("unanswered", "total", "density", "pooled_density", "p_first")
_OF_OPTION: Final = ("balanced_mean", "pooled_mean")

Json = dict[str, Any]


def few(result: Json, threshold: int) -> bool:
    """Withhold the figures of pairs that too few marked, and every sum that they stand in.

    What is left of a sum beside the pairs that are shown would be the pair that is not.
    """
    found = [row for row in result["pairs"] if mark_few(row, threshold, *_OF_PAIR)]
    if not found:
        return False
    for row in found:
        for own in row["sectors"].values():
            withhold(own, "n", "mean")
    quadrants = {row["quadrant"] for row in found}
    options = {code for row in found for code in row["pair"].split(BAR)}
    for name in quadrants:
        _withhold_sums(result["quadrants"][name], _OF_QUADRANT, "density")
    for code in options:
        _withhold_sums(result["options"][code], _OF_OPTION, "mean")
        result["usefulness"][code] = None
    _withhold_chances(result)
    hide_absences(result)
    _in_order(result, {row["pair"] for row in found})
    return True


def _withhold_sums(row: Json, keys: tuple[str, ...], of_sector: str) -> None:
    withhold(row, *keys)
    for own in row["sectors"].values():
        withhold(own, of_sector)


def _withhold_chances(result: Json) -> None:
    """Of what comes from draws of whole ballots nothing stays."""
    result["p_leading"] = None
    result["p_leading_reason"] = SUPPRESSED
    for row in result["quadrants"].values():
        withhold(row, "p_first")


def _in_order(result: Json, last: set[str]) -> None:
    """Put pairs without figures last, in the order of the ballot: a place would say how much they were marked."""
    place = {pair: at for at, pair in enumerate(pairs_of(result["settings"]["sides"]))}
    kept = [row for row in result["pairs"] if row["pair"] not in last]
    rest = [row for row in result["pairs"] if row["pair"] in last]
    result["pairs"] = [*kept, *sorted(rest, key=lambda row: place[row["pair"]])]


def redact(result: Json, disclosure: Disclosure) -> None:
    """Leave which quadrant leads, and the means of sectors that are shown."""
    _withhold_chances(result)
    for row in result["quadrants"].values():
        withhold(row, *_OF_QUADRANT)
        _hide(row, disclosure, "density")
    for row in result["pairs"]:
        withhold(row, "n", *_OF_PAIR)
        _hide(row, disclosure, "n", "mean")
    for row in result["options"].values():
        withhold(row, *_OF_OPTION)
        _hide(row, disclosure, "mean")
    result["usefulness"] = dict.fromkeys(result["usefulness"])
    _in_order(result, {row["pair"] for row in result["pairs"]})


def _hide(row: Json, disclosure: Disclosure, *keys: str) -> None:
    for sector, own in row["sectors"].items():
        if sector not in disclosure.shown:
            withhold(own, *keys)


DISCLOSING = Disclosing(decision="which quadrant leads, or which ones tie", redact=redact, few=few)
