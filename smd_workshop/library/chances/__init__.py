"""How often the decision of a round would come out again: docs/adr/0074.

A method declares `Chances` in its folder: what repeats its decision, or why nothing does. `chances_of` asks it,
`tell` puts the answer into sentences. Nothing of it is stored: whoever has the ballots gets the same digits.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from smd_workshop.library.chances.facet import Chances, drawn_by, not_drawn
from smd_workshop.library.chances.telling import tell, tell_round
from smd_workshop.library.numbers import JsonResult
from smd_workshop.library.profile import Profile

__all__ = ["Chances", "banded", "chances_of", "drawn_by", "not_drawn", "tell", "tell_round"]


def chances_of(
    of: Chances, profile: Profile, settings: Mapping[str, Any], digest: str
) -> JsonResult:
    """Return how often what was decided, and each option, came out in repetitions of a round.

    The seed is that of the round where it has one, else `digest`, the SHA-256 of its ballots: nobody can choose it.
    `kind` says what was decided: "order", "choice", "classes" or "outcome"; null with `reason` where nothing is told.
    """
    return of.told(profile, settings, str(settings.get("seed", digest)))


def banded(told: Iterable[JsonResult]) -> Mapping[str, int]:
    """Return option → its place in a band of those that cannot be told apart, from 1; of what stands alone nothing.

    Of several groups the table of chances tells: a bar would seem to reach from one to the next.
    """
    alone = [each["bands"][0] for each in told if len(each.get("bands", ())) == 1]
    bands = [band for group in alone for band in group]
    return {code: place for band in bands if len(band) > 1 for place, code in enumerate(band, 1)}
