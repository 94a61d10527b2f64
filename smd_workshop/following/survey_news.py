"""What becomes public of surveys: a figure, the summary of a wave, a promise that was kept; of several processes at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload

from smd_workshop.database import db
from smd_workshop.models import (
    PlanIndicator,
    Process,
    PublishedFigure,
    Recommendation,
    RecommendationStep,
    Survey,
    Wave,
    WaveSummary,
)
from smd_workshop.publishing.newest import newest_of_each

#: How far a recommendation is that was followed.
DONE: Final = "done"
SurveyNews = PublishedFigure | WaveSummary | Recommendation


@dataclass(frozen=True, slots=True)
class Told:
    """Something of a survey that became public at a moment: of which process, and by which name it is known again."""

    of: int
    at: datetime
    what: SurveyNews
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which processes, after which moment and up to which, and at most how many of a kind of each process."""

    processes: Sequence[Process]
    after: datetime
    until: datetime
    most: int

    def newest(self, found: Select[Any], key: Any, of: Any, at: Any) -> Any:
        """Return the keys of what is asked for."""
        inside = found.where(at > self.after, at <= self.until)
        return newest_of_each(inside, key, of, at, [each.id for each in self.processes], self.most)


def told(asked: Asked) -> Iterator[Told]:
    """Yield what became public of the surveys of processes: a question for each kind, however many they are."""
    for source in _SOURCES:
        yield from source(asked)


def _figures(asked: Asked) -> Iterator[Told]:
    figure = PublishedFigure
    of_waves = select(figure).where(figure.wave_id.is_not(None))
    newest = asked.newest(of_waves, figure.id, figure.process_id, figure.published_at)
    query = (
        select(figure)
        .join(newest, newest.c.key == figure.id)
        .options(
            joinedload(figure.wave).joinedload(Wave.survey),
            joinedload(figure.plan_indicator).joinedload(PlanIndicator.plan),
        )
        .order_by(newest.c.place)
    )
    for row in db.session.scalars(query):
        yield Told(row.process_id, row.published_at, row, f"+figure/{row.id}")


def _summaries(asked: Asked) -> Iterator[Told]:
    summary = WaveSummary
    every = (
        select(summary)
        .join(Wave, summary.wave_id == Wave.id)
        .join(Survey, Wave.survey_id == Survey.id)
    )
    newest = asked.newest(every, summary.wave_id, Survey.process_id, summary.approved_at)
    query = (
        select(summary, newest.c.of)
        .join(newest, newest.c.key == summary.wave_id)
        .options(joinedload(summary.wave).joinedload(Wave.survey))
        .order_by(newest.c.place)
    )
    for row, process_id in db.session.execute(query):
        yield Told(process_id, row.approved_at, row, f"+summary/{row.wave_id}")


def _kept_promises(asked: Asked) -> Iterator[Told]:
    """Yield what was recommended and done, once anybody can read it: not before the summary of its wave is approved."""
    step = RecommendationStep
    # It is news once: who adds to what was done says again that it is.
    done = (
        select(step.recommendation_id, func.min(step.at).label("at"))
        .where(step.state == DONE)
        .group_by(step.recommendation_id)
        .subquery()
    )
    approved = WaveSummary.approved_at
    every = (
        select(Recommendation)
        .join(done, done.c.recommendation_id == Recommendation.id)
        .join(WaveSummary, WaveSummary.wave_id == Recommendation.wave_id)
        .join(Survey, Recommendation.survey_id == Survey.id)
        .where(Recommendation.state == DONE)
    )
    seen = case((done.c.at > approved, done.c.at), else_=approved)
    newest = asked.newest(every, Recommendation.id, Survey.process_id, seen)
    query = (
        select(Recommendation, newest.c.of, done.c.at, approved)
        .join(newest, newest.c.key == Recommendation.id)
        .join(done, done.c.recommendation_id == Recommendation.id)
        .join(WaveSummary, WaveSummary.wave_id == Recommendation.wave_id)
        .options(joinedload(Recommendation.wave).joinedload(Wave.survey))
        .order_by(newest.c.place)
    )
    for row, process_id, at, public in db.session.execute(query):
        yield Told(process_id, max(at, public), row, f"+recommendation/{row.id}")


_SOURCES: Final[tuple[Callable[[Asked], Iterator[Told]], ...]] = (
    _figures,
    _summaries,
    _kept_promises,
)
