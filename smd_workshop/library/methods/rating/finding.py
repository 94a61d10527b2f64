"""What a shown rating says first: what comes in and what goes out, and the table of means."""

from collections.abc import Iterator
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.core.numbers import number
from smd_workshop.library.findings import (
    Finding,
    Grid,
    Outcome,
    Row,
    Scale,
    Section,
    Shown,
    Statement,
    counted,
    stated,
)
from smd_workshop.library.methods.rating.margins import sure
from smd_workshop.library.numbers import as_fraction

LOWEST, HIGHEST = 1, 9
#: A quarter of the scale.
_APART: Final = 2.0


def headline(shown: Shown) -> Iterator[Statement]:
    """Say how many come in, go out, are contested, have no agreement yet; what no option is, is left out."""
    classes = [row["class"] for row in shown.first["options"].values()]
    many = {key: classes.count(key) for key in ("in", "out", "contested", "undecided")}
    if many["in"]:
        yield counted(
            NN_("%(num)s of %(all)s comes in.", "%(num)s of %(all)s come in."),
            many["in"],
            all=len(classes),
        )
    else:
        yield counted(
            NN_(
                "The only one there was does not come in.",
                "None of the %(num)s comes in.",
            ),
            len(classes),
        )
    if many["out"]:
        yield counted(NN_("%(num)s goes out.", "%(num)s go out."), many["out"])
    if many["contested"]:
        yield counted(NN_("%(num)s is in dispute.", "%(num)s are in dispute."), many["contested"])
    if many["undecided"]:
        yield counted(
            NN_("On %(num)s there is no agreement yet.", "On %(num)s there is no agreement yet."),
            many["undecided"],
        )


def grid(shown: Shown) -> Grid:
    """Return the means, in the order of the classes, the highest first."""
    scale = _scale(shown.first["settings"])
    rows = [_row(code, row, scale) for code, row in shown.first["options"].items()]
    rows.sort(key=lambda row: (row.value is None, -(row.value or 0)))
    sections = [
        Section(outcome, tuple(row for row in rows if row.outcome == outcome.key))
        for outcome in _outcomes(shown.first["settings"])
    ]
    return Grid.of(scale, sections, shown.columns)


def _row(code: str, row: dict[str, Any], scale: Scale) -> Row:
    return Row(
        code,
        row["class"],
        row["balanced_mean"],
        tuple(row["interval"]) if row["interval"] else None,
        row["pooled_mean"],
        few=bool(row.get("few")),
        cells={
            sector: scale.cell(own["mean"], n=own["n"]) for sector, own in row["sectors"].items()
        },
    )


def _scale(settings: dict[str, Any]) -> Scale:
    """Signs go by the scale, the same in every room; deep tints by what agrees and rejects here."""
    return Scale(
        unit="mean",
        domain=(LOWEST, HIGHEST),
        minus=4,
        plus=6,
        far=(settings["reject_to"], settings["agree_from"]),
        apart=_APART,
        ticks=(1, 3, 5, 7, 9),
        legend=(
            stated(N_("mean from %(low)s to %(high)s"), low=6, high=HIGHEST),
            stated(N_("between %(low)s and %(high)s"), low=4, high=6),
            stated(N_("mean from %(low)s to %(high)s"), low=LOWEST, high=4),
        ),
    )


def _outcomes(settings: dict[str, Any]) -> tuple[Outcome, ...]:
    high, low = number(settings["agree_from"]), number(settings["reject_to"])
    shares = {
        "most": _percent(settings["at_least"]),
        "few": _percent(settings["opposed_below"]),
        "each": _percent(settings["each_sector_over"]),
    }
    carried = N_(
        "at least %(most)s gave %(ends)s and less than %(few)s gave %(other)s; in each sector more than %(each)s"
    )
    ups, downs = f"{high}–{HIGHEST}", f"{LOWEST}–{low}"
    return (
        Outcome.counted(
            "in", NN_("Comes in", "Come in"), "✓", "good",
            stated(carried, ends=ups, other=downs, **shares),
        ),
        Outcome(
            "contested", N_("In dispute"), "◆", "mid",
            stated(
                N_("answers fall apart, or half of a sector gave %(low)s or less and half of another %(high)s or more"),
                low=number(settings["low_median"]), high=number(settings["high_median"]),
            ),
        ),
        Outcome(
            "undecided", N_("No agreement yet"), "–", "unsure",
            stated(N_("neither high nor low enough, too spread out, or rated by too few")),
        ),
        Outcome.counted(
            "out", NN_("Goes out", "Go out"), "✕", "bad",
            stated(carried, ends=downs, other=ups, **shares),
        ),
    )  # fmt: skip


def _percent(share: float | str) -> str:
    """Write a share of the rules as a percentage, with no more decimals than it has."""
    return f"{number(as_fraction(share) * 100)}\N{NO-BREAK SPACE}%"


FINDING = Finding(headline=headline, sure=sure, grid=grid)
