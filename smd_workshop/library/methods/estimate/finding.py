"""What shown estimates say first: the medians of the sectors, and the table of what each sector said."""

from collections.abc import Iterator
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.core.numbers import amount
from smd_workshop.library.findings import (
    Cell,
    Finding,
    Grid,
    Options,
    Outcome,
    Row,
    Scale,
    Section,
    Sectors,
    Shown,
    Statement,
    counted,
    stated,
)

#: So many are told in sentences; more are read from the table.
_TOLD: Final = 3
_QUARTER: Final = 0.25
_ESTIMATED: Final = Outcome("estimated", N_("Estimates"), "●", "unsure")

Json = dict[str, Any]


def headline(shown: Shown) -> Iterator[Statement]:
    """Say the median of each of a few, or how many were estimated."""
    known = {
        code: row["balanced_median"]
        for code, row in shown.first["options"].items()
        if row["balanced_median"] is not None
    }
    if not known:
        yield stated(N_("No estimate can be shown: nobody, or very few, gave a number."))
    elif len(known) > _TOLD:
        yield counted(
            NN_("%(num)s number was estimated.", "%(num)s numbers were estimated."), len(known)
        )
    else:
        for code, value in known.items():
            yield stated(N_("%(option)s: %(value)s."), option=Options((code,)), value=amount(value))


def sure(shown: Shown) -> Iterator[Statement]:
    """Say which estimate moves most without one sector; nothing where sectors are hidden."""
    if shown.protected:
        return
    moves = list(_moves(shown.first))
    alone = list(_alone(shown.first))
    for sector, codes in alone:
        yield counted(
            NN_(
                "Without %(sectors)s there would be no estimate of %(options)s.",
                "Without %(sectors)s there would be no estimate of %(num)s: %(options)s.",
            ),
            len(codes),
            sectors=Sectors((sector,)),
            options=Options(codes),
        )
    if moves:
        _, sector, code, value = max(moves, key=lambda each: each[0])
        yield stated(
            N_(
                "The most that one sector changes: without %(sectors)s the estimate of %(option)s would be %(value)s."
            ),
            sectors=Sectors((sector,)),
            option=Options((code,)),
            value=amount(value),
        )
    elif shown.first["without"] and not alone:
        yield stated(N_("Without any one sector the estimates would be the same."))


def _alone(first: Json) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each sector without which something would not be estimated at all, and what."""
    for sector, others in first["without"].items():
        codes = tuple(
            code
            for code, other in others.items()
            if other is None and first["options"][code]["balanced_median"] is not None
        )
        if codes:
            yield sector, codes


def _moves(first: Json) -> Iterator[tuple[float, str, str, float]]:
    """Yield how far each estimate moves without each sector, as a share of it where it is not zero."""
    for sector, others in first["without"].items():
        for code, other in others.items():
            own = first["options"][code]["balanced_median"]
            if own is not None and other is not None and own != other:
                yield abs(other - own) / (abs(own) or 1), sector, code, other


def grid(shown: Shown) -> Grid:
    """Return the medians in the order of the options, each on a scale of its own."""
    rows = tuple(_row(code, row) for code, row in shown.first["options"].items())
    return Grid.of(_scale((0, 1), 0), (Section(_ESTIMATED, rows),), shown.columns)


def _row(code: str, row: Json) -> Row:
    value, middle = row["balanced_median"], (row["q1"], row["q3"])
    interval = None if None in middle else middle
    figures = [value, *(interval or ()), *(own["median"] for own in row["sectors"].values())]
    known = [figure for figure in figures if figure is not None]
    return Row(
        code,
        _ESTIMATED.key,
        value,
        interval,
        row["median"],
        few=bool(row.get("few")),
        cells={sector: _cell(own, interval) for sector, own in row["sectors"].items()},
        scale=_scale(_domain(known), value, ends=True),
    )


def _cell(own: Json, interval: tuple[float, float] | None) -> Cell | None:
    if own["median"] is None:
        return None
    low, high = interval or (own["median"], own["median"])
    return Cell(own["median"], n=own["n"], sign=(own["median"] > high) - (own["median"] < low))


def _domain(known: list[float]) -> tuple[float, float]:
    """Return the ends of a row's scale: of what it shows, and a little around a single number."""
    low, high = min(known, default=0.0), max(known, default=1.0)
    return (low, high) if low < high else (low - 1, high + 1)


def _scale(domain: tuple[float, float], value: float | None, *, ends: bool = False) -> Scale:
    """Signs compare with the middle half of the people; a quarter of the estimate is what sets a sector apart."""
    return Scale(
        unit="amount",
        domain=domain,
        minus=domain[0],
        plus=domain[1],
        far=domain,
        apart=abs(value or 0) * _QUARTER or 1e-9,
        ticks=domain if ends else (),
        legend=(
            stated(N_("above the middle half of the people")),
            stated(N_("inside it")),
            stated(N_("below it")),
        ),
    )


FINDING = Finding(headline=headline, sure=sure, grid=grid)
