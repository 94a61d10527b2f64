"""What is read from a shown ranking besides its own page."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.library.facets import Figure, Publishing, no_bounds, no_dissent, shares


def _figures(_part: str, shown: dict[str, Any]) -> Iterator[Figure]:
    for code, row in shown["options"].items():
        yield from shares(code, row, "place", "pooled_place")


def _rows(_part: str, shown: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from shown["options"].items()


PUBLISHING = Publishing(figures=_figures, rows=_rows, dissent=no_dissent, bounds=no_bounds)
