"""Small sectors are protected by a rule on numbers of people alone: docs/adr/0023.

`plan` says which sectors are shown, which are hidden, and which of these are one group; `past_of` and `apart_from` do
so over rounds that ask the same. `redact` takes from a result what may not be shown; which of its figures go says
each method, in its `Disclosing`, with the table of the bands in which the figure of a group is shown.
After Hundepool et al. 2012, Statistical Disclosure Control, §4.
"""

from smd_workshop.library.disclosure.bands import NO_TABLE, Step, Table
from smd_workshop.library.disclosure.disclosing import Disclosing, never_few
from smd_workshop.library.disclosure.plan import (
    FEWEST,
    NO_PAST,
    THRESHOLD,
    Disclosure,
    Earlier,
    Past,
    apart_from,
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
    "FEWEST", "NO_PAST", "NO_TABLE", "SUPPRESSED", "THRESHOLD", "Disclosing", "Disclosure", "Earlier", "Past", "Step",
    "Table", "apart_from", "hide_absences", "mark_few", "never_few", "past_of", "plan", "redact", "withhold",
]  # fmt: skip
