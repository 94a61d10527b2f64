"""What is said first of weights that add up over all options, however they were found.

Read from a shown result with `order` (tied groups, the heaviest first), `without` and `depends_on`, and under each
option `weight`, `pooled_weight`, `sectors` ({n, weight}) and, where it has one, `interval`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.findings.grid import Grid
from smd_workshop.library.findings.orders import following
from smd_workshop.library.findings.rows import Outcome, Row, Scale, Section, Unit
from smd_workshop.library.findings.shown import Shown
from smd_workshop.library.findings.statements import (
    Options,
    Share,
    Statement,
    stated,
)

_QUARTER: Final = 0.25
_WEIGHED: Final = Outcome("weighed", N_("Weights"), "●", "unsure")
#: Ends of the axis whose quarters are easily read; the first that holds every margin is taken.
_ENDS: Final = (0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1.0)


def heaviest(shown: Shown) -> Iterator[Statement]:
    """Name what weighs most, with its weight where it is shown, and what comes next."""
    order = shown.first["order"]
    first = tuple(order[0])
    weight = shown.first["options"][first[0]]["weight"]
    if len(first) > 1:
        yield stated(N_("Weigh most, tied: %(options)s."), options=Options(first))
    elif weight is None:
        yield stated(N_("Weighs most: %(options)s."), options=Options(first))
    else:
        yield stated(
            N_("Weighs most: %(options)s, with %(weight)s."),
            options=Options(first),
            weight=Share(weight),
        )
    yield from following(order)


def weights_grid(shown: Shown) -> Grid:
    """Return the table of weights, the heaviest first."""
    first = shown.first
    place = {code: at for at, code in enumerate(chain(*first["order"]))}
    scale = weight_scale("weight", len(first["options"]), _end(shown))
    codes = sorted(first["options"], key=lambda code: place.get(code, len(place)))
    rows = tuple(_row(code, first["options"][code], scale) for code in codes)
    return Grid.of(scale, (Section(_WEIGHED, rows),), shown.columns)


def _row(code: str, row: dict[str, Any], scale: Scale) -> Row:
    return Row(
        code,
        _WEIGHED.key,
        row["weight"],
        ends(row.get("interval")),
        row["pooled_weight"],
        cells={
            sector: scale.cell(own["weight"], n=own["n"]) for sector, own in row["sectors"].items()
        },
    )


def ends(interval: Sequence[float] | None) -> tuple[float, float] | None:
    """Return the two ends of a margin, None where there is none."""
    return (interval[0], interval[1]) if interval else None


def weight_scale(unit: Unit, members: int, end: float) -> Scale:
    """Return the scale of weights of so many options, from nothing to `end`.

    Signs compare with an even share: + from one and a half times, − up to half of it.
    """
    even = 1 / members
    return Scale(
        unit=unit,
        domain=(0, end),
        minus=even / 2,
        plus=even * 1.5,
        far=(even / 4, even * 2),
        apart=min(_QUARTER, even),
        ticks=tuple(round(end * k / 4, 4) for k in range(5)),
        legend=(
            stated(N_("at least one and a half times an even share")),
            stated(N_("about an even share")),
            stated(N_("at most half an even share")),
        ),
    )


def end_of_axis(drawn: Iterable[float | None], usual: Sequence[float]) -> float:
    """Return where an axis ends that holds what is drawn: the first of the usual ends, for it needs no more room."""
    highest = max((figure for figure in drawn if figure is not None), default=1.0)
    return next((end for end in usual if end >= highest), 1.0)


def _end(shown: Shown) -> float:
    drawn = (
        figure
        for row in shown.first["options"].values()
        for figure in (
            row["weight"],
            *(row.get("interval") or ()),
            *(own["weight"] for own in row["sectors"].values()),
        )
    )
    return end_of_axis(drawn, _ENDS)
