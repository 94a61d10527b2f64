"""Editions of the FODA report for staff: what was sealed, and the button that seals what it says now."""

from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from reports.workshops import foda as paper
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.strategy import foda, foda_editions
from smd_workshop.web.asked import today_in
from smd_workshop.web.facilitator import bp
from smd_workshop.web.files.documents import PDF, attachment, printed_folder
from smd_workshop.web.language import current_language
from smd_workshop.web.staff.acts import attempt
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import lead


@bp.get("/<process>/foda")
def foda_editions_page(process: str) -> str:
    """Show the editions of the FODA report, and the form that seals another."""
    found = enter(process, "see process")
    report, editions = foda.report_of(found, today_in(found)), foda_editions.of(found)
    return render_template(
        "facilitator/foda.html", process=found, report=report, editions=editions,
        changed=not editions or foda_editions.is_changed(report, editions[0]),
        may_seal=allowed("arrange scorecard", found),
    )  # fmt: skip


@bp.get("/<process>/foda.pdf")
def foda_for_staff(process: str) -> Response:
    """Give the report as it is now, also of a process that the portal does not show."""
    found = enter(process, "see process")
    report = foda.report_of(found, today_in(found))
    if not report.factors:
        raise NotFound
    data = paper.document(
        report, printed_folder(), gettext=_, ngettext=ngettext, language=current_language()
    )
    return attachment(data, PDF, f"foda-{found.code}.pdf", inline=True)


@bp.post("/<process>/foda")
def seal_foda(process: str) -> Any:
    """Keep what the FODA report says now as its next edition."""
    found = enter(process, "arrange scorecard")
    reason = request.form.get("reason", "")
    done = attempt(lambda: foda_editions.seal(found, now(), my_id(), reason))
    return lead(
        f"/f/{found.code}/foda" if done else "", _("Sealed. This edition stays at its address.")
    )
