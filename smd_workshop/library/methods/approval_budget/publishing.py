"""What is read from a shown budget besides its own page."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.library.facets import Figure, Publishing, no_bounds, no_dissent, shares


def _figures(_part: str, shown: dict[str, Any]) -> Iterator[Figure]:
    funded = set(shown["winners_completed"])
    for code, row in shown["options"].items():
        yield from shares(code, row["support"], "balanced")
        yield code, "funded", str(int(code in funded)), "1"


def _rows(_part: str, shown: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for code, row in shown["options"].items():
        yield code, {"funded": int(code in shown["winners_completed"])} | row


PUBLISHING = Publishing(figures=_figures, rows=_rows, dissent=no_dissent, bounds=no_bounds)
