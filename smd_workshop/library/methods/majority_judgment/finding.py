"""What shown grades say first: what was graded best, and the table of what each sector's majority said."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.ballots.grades import HIGHEST, LOWEST, WORDS
from smd_workshop.library.findings import (
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
    following,
    order_without,
    stated,
)

Json = dict[str, Any]

_GRADED: Final = Outcome("graded", N_("Graded"), "●", "unsure")
_FEW: Final = Outcome(
    "few", N_("Graded by too few"), "–", "unsure", stated(N_("in a sector too few graded it"))
)
#: Good and better is a +, the two lowest words are a −.
SCALE: Final = Scale(
    unit="word",
    domain=(LOWEST, HIGHEST),
    minus=1,
    plus=3,
    far=(LOWEST, HIGHEST),
    apart=2,
    ticks=(LOWEST, HIGHEST),
    legend=(
        stated(N_("good or better")),
        stated(N_("acceptable")),
        stated(N_("poor or to be rejected")),
    ),
    words=WORDS,
)


def headline(shown: Shown) -> Iterator[Statement]:
    """Name what was graded best with its word, what comes next, and how many too few graded."""
    best = _compared(shown.first)
    if best:
        first = tuple(best[0])
        grade = shown.first["options"][first[0]]["majority_grade"]
        yield stated(
            N_("Graded best: %(options)s, %(grade)s.")
            if len(first) == 1
            else N_("Graded best, tied: %(options)s, %(grade)s."),
            options=Options(first),
            grade=_quoted(grade),
        )
        yield from following(best)
    else:
        yield stated(N_("No option was graded by enough to be compared."))
    few = sum(row["sufficient"] is False for row in shown.first["options"].values())
    if few and best:
        yield counted(
            NN_(
                "%(num)s option was graded by too few of a sector to be compared.",
                "%(num)s options were graded by too few of a sector to be compared.",
            ),
            few,
        )


def _quoted(grade: int) -> Statement:
    return stated(N_("«%(word)s»"), word=stated(WORDS[grade]))


def _compared(first: Json) -> list[list[str]]:
    """Return the order of the options that enough graded."""
    options = first["options"]
    left = ([code for code in tied if options[code]["sufficient"]] for tied in first["order"])
    return [tied for tied in left if tied]


def sure(shown: Shown) -> Iterator[Statement]:
    """Say what decided between the first two, and whether people alike or one sector less say the same."""
    first = shown.first
    best = _compared(first)
    if not best:
        return
    yield from _close(first, best)
    yield from _blanks(first)
    if shown.protected:
        return
    if first["pooled_order"] != first["order"]:
        yield stated(N_("With every person alike the order would be another."))
    yield from order_without(shown, {code for tied in best for code in tied})


def _close(first: Json, best: list[list[str]]) -> Iterator[Statement]:
    """Say that the grades around the middle decided where the first two have the same word."""
    if len(best) < 2:
        return
    grades = [first["options"][tied[0]]["majority_grade"] for tied in best[:2]]
    if grades[0] == grades[1]:
        yield stated(
            N_("%(one)s and %(other)s have the same word; the grades around the middle decided."),
            one=Options(tuple(best[0])),
            other=Options(tuple(best[1])),
        )


def _blanks(first: Json) -> Iterator[Statement]:
    """Say which sectors weigh less in which option, for some of their people left it blank; of those that are shown.

    n_s is how many of a sector answered the round, so what they leave blank is weight that nobody else takes over.
    """
    if first["settings"]["balance"] != "sector":
        return
    by_sectors: dict[tuple[str, ...], list[str]] = {}
    for code, row in first["options"].items():
        if short := _lighter(row):
            by_sectors.setdefault(short, []).append(code)
    for sectors, codes in by_sectors.items():
        yield counted(
            NN_(
                "Of %(sectors)s not all graded %(options)s: there it weighs less, for a blank weighs nothing.",
                "Of %(sectors)s not all graded %(options)s: there they weigh less, for a blank weighs nothing.",
            ),
            len(sectors),
            sectors=Sectors(sectors),
            options=Options(tuple(codes)),
        )


def _lighter(row: Json) -> tuple[str, ...]:
    """Return the shown sectors of which some left an option blank that somebody graded."""
    parts = row["coverage"].items() if row["n"] != 0 else ()
    return tuple(sector for sector, part in parts if part is not None and part < 1)


def grid(shown: Shown) -> Grid:
    """Return the grades, the best first; what too few graded stands apart."""
    options = shown.first["options"]
    codes = [*chain(*shown.first["order"])]
    codes += [code for code in options if code not in codes]
    balanced = shown.first["settings"]["balance"] == "sector"
    rows = [_row(code, options[code], balanced=balanced) for code in codes]
    sections = [
        Section(outcome, tuple(row for row in rows if row.outcome == outcome.key))
        for outcome in (_GRADED, _FEW)
    ]
    return Grid.of(SCALE, sections, shown.columns)


def _row(code: str, row: Json, *, balanced: bool) -> Row:
    return Row(
        code,
        (_GRADED if row["sufficient"] else _FEW).key,
        row["majority_grade"],
        None,
        row["pooled_grade"],
        few=bool(row.get("few")),
        lighter=_lighter(row) if balanced else (),
        cells={
            sector: SCALE.cell(own["majority_grade"], n=own["n"])
            for sector, own in row["sectors"].items()
        },
    )


FINDING = Finding(headline=headline, sure=sure, grid=grid)
