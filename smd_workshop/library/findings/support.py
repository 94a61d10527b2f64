"""Who supports what, of methods whose ballots mark options: one table, whatever the marks decide.

Read from a shown result with `support` under each option: `balanced`, `pooled` and, by sector, the share that marked it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.findings.grid import Grid
from smd_workshop.library.findings.rows import Outcome, Row, Scale, Section
from smd_workshop.library.findings.shown import Shown
from smd_workshop.library.findings.statements import stated
from smd_workshop.library.stats.samples import proportions

SUPPORT: Final = Scale(
    unit="count",
    domain=(0, 1),
    minus=0.499,
    plus=0.501,
    far=(0.25, 0.75),
    apart=0.25,
    ticks=(0, 0.25, 0.5, 0.75, 1),
    legend=(
        stated(N_("more than half")),
        stated(N_("half")),
        stated(N_("less than half")),
    ),
)


def support_grid(
    shown: Shown, outcomes: Sequence[Outcome], outcome_of: Callable[[str], Outcome]
) -> Grid:
    """Return the support, the outcomes in their order, inside each the most supported first."""
    options = shown.first["options"].items()
    rows = [_row(shown, code, row["support"], outcome_of(code)) for code, row in options]
    rows.sort(key=lambda row: (row.value is None, -(row.value or 0)))
    sections = [
        Section(outcome, tuple(row for row in rows if row.outcome == outcome.key))
        for outcome in outcomes
    ]
    return Grid.of(SUPPORT, sections, shown.columns)


def _row(shown: Shown, code: str, support: Mapping[str, Any], outcome: Outcome) -> Row:
    counts = {
        sector: (round(own * shown.people(sector)), shown.people(sector))
        for sector, own in support["sectors"].items()
        if own is not None
    }
    value, pooled = support["balanced"], support["pooled"]
    weights = [shown.weights.get(sector, 1.0) for sector in counts]
    return Row(
        code,
        outcome.key,
        value,
        None if value is None else proportions.balanced(list(counts.values()), weights),
        pooled,
        cells={
            sector: SUPPORT.cell(support["sectors"][sector], count)
            for sector, count in counts.items()
        },
    )
