"""The sectors of a process in public: what each said as far as it is shown, and what its institutions answer for."""

from flask import render_template

from smd_workshop.publishing import by_sector
from smd_workshop.web.asked import today_in
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of

HERE = "/p/<code>/sectors"


@bp.get(HERE)
def sectors(code: str) -> str:
    """List the sectors."""
    found = process_of(code)
    today = today_in(found)
    listed = [(each, by_sector.answered_for(found, each, today)) for each in found.sectors]
    return render_template("portal/sectors.html", process=found, listed=listed)


@bp.get(f"{HERE}/<sector>")
def sector(code: str, sector: str) -> str:
    """Show one sector."""
    found = process_of(code)
    row = by_sector.find(found, sector)
    return render_template(
        "portal/sector.html", process=found, sector=row, heard=by_sector.heard(found, row),
        most=by_sector.MOST_ROUNDS, told=by_sector.answered_for(found, row, today_in(found)),
    )  # fmt: skip
