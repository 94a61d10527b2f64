"""What is new of a thing: results, values, steps of commitments, reports, scorecards, and what comes of surveys."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, selectinload

from smd_workshop.database import db
from smd_workshop.following import things
from smd_workshop.following.things import COMMITMENT, INDICATOR, OBJECTIVE, PLAN, PROCESS, Thing
from smd_workshop.models import (
    Agreement,
    Commitment,
    CommitmentUpdate,
    IndicatorSlot,
    Measurement,
    Objective,
    Option,
    Plan,
    PlanIndicator,
    PlanReport,
    Process,
    PublishedFigure,
    Recommendation,
    RecommendationStep,
    Round,
    Scorecard,
    ScorecardEdition,
    Survey,
    Wave,
    WaveSummary,
    Workshop,
)
from smd_workshop.models.plans.plans import STATES
from smd_workshop.publishing import portal_queries

#: So many are told at once; the rest stands on the pages.
MOST = 50
#: How far a recommendation is that was followed.
DONE = "done"
_EVER = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a commitment, and of which."""

    update: CommitmentUpdate
    commitment: Commitment


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition of a scorecard, and of which."""

    edition: ScorecardEdition
    scorecard: Scorecard


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that became public at a moment."""

    at: datetime
    what: (
        Round | Measurement | Step | PlanReport | Edition | PublishedFigure | WaveSummary
        | Recommendation
    )  # fmt: skip
    #: By which it is known again, wherever the portal moves: a URN.
    urn: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which thing, after which moment and up to which, and at most how many of a kind."""

    thing: Thing
    after: datetime
    until: datetime
    most: int

    def newest(self, query: Any, at: Any) -> Any:
        """Narrow a query to what is asked for."""
        inside = query.where(at > self.after, at <= self.until)
        return inside.order_by(at.desc()).limit(self.most)


def of_thing(
    thing: Thing, until: datetime, after: datetime | None = None, most: int = MOST
) -> list[Happening]:
    """Return what became public of a thing after a moment and until another, the newest first."""
    asked = _Asked(thing, after or _EVER, until, most)
    found = [each for source in _SOURCES[thing.kind] for each in source(asked)]
    return sorted(found, key=lambda each: (each.at, each.urn), reverse=True)[:most]


def of_surveys(process: Process, until: datetime, most: int) -> list[Happening]:
    """Return what became public of the surveys of a process until a moment, the newest first."""
    asked = _Asked(things.of_process(process), _EVER, until, most)
    found = [each for source in _OF_SURVEYS for each in source(asked)]
    return sorted(found, key=lambda each: (each.at, each.urn), reverse=True)[:most]


def _rounds(asked: _Asked) -> Iterator[Happening]:
    process = asked.thing.process
    query = (
        select(Round)
        .join(Workshop, Round.workshop_id == Workshop.id)
        .where(Workshop.process_id == process.id, Round.state == "published")
    )
    if asked.thing.kind == OBJECTIVE:
        put = select(Option.round_id).where(Option.item_id == asked.thing.id)
        query = query.where(Round.id.in_(put))
    for row in db.session.scalars(asked.newest(query, Round.published_at)):
        yield Happening(_known(row.published_at), row, portal_queries.feed_id(process, row))


def _values(asked: _Asked) -> Iterator[Happening]:
    thing = asked.thing
    query = (
        select(Measurement)
        .join(PlanIndicator, Measurement.indicator_id == PlanIndicator.id)
        .join(Plan, PlanIndicator.plan_id == Plan.id)
        .where(
            Plan.process_id == thing.process.id, Plan.state != STATES[0],
            Measurement.state == "published",
        )
        .options(
            joinedload(Measurement.indicator).options(
                joinedload(PlanIndicator.plan), selectinload(PlanIndicator.measurements)
            ),
            selectinload(Measurement.inputs),
        )
    )  # fmt: skip
    if thing.kind == PLAN:
        query = query.where(Plan.id == thing.id)
    elif thing.kind == INDICATOR:
        query = query.where(PlanIndicator.id == thing.id)
    elif thing.kind == OBJECTIVE:
        query = query.where(PlanIndicator.id.in_(_measured_by(thing)))
    for row in db.session.scalars(asked.newest(query, Measurement.published_at)):
        yield Happening(_known(row.published_at), row, _urn(thing.process, f"+value/{row.id}"))


def _measured_by(thing: Thing) -> Select[int | None]:
    return (
        select(IndicatorSlot.plan_indicator_id)
        .join(Objective, IndicatorSlot.objective_id == Objective.id)
        .where(Objective.item_id == thing.id, IndicatorSlot.plan_indicator_id.is_not(None))
    )


def _steps(asked: _Asked) -> Iterator[Happening]:
    thing = asked.thing
    query = (
        select(CommitmentUpdate, Commitment)
        .join(Commitment, CommitmentUpdate.commitment_id == Commitment.id)
        .where(Commitment.process_id == thing.process.id)
    )
    if thing.kind == COMMITMENT:
        query = query.where(Commitment.id == thing.id)
    elif thing.kind == OBJECTIVE:
        agreed = select(Agreement.id).where(Agreement.item_id == thing.id)
        query = query.where(Commitment.agreement_id.in_(agreed))
    inside = query.where(CommitmentUpdate.at > asked.after, CommitmentUpdate.at <= asked.until)
    newest = inside.order_by(CommitmentUpdate.at.desc()).limit(asked.most)
    for update, commitment in db.session.execute(newest):
        yield Happening(
            update.at, Step(update, commitment), _urn(thing.process, f"+step/{update.id}")
        )


def _reports(asked: _Asked) -> Iterator[Happening]:
    thing = asked.thing
    query = (
        select(PlanReport)
        .join(Plan, PlanReport.plan_id == Plan.id)
        .where(Plan.process_id == thing.process.id, Plan.state != STATES[0])
        .options(joinedload(PlanReport.plan))
    )
    if thing.kind == PLAN:
        query = query.where(Plan.id == thing.id)
    for row in db.session.scalars(asked.newest(query, PlanReport.sealed_at)):
        yield Happening(row.sealed_at, row, _urn(thing.process, f"+report/{row.id}"))


def _editions(asked: _Asked) -> Iterator[Happening]:
    thing, edition = asked.thing, ScorecardEdition
    query = (
        select(edition, Scorecard)
        .join(Scorecard, edition.scorecard_id == Scorecard.id)
        .where(
            Scorecard.process_id == thing.process.id,
            edition.published_at > asked.after, edition.published_at <= asked.until,
        )
        .order_by(edition.published_at.desc())
        .limit(asked.most)
    )  # fmt: skip
    for row, card in db.session.execute(query):
        yield Happening(
            row.published_at, Edition(row, card), _urn(thing.process, f"+edition/{row.id}")
        )


def _figures(asked: _Asked) -> Iterator[Happening]:
    process = asked.thing.process
    query = (
        select(PublishedFigure)
        .where(PublishedFigure.process_id == process.id, PublishedFigure.wave_id.is_not(None))
        .options(
            joinedload(PublishedFigure.wave).joinedload(Wave.survey),
            joinedload(PublishedFigure.plan_indicator).joinedload(PlanIndicator.plan),
        )
    )
    for row in db.session.scalars(asked.newest(query, PublishedFigure.published_at)):
        yield Happening(row.published_at, row, _urn(process, f"+figure/{row.id}"))


def _summaries(asked: _Asked) -> Iterator[Happening]:
    process = asked.thing.process
    query = (
        select(WaveSummary)
        .join(Wave, WaveSummary.wave_id == Wave.id)
        .join(Survey, Wave.survey_id == Survey.id)
        .where(Survey.process_id == process.id)
        .options(joinedload(WaveSummary.wave).joinedload(Wave.survey))
    )
    for row in db.session.scalars(asked.newest(query, WaveSummary.approved_at)):
        yield Happening(row.approved_at, row, _urn(process, f"+summary/{row.wave_id}"))


def _kept_promises(asked: _Asked) -> Iterator[Happening]:
    """Yield what was recommended and done, once anybody can read it: not before the summary of its wave is approved."""
    process, step = asked.thing.process, RecommendationStep
    # It is news once: who adds to what was done says again that it is.
    done = (
        select(step.recommendation_id, func.min(step.at).label("at"))
        .where(step.state == DONE)
        .group_by(step.recommendation_id)
        .subquery()
    )
    seen = case((done.c.at > WaveSummary.approved_at, done.c.at), else_=WaveSummary.approved_at)
    query = (
        select(Recommendation, done.c.at, WaveSummary.approved_at)
        .join(done, done.c.recommendation_id == Recommendation.id)
        .join(WaveSummary, WaveSummary.wave_id == Recommendation.wave_id)
        .join(Survey, Recommendation.survey_id == Survey.id)
        .where(Survey.process_id == process.id, Recommendation.state == DONE)
        .options(joinedload(Recommendation.wave).joinedload(Wave.survey))
    )
    for row, at, approved in db.session.execute(asked.newest(query, seen)):
        yield Happening(max(at, approved), row, _urn(process, f"+recommendation/{row.id}"))


_OF_SURVEYS = (_figures, _summaries, _kept_promises)
_SOURCES: dict[str, Iterable[Callable[[_Asked], Iterator[Happening]]]] = {
    PROCESS: (
        _rounds,
        _values,
        _steps,
        _reports,
        _editions,
        *_OF_SURVEYS,
    ),
    OBJECTIVE: (_rounds, _values, _steps),
    COMMITMENT: (_steps,),
    PLAN: (_values, _reports),
    INDICATOR: (_values,),
}


def _urn(process: Process, name: str) -> str:
    return portal_queries.urn(f"{process.code}/{name}")


def _known(at: datetime | None) -> datetime:
    """Return the moment; whatever is published has one."""
    assert at is not None  # noqa: S101 - a constraint says so
    return at
