"""A process in public: steps, objectives, factors, commitments, protocol, search."""

from flask import Response, render_template, request
from flask_babel import gettext as _

from reports.workshops.commitments import Matrix, Promise
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of, zone
from smd_workshop.library.methods import METHODS
from smd_workshop.minutes import commitments as promises
from smd_workshop.models import Objective, Process
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import reading
from smd_workshop.plans.measurements import figure_names
from smd_workshop.plans.measurements.variables import names_of
from smd_workshop.processes import rulebook, vocabulary
from smd_workshop.publishing import (
    portal_queries,
    public_factors,
    public_search,
    story,
    written_notes,
)
from smd_workshop.strategy import search as finding
from smd_workshop.strategy.scorecards import mapping, scorecard_queries
from smd_workshop.strategy.scorecards import reading as strategy
from smd_workshop.strategy.scorecards.mapping import MapShown
from smd_workshop.strategy.territory import clusters, components, shared_values
from smd_workshop.surveys.figures import published
from smd_workshop.surveys.results import summaries
from smd_workshop.web.files.documents import called, commitments_pdf, protocol_pdf
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.methods import about
from smd_workshop.web.portal.process.public_process import process_of
from smd_workshop.web.sheets.survey_sheets import counts


@bp.get("/p/<code>/")
def process(code: str) -> str:
    """Tell the process: where it comes from, what was agreed and promised, what comes next, every round."""
    found = process_of(code)
    return render_template(
        "portal/process.html",
        process=found,
        story=story.tell(found),
        steps=portal_queries.steps(found),
        latest=portal_queries.latest(found, 1),
        changed=portal_queries.last_change(found),
        plans=[reading.shown(plan, day_of(now(), found.time_zone)) for plan in plans.public(found)],
        plan_address=plans.address_of,
        has_variables=bool(names_of(found)),
        waves=summaries.public(found),
        survey_figures=published.of_process(found),
        subject_of=figure_names.subject_of,
        counts=counts,
        scorecards=scorecard_queries.public_scorecards(found),
        has_shared_value=bool(shared_values.of_process(found, public=True)),
        has_clusters=bool(clusters.of_process(found, public=True)),
        has_effects=bool(components.of_process(found, public=True)),
    )


@bp.get("/p/<code>/factors")
def factors(code: str) -> str:
    """Show the FODA report."""
    found = process_of(code)
    every = public_factors.factors(found)
    groups = vocabulary.grouping_of(found).names
    grouped = {code: [f for f in every if f.item.group_code == code] for code in groups}
    return render_template(
        "portal/factors.html",
        process=found,
        groups=groups,
        signs={group.code: group for group in vocabulary.grouping_of(found).groups},
        grouped=grouped,
        total=len(every),
        unweighed=public_factors.unweighed(every),
        weighting=public_factors.weighting(found),
        sorting=public_factors.sorting(found),
    )


@bp.get("/p/<code>/notes")
def notes(code: str) -> str:
    """Show what people wrote, under the factor, objective or other item that each note stands in."""
    found = process_of(code)
    return render_template(
        "portal/notes.html", process=found, notes=written_notes.published(found),
        agreed={each.objective.item.code for each in portal_queries.agreed(found)},
    )  # fmt: skip


@bp.get("/p/<code>/objectives/<objective>")
def objective(code: str, objective: str) -> str:
    """Show an agreed objective, what was promised for it, and what it rests on: vote, factors, notes."""
    found = process_of(code)
    agreed = portal_queries.objective(found, objective)
    trace = portal_queries.trace(agreed)
    return render_template(
        "portal/objective.html",
        process=found,
        agreed=agreed,
        item=agreed.objective.item,
        trace=trace,
        promises=story.promises_for(found, agreed.objective.item),
        groups=vocabulary.grouping_of(found).names,
        goal=_goal(found, agreed.objective),
        plan_address=plans.address_of,
    )


def _goal(found: Process, row: Objective) -> MapShown | None:
    """Return the map of the public scorecard in which an objective stands, None where there is none yet."""
    scorecard = row.perspective.scorecard
    if scorecard.published_at is None:
        return None
    today = day_of(now(), found.time_zone)
    return mapping.without_picture(strategy.shown(scorecard, today, public=True))


@bp.get("/p/<code>/commitments")
def commitments(code: str) -> str:
    """Show who does what by when."""
    found = process_of(code)
    listed = portal_queries.commitments(found)
    return render_template("portal/commitments.html", process=found, commitments=listed)


@bp.get("/p/<code>/commitments/<int:commitment>")
def commitment(code: str, commitment: int) -> str:
    """Show one commitment with its steps."""
    found = process_of(code)
    told = promises.find(found, commitment)
    return render_template(
        "portal/commitment.html", process=found, told=told,
        overdue=promises.is_overdue(told, day_of(now(), found.time_zone)),
        workshop=portal_queries.workshop_names(found).get(told.workshop_id or 0, ""),
    )  # fmt: skip


@bp.get("/p/<code>/commitments.pdf")
def commitments_document(code: str) -> Response:
    """Give the same as a matrix on paper."""
    found = process_of(code)
    listed = portal_queries.commitments(found)
    agreed_in = portal_queries.workshop_names(found)
    rows = tuple(
        Promise(
            number, each.text, each.owner, each.due,
            "overdue" if each in listed.overdue else each.state, each.evidence,
            agreed_in.get(each.workshop_id or 0, ""),
        )
        for number, each in enumerate(listed.all, start=1)
    )  # fmt: skip
    matrix = Matrix(
        found.name, found.simulated, zone(found.time_zone), day_of(now(), found.time_zone), rows
    )
    return commitments_pdf(matrix, called(found, _("Commitments"), found.code, ending="pdf"))


@bp.get("/p/<code>/protocol")
def protocol(code: str) -> str:
    """Show the rules of the count."""
    found = process_of(code)
    rules = rulebook.explained(found, lambda text: str(_(text)))
    return render_template("portal/protocol.html", process=found, rules=rules)


@bp.get("/p/<code>/wrong")
def wrong(code: str) -> str:
    """Say what to do if something looks wrong: to whom to say it, and what then happens."""
    return render_template("portal/wrong.html", process=process_of(code))


@bp.get("/p/<code>/protocol.pdf")
def protocol_document(code: str) -> Response:
    """Give the rules on one page of paper."""
    return protocol_pdf(process_of(code))


@bp.get("/p/<code>/search")
def search(code: str) -> str:
    """Show what holds the words that were asked for."""
    found = process_of(code)
    query = request.args.get("q", "")[: public_search.LONGEST_QUERY]
    return render_template(
        "portal/search.html", process=found, query=query, hits=finding.in_process(found, query)
    )


@bp.get("/search")
def search_all() -> str:
    """Show what holds the words that were asked for, in everything that is published."""
    query = request.args.get("q", "")[: public_search.LONGEST_QUERY]
    return render_template("portal/search_all.html", query=query, hits=finding.everywhere(query))


@bp.get("/p/<code>/methods/<method_id>")
def method(code: str, method_id: str) -> str:
    """Explain a way of counting."""
    found = process_of(code)
    if method_id not in METHODS:
        raise NotFound
    explained = METHODS[method_id]
    return render_template(
        "portal/method.html", process=found, method=explained, about=about(explained)
    )
