"""What was put to the vote and not adopted, and what it lacked, as the public reads it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from smd_workshop.library.findings import Outcome, Row
from smd_workshop.models import (
    Option,
    Process,
    Round,
)
from smd_workshop.rounds.count import ratifications
from smd_workshop.rounds.results import results
from smd_workshop.rounds.results.result_views import ResultView


@dataclass(frozen=True, slots=True)
class Refused:
    """What was put to the vote and not adopted: by which vote, with which share in favour of which needed, against whom."""

    option: Option
    round: Round
    outcome: Outcome | None = None
    share: float | None = None
    #: As the rules say it, such as 2/3.
    needed: str | None = None
    #: The names of the sectors without a majority in favour, by why; empty where not all are shown: more said no than yes,
    #: as many, or nobody said either.
    against: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


def refused(process: Process, told: Collection[int] = ()) -> Iterator[Refused]:
    """Yield what was voted on and not adopted, but for items that are told of elsewhere."""
    views: dict[int, ResultView] = {}
    for each in ratifications.not_adopted(process):
        if each.option.item_id in told:
            continue
        if each.round.id not in views:
            views[each.round.id] = results.view(each.round)
        yield _refused(each, views[each.round.id])


def _refused(each: ratifications.NotAdopted, view: ResultView) -> Refused:
    findings = view.findings
    rows = {} if findings is None else {row.code: row for row in findings.grid.rows}
    row = rows.get(each.option.code)
    if findings is None or row is None:
        return Refused(each.option, each.round)
    return Refused(
        each.option, each.round, findings.grid.outcomes[row.outcome], row.value,
        _as_rule((row.scale or findings.grid.scale).threshold), *_lacking(row, view),
    )  # fmt: skip


def _as_rule(threshold: float | None) -> str | None:
    """Write a least share as the rules do: 2/3, which 66.7 % is not."""
    return None if threshold is None else str(Fraction(threshold).limit_denominator(1000))


def _lacking(
    row: Row, view: ResultView
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the sectors that were against, tied, and of which nobody said yes or no.

    None where one is not shown: it would read as if that one had a majority in favour.
    """
    of_it = (each.document for each in view.parts if each.code in {"", row.code})
    if any(document.get("disclosure", {}).get("suppressed") for document in of_it):
        return (), (), ()
    asked = [code for code, seats in view.sectors.items() if seats.eligible]
    signs = {code: None if (cell := row.cells.get(code)) is None else cell.sign for code in asked}
    against, tied, silent = (
        tuple(view.labels.sector(code) for code, sign in signs.items() if sign == kind)
        for kind in (-1, 0, None)
    )
    return against, tied, silent
