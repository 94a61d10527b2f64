"""Plans in public: how each objective advances, each indicator with its history, and all of it as files."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from reports import figure_names
from reports.tables import CSV, Cell, to_csv
from smd_workshop.core import zones
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.core.zones import day_of
from smd_workshop.library.plan.evaluation.lights import word_of
from smd_workshop.library.plan.figures import Figure
from smd_workshop.library.plan.provinces import HEIGHT, WIDTH
from smd_workshop.models import Measurement, Plan
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents, reading
from smd_workshop.plans.files import changes
from smd_workshop.plans.files.lines import Kind
from smd_workshop.plans.measurements import evidence, history, measuring, territories, values
from smd_workshop.plans.reports import reporting
from smd_workshop.plans.reports.since_sealed import since
from smd_workshop.plans.reviews import proposals
from smd_workshop.publishing import of_plans
from smd_workshop.web.files import plan_evidence
from smd_workshop.web.files.documents import attachment, named, spelled
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of
from smd_workshop.web.words.plan_words import trend

PLAN = "/p/<code>/plans/<plan>"
JSON = "application/json"


def _plan(code: str, plan: str) -> Plan:
    """Return the plan that the public may read under this address, or raise NotFound."""
    return plans.find_public(process_of(code), plan)


def _shown(plan: Plan) -> reading.PlanShown:
    """Return a plan in the year that the address asks for, the latest with values if it asks for none."""
    year = request.args.get("year", "")
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise NotFound
    today = day_of(now(), plan.process.time_zone)
    return reading.shown(plan, today, int(year) if year else None)


def _page(template: str, shown: reading.PlanShown, **context: Any) -> str:
    return render_template(
        f"portal/plan/{template}.html", process=shown.plan.process, plan=shown.plan, shown=shown,
        address=plans.address_of(shown.plan.code), changed=values.last_published(shown.plan),
        **context,
    )  # fmt: skip


@bp.get(f"{PLAN}/")
def plan(code: str, plan: str) -> str:
    """Show how a plan advances: the answer, each objective, what is missing, what is odd."""
    found = _plan(code, plan)
    return _page(
        "plan", _shown(found), reports=reporting.of_plan(found),
        reviews=proposals.published_of(found), since=since,
    )  # fmt: skip


@bp.get(f"{PLAN}/reviews")
def plan_reviews(code: str, plan: str) -> str:
    """Show what workshops said of a plan, beside what was measured, and what was decided on it."""
    found = _plan(code, plan)
    shown, reviews = _shown(found), proposals.published_of(found)
    today = day_of(now(), found.process.time_zone)
    return _page(
        "reviews", shown, reviews=reviews, targets=proposals.targets_now(reviews),
        measured=proposals.measured_beside(found, reviews, today),
    )  # fmt: skip


@bp.get(f"{PLAN}/o/<aim>")
def plan_objective(code: str, plan: str, aim: str) -> str:
    """Show one objective: its own result beside that of its actions."""
    shown = _shown(_plan(code, plan))
    found = shown.objective(aim)
    return _page("objective", shown, objective=found, taken=of_plans.measured_by(found.row))


@bp.get(f"{PLAN}/i/<indicator>")
def plan_indicator(code: str, plan: str, indicator: str) -> str:
    """Show one indicator: value, target, light, chart, ficha, evidence, what was corrected."""
    shown = _shown(_plan(code, plan))
    each = shown.indicator(indicator)
    return _page(
        "indicator", shown, indicator=each, chart=trend(each.row),
        history=history.steps(each.row, public=True), public_note=measuring.public_note, names=changes.NAMES,
        targets_said=history.targets_said(each.row),
        ficha_changes=changes.of(shown.plan, Kind.INDICATOR, each.row.code),
        territories=territories.of_year(each.row, shown.year), map_size=(WIDTH, HEIGHT),
    )  # fmt: skip


@bp.get(f"{PLAN}/i/<indicator>/territories.csv")
def plan_indicator_territories(code: str, plan: str, indicator: str) -> Response:
    """Give what was published of an indicator in each territory, in the year that the address asks for, as CSV."""
    shown = _shown(_plan(code, plan))
    row = shown.indicator(indicator).row
    found = territories.of_year(row, shown.year)
    drawn = found is not None and territories.rests_on_simulated(found)
    rows: list[list[Cell]] = [
        [
            row.code,
            each.territory.name,
            str(shown.year if found is None else found.period),
            each.value,
            str(each.light),
            drawn,
        ]
        for each in (found.places if found else ())
    ]
    words = spelled(_("Territories"))
    return _table(shown.plan, TERRITORIES, rows, f"{indicator}-{words}")


@bp.get(f"{PLAN}/plan.json")
def plan_json(code: str, plan: str) -> Response:
    """Give the plan as smd-plan/1, by which anybody can evaluate it."""
    found = _plan(code, plan)
    return attachment(documents.file_of(found), JSON, f"{named(found.process, plan)}.json")


@bp.get(f"{PLAN}/evaluation.json")
def plan_evaluation(code: str, plan: str) -> Response:
    """Give the evaluation of a year as smd-evaluation/1."""
    shown = _shown(_plan(code, plan))
    found = documents.evaluation_document(shown.plan, shown.year)
    text = json.dumps(found, ensure_ascii=False, allow_nan=False)
    name = named(shown.plan.process, f"{plan}-{shown.year}")
    return attachment(text.encode(), JSON, f"{name}.json")


#: Columns of the long tables: one row per indicator and year, with all that its progress and its weight are counted
#: from, or per published value.
YEARS = (
    "plan", "objective", "action", "indicator", "name", "measure", "year", "target", "value",
    "progress_percent", "light", "simulated", "relevance", "weight", "sense", "aggregation", "baseline_year",
    "baseline", "type_2_percent",
)  # fmt: skip
HISTORY = (
    "indicator", "period", "value", "counts", "published_at", "note", "evidence", "corrects",
    "simulated",
)  # fmt: skip


TERRITORIES = ("indicator", "territory", "period", "value", "light", "simulated")


@bp.get(f"{PLAN}/plan.csv")
def plan_csv(code: str, plan: str) -> Response:
    """Give every indicator in every year as CSV."""
    found = _plan(code, plan)
    return _table(found, YEARS, list(_years(found)), plan)


def _table(found: Plan, columns: Sequence[str], rows: list[list[Cell]], name: str) -> Response:
    """Give a table whose words are in the reader's language."""
    told = figure_names.told(columns, rows, current_language())
    return attachment(to_csv(*told, bom=True), CSV, f"{named(found.process, name)}.csv")


def _years(found: Plan) -> Iterator[list[Cell]]:
    today = day_of(now(), found.process.time_zone)
    for year in range(found.first_year, found.last_year + 1):
        for each in reading.shown(found, today, year).indicators:
            row, figures = each.row, each.figures
            action = row.action.code if row.action else ""
            objective = row.action.objective.code if row.action else row.of.code
            yield [
                found.code, objective, action, row.code, row.name, row.measure, year, each.target,
                each.value, _percentage(figures.type_1), word_of(figures.type_1),
                found.process.simulated or each.simulated, row.relevance, figures.weight, row.sense,
                row.aggregation, row.baseline_year, row.baseline_value, _percentage(figures.type_2),
            ]  # fmt: skip


def _percentage(figure: Figure) -> float | None:
    return None if figure.value is None else float(figure.value)


@bp.get(f"{PLAN}/i/<indicator>/indicator.csv")
def plan_indicator_csv(code: str, plan: str, indicator: str) -> Response:
    """Give all that was published of an indicator as CSV, corrections beside what they correct."""
    found = _plan(code, plan)
    rows: list[list[Cell]] = [
        [each[name] for name in HISTORY] for each in _history(found, indicator)
    ]
    return _table(found, HISTORY, rows, indicator)


@bp.get(f"{PLAN}/i/<indicator>/indicator.json")
def plan_indicator_json(code: str, plan: str, indicator: str) -> Response:
    """Give the same as JSON, exact numbers as text."""
    of = _plan(code, plan)
    found = list(_history(of, indicator))
    for each in found:
        each["value"] = None if each["value"] is None else str(each["value"])
    text = json.dumps({"indicator": indicator, "published": found}, ensure_ascii=False)
    return attachment(text.encode(), JSON, f"{named(of.process, indicator)}.json")


def _history(found: Plan, indicator: str) -> Iterator[dict[str, Any]]:
    row = plans.find_indicator(found, indicator)
    for period, steps in history.steps(row, public=True).items():
        for step in steps:
            yield {
                "indicator": row.code, "period": str(period), "value": step.row.value,
                "counts": step.counts, "published_at": _moment(found, step.row), "note": measuring.public_note(step.row),
                "evidence": step.row.evidence, "corrects": step.corrects,
                "simulated": found.process.simulated or step.simulated,
            }  # fmt: skip


def _moment(found: Plan, row: Measurement) -> str:
    """Return when a value was published, on the clock of its process."""
    if row.published_at is None:
        return ""
    return zones.written(row.published_at, found.process.time_zone)


@bp.get(f"{PLAN}/evidence/<sha256>")
def plan_evidence_file(code: str, plan: str, sha256: str) -> Response:
    """Give the file that shows a published value."""
    return plan_evidence.answer(evidence.find(_plan(code, plan), sha256, public=True))
