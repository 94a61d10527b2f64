"""Sealed reports on plans in public: each edition at an address that stays, as page, PDF and data."""

import json
from typing import Any

from flask import Response, render_template
from flask_babel import gettext as _

from reports import store
from reports.plans import plan_report as paper
from smd_workshop.core.errors import NotFound
from smd_workshop.making.minutes_pdf import documents_folder
from smd_workshop.models import Plan, PlanReport
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import values
from smd_workshop.plans.reports import reporting
from smd_workshop.plans.reports.since_sealed import since
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of

REPORTS = "/p/<code>/plans/<plan>/reports/"
EDITION = f"{REPORTS}<period>/<int:edition>/"
JSON = "application/json"


def _plan(code: str, plan: str) -> Plan:
    """Return a plan that something is sealed of; it stays readable whatever becomes of the plan."""
    found = plans.find(process_of(code), plan)
    if not plans.is_public(found) and not reporting.of_plan(found):
        raise NotFound
    return found


def _sealed(code: str, plan: str, period: str, edition: int) -> PlanReport:
    return reporting.find(_plan(code, plan), period, edition)


@bp.get(REPORTS)
def plan_reports(code: str, plan: str) -> str:
    """List the sealed reports on a plan, also those that have another edition by now."""
    found = _plan(code, plan)
    return _page("reports", found, sealed=reporting.of_plan(found), since=since)


def _page(template: str, found: Plan, **context: Any) -> str:
    return render_template(
        f"portal/plan/{template}.html", process=found.process, plan=found,
        address=plans.address_of(found.code), changed=values.last_published(found), **context,
    )  # fmt: skip


@bp.get(EDITION)
def plan_report(code: str, plan: str, period: str, edition: int) -> str:
    """Show a sealed report, and whether there is a later edition."""
    row = _sealed(code, plan, period, edition)
    later = [each for each in reporting.of_plan(row.plan) if each.period == period]
    return _page(
        "report", row.plan, row=row, newest=later[0], title=paper.title(row.document, _),
        told=paper.Told(row.document, _), since=since,
    )  # fmt: skip


@bp.get(f"{EDITION}report.pdf")
def plan_report_pdf(code: str, plan: str, period: str, edition: int) -> Response:
    """Give the PDF as it was sealed, byte by byte."""
    row = _sealed(code, plan, period, edition)
    data = store.read(row.pdf_sha256, documents_folder())
    return attachment(data, PDF, paper.file_name(plan, period, edition, _), inline=True)


@bp.get(f"{EDITION}report.json")
def plan_report_json(code: str, plan: str, period: str, edition: int) -> Response:
    """Give what a sealed report shows as smd-plan-report/1."""
    row = _sealed(code, plan, period, edition)
    text = json.dumps(row.document, ensure_ascii=False, allow_nan=False)
    return attachment(text.encode(), JSON, f"{plan}-{period}-{edition}.json")


@bp.get(f"{EDITION}plan.json")
def plan_report_input(code: str, plan: str, period: str, edition: int) -> Response:
    """Give the plan as it was when a report was sealed, by which its figures are counted again."""
    row = _sealed(code, plan, period, edition)
    return attachment(store.read(row.plan_sha256, documents_folder()), JSON, f"{plan}.json")
