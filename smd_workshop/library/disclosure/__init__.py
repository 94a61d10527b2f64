"""Small sectors are protected by a rule on numbers of people alone: docs/adr/0023.

`plan` says which sectors are shown, which are hidden, which of these are one group, and which are shown as one;
`past_of` says what rounds that ask the same mean for each other. `redact` takes from a result what may not be shown;
which of its figures these are says each method, in its `Disclosing`. After Hundepool et al. 2012, Statistical Disclosure Control, §4.
"""

from smd_workshop.library.disclosure.disclosing import Disclosing, never_few
from smd_workshop.library.disclosure.past import (
    FEWEST,
    NO_PAST,
    THRESHOLD,
    Earlier,
    Past,
    few_changed,
    past_of,
)
from smd_workshop.library.disclosure.plan import Disclosure, plan
from smd_workshop.library.disclosure.redact import (
    SUPPRESSED,
    hide_absences,
    mark_few,
    redact,
    withhold,
)
from smd_workshop.library.disclosure.together import Together, merged

__all__ = [
    "FEWEST", "NO_PAST", "SUPPRESSED", "THRESHOLD", "Disclosing", "Disclosure", "Earlier", "Past", "Together",
    "few_changed", "hide_absences", "mark_few", "merged", "never_few", "past_of", "plan", "redact", "withhold",
]  # fmt: skip
