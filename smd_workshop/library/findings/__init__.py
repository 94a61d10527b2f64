"""What is told first of a result: docs/adr/0032.

A method declares a `Finding`; `find` reads it from what is shown of a round, and page, phone, wall, paper, acta and
tables are written from the one value that comes out. `statements` are sentences with their values, `grid` is the table
of options and sectors, `shown` is what both are read from.
"""

from smd_workshop.library.findings.finding import Finding, Findings, find, nothing_sure
from smd_workshop.library.findings.grid import Difference, Grid, figure_of
from smd_workshop.library.findings.orders import following, margins, order_without
from smd_workshop.library.findings.rows import Cell, Outcome, Row, Scale, Section
from smd_workshop.library.findings.shown import Shown
from smd_workshop.library.findings.statements import (
    Count,
    Mean,
    Options,
    Sectors,
    Share,
    Statement,
    Wording,
    counted,
    instead,
    rule_of_share,
    stated,
)
from smd_workshop.library.findings.support import support_grid
from smd_workshop.library.findings.weights import heaviest, weights_grid

__all__ = [
    "Cell", "Count", "Difference", "Finding", "Findings", "Grid", "Mean", "Options", "Outcome", "Row", "Scale",
    "Section", "Sectors", "Share", "Shown", "Statement", "Wording", "counted", "figure_of", "find", "following", "heaviest",
    "instead", "margins", "nothing_sure", "order_without", "rule_of_share", "stated", "support_grid", "weights_grid",
]  # fmt: skip
