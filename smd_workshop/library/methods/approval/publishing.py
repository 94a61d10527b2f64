"""What is read from a shown choice besides its own page."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.library.facets import Figure, Publishing, no_bounds, no_dissent, shares


def _figures(_part: str, shown: dict[str, Any]) -> Iterator[Figure]:
    chosen = set(shown["winners"])
    for code, row in shown["options"].items():
        yield from shares(code, row["support"], "balanced")
        yield code, "chosen", str(int(code in chosen)), "1"


def _rows(_part: str, shown: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for code, row in shown["options"].items():
        yield code, {"chosen": int(code in shown["winners"])} | row


PUBLISHING = Publishing(figures=_figures, rows=_rows, dissent=no_dissent, bounds=no_bounds)
