"""The register of commitments gathered by who answers for them, or by the workshop in which they were made."""

from flask import render_template

from smd_workshop.publishing import commitment_register
from smd_workshop.web.asked import today_in
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of


@bp.get("/p/<code>/commitments/by/<any(institution, workshop):gathered_by>")
def commitments_by(code: str, gathered_by: str) -> str:
    """Show who does what by when, under the institution or the workshop."""
    found = process_of(code)
    groups = commitment_register.grouped(found, gathered_by, today_in(found))
    return render_template(
        "portal/commitments_by.html", process=found, groups=groups, by=gathered_by
    )
