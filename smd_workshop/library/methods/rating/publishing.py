"""What is read from a shown rating besides its own page."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from smd_workshop.library.facets import (
    Figure,
    Opposition,
    Publishing,
    Turnout,
    options_alone,
    shares,
    stands_against,
    took_no_side,
)

LOWEST, HIGHEST = 1, 9


def _figures(_part: str, shown: dict[str, Any]) -> Iterator[Figure]:
    for code, row in shown["options"].items():
        yield from shares(
            code,
            row,
            "balanced_agree",
            "balanced_reject",
            "common_ground",
            "smallest_agree",
            "division",
        )


def _dissent(_part: str, shown: dict[str, Any]) -> Iterator[tuple[str, Opposition]]:
    """Yield the sectors of which a third or more reject an option, or whose median rejects it."""
    reject_to = shown["settings"]["reject_to"]
    for code, option in shown["options"].items():
        for sector, row in option["sectors"].items():
            if row["reject"] is None:
                continue
            low = row["median"] is not None and row["median"] <= reject_to
            # The share is a float, a third is none: people are compared, of whom a share is read back exactly.
            against = round(row["reject"] * row["n"])
            if low or stands_against(against, row["n"]):
                yield (
                    code,
                    Opposition(
                        sector, against, row["n"], row["median"], HIGHEST,
                        aside=took_no_side(shown, sector, row["n"]),
                    ),
                )  # fmt: skip


def _bounds(
    shown: dict[str, Any], turnout: Mapping[str, Turnout]
) -> Mapping[str, tuple[float, float]]:
    """Where the balanced mean would end if all who are missing had said the lowest, or the highest.

    From shown figures only; an option of which a sector is protected has none.
    """
    found = {}
    for code, row in shown["options"].items():
        low, high = (_end(row["sectors"], turnout, end) for end in (LOWEST, HIGHEST))
        if low is not None and high is not None:
            found[code] = (low, high)
    return found


def _end(rows: Mapping[str, Any], turnout: Mapping[str, Turnout], end: int) -> float | None:
    means = []
    for code, row in rows.items():
        voted, absent = turnout[code].voted, turnout[code].absent
        if voted and row.get("mean") is None:
            return None
        answered = row["n"] if voted else 0
        if answered + absent:
            mean = ((row["mean"] or 0) * answered + end * absent) / (answered + absent)
            means.append((turnout[code].weight, mean))
    whole = math.fsum(weight for weight, _ in means)
    return math.fsum(weight * mean for weight, mean in means) / whole if means else None


PUBLISHING = Publishing(figures=_figures, rows=options_alone, dissent=_dissent, bounds=_bounds)
