"""What is read from a shown ratification besides its own page."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.library.facets import (
    Figure,
    Opposition,
    Publishing,
    no_bounds,
    stands_against,
    took_no_side,
)


def _figures(part: str, shown: dict[str, Any]) -> Iterator[Figure]:
    rows = [row for row in shown["sectors"].values() if row["eligible"]]
    if rows and all(row["yes"] is not None for row in rows):
        yes = sum(row["yes"] for row in rows)
        yield part, "yes", str(yes), str(sum(r["yes"] + r["no"] + r["abstain"] for r in rows))
    if shown["overall"] is not None:
        yield part, "overall", repr(shown["overall"]["float"]), "1"
    yield part, "adopted", str(int(shown["outcome"] == "adopted")), "1"


def _rows(part: str, shown: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield part, {key: shown[key] for key in ("outcome", "overall", "sectors")}


def _dissent(part: str, shown: dict[str, Any]) -> Iterator[tuple[str, Opposition]]:
    """Yield the sectors of which a third or more of those who said yes or no said no."""
    for sector, row in shown["sectors"].items():
        cast = row["yes"] + row["no"] if row["no"] else 0
        if cast and stands_against(row["no"], cast):
            aside = took_no_side(shown, sector, cast)
            yield part, Opposition(sector, row["no"], cast, aside=aside)


PUBLISHING = Publishing(figures=_figures, rows=_rows, dissent=_dissent, bounds=no_bounds)
