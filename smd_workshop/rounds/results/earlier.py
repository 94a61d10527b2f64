"""What a round that is asked again said before: beside each option, so that people answer knowing it.

Only of a published result, and only what everybody may see of it: figures of sectors that are shown, and reasons
that were read and let through. Delphi studies feed back both; a figure without reasons can press instead of inform. On what
feedback does: Rowe and Wright 1999, International Journal of Forecasting 15(4), a review.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from smd_workshop.core.caching import Bounded
from smd_workshop.database import db, identity
from smd_workshop.library.findings.grid import Grid
from smd_workshop.library.findings.rows import Row, Scale
from smd_workshop.library.sectors.distributions import Distribution
from smd_workshop.models import Round
from smd_workshop.rounds import store
from smd_workshop.rounds.results import results, spread
from smd_workshop.rounds.round_definitions import RoundDefinition

#: Rounds kept in memory.
KEPT = 64


@dataclass(frozen=True, slots=True)
class Reason:
    """Why people answered as they did, in the same words; the names of their sectors where these may be named."""

    text: str
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """What was said of one option: its row of the shown table, its reasons by sector and text, how sectors spread."""

    row: Row
    scale: Scale
    reasons: tuple[Reason, ...]
    spread: Mapping[str, Distribution] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A published round that is asked again."""

    round_id: int
    #: Of the round: it rises with each reason that is hidden or let through.
    revision: int
    number: int
    #: The name of its workshop, where that is another one.
    workshop: str | None
    secrecy: str
    #: Code and name of the sectors that are shown, in their order.
    sectors: tuple[tuple[str, str], ...]
    #: Wording → what was said of it: an option that was worded anew is another question.
    said: Mapping[str, Before]


_published: Bounded[tuple[Hashable, int, int, int], Earlier] = Bounded("rounds asked again", KEPT)


def of(asked: RoundDefinition) -> Earlier | None:
    """Return what the round that this one repeats said; None while it is not published, or if it repeats none."""
    if asked.repeats_id is None:
        return None
    # Whoever hides a reason, or shows it again, raises the revision.
    key = (identity(db.engine), asked.repeats_id, _revision(asked.repeats_id), asked.workshop_id)
    known = _published.get(key)
    if known is not None:
        return known
    round_ = store.get(asked.repeats_id)
    if not results.public_may_see(round_):
        return None
    found = _read(round_, asked)
    return found and _published.put(key, found)


def _revision(round_id: int) -> int:
    return db.session.scalar(select(Round.revision).where(Round.id == round_id)) or 0


def _read(round_: Round, asked: RoundDefinition) -> Earlier | None:
    shown = results.view(round_)
    if shown.findings is None:
        return None
    grid: Grid = shown.findings.grid
    said: dict[str, dict[str, list[str]]] = {}
    for each in shown.reasons:
        sectors = said.setdefault(each.option, {}).setdefault(each.text, [])
        if each.sector and (name := shown.labels.sector(each.sector)) not in sectors:
            sectors.append(name)
    wordings, spreads = shown.wordings, spread.of(shown)
    return Earlier(
        round_id=round_.id,
        revision=round_.revision,
        number=round_.number,
        workshop=round_.workshop.name if round_.workshop_id != asked.workshop_id else None,
        secrecy=round_.secrecy,
        sectors=tuple((code, shown.labels.sector(code)) for code in grid.sectors),
        said={
            wordings[row.code]: Before(
                row,
                row.scale or grid.scale,
                _reasons(said.get(row.code, {})),
                spreads.get(row.code, {}),
            )
            for row in grid.rows
            if row.code in wordings
        },
    )


def _reasons(said: Mapping[str, list[str]]) -> tuple[Reason, ...]:
    return tuple(Reason(text, tuple(sectors)) for text, sectors in said.items())
