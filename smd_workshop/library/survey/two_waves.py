"""Two waves figure by figure: shares of people before and after, as far as both ask the same of the same people; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.stats.group_differences import chance, holm
from smd_workshop.library.stats.samples.proportions import difference
from smd_workshop.library.survey.instrument import versions
from smd_workshop.library.survey.instrument.versions import Change, Trend

#: People who said something, and all who gave an answer.
Share = tuple[int, int]

NOT_JUDGED: Final = N_("It is asked in other words, and nobody said that it still asks the same.")
ANOTHER: Final = N_("It is asked in other words and no longer asks the same.")
OTHER_ANSWERS: Final = N_("It is answered on another scale or with other answers.")
OTHER_PEOPLE: Final = N_("It is asked of other people.")
OTHERWISE: Final = N_("It is asked or counted in another way.")
ONLY_NOW: Final = N_("It was not asked then.")
ONLY_THEN: Final = N_("It is not asked any more.")
HIDDEN: Final = N_("Not shown in both waves: too few people answered it.")
NO_SHARES: Final = N_("It has no shares of people to compare; look at it in each wave.")


@dataclass(frozen=True, slots=True)
class Moved:
    """One share before and after; difference and interval are shares, `chance` is corrected for all of the table.

    Interval and chance are None of a census, of which nothing is left to chance.
    """

    before: Share
    after: Share
    difference: Fraction
    interval: tuple[float, float] | None = None
    chance: float | None = None


def moved(pairs: Mapping[str, tuple[Share, Share]], *, census: bool) -> dict[str, Moved]:
    """Return what changed of each share that both waves have people of, the waves taken as two sets of people.

    Newcombe's interval of the difference (1998), Fisher's exact test, two-sided, corrected by Holm (1979) over the table.
    """
    kept = {key: pair for key, pair in pairs.items() if pair[0][1] and pair[1][1]}
    if census:
        return {key: Moved(*pair, _difference(*pair)) for key, pair in kept.items()}
    chances = holm([chance(after, before) for before, after in kept.values()])
    return {
        key: Moved(*pair, _difference(*pair), difference(pair[1], pair[0]), float(corrected))
        for (key, pair), corrected in zip(kept.items(), chances, strict=True)
    }


def _difference(before: Share, after: Share) -> Fraction:
    return Fraction(*after) - Fraction(*before)


def why_not(changes: Iterable[Change]) -> dict[str, str]:
    """Return why an item is not compared, by its code: the gravest of its changes that is more than a matter of order."""
    found: dict[str, str] = {}
    for each in changes:
        if each.code and each.trend is not Trend.KEPT:
            found.setdefault(each.code, _reason(each))
    return found


def _reason(change: Change) -> str:
    if change.message == versions.ANSWERS:
        return OTHER_ANSWERS
    if change.message == versions.ASKED_OF:
        return OTHER_PEOPLE
    if change.message in {versions.WORDING, versions.LABELS}:
        return NOT_JUDGED if change.trend is Trend.JUDGE else ANOTHER
    return OTHERWISE
