"""What shown ratifications say first: what was adopted, and the table of the sectors' votes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.facets import took_no_side
from smd_workshop.library.findings import (
    Cell,
    Finding,
    Grid,
    Options,
    Outcome,
    Row,
    Scale,
    Section,
    Shown,
    Statement,
    counted,
    rule_of_share,
    stated,
)
from smd_workshop.library.methods.ratify.margins import sure
from smd_workshop.library.numbers import as_fraction
from smd_workshop.library.stats.samples import proportions

_MANY: Final = {
    "adopted": NN_("%(num)s of %(all)s is adopted.", "%(num)s of %(all)s are adopted."),
    "contested": NN_(
        "On %(num)s a sector has no majority in favour.",
        "On %(num)s a sector has no majority in favour.",
    ),
    "rejected": NN_("%(num)s is not adopted.", "%(num)s are not adopted."),
    "no quorum": NN_("%(num)s has no quorum.", "%(num)s have no quorum."),
}
_ONE: Final = {
    "adopted": N_("%(options)s is adopted."),
    "contested": N_("%(options)s is not adopted: a sector has no majority in favour."),
    "rejected": N_("%(options)s is not adopted: too few are in favour."),
    "no quorum": N_("%(options)s is not adopted: a sector has no quorum."),
}


def headline(shown: Shown) -> Iterator[Statement]:
    """Say what became of the only one, or of how many of all what became."""
    outcomes = {code: part["outcome"] for code, part in shown.parts.items()}
    if len(outcomes) == 1:
        code, outcome = next(iter(outcomes.items()))
        yield stated(_ONE[outcome], options=Options((code,)))
        return
    came = list(outcomes.values())
    if "adopted" not in came:
        yield stated(N_("None of the %(all)s is adopted."), all=len(came))
    if set(came) == {"rejected"}:
        return
    for outcome, messages in _MANY.items():
        many = came.count(outcome)
        if many:
            yield counted(messages, many, all=len(came))


def grid(shown: Shown) -> Grid:
    """Return the votes by sector, what was adopted first."""
    rows = [_row(shown, code, part) for code, part in shown.parts.items()]
    scale = _scale(shown.first["settings"])
    sections = [
        Section(outcome, tuple(row for row in rows if row.outcome == outcome.key))
        for outcome in _outcomes(shown.first["settings"])
    ]
    return Grid.of(scale, sections, shown.columns)


def _row(shown: Shown, code: str, part: dict[str, Any]) -> Row:
    sectors = {sector: row for sector, row in part["sectors"].items() if row["eligible"]}
    said = {
        sector: (row["yes"], row["yes"] + row["no"])
        for sector, row in sectors.items()
        if row["yes"] is not None
    }
    whole = said if len(said) == len(sectors) else {}
    yes, cast = (sum(each) for each in zip(*whole.values(), strict=True)) if whole else (0, 0)
    scale = _scale(part["settings"])
    overall = part["overall"]
    return Row(
        code,
        part["outcome"],
        None if overall is None else overall["float"],
        None if overall is None or not whole else _interval(shown, part, whole),
        yes / cast if cast and not shown.protected else None,
        cells={
            sector: _cell(scale, part_, of, took_no_side(part, sector, of))
            for sector, (part_, of) in said.items()
        },
    )


def _cell(scale: Scale, yes: int, cast: int, aside: int) -> Cell | None:
    found = scale.cell(yes / cast, (yes, cast)) if cast else None
    return None if found is None else replace(found, aside=aside)


def _interval(
    shown: Shown, part: Mapping[str, Any], votes: Mapping[str, tuple[int, int]]
) -> tuple[float, float] | None:
    """Return the interval of the overall share; version 1 weighed sectors by how many said yes or no."""
    if part["version"] > 1:
        weights = [shown.weights.get(sector, 1.0) for sector in votes]
    else:
        weights = [of / part["sectors"][sector]["eligible"] for sector, (_, of) in votes.items()]
    return proportions.balanced(list(votes.values()), weights)


def _scale(settings: Mapping[str, Any]) -> Scale:
    return Scale(
        unit="count",
        domain=(0, 1),
        minus=0.499,
        plus=0.501,
        far=(0.25, 0.75),
        apart=0.25,
        ticks=(0, 0.25, 0.5, 0.75, 1),
        legend=(stated(N_("majority of yes")), stated(N_("tied")), stated(N_("majority of no"))),
        threshold=as_fraction(settings["overall_at_least"]) * 1.0,
        sided=True,
    )


def _outcomes(settings: Mapping[str, Any]) -> tuple[Outcome, ...]:
    needed = rule_of_share(str(settings["overall_at_least"]))
    return (
        Outcome.counted(
            "adopted", NN_("Adopted", "Adopted"), "✓", "good",
            stated(N_("a majority of yes in every sector, and overall at least %(needed)s"), needed=needed),
        ),
        Outcome("contested", N_("Contested"), "◆", "mid", stated(N_("a sector has no majority in favour"))),
        Outcome.counted(
            "rejected", NN_("Not adopted", "Not adopted"), "✕", "bad", stated(N_("too few are in favour")),
        ),
        Outcome("no quorum", N_("No quorum"), "–", "unsure", stated(N_("in a sector too few answered"))),
    )  # fmt: skip


FINDING = Finding(headline=headline, sure=sure, grid=grid)
