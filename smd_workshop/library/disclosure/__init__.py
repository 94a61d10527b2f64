"""Small sectors are protected: nobody can read from a published result how one to four people answered.

Four steps. `protect` hides small sectors and, against subtraction, enough others that the hidden ones are more than
the published totals. `guard` does so for a whole round, and for each option by itself. `level_of` tries out other
answers of the hidden sectors and says how many totals may stay. `redact` removes from a result what may not.
What everybody shares cannot be hidden: that a proposal was adopted says that every sector had a majority for it.
A figure that depends on every single answer (an interval, a percentile, a count of "no sé", a coefficient of
agreement) is withheld wherever a sector is hidden: whoever guesses the hidden answers could count again and see
whether it comes out the same. Which figures go is decided for all options alike: a single gap would itself tell.
What of its result goes at which level says each method, in its `Disclosing`.
After Hundepool et al. 2012, Statistical Disclosure Control, §4 (primary and secondary suppression, p% rule).
"""

from smd_workshop.library.disclosure.disclosing import Disclosing, no_keys
from smd_workshop.library.disclosure.doubt import level_of
from smd_workshop.library.disclosure.protect import (
    SUPPRESSED,
    THRESHOLD,
    Disclosure,
    Level,
    guard,
    protect,
)
from smd_workshop.library.disclosure.redact import (
    hide_absences,
    redact,
    round_figures,
    totals_beyond,
    withhold,
)

__all__ = [
    "SUPPRESSED", "THRESHOLD", "Disclosing", "Disclosure", "Level", "guard", "hide_absences", "level_of",
    "no_keys", "protect", "redact", "round_figures", "totals_beyond", "withhold",
]  # fmt: skip
