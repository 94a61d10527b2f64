"""Surveys of a process: the list, a new one from a template, its home."""

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.surveys.survey import NewSurveyForm, SurveyForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Refusal
from smd_workshop.database import transaction
from smd_workshop.library.survey.instrument.templates import TEMPLATES, template
from smd_workshop.models import Process, Survey
from smd_workshop.plans.measurements import figure_names
from smd_workshop.surveys import instruments, surveys
from smd_workshop.surveys.figures import figures
from smd_workshop.surveys.respondents import population
from smd_workshop.web.errors import sentence
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.survey_pages import address, page, survey_for
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.sent import once

#: In place of a template: the questionnaire comes in a file.
FILE = "file"


@bp.get("/")
def list_surveys(process: str) -> str:
    """List the surveys of a process."""
    found = enter(process, "see surveys")
    return render_template(
        "manager/list.html", process=found, surveys=surveys.of_process(found),
        may_run=allowed("run surveys", found),
    )  # fmt: skip


@bp.get("/new")
def new_survey(process: str) -> str:
    """Ask what the survey is called and what it begins with."""
    found = enter(process, "run surveys")
    return _new(found, _offered(NewSurveyForm()))


def _offered(form: NewSurveyForm) -> NewSurveyForm:
    form.template.choices = [SelectChoice(name, _(title)) for name, title in TEMPLATES.items()]
    form.template.choices.append(
        SelectChoice(FILE, _("My own questionnaire, from a file (XLSForm)"))
    )
    form.template.default = form.template.data = form.template.data or next(iter(TEMPLATES))
    return form


def _new(process: Process, form: NewSurveyForm) -> str:
    return render_template("manager/new.html", process=process, form=form)


@bp.post("/new")
def create_survey(process: str) -> Any:
    """Begin a survey with the questionnaire of a template."""
    found = enter(process, "run surveys")
    form = _offered(NewSurveyForm(request.form))
    if not form.validate():
        return _new(found, form), 422

    def act() -> str:
        survey = surveys.create(
            found, form.name.data, now(), my_id(),
            organisation=form.organisation.data or "", contact=form.contact.data or "",
        )  # fmt: skip
        if form.template.data == FILE:
            return address(survey, "versions", "import")
        begun = template(form.template.data, form.organisation.data or "", survey.name)
        instruments.put_draft(survey, begun, now(), my_id())
        return address(survey, "")

    try:
        with transaction(of=found.id):
            leads_to = once(act)
    except Refusal as refusal:
        form.name.errors = [sentence(refusal)]
        return _new(found, form), 422
    if form.template.data == FILE:
        flash(_("The survey was created. Send the file of its questionnaire."))
    else:
        flash(_("The survey was created. Look at its questionnaire and publish it."))
    return redirect(leads_to, 303)


@bp.get("/<survey>/")
def survey_home(process: str, survey: str) -> str:
    """Show where a survey stands and what to do next."""
    found = survey_for("see surveys", process, survey)
    return page(
        "home.html", found, steps=_steps(found), people=population.count(found),
        published=figures.of_survey(found), subject_of=figure_names.subject_of,
    )  # fmt: skip


def _steps(survey: Survey) -> list[tuple[bool, str, str]]:
    """Return what to do, in order: whether it is done, what it is, where; '' while something before it is missing."""
    draft = instruments.draft(survey)
    published = instruments.published(survey)
    looked = (published[0] if published else draft) if survey.instruments else None
    questions = f"versions/{looked.number}" if looked else "versions/import"
    last = survey.waves[-1] if survey.waves else None
    wave = f"waves/{last.number}" if last else ""
    return [
        (bool(published), _("Look at the questionnaire and publish it"), questions),
        (population.count(survey) > 0, _("Say who is asked: send a list"), "people/import"),
        (last is not None, _("Prepare a wave"), "waves/new"),
        (last is not None and last.state != "draft", _("Open the wave and send the links"), wave),
        (
            last is not None and last.state == "closed",
            _("Close the wave and look at the result"),
            wave,
        ),
        (
            bool(figures.of_survey(survey)),
            _("Approve the figure"),
            f"{wave}/results#figures" if last else wave,
        ),
    ]


@bp.get("/<survey>/edit")
def edit_survey(process: str, survey: str) -> str:
    """Show the form of what a survey is called."""
    found = survey_for("run surveys", process, survey)
    return page("edit.html", found, form=SurveyForm(obj=found))


@bp.post("/<survey>/edit")
def change_survey(process: str, survey: str) -> Any:
    """Change what a survey is called, who asks and whom to ask."""
    found = survey_for("run surveys", process, survey)
    form = SurveyForm(request.form)
    if not form.validate():
        return page("edit.html", found, form=form), 422
    with transaction(of=found.process_id):
        surveys.change(
            found, now(), my_id(), name=form.name.data,
            organisation=form.organisation.data or "", contact=form.contact.data or "",
        )  # fmt: skip
        leads_to = address(found, "")
    flash(_("Saved."))
    return redirect(leads_to, 303)
