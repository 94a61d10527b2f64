"""What is read from shown estimates besides their own page."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.library.facets import (
    Figure,
    Publishing,
    no_bounds,
    no_dissent,
    options_alone,
    shares,
)


def _figures(_part: str, shown: dict[str, Any]) -> Iterator[Figure]:
    for code, row in shown["options"].items():
        yield from shares(code, row, "balanced_median", "median")


PUBLISHING = Publishing(figures=_figures, rows=options_alone, dissent=no_dissent, bounds=no_bounds)
