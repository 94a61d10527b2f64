"""What the charts of a points round show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from smd_workshop.core.messages import N_
from smd_workshop.library.method import Labels
from smd_workshop.library.numbers import JsonResult

if TYPE_CHECKING:
    from smd_workshop.library.method import Chart


def charts(result: JsonResult, labels: Labels) -> "Sequence[Chart]":
    """Weights inside each group with their intervals; the groups beside them where there are several."""
    from smd_workshop.library.charts.spec import (  # noqa: PLC0415
        DotRow,
        Dots,
    )

    groups = result.get("settings", {}).get("groups") or {"": list(result["options"])}
    several = len(groups) > 1
    rows = tuple(
        DotRow(
            labels.option(code),
            100 * row["weight"],
            low=100 * row["interval"][0] if row["interval"] else None,
            high=100 * row["interval"][1] if row["interval"] else None,
            group=labels.group(name) if several else "",
        )
        for name, members in groups.items()
        for code, row in sorted(
            _weighed(result["options"], members), key=lambda item: -item[1]["weight"]
        )
    )
    inside: list[Chart] = [
        Dots(title=N_("Weight inside the group"), unit=N_("percent"), rows=rows, domain=(0, 100))
    ]
    return (inside if rows else []) + (_of_groups(result, labels) if several else [])


def _of_groups(result: JsonResult, labels: Labels) -> "list[Chart]":
    from smd_workshop.library.charts.spec import BarRow, Bars  # noqa: PLC0415

    bars = tuple(
        BarRow(labels.group(name), 100 * row["weight"])
        for name, row in result["groups"].items()
        if row["weight"] is not None
    )
    if not bars:
        return []
    return [Bars(title=N_("Weight of the groups"), unit=N_("percent"), rows=bars, domain=(0, 100))]


def _weighed(options: JsonResult, members: Sequence[str]) -> list[tuple[str, JsonResult]]:
    return [(code, options[code]) for code in members if options[code]["weight"] is not None]
