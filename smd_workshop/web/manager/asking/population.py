"""Whom a survey asks: the list, importing it with a verdict per row, taking somebody out."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _

from forms.surveys.survey import ListForm
from reports.sheets.spreadsheets import read_table
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.library.asides import Asides
from smd_workshop.models import Survey
from smd_workshop.processes.works import Asked
from smd_workshop.surveys.respondents import population, population_headings
from smd_workshop.surveys.respondents.population import Plan, Row
from smd_workshop.surveys.respondents.population_planner import WHAT
from smd_workshop.web.errors import sentence
from smd_workshop.web.language import current_language
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.asking import kept_lists
from smd_workshop.web.manager.asking.people import others
from smd_workshop.web.manager.survey_pages import address, page, survey_for
from smd_workshop.web.manager.survey_works import written_words
from smd_workshop.web.staff import previews
from smd_workshop.web.staff.acts import attempt
from smd_workshop.web.staff.process_access import my_id
from smd_workshop.web.staff.works import MANY, start
from smd_workshop.web.words.verdict_words import asides_remarks

#: Rows shown on a page.
SHOWN = 1_000


@bp.get("/<survey>/people")
def people(process: str, survey: str) -> str:
    """List the population, for those who run the survey."""
    found = survey_for("run surveys", process, survey)
    every = population.of_survey(found)
    return page(
        "people.html", found, people=every[:SHOWN], headings=population.headings(found), many=len(every),
        apart=population.written_apart(every),
    )  # fmt: skip


@bp.post("/<survey>/people/<int:person>/active")
def set_person_active(process: str, survey: str, person: int) -> Any:
    """Take somebody out of the population, or back."""
    found = survey_for("run surveys", process, survey)
    active = request.form.get("active") == "1"
    attempt(
        lambda: population.set_active(population.find(found, person), now(), my_id(), active=active)
    )
    return redirect(address(found, "people"), 303)


@bp.get("/<survey>/people/import")
def import_list(process: str, survey: str) -> str:
    """Explain the list and ask for it."""
    found = survey_for("run surveys", process, survey)
    return _list_page(found, ListForm(), request.args.getlist("office"))


def _list_page(survey: Survey, form: ListForm, offices: list[str]) -> str:
    """Return the page that asks for a list; `offices` are headings that a person said to be nobody's address."""
    named = [each for each in offices if population_headings.may_be_office(each)]
    return page("import.html", survey, form=form, others=others(survey), offices=named)


@bp.post("/<survey>/people/import")
def upload_list(process: str, survey: str) -> Any:
    """Read the list and keep it, so that the confirmation writes exactly what was shown."""
    found = survey_for("run surveys", process, survey)
    form = ListForm(request.form)
    try:
        table = read_table(*previews.sent_file(), population_headings.score)
        digest = kept_lists.keep(found, table, request.form.getlist("office"))
        kept_lists.load(found, digest).plan(found)
    except Refusal as refusal:
        form.file.errors = [sentence(refusal)]
        return _list_page(found, form, request.form.getlist("office")), 422
    return redirect(address(found, "people", "import", digest), 303)


@bp.get("/<survey>/people/import/<list_digest>")
def preview_list(process: str, survey: str, list_digest: str) -> str:
    """Show a verdict per row; nothing is written."""
    found = survey_for("run surveys", process, survey)
    return _preview(found, list_digest, kept_lists.load(found, list_digest).plan(found))


def _preview(survey: Survey, digest: str, plan: Plan, *, changed: bool = False) -> str:
    return page(
        "import_preview.html", survey, digest=digest, plan=plan, totals=plan.totals(),
        rows=_shown(plan), whats=[*WHAT.values()], kinds=previews.kinds(), changed=changed,
        notes=(*kept_lists.load(survey, digest).notes, *asides_remarks(Asides(plan.unread))), why_not_kept=population_headings.reason,
        maybe_offices=[each for each in plan.private if population_headings.may_be_office(each)],
    )  # fmt: skip


def _shown(plan: Plan) -> list[Row]:
    """Return the rows that a page shows: of a long list first those of which something is asked."""
    if len(plan.rows) <= SHOWN:
        return [*plan.rows]
    return sorted(plan.rows, key=lambda row: (not row.asks, row.row))[:SHOWN]


def _same() -> list[int]:
    """Return the rows that a person says are about who is here already, under another name or code."""
    return [
        int(each) for each in request.form.getlist("same") if each.isascii() and each.isdecimal()
    ]


@bp.post("/<survey>/people/import/<list_digest>")
def confirm_list(process: str, survey: str, list_digest: str) -> Any:
    """Write exactly what was shown; if the people changed since, show the new plan instead."""
    found = survey_for("run surveys", process, survey)
    if kept_lists.rows(found, list_digest) > MANY:
        return redirect(start(found.process, _asked_to_write(found, list_digest)), 303)
    written: list[str] = []

    def act() -> str:
        kept = kept_lists.load(found, list_digest)
        if kept.plan(found).digest() != request.form.get("plan"):
            raise previews.Changed
        plan = kept.plan(found, _same())
        population.apply(found, plan, now(), my_id())
        written.append(written_words(plan))
        return address(found, "people")

    leads_to = previews.confirmed(found.process_id, act)
    if not leads_to:
        plan = kept_lists.load(found, list_digest).plan(found)
        return _preview(found, list_digest, plan, changed=True), 409
    kept_lists.forget(found)
    flash(written[0] if written else _("Saved."))
    return redirect(leads_to, 303)


def _asked_to_write(survey: Survey, digest: str) -> Asked:
    about = {
        "survey": survey.id,
        "name": digest,
        "plan": request.form.get("plan", ""),
        "same": _same(),
    }
    here = address(survey, "people", "import", digest)
    title = " · ".join((_("The list of people"), survey.name))
    return Asked("population list", about, "run surveys", title, here, current_language())
