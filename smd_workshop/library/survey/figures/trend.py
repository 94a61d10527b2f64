"""Two waves of one survey beside each other: what changed, and whether chance alone may have done it."""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.stats.samples.proportions import difference
from smd_workshop.library.stats.signed_rank import signed_rank
from smd_workshop.library.survey.document import RESULT
from smd_workshop.library.survey.figures.wave_figures import CENSUS

#: Answers of the same people: (point before, point after) → how many. Such tables of parts add up.
Pairs = Mapping[tuple[int, int], int]

#: How a change is judged.
PLAIN: Final = "census"
INDEPENDENT: Final = "independent"
#: More differences are not counted sign by sign.
MOST_SIGNS: Final = 400

NO_ERROR: Final = N_("Everybody answered both times, so the difference is no matter of chance.")
MANY_SIGNS: Final = N_("There are too many differences to count all signs.")
NO_CHANGE: Final = N_("Nobody answered differently.")


def trend(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    pairs: Mapping[str, Pairs] | None = None,
) -> dict[str, Any]:
    """Return the change of each figure that two smd-survey-result/1 documents both have.

    Shares of people are compared by Newcombe's interval, of a census plainly; `pairs` are the answers of the same people
    by item, compared by Wilcoxon's signed ranks. FormatError if the documents measure on different scales.
    """
    for path, document in (("before", before), ("after", after)):
        if document.get("format") != RESULT:
            raise FormatError((path, "format"), N_("this is no result of a survey"))
    if before["scale"] != after["scale"]:
        raise FormatError("after.scale", N_("the waves are measured on different scales"))
    census = before["sampling"] == after["sampling"] == CENSUS
    return {
        "judged": PLAIN if census else INDEPENDENT,
        "headline": _pooled(before["headline"], after["headline"], census=census),
        "people": _shares(before["people"]["top"], after["people"]["top"], census=census),
        "items": {
            item: _item(before["items"][item], after["items"][item], census=census)
            | _same_people((pairs or {}).get(item))
            for item in after["items"]
            if before["items"].get(item) and after["items"][item]
        },
        "dimensions": {
            code: _pooled(
                before["dimensions"][code]["top"], after["dimensions"][code]["top"], census=census
            )
            for code in after["dimensions"]
            if before["dimensions"].get(code) and after["dimensions"][code]
        },
    }


def _item(before: Mapping[str, Any], after: Mapping[str, Any], *, census: bool) -> dict[str, Any]:
    found = {"top": _shares(before["top"], after["top"], census=census)}
    means = before["mean"], after["mean"]
    return found | {"mean": None if None in means else {"difference": means[1] - means[0]}}


def _counts(share: Mapping[str, Any]) -> tuple[int, int]:
    yes, size = (
        share.get(key, share.get(other))
        for key, other in (("k", "numerator"), ("n", "denominator"))
    )
    return int(yes or 0), int(size or 0)


def _shares(before: Mapping[str, Any], after: Mapping[str, Any], *, census: bool) -> dict[str, Any]:
    """Return the difference of two shares of people."""
    was, now = _counts(before), _counts(after)
    if not (was[1] and now[1]):
        return {"difference": None}
    found = {"difference": float(Fraction(*now) - Fraction(*was))}
    if census:
        return found | {"interval": None, "interval_reason": NO_ERROR}
    between = difference(now, was)
    return found | {"interval": list(between) if between else None}


def _pooled(before: Mapping[str, Any], after: Mapping[str, Any], *, census: bool) -> dict[str, Any]:
    """Return the difference of two shares of answers, its interval put together from theirs.

    Answers of one person belong together, so Newcombe's arms are those of the intervals over respondents (Zou & Donner
    2008, Statistics in Medicine 27:1693).
    """
    was, now = _counts(before), _counts(after)
    if not (was[1] and now[1]):
        return {"difference": None}
    found = {"difference": float(Fraction(*now) - Fraction(*was))}
    if census:
        return found | {"interval": None, "interval_reason": NO_ERROR}
    mine, theirs = after["interval"], before["interval"]
    if mine is None or theirs is None:
        return found | {"interval": None}
    share, other = now[0] / now[1], was[0] / was[1]
    low = share - other - math.hypot(share - mine[0], theirs[1] - other)
    high = share - other + math.hypot(mine[1] - share, other - theirs[0])
    return found | {"interval": [max(-1.0, low), min(1.0, high)]}


def _same_people(pairs: Pairs | None) -> dict[str, Any]:
    """Return the test of the answers of the same people; nothing if they are not known."""
    if pairs is None:
        return {}
    differences = [after - before for (before, after), many in pairs.items() for _ in range(many)]
    found: dict[str, Any] = {
        "same_people": len(differences),
        "higher": sum(each > 0 for each in differences),
        "lower": sum(each < 0 for each in differences),
    }
    if found["higher"] + found["lower"] > MOST_SIGNS:
        return found | {"chance": None, "chance_reason": MANY_SIGNS}
    test = signed_rank(differences)
    if test is None:
        return found | {"chance": None, "chance_reason": NO_CHANGE}
    return found | {"chance": float(test.two_sided)}
