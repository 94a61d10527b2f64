"""How the answers of each sector about an option were spread, as far as a result may tell it (docs/adr/0063).

Where everybody may have the ballots, it is their drawing. Where the result protects somebody, it is of a sector that
the result shows beside the option, and of which, with the rounds before counted as known, it tells no few people apart.
"""

from collections.abc import Mapping

from sqlalchemy import select

from smd_workshop.database import db
from smd_workshop.library.sectors import distributions
from smd_workshop.library.sectors.distributions import Distribution, Given
from smd_workshop.models import Result
from smd_workshop.rounds.count import protection
from smd_workshop.rounds.results.result_views import Part, ResultView

#: Option code → sector code → what was answered.
Spread = Mapping[str, Mapping[str, Distribution]]


def of(view: ResultView) -> Spread:
    """Return the distributions that belong to what a reader sees of a counted round; empty for answers without a scale."""
    if view.method is None or view.findings is None or view.live:
        return {}
    hidden = protection.too_few_changed(view.round) if view.protected else frozenset()
    kind, parts = view.method.ballot, {part.code: _ballots(view, part) for part in view.parts}
    found = {
        row.code: distributions.told(
            kind, parts.get(row.code, parts.get("", [])), row.code, row.cells, hidden
        )
        for row in view.findings.grid.rows
        if not row.few
    }
    return {code: each for code, each in found.items() if each}


def _ballots(view: ResultView, part: Part) -> list[Given]:
    document = part.data
    if (
        document is None
    ):  # not everybody may have them; nothing of hidden sectors is taken from them
        found = select(Result.tally).where(
            Result.round_id == view.round.id, Result.part == part.code
        )
        document = db.session.scalars(found).one()
    return [(each["sector"], each["answer"], each.get("count", 1)) for each in document["ballots"]]
