"""What a shown crossing says first: which quadrant leads and how surely, the strongest pairs, and the table."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.matrix import BAR
from smd_workshop.library.findings import (
    Cell,
    Finding,
    Grid,
    Mean,
    Options,
    Outcome,
    Row,
    Scale,
    Section,
    Sectors,
    Share,
    Shown,
    Statement,
    Wording,
    stated,
)
from smd_workshop.library.methods.cross.marks import HIGHEST, QUADRANTS

#: Below this chance no quadrant is called dominant.
DOMINANT: Final = 0.8
#: So many of the strongest pairs stand in the table; all are among the figures.
STRONGEST: Final = 8
#: So many pairs are named that tie as the strongest.
NAMED: Final = 3
_MARKED: Final = Outcome("marked", N_("Marks"), "●", "unsure")
NAMES: Final[Mapping[str, Statement]] = {
    "FO": stated(N_("strengths with opportunities: take them")),
    "FA": stated(N_("strengths with threats: defend")),
    "DO": stated(N_("weaknesses with opportunities: correct")),
    "DA": stated(N_("weaknesses with threats: hold out")),
}
SCALE: Final = Scale(
    unit="mean",
    domain=(0, HIGHEST),
    minus=1,
    plus=2,
    far=(0.5, 2.5),
    apart=HIGHEST / 4,
    ticks=(0, 1, 2, 3),
    legend=(stated(N_("2 or more")), stated(N_("between 1 and 2")), stated(N_("1 or less"))),
)

Json = dict[str, Any]


def headline(shown: Shown) -> Iterator[Statement]:
    """Name the quadrant that leads, or those that tie, and the strongest pair."""
    first = shown.first
    leading = first["leading"]
    if leading is None and not first["tied"]:
        yield stated(N_("Nobody marked any pair, so no quadrant leads."))
        return
    if _is_nothing(first):
        yield stated(N_("Every mark given is 0, so no quadrant leads and no pair is strong."))
        return
    if leading is None:
        yield stated(
            N_("No quadrant leads alone; these tie: %(quadrants)s."),
            quadrants=Options(tuple(first["tied"])),
        )
    else:
        yield from _leader(leading, first["quadrants"][leading]["density"])
    yield from _strongest(_known(first))


def _strongest(known: list[Json]) -> Iterator[Statement]:
    """Name the strongest pair; those that tie are named too, or counted where they are many."""
    if not known:
        return
    mean = known[0]["balanced_mean"]
    tied = [_name(row["pair"]) for row in known if row["balanced_mean"] == mean]
    if len(tied) == 1:
        message = N_("Strongest pair: %(pair)s, %(mean)s of 3 on average.")
        yield stated(message, pair=tied[0], mean=Mean(mean))
    elif len(tied) <= NAMED:
        message = N_("Strongest pairs, tied: %(pairs)s, %(mean)s of 3 on average.")
        yield stated(message, pairs=", ".join(tied), mean=Mean(mean))
    else:
        message = N_("%(num)s pairs are tied as the strongest, with %(mean)s of 3 on average.")
        yield stated(message, num=len(tied), mean=Mean(mean))


def _is_nothing(first: Json) -> bool:
    """Whether every mark that was given is 0, which the highest density tells: then nothing leads, whatever has it."""
    highest = [first["leading"]] if first["leading"] else first["tied"]
    return any(first["quadrants"][name]["density"] == 0 for name in highest)


def _leader(leading: str, density: float | None) -> Iterator[Statement]:
    if density is None:
        yield stated(
            N_("Leads: %(quadrant)s, %(meaning)s."), quadrant=leading, meaning=NAMES[leading]
        )
    else:
        yield stated(
            N_("Leads: %(quadrant)s, %(meaning)s (density %(density)s)."),
            quadrant=leading,
            meaning=NAMES[leading],
            density=Share(density),
        )


def sure(shown: Shown) -> Iterator[Statement]:
    """Say how often it would lead again, how far the second is, and what one sector changes."""
    first = shown.first
    if shown.protected or _is_nothing(first):
        return
    if first["leading"] is not None:
        yield from _again(first)
    changed = list(shown.without())
    for sector, other in changed:
        if other is None:
            yield stated(
                N_("Without %(sector)s no quadrant would lead alone."), sector=Sectors((sector,))
            )
        else:
            yield stated(
                N_("Without %(sector)s this quadrant would lead: %(quadrant)s."),
                sector=Sectors((sector,)),
                quadrant=other,
            )
    if first["without"] and not changed:
        yield stated(N_("Without any one sector the same quadrant would lead."))


def _again(first: Json) -> Iterator[Statement]:
    """Say the chance of the first, whether it dominates, and the margin to the second."""
    leading, chance = first["leading"], first["p_leading"]
    if chance is not None:
        yield stated(
            N_("Asked again, it would lead with a chance of %(chance)s.")
            if chance >= DOMINANT
            else N_(
                "No quadrant clearly dominates: asked again, this one would lead with a chance of %(chance)s."
            ),
            chance=Share(chance),
        )
    others = {
        name: row["density"]
        for name, row in first["quadrants"].items()
        if name != leading and row["density"] is not None
    }
    if others:
        second = max(others, key=lambda name: others[name])
        yield stated(
            N_("Second: %(quadrant)s, with a density of %(density)s."),
            quadrant=second,
            density=Share(others[second]),
        )


def _known(first: Json) -> list[Json]:
    return [row for row in first["pairs"] if row["balanced_mean"] is not None]


def _name(pair: str) -> str:
    return pair.replace(BAR, " × ")


def grid(shown: Shown) -> Grid:
    """Return the mean marks of the quadrants, of the strongest pairs, and of every option over its pairs."""
    first = shown.first
    quadrants = sorted(
        (name for name in QUADRANTS if first["quadrants"][name]["pairs"]),
        key=lambda name: -(first["quadrants"][name]["density"] or 0),
    )
    options = sorted(
        first["options"], key=lambda code: -(first["options"][code]["balanced_mean"] or 0)
    )
    return Grid.of(
        SCALE,
        (
            _section(N_("Quadrants"), [_of_quadrant(name, first) for name in quadrants]),
            _section(N_("Strongest pairs"), [_of_pair(row) for row in _known(first)[:STRONGEST]]),
            _section(
                N_("Each over all its pairs"),
                [_of_option(code, first["options"][code]) for code in options],
            ),
        ),
        shown.columns,
    )


def _section(title: str, rows: list[Row]) -> Section:
    return Section(_MARKED, tuple(rows), title)


def _of_quadrant(name: str, first: Json) -> Row:
    row = first["quadrants"][name]
    return Row(
        name,
        _MARKED.key,
        _marks(row["density"]),
        None,
        _marks(row["pooled_density"]),
        few=row.get("reason") == "suppressed" and not _hides(first) and row["density"] is None,
        cells={
            sector: SCALE.cell(_marks(own["density"])) for sector, own in row["sectors"].items()
        },
        group=N_("Quadrants"),
        called=NAMES[name],
    )


def _hides(first: Json) -> bool:
    """Whether sectors are hidden; else what is suppressed is so because few marked it."""
    return bool(first.get("disclosure", {}).get("suppressed"))


def _marks(density: float | None) -> float | None:
    """Return a density as the mean mark of its pairs."""
    return None if density is None else density * HIGHEST


def _of_pair(row: Json) -> Row:
    inner, outer = row["pair"].split(BAR)
    low_high = row["interval"]
    return Row(
        _name(row["pair"]),
        _MARKED.key,
        row["balanced_mean"],
        (low_high[0], low_high[1]) if low_high else None,
        row["pooled_mean"],
        cells={sector: _cell(own) for sector, own in row["sectors"].items()},
        group=N_("Strongest pairs"),
        called=stated("%(inner)s × %(outer)s", inner=Wording(inner), outer=Wording(outer)),
    )


def _of_option(code: str, row: Json) -> Row:
    return Row(
        code,
        _MARKED.key,
        row["balanced_mean"],
        None,
        row["pooled_mean"],
        cells={sector: _cell(own) for sector, own in row["sectors"].items()},
        group=N_("Each over all its pairs"),
    )


def _cell(own: Json) -> Cell | None:
    return SCALE.cell(own["mean"], n=own.get("n"))


FINDING = Finding(headline=headline, sure=sure, grid=grid)
