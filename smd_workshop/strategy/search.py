"""One search over everything that is published: processes, objectives, factors, indicators, plans, commitments, results.

Texts are folded and compared in Python, as everywhere in the house (docs/adr/0028, 0051): the same on every
database, no index that could forget what was corrected a minute ago.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from smd_workshop.core import names
from smd_workshop.database import db
from smd_workshop.models import Plan, PlanIndicator, PlanObjective, Process
from smd_workshop.models.plans.plans import STATES
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import figure_names
from smd_workshop.publishing import portal_queries, public_search, written_notes
from smd_workshop.publishing.public_search import SearchHit, snippet
from smd_workshop.repository import variables
from smd_workshop.strategy.scorecards import scorecard_queries, statements
from smd_workshop.strategy.scorecards.arranging import objectives_of
from smd_workshop.strategy.territory import clusters, components, shared_values
from smd_workshop.surveys.figures import published
from smd_workshop.surveys.results import recommendations, summaries

MOST_FOUND = public_search.MOST_FOUND


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found: in which process, its kind, code and words; of an indicator also the address of its plan."""

    process: Process
    kind: str
    code: str
    text: str
    plan: str = ""
    found: SearchHit | None = None
    #: Of a survey the number of its wave, of a figure its id.
    number: int = 0
    #: What else holds the words, where those that are shown do not.
    why: str = ""


def everywhere(query: str) -> list[Hit]:
    """Return what holds every word of the query in any public process, accents and capitals aside."""
    words = query[: public_search.LONGEST_QUERY]
    if not names.folded(words):
        return []
    hits = [hit for process in portal_queries.public_processes() for hit in _in(process, words)]
    return _by_relevance(hits, words)


def in_process(process: Process, query: str) -> list[Hit]:
    """Return the same of one process."""
    words = query[: public_search.LONGEST_QUERY]
    return _by_relevance(_in(process, words), words) if names.folded(words) else []


def _by_relevance(hits: Iterable[Hit], words: str) -> list[Hit]:
    """Return those whose own words hold what was asked for before those in which something else does."""
    return sorted(hits, key=lambda hit: not names.holds(words, (hit.code, hit.text)))[:MOST_FOUND]


def _in(process: Process, words: str) -> Iterator[Hit]:
    if names.holds(words, (process.name, process.purpose, process.place)):
        yield Hit(process, "process", process.code, process.name)
    for hit in public_search.search(process, words):
        yield Hit(process, hit.kind, hit.code, hit.text, found=hit, why=hit.why)
    yield from _of_scorecards(process, words)
    yield from _of_plans(process, words)
    yield from _of_repository(process, words)
    yield from _of_surveys(process, words)
    yield from _gathered(process, words)
    for under in written_notes.published(process).under:
        for text in under.texts:
            if names.holds(words, (text,)):
                yield Hit(process, "note", str(under.item.code), text)


def _of_surveys(process: Process, words: str) -> Iterator[Hit]:
    """Yield waves whose summary was approved, what was promised after them, and published figures."""
    for wave in summaries.public(process):
        survey = wave.survey
        if names.holds(words, (survey.name, wave.name, str(wave.year))):
            name = f"{survey.name} · {wave.name}"
            yield Hit(process, "survey", survey.code, name, number=wave.number)
        for each in recommendations.of_wave(wave):
            # Told on its page once it answers what people said, or something was done.
            if (each.said or each.did) and names.holds(
                words, (each.text, each.said, each.did, each.unit)
            ):
                why = snippet(words, (each.said, each.did, each.unit), each.text)
                yield Hit(
                    process, "recommendation", survey.code, each.text, number=wave.number, why=why
                )
    for figure in published.of_process(process):
        name = figure_names.subject_of(figure)
        if names.holds(words, (figure.subject, figure.definition, name)):
            yield Hit(process, "figure", str(figure.id), name, number=figure.id)


def _of_scorecards(process: Process, words: str) -> Iterator[Hit]:
    agreed = {each.objective.id for each in portal_queries.agreed(process)}
    for card in scorecard_queries.public_scorecards(process):
        said = [statements.latest(card, kind) for kind in statements.KINDS]
        if names.holds(words, (card.name, *(each.row.text for each in said if each))):
            yield Hit(process, "scorecard", card.code, card.name)
        for goal in objectives_of(card):
            for each in goal.initiatives if goal.id in agreed else ():
                if not each.ended_reason and names.holds(words, (each.name, each.owner)):
                    yield Hit(process, "initiative", str(goal.item.code), each.name)


def _of_plans(process: Process, words: str) -> Iterator[Hit]:
    """Yield what was found in plans; what was measured of them is not read."""
    public = select(Plan).where(Plan.process_id == process.id, Plan.state != STATES[0])
    for plan in names.by_name(db.session.scalars(public), lambda p: p.name, lambda p: p.code):
        at = plans.address_of(plan.code)
        if names.holds(words, (plan.code, plan.name, plan.organisation, plan.kind)):
            yield Hit(process, "plan", plan.code, plan.name or plan.code, at)
        for code, name in db.session.execute(
            select(PlanObjective.code, PlanObjective.name)
            .where(PlanObjective.plan_id == plan.id)
            .order_by(PlanObjective.position)
        ):
            if names.holds(words, (code, name)):
                yield Hit(process, "plan objective", code, name, at)
        own = PlanIndicator
        for code, name, *said in db.session.execute(
            select(own.code, own.name, own.responsible, own.source)
            .where(own.plan_id == plan.id)
            .order_by(own.position)
        ):
            if names.holds(words, (code, name, *said)):
                yield Hit(process, "indicator", code, name or code, at)


def _of_repository(process: Process, words: str) -> Iterator[Hit]:
    for each in variables.of_process(process):
        if variables.holds(each, words):
            yield Hit(process, "variable", each.code, each.name)


def _gathered(process: Process, words: str) -> Iterator[Hit]:
    """Yield what is shown of effects, clusters and shared value; what acts on a component leads to the component."""
    for row in components.of_process(process, public=True):
        acting = [each.stressor.name for each in row.contributions]
        if names.holds(words, (row.name, row.boundary, *acting)):
            why = snippet(words, (row.boundary, *acting), row.name)
            yield Hit(process, "component", "", row.name, number=row.id, why=why)
    for cluster in clusters.of_process(process, public=True):
        members = [f"{each.name}: {each.role}" for each in cluster.members]
        if names.holds(words, (cluster.name, cluster.purpose, *members)):
            why = snippet(words, (cluster.purpose, *members), cluster.name)
            yield Hit(process, "cluster", "", cluster.name, number=cluster.id, why=why)
    for each in shared_values.of_process(process, public=True):
        said = (each.problem, each.business_case, each.actors)
        if names.holds(words, (each.name, *said)):
            why = snippet(words, said, each.name)
            yield Hit(process, "shared value", "", each.name, number=each.id, why=why)
