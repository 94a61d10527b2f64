"""Small sectors are protected by a rule on numbers of people alone: docs/adr/0023.

`plan` says which sectors are shown, which are hidden, and which of these are one group; `past_of` says what rounds
that ask the same mean for each other. `redact` takes from a result what may not be shown; which of its figures these
are says each method, in its `Disclosing`. After Hundepool et al. 2012, Statistical Disclosure Control, §4.
"""

from smd_workshop.library.disclosure.disclosing import Disclosing, never_few
from smd_workshop.library.disclosure.plan import (
    FEWEST,
    NO_PAST,
    THRESHOLD,
    Disclosure,
    Earlier,
    Past,
    past_of,
    plan,
)
from smd_workshop.library.disclosure.redact import (
    SUPPRESSED,
    hide_absences,
    mark_few,
    redact,
    withhold,
)

__all__ = [
    "FEWEST", "NO_PAST", "SUPPRESSED", "THRESHOLD", "Disclosing", "Disclosure", "Earlier", "Past", "hide_absences",
    "mark_few", "never_few", "past_of", "plan", "redact", "withhold",
]  # fmt: skip
