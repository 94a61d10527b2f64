"""What is read from a shown crossing besides its own page."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.library.ballots.matrix import BAR
from smd_workshop.library.facets import Figure, Publishing, no_bounds, no_dissent, shares


def _figures(_part: str, shown: dict[str, Any]) -> Iterator[Figure]:
    for name, row in shown["quadrants"].items():
        yield from shares(name, row, "density", "pooled_density")


def _rows(_part: str, shown: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from shown["options"].items()
    for row in shown["pairs"]:
        figures = {key: value for key, value in row.items() if key not in {"pair", "reason"}}
        yield row["pair"].replace(BAR, " × "), figures


def _covered(shown: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Yield how many of each sector marked each pair."""
    for row in shown["pairs"]:
        for sector, own in row["sectors"].items():
            if own["n"] is not None:
                yield row["pair"].replace(BAR, " × "), sector, own["n"]


PUBLISHING = Publishing(
    figures=_figures, rows=_rows, dissent=no_dissent, bounds=no_bounds, covered=_covered
)
