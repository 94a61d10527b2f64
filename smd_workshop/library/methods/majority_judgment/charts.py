"""What the charts of a round of grades show."""

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.grades import WORDS
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """How many gave each grade, the best option first; nothing where some sectors are hidden."""
    from smd_workshop.library.charts.spec import (  # noqa: PLC0415
        Stacked,
        StackedRow,
    )

    rows = tuple(
        StackedRow(labels.option(code), _given(result["options"][code]))
        for code in chain(*result["order"])
        if result["options"][code]["n"]
    )
    if not rows:
        return ()
    return (
        Stacked(
            title=N_("Grades given by all people"),
            unit=N_("people"),
            categories=WORDS,
            rows=rows,
            aside=0,
        ),
    )


def _given(row: JsonResult) -> tuple[float, ...]:
    shown = [own["grades"] for own in row["sectors"].values() if own["grades"] is not None]
    return tuple(sum(each) for each in zip(*shown, strict=True))
