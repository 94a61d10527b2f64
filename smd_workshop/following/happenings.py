"""What is new of a thing: results, values, steps of commitments, reports, scorecards, and what comes of surveys."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from smd_workshop.database import db
from smd_workshop.following import survey_news
from smd_workshop.following.survey_news import SurveyNews, Told
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
    Round,
    Scorecard,
    ScorecardEdition,
    Workshop,
)
from smd_workshop.models.plans.plans import STATES
from smd_workshop.publishing import portal_queries

#: So many are told at once; the rest stands on the pages.
MOST = 50
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
    what: Round | Measurement | Step | PlanReport | Edition | SurveyNews
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
    return _newest(found, most)


def of_surveys(
    processes: Sequence[Process], until: datetime, most: int
) -> dict[int, list[Happening]]:
    """Return what became public of the surveys of processes until a moment, by their ids, the newest first."""
    by_id = {each.id: each for each in processes}
    found: dict[int, list[Happening]] = {each: [] for each in by_id}
    for each in survey_news.told(survey_news.Asked(processes, _EVER, until, most)):
        found[each.of].append(_told(by_id[each.of], each))
    return {each: _newest(listed, most) for each, listed in found.items()}


def _newest(found: Iterable[Happening], most: int) -> list[Happening]:
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


def _of_surveys(asked: _Asked) -> Iterator[Happening]:
    process = asked.thing.process
    every = survey_news.told(survey_news.Asked([process], asked.after, asked.until, asked.most))
    yield from (_told(process, each) for each in every)


def _told(process: Process, each: Told) -> Happening:
    return Happening(each.at, each.what, _urn(process, each.name))


_SOURCES: dict[str, Iterable[Callable[[_Asked], Iterator[Happening]]]] = {
    PROCESS: (
        _rounds,
        _values,
        _steps,
        _reports,
        _editions,
        _of_surveys,
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
