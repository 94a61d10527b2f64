"""The data: processes, scorecards, plans, what is gathered beside them, and the search over all."""

from typing import Any

from flask import Response

from smd_workshop.models import Process, PublishedFigure
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents as of_plans
from smd_workshop.plans.evaluation import reading as read_plans
from smd_workshop.plans.measurements import figure_names
from smd_workshop.publishing import portal_queries
from smd_workshop.repository import documents as of_variables
from smd_workshop.repository import rating
from smd_workshop.repository import variables as repository
from smd_workshop.strategy import news, open_data, search
from smd_workshop.strategy.scorecards import documents, reading, scorecard_queries
from smd_workshop.strategy.territory.gathered import GATHERED
from smd_workshop.strategy.territory.gathered_statistics import STATISTICS
from smd_workshop.surveys.figures import published
from smd_workshop.web.addresses import public_address
from smd_workshop.web.api import bp
from smd_workshop.web.api.answers import answer, asked_words, licence, plan_of, say, terms, updated
from smd_workshop.web.asked import asked_year, today_in

CARD = "/processes/<code>/scorecards/<scorecard>"
PLAN = "/processes/<code>/plans/<plan>"
GATHERED_AT = (
    '/processes/<code>/<any(effects, clusters, "shared-value", commitments, territories):gathered>'
)


@bp.get("/processes")
def processes() -> Response:
    """List the public processes."""
    listed = [_process(each) for each in portal_queries.public_processes()]
    return answer({"licence": licence(), "processes": listed})


def _process(found: Process) -> dict[str, Any]:
    return {
        "code": found.code, "name": found.name, "purpose": found.purpose, "place": found.place,
        "simulated": found.simulated, "page": public_address("portal.process", code=found.code),
        "updated": portal_queries.last_change(found).isoformat(timespec="seconds"),
    }  # fmt: skip


@bp.get("/processes/<code>")
def process(code: str) -> Response:
    """Give a process with its scorecards, plans and agreed objectives."""
    found = portal_queries.find(code)
    return answer(_process(found) | {
        "licence": licence(),
        "scorecards": [
            {"code": each.code, "name": each.name} for each in scorecard_queries.public_scorecards(found)
        ],
        "plans": [
            {"code": plans.address_of(each.code), "name": each.name or each.code, "kind": each.kind}
            for each in plans.public(found)
        ],
        "objectives": [
            {
                "code": each.objective.item.code, "wording": each.objective.item.wording,
                "source": each.objective.source,
                "votes": list(each.votes) if each.votes else None, "adopted": each.stands,
                "page": public_address(
                    "portal.objective", code=code, objective=each.objective.item.code
                ),
            }
            for each in portal_queries.agreed(found)
        ],
    })  # fmt: skip


@bp.get(CARD)
def scorecard(code: str, scorecard: str) -> Response:
    """Give a scorecard in a year as smd-scorecard/1."""
    found = portal_queries.find(code)
    card = scorecard_queries.find_public(found, scorecard)
    shown = reading.shown(card, today_in(found), asked_year(), public=True)
    return answer(documents.document_of(shown) | {"licence": licence()})


@bp.get(f"{CARD}/jsonstat")
def scorecard_jsonstat(code: str, scorecard: str) -> Response:
    """Give a scorecard over all years as JSON-stat 2.0."""
    found = portal_queries.find(code)
    card = scorecard_queries.find_public(found, scorecard)
    day = today_in(found)
    at = news.last_change(reading.shown(card, day, public=True))
    return answer(open_data.of_scorecard(card, day, at, terms(found), say))


@bp.get(PLAN)
def plan(code: str, plan: str) -> Response:
    """Give a plan as smd-plan/1."""
    _found, row = plan_of(code, plan)
    return answer(of_plans.document_of(row))


@bp.get(f"{PLAN}/evaluation")
def plan_evaluation(code: str, plan: str) -> Response:
    """Give the evaluation of a year as smd-evaluation/1, of that which its page shows if none is asked for."""
    found, row = plan_of(code, plan)
    shown = read_plans.shown(row, today_in(found), asked_year())
    return answer(of_plans.evaluation_document(shown.plan, shown.year))


@bp.get(f"{PLAN}/jsonstat")
def plan_jsonstat(code: str, plan: str) -> Response:
    """Give what is published of a plan as JSON-stat 2.0."""
    found, row = plan_of(code, plan)
    return answer(open_data.of_plan(row, today_in(found), updated(row), terms(found), say))


@bp.get("/processes/<code>/variables")
def variables(code: str) -> Response:
    """Give the repository of variables, each with its values and their sources."""
    found = portal_queries.find(code)
    every = repository.of_process(found)
    return answer(
        of_variables.document_of(found, every, rating.of_process(found)) | {"licence": licence()}
    )


@bp.get(GATHERED_AT)
def gathered(code: str, gathered: str) -> Response:
    """Give effects, clusters, shared value, commitments or values by territory."""
    found = portal_queries.find(code)
    return answer(GATHERED[gathered].document(found) | {"licence": licence()})


@bp.get(f"{GATHERED_AT}/jsonstat")
def gathered_jsonstat(code: str, gathered: str) -> Response:
    """Give what is counted of the same as JSON-stat 2.0."""
    found = portal_queries.find(code)
    last = GATHERED[gathered].last(found) or portal_queries.last_change(found)
    return answer(STATISTICS[gathered](found, last, terms(found), say))


def _meant(figure: PublishedFigure) -> dict[str, str | None]:
    """Name the plan and the indicator that a figure is for; null where it was published under a code alone."""
    own = figure_names.public_indicator(figure)
    return {
        "plan": plans.address_of(own.plan.code) if own else None,
        "indicator_name": own.name if own else None,
    }


@bp.get("/processes/<code>/figures")
def figures(code: str) -> Response:
    """Give the figures of surveys that were published, for each indicator and year the one that stands."""
    found = portal_queries.find(code)
    return answer({
        **terms(found),
        "figures": [
            {
                "id": each.id, "indicator": each.subject, "year": each.year, "figure": each.name,
                "numerator": each.numerator, "denominator": each.denominator, "unit": each.unit,
                "definition": each.definition, "dataset_sha256": each.dataset_sha256,
                "published_at": each.published_at.isoformat(timespec="seconds"),
                "simulated": found.simulated or bool(each.wave and each.wave.survey.simulated),
                "page": public_address("portal.figure", code=code, figure=each.id),
                **_meant(each),
            }
            for each in published.of_process(found)
        ],
    })  # fmt: skip


@bp.get("/search")
def find() -> Response:
    """Give what holds every word that is asked for, in everything that is published."""
    hits = search.everywhere(asked_words())
    return answer({
        "found": [
            {"process": each.process.code, "kind": each.kind, "code": each.code, "text": each.text}
            for each in hits
        ]
    })  # fmt: skip
