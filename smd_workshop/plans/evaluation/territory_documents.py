"""What plans measured in each territory as open data: one document, and a long table with a row for each value."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from smd_workshop.models import Process
from smd_workshop.plans.files.to_table import Cell
from smd_workshop.plans.measurements import territories

Json = dict[str, Any]
FORMAT: Final = "smd-territories/1"
#: Columns of the long table: a row for each territory and indicator, what was said last of it.
COLUMNS: Final = (
    "territory", "plan", "indicator", "name", "measure", "period", "value", "light", "simulated",
)  # fmt: skip


def document_of(process: Process) -> Json:
    """Return what public plans said last of each territory as smd-territories/1; exact numbers as text."""
    return {
        "format": FORMAT,
        "process": process.code,
        "simulated": process.simulated,
        "territories": [
            {
                "id": each.id, "code": each.code, "name": each.name,
                "values": [_value(place) for place in own],
            }
            for each, own in territories.of_process(process)
        ],
    }  # fmt: skip


def _value(place: territories.Place) -> Json:
    row = place.indicator
    return {
        "plan": row.plan.code, "indicator": row.code, "name": row.name, "measure": row.measure,
        "period": str(place.period), "value": f"{place.shown.value:f}",
        "light": str(place.shown.light), "simulated": place.simulated,
    }  # fmt: skip


def rows_of(document: Json) -> Iterator[list[Cell]]:
    """Yield the long table of a document."""
    for each in document["territories"]:
        for value in each["values"]:
            yield [each["name"], *(value[name] for name in COLUMNS[1:])]


def last_said(process: Process) -> datetime | None:
    """Return when the last of these values was published; None where there is none."""
    moments = [place.said_at for _each, own in territories.of_process(process) for place in own]
    return max(moments, default=None)
