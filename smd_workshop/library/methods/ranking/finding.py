"""What a shown ranking says first: what comes first, and the table of the places in each sector."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
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
    following,
    order_without,
    stated,
)
from smd_workshop.library.methods.ranking.charts import more

Json = dict[str, Any]

_ORDERED: Final = Outcome("ordered", N_("In order"), "●", "unsure")
_QUARTER: Final = 0.25
#: What other rules say where one comes first, and where several are tied: whether all agree, or some.
_OTHERS_ALONE: Final = (
    NN_(
        "%(num)s other way of counting puts the same first.",
        "%(num)s other ways of counting put the same first.",
    ),
    NN_(
        "Of %(num)s other way of counting, %(same)s puts the same first.",
        "Of %(num)s other ways of counting, %(same)s put the same first.",
    ),
)
_OTHERS_TIED: Final = (
    NN_(
        "By %(num)s other way of counting the same ones are tied first.",
        "By %(num)s other ways of counting the same ones are tied first.",
    ),
    NN_(
        "Of %(num)s other way of counting, %(same)s ties the same ones first.",
        "Of %(num)s other ways of counting, %(same)s tie the same ones first.",
    ),
)


def headline(shown: Shown) -> Iterator[Statement]:
    """Name what comes first and what comes next."""
    order = shown.first["order"]
    first = tuple(order[0])
    if len(order) == 1 and len(first) > 1:
        yield stated(N_("None comes before another: all are tied."))
        return
    yield stated(
        N_("First: %(options)s.") if len(first) == 1 else N_("First, tied: %(options)s."),
        options=Options(first),
    )
    yield from following(order)


def sure(shown: Shown) -> Iterator[Statement]:
    """Say whether the first wins against each, what other rules would put first, and what one sector changes."""
    first = shown.first
    if shown.protected or not any(row["n"] for row in first["options"].values()):
        return
    yield from _wins(first)
    yield from _other_rules(first)
    if first["pooled_order"] != first["order"]:
        yield stated(N_("With every person alike the order would be another."))
    yield from order_without(shown)


def _wins(first: Json) -> Iterator[Statement]:
    """Say whether the first wins against every other, compared two by two (a Condorcet winner)."""
    pairs, winners = first["pairwise"], first["winners"]
    if len(pairs) < 2 or len(first["order"]) < 2:
        return
    if len(winners) == 1 and all(more(pairs, winners[0], o) for o in pairs if o != winners[0]):
        yield stated(
            N_("Compared two by two, %(option)s wins against every other one."),
            option=Options(tuple(winners)),
        )
    else:
        yield stated(
            N_(
                "Compared two by two, none wins against every other one; the stronger chains of wins decided."
            )
        )


def _other_rules(first: Json) -> Iterator[Statement]:
    """Compare with who would be first by other rules, of those that could be counted."""
    check = first["method_check"]
    rules = [check[rule] for rule in ("borda", "ranked_pairs", "irv") if check[rule] is not None]
    same = sum(rule == first["winners"] for rule in rules)
    agree, differ = _OTHERS_ALONE if len(first["winners"]) == 1 else _OTHERS_TIED
    if rules and same == len(rules):
        yield counted(agree, same)
    elif rules:
        yield counted(differ, len(rules), same=same)


def grid(shown: Shown) -> Grid:
    """Return the places, the first first."""
    options = shown.first["options"]
    rows = tuple(_row(code, options[code], len(options)) for code in chain(*shown.first["order"]))
    if shown.first.get("status", {}).get("state") == "empty":
        rows = tuple(replace(row, value=None, pooled=None) for row in rows)
    return Grid.of(_scale(len(options)), (Section(_ORDERED, rows),), shown.columns)


def _row(code: str, row: Json, last: int) -> Row:
    return Row(
        code,
        _ORDERED.key,
        row["place"],
        None,
        row["pooled_place"],
        cells={sector: _cell(own, last) for sector, own in row["sectors"].items()},
    )


def _cell(own: Json, last: int) -> Cell | None:
    place = own["place"]
    if place is None:
        return None
    sign = (3 * place <= last + 2) - (3 * place >= 2 * last + 1)
    return Cell(place, n=own["n"], sign=sign, strong=place in {1, last} and sign != 0)


def _scale(last: int) -> Scale:
    """Return the scale of so many places: the first third is a +, the last a −; a quarter of all sets a sector apart."""
    return Scale(
        unit="place",
        domain=(1, max(2, last)),
        minus=1,
        plus=max(2, last),
        far=(1, max(2, last)),
        apart=max(1, round((last - 1) * _QUARTER)),
        ticks=(1, last) if last > 1 else (),
        legend=(
            stated(N_("in the first third")),
            stated(N_("between")),
            stated(N_("in the last third")),
        ),
    )


FINDING = Finding(headline=headline, sure=sure, grid=grid)
