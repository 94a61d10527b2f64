"""What the charts of a ranking show."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """Against how many others each option wins, the first first; nothing where the comparisons are not shown."""
    from smd_workshop.library.charts.spec import (  # noqa: PLC0415
        BarRow,
        Bars,
    )

    pairs = result["pairwise"]
    if pairs is None or len(pairs) == 1:
        return ()
    rows = tuple(
        BarRow(
            labels.option(code),
            sum(more(pairs, code, other) for other in pairs if other != code),
        )
        for code in chain(*result["order"])
    )
    return (
        Bars(
            title=N_("Against how many others it wins, balanced over the sectors"),
            unit=N_("options"),
            rows=rows,
            domain=(0, len(pairs) - 1),
        ),
    )


def more(pairs: JsonResult, one: str, other: str) -> bool:
    """Say whether more weight puts one option before the other than after it."""
    # Decimals compare exactly, and read numbers of any length.
    return Decimal(pairs[one][other]["exact"]) > Decimal(pairs[other][one]["exact"])
