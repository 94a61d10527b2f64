"""What may be shown of a rating where a sector is hidden."""

from typing import Any, Final

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

#: Figures by which a guess at hidden answers can be checked, so many different values they can have. That `n` gave
#: a number says how many of those on the roll did not know.
_TELLING: Final = (
    "pooled_median", "median", "p30", "p70", "ipr", "ipras", "disagreement", "interval", "dont_know", "unseen",
)  # fmt: skip


def redact(result: dict[str, Any], disclosure: Disclosure, level: Level) -> None:
    """Leave the class of every option; of its totals as many, rounded, as the level allows."""
    seen_apart = set(disclosure.shown)
    for code, option in result["options"].items():
        cell = disclosure.of(code)
        hidden = {sector for sector, row in option["sectors"].items() if sector not in cell.shown}
        if cell.suppressed:
            seen_apart -= cell.suppressed
            own = max(level, cell.least)
            withhold(option, "n", "balanced_agree", "balanced_reject")
            round_figures(option, 1, "pooled_mean", "balanced_mean")
            withhold(option, *totals_beyond(own, "pooled_mean", "balanced_mean"))
        # One draw of ballots gives the intervals of all options: also of those where no row is hidden.
        withhold(option, *_TELLING)
        hide_absences(option, disclosure.shown - hidden, level)
        for sector in hidden:
            withhold(option["sectors"][sector], "n", "mean", "median", "agree", "reject")
    hide_absences(result, seen_apart, level)
    if "agreement" in result:
        withhold(result["agreement"], "kendall_w", "krippendorff_alpha")


def _keys(profile: Profile) -> tuple[str, ...]:
    return profile.options


DISCLOSING = Disclosing(redact=redact, least=Level.TOTALS, keys=_keys, scale=(1, 9))
