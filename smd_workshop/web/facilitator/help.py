"""Help for who facilitates for the first time: ten steps with pictures, and the same on one sheet."""

from flask import Response, render_template
from flask_babel import gettext as _

from reports.guide import BRING, STEPS, TROUBLES
from smd_workshop.web.documents import guide_pdf
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me


@bp.get("/help")
def help_page() -> str:
    """Show how a first workshop is run."""
    me()
    return render_template("facilitator/help.html", steps=STEPS, bring=BRING, troubles=TROUBLES)


@bp.get("/help/guide.pdf")
def help_sheet() -> Response:
    """Print the steps on one page."""
    me()
    return guide_pdf(_("first-workshop.pdf"))
