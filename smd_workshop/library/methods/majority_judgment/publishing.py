"""What is read from shown grades besides their own page."""

from collections.abc import Iterator
from typing import Any

from smd_workshop.library.facets import (
    Figure,
    Opposition,
    Publishing,
    all_said,
    no_bounds,
    shares,
    stands_against,
    took_no_side,
)

#: The words that say no: to be rejected, poor.
AGAINST = 2


def _figures(_part: str, shown: dict[str, Any]) -> Iterator[Figure]:
    for code, row in shown["options"].items():
        yield from shares(code, row, "majority_grade", "pooled_grade")


def _rows(_part: str, shown: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the figures of each option; what a sector said, how much of it graded, and how many gave each grade."""
    for code, row in shown["options"].items():
        kept = {key: row[key] for key in ("majority_grade", "pooled_grade", "n", "sufficient")}
        yield (
            code,
            kept
            | {
                "sectors": {
                    sector: {key: own[key] for key in ("majority_grade", "n")}
                    | {"coverage": row["coverage"][sector]}
                    | {f"grade_{grade}": many for grade, many in enumerate(own["grades"] or ())}
                    for sector, own in row["sectors"].items()
                }
            },
        )


def _dissent(_part: str, shown: dict[str, Any]) -> Iterator[tuple[str, Opposition]]:
    """Yield the sectors of which a third or more of those who graded an option gave one of the two lowest words."""
    for code, row in shown["options"].items():
        for sector, own in row["sectors"].items():
            if not own["n"]:
                continue
            against = sum(own["grades"][:AGAINST])
            if stands_against(against, own["n"]):
                aside = took_no_side(shown, sector, own["n"])
                yield code, Opposition(sector, against, own["n"], aside=aside)


PUBLISHING = Publishing(
    figures=_figures, rows=_rows, dissent=_dissent, bounds=no_bounds, covered=all_said
)
