"""The FODA report of a process in public: page, document, and the picture alone."""

import json
from pathlib import Path

from flask import Response, current_app, render_template
from flask_babel import gettext, ngettext

from reports.workshops import foda as paper
from smd_workshop.core.errors import NotFound
from smd_workshop.models import FodaEdition, Process
from smd_workshop.strategy import foda, foda_editions
from smd_workshop.web.asked import today_in
from smd_workshop.web.files.documents import PDF, attachment, picture, printed_folder
from smd_workshop.web.language import current_language
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of


def _report(code: str, *, some: bool = True) -> foda.FodaReport:
    """Return the report; NotFound where it would be empty and `some` factors are needed."""
    process = process_of(code)
    found = foda.report_of(process, today_in(process))
    if some and not found.factors:
        raise NotFound
    return found


@bp.get("/p/<code>/foda")
def foda_report(code: str) -> str:
    """Show the report."""
    report = _report(code, some=False)
    return render_template(
        "portal/foda.html", process=report.process, report=report, drawn=foda.picture_of(report),
        narrow=foda.narrow_picture_of(report), editions=foda_editions.of(report.process),
    )  # fmt: skip


@bp.get("/p/<code>/foda.pdf")
def foda_pdf(code: str) -> Response:
    """Give the report as a document, printed once for what it says."""
    data = paper.document(
        _report(code),
        printed_folder(),
        gettext=gettext,
        ngettext=ngettext,
        language=current_language(),
    )
    return attachment(data, PDF, f"foda-{code}.pdf", inline=True)


@bp.get("/p/<code>/foda.svg")
def foda_svg(code: str) -> Response:
    """Give the four quadrants as one picture, to be set into other pages."""
    report = _report(code)
    svg = render_template(
        "strategy/foda.svg", process=report.process, drawn=foda.picture_of(report)
    )
    return picture(report.process, svg, f"foda-{code}")


EDITION = "/p/<code>/foda/editions/<int:foda_edition>"


@bp.get(EDITION)
def foda_edition(code: str, foda_edition: int) -> str:
    """Show what the report said in an edition, and whether there is a later one."""
    process = process_of(code)
    return render_template(
        "portal/foda_edition.html", process=process, newest=_newest(process),
        edition=foda_editions.find(process, foda_edition),
    )  # fmt: skip


def _newest(process: Process) -> FodaEdition | None:
    return next(iter(foda_editions.of(process)), None)


@bp.get(f"{EDITION}.json")
def foda_edition_json(code: str, foda_edition: int) -> Response:
    """Give the same as smd-foda/1, of which the digest is."""
    found = foda_editions.find(process_of(code), foda_edition)
    text = json.dumps(found.document, ensure_ascii=False, allow_nan=False)
    return attachment(text.encode(), "application/json", f"foda-{code}-{foda_edition}.json")


@bp.get(f"{EDITION}.pdf")
def foda_edition_pdf(code: str, foda_edition: int) -> Response:
    """Give an edition as a document."""
    process = process_of(code)
    found = foda_editions.find(process, foda_edition)
    folder = Path(current_app.instance_path, "reports")
    data = paper.edition_document(
        process, found, folder, gettext=gettext, ngettext=ngettext, language=current_language()
    )
    return attachment(data, PDF, f"foda-{code}-{foda_edition}.pdf", inline=True)
