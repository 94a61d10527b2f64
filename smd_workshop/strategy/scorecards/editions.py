"""Editions of a scorecard: what it said when somebody showed it to the public, kept for good with who, when and why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import select

from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.input_text import within
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.library.recount import tally
from smd_workshop.models import Process, Scorecard, ScorecardEdition
from smd_workshop.models.publishing import Edition
from smd_workshop.processes import journal
from smd_workshop.publishing import scorecards
from smd_workshop.strategy.scorecards import documents, reading, reporting
from smd_workshop.strategy.scorecards.arranging import objectives_of
from smd_workshop.strategy.scorecards.showing import ScorecardShown

AnEdition = TypeVar("AnEdition", bound=Edition)
LONGEST_REASON: Final = 500
#: What an edition is about: how the scorecard is arranged. What is measured goes on by itself.
_ARRANGED: Final = ("name", "vision", "mission", "perspectives", "themes", "objectives", "arrows")
_MEASURED: Final = frozenset({
    "measures", "turned", "light", "target", "value", "progress_percent", "agreed", "simulated",
    # What plans and votes say of it, which an edition prints; those of before do not hold it.
    "trace", "not_adopted_in", "indicator_name", "unit", "indicator_source",
})  # fmt: skip


def of(scorecard: Scorecard) -> list[ScorecardEdition]:
    """Return the editions of a scorecard, the newest first."""
    query = select(ScorecardEdition).where(ScorecardEdition.scorecard_id == scorecard.id)
    return list(db.session.scalars(query.order_by(ScorecardEdition.number.desc())))


def find(scorecard: Scorecard, number: int) -> ScorecardEdition:
    """Return the edition with this number, or raise NotFound."""
    return numbered(of(scorecard), number)


def numbered(listed: Iterable[AnEdition], number: int) -> AnEdition:
    """Return the one of these editions with this number, or raise NotFound."""
    for each in listed:
        if each.number == number:
            return each
    raise NotFound


def publish(
    scorecard: Scorecard, at: datetime, user_id: int | None, reason: str = ""
) -> ScorecardEdition:
    """Show a scorecard to the public as its next edition; the first needs no reason, and is made once.

    Raises Invalid without an objective or a reason, WrongState where nothing was arranged anew.
    """
    scorecards.hold(scorecard)
    reason, before = within(reason, LONGEST_REASON), of(scorecard)
    if not objectives_of(scorecard):
        raise Invalid(N_("There is no objective in this scorecard yet."))
    if before and not reason:
        return before[0]
    document = _document(scorecard, at)
    if before and arrangement(before[0].document) == arrangement(document):
        raise WrongState(
            N_("Nothing was arranged anew since edition %(number)s."), number=before[0].number
        )
    made = ScorecardEdition(
        scorecard_id=scorecard.id, number=1 + len(before), reason=reason, document=document,
        data_sha256=tally.sha256(document), published_at=at, published_by_id=user_id,
    )  # fmt: skip
    db.session.add(made)
    scorecard.state, scorecard.published_at = "agreed", scorecard.published_at or at
    db.session.flush()  # who publishes next must find it
    journal.record(
        "publish scorecard", at, process=db.session.get(Process, scorecard.process_id),
        user_id=user_id, reason=reason, scorecard=scorecard.code, edition=made.number,
    )  # fmt: skip
    return made


def _document(scorecard: Scorecard, at: datetime) -> dict[str, Any]:
    process = db.session.get_one(Process, scorecard.process_id)
    today = day_of(at, process.time_zone)
    return reporting.document_of(reading.shown(scorecard, today, public=True))


def arrangement(document: dict[str, Any]) -> dict[str, Any]:
    """Return what an smd-scorecard/1 says without what is measured: that changes with every value."""
    return {name: _without_measures(document[name]) for name in _ARRANGED}


def _without_measures(part: Any) -> Any:
    if isinstance(part, dict):
        return {n: _without_measures(each) for n, each in part.items() if n not in _MEASURED}
    return [_without_measures(each) for each in part] if isinstance(part, list) else part


def is_changed(shown: ScorecardShown, newest: ScorecardEdition) -> bool:
    """Say whether a scorecard was arranged anew since an edition."""
    return arrangement(documents.document_of(shown)) != arrangement(newest.document)
