"""What is read from a shown ranking besides its own page."""

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
        yield from shares(code, row, "place", "pooled_place")


PUBLISHING = Publishing(figures=_figures, rows=options_alone, dissent=no_dissent, bounds=no_bounds)
