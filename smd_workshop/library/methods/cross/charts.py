"""What the charts of a crossing show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.matrix import BAR
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.charts.spec import BarRow, DotRow
    from smd_workshop.library.method import Chart

#: So many pairs are drawn; all are among the figures.
DRAWN = 12


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """Density of the quadrants; then the strongest pairs with their intervals."""
    from smd_workshop.library.charts.spec import Bars, Dots  # noqa: PLC0415

    shown: list[Chart] = []
    if bars := _quadrants(result, labels):
        shown.append(
            Bars(
                title=N_("Density of the quadrants"), unit=N_("percent"), rows=bars, domain=(0, 100)
            )
        )
    if dots := _pairs(result, labels):
        shown.append(Dots(title=N_("Strongest pairs"), unit=N_("mean"), rows=dots, domain=(0, 3)))
    return shown


def _quadrants(result: JsonResult, labels: Labels) -> "tuple[BarRow, ...]":
    from smd_workshop.library.charts.spec import BarRow  # noqa: PLC0415

    return tuple(
        BarRow(
            f"{labels.group(name[0])} × {labels.group(name[1])}",
            100 * row["density"],
            note=N_("leads") if name == result["leading"] else "",
        )
        for name, row in result["quadrants"].items()
        if row["density"] is not None
    )


def _pairs(result: JsonResult, labels: Labels) -> "tuple[DotRow, ...]":
    from smd_workshop.library.charts.spec import DotRow  # noqa: PLC0415

    return tuple(
        DotRow(
            " × ".join(labels.option(code) for code in row["pair"].split(BAR)),
            row["balanced_mean"],
            low=row["interval"][0] if row["interval"] else None,
            high=row["interval"][1] if row["interval"] else None,
        )
        for row in result["pairs"][:DRAWN]
        if row["balanced_mean"] is not None
    )
