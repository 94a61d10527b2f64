"""What a method says of its shown result first: one sentence, how sure it is, one table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from smd_workshop.core.messages import N_, NN_
from smd_workshop.library.facets import said
from smd_workshop.library.findings.grid import Difference, Grid
from smd_workshop.library.findings.orders import with_ties
from smd_workshop.library.findings.rows import Outcome, Row, Section
from smd_workshop.library.findings.shown import Shown
from smd_workshop.library.findings.statements import Statement, counted, stated

NOBODY_ANSWERED = N_("Nobody answered, so nothing is decided.")

#: What came out for each option of a round that nobody answered, whatever its method would call it.
NOTHING_DECIDED = Outcome("nothing", N_("Nothing decided"), "–", "unsure")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """How the answer is read from what is shown of a round; every form of a result is written from it.

    The functions get shown results alone (`Shown`), those of earlier versions too, and state only what these hold.
    """

    headline: Callable[[Shown], Iterable[Statement]] = said(
        "what came out, in a sentence or two; somebody answered"
    )
    sure: Callable[[Shown], Iterable[Statement]] = said(
        "how sure that is: what could change it (nothing_sure if it cannot say)"
    )
    grid: Callable[[Shown], Grid] = said("the table of options and sectors")


def nothing_sure(_shown: Shown) -> Iterable[Statement]:
    """Of a method that cannot say what would change its result."""
    return ()


@dataclass(frozen=True, slots=True)
class Findings:
    """The answer of one round: what came out, how sure it is, who differs, the table."""

    headline: tuple[Statement, ...]
    sure: tuple[Statement, ...]
    differences: tuple[Difference, ...]
    grid: Grid


def find(how: Finding, shown: Shown) -> Findings:
    """Return what is told first of a round that was counted."""
    grid = how.grid(shown)
    if not shown.voted:
        return Findings((stated(NOBODY_ANSWERED),), (), (), _unanswered(grid))
    grid = with_ties(grid, shown.first.get("order") or (), protected=shown.protected)
    sure = (*_who(shown), *how.sure(shown))
    return Findings(tuple(how.headline(shown)), sure, grid.differences(), grid)


def _unanswered(grid: Grid) -> Grid:
    """Return the options alone: where nobody answered none of them is in dispute, or out, or without agreement."""
    rows = [
        Row(row.code, NOTHING_DECIDED.key, scale=row.scale, called=row.called) for row in grid.rows
    ]
    return Grid.of(grid.scale, [Section(NOTHING_DECIDED, tuple(rows))], ())


def _who(shown: Shown) -> Iterable[Statement]:
    """Say how many answered."""
    if shown.missing:
        yield counted(
            NN_(
                "%(voted)s of %(num)s person answered.",
                "%(voted)s of %(num)s people answered.",
            ),
            shown.eligible,
            voted=shown.voted,
        )
    else:
        yield stated(N_("All who could answer did: %(num)s."), num=shown.voted)
