"""Help for who does it for the first time: a workshop in ten steps, also on one sheet; a survey and a plan in a few."""

from typing import Final

from flask import Response, render_template
from flask_babel import gettext as _

from reports.workshops.guide import BRING, STEPS, TROUBLES
from smd_workshop.core.messages import N_
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.accounts import me
from smd_workshop.web.files.documents import guide_pdf

#: What is done and how, step by step, where no workshop is held.
SURVEY: Final = (
    (N_("Begin the survey"), N_("In the process open «Surveys» and begin one, from a template or empty. Write its questions and publish the version: from then on its words are fixed.")),
    (N_("Say who is asked"), N_("Bring the list of people from a spreadsheet. Who is in no list can answer by a link for anybody; that is counted apart.")),
    (N_("Begin a wave"), N_("Choose the year and whether it is anonymous or confidential: nobody can change that once it is open. Try the form as a respondent sees it.")),
    (N_("Hand out the links"), N_("By mail, by WhatsApp or on cards; type in what comes on paper. The page of the wave says how many are missing.")),
    (N_("Close it and publish the figure"), N_("The results say how sure each figure is. What you publish stays; the indicator of a plan can take it over.")),
)  # fmt: skip
PLAN: Final = (
    (N_("Begin the plan"), N_("In the process open «Plans» and begin one. Bring its contents from the annex of an evaluation (XLSX, CSV or JSON), or write them there.")),
    (N_("Enter what was measured"), N_("On the page of each indicator: the value, where it can be seen, and a note if it is in red. Then validate it and publish it.")),
    (N_("Look at what needs attention"), N_("The page says what is overdue, what is in red and falls, and which targets were set too low.")),
    (N_("Let a workshop evaluate it"), N_("From the plan begin a workshop that rates its actions and proposes corrected targets. You accept or refuse each proposal, with a reason.")),
    (N_("Write the report and seal it"), N_("A quarterly follow-up or the annual evaluation: you write beside the tables. Sealed, it has an address that stays.")),
    (N_("Show it"), N_("Once the plan is registered and the process is public, everybody reads it and can download all of it.")),
)  # fmt: skip


@bp.get("/help")
def help_page() -> str:
    """Show how a first workshop is run, a first survey and a first plan."""
    me()
    return render_template("facilitator/help.html", steps=STEPS, bring=BRING, troubles=TROUBLES, ways=(
        ("survey", N_("A first survey"), SURVEY), ("plan", N_("A first plan"), PLAN),
    ))  # fmt: skip


@bp.get("/help/guide.pdf")
def help_sheet() -> Response:
    """Print the steps on one page."""
    me()
    return guide_pdf(_("first-workshop.pdf"))
