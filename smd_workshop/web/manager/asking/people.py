"""One person of the list, by hand: added, corrected, taken out; a list to begin with, and that of another survey."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, request
from flask_babel import gettext as _

from forms.surveys.survey import PersonForm
from reports.sheets.spreadsheets import Table
from reports.tables import CSV, to_csv
from smd_workshop.core.clock import now
from smd_workshop.core.errors import NotFound
from smd_workshop.models import Respondent, Survey
from smd_workshop.surveys import surveys
from smd_workshop.surveys.respondents import population
from smd_workshop.surveys.respondents.population import Entry
from smd_workshop.web.files.documents import attachment
from smd_workshop.web.manager import bp
from smd_workshop.web.manager.asking import kept_lists
from smd_workshop.web.manager.survey_pages import address, page, survey_for
from smd_workshop.web.staff.acts import attempt, attempt_typed
from smd_workshop.web.staff.process_access import my_id

#: What the field of a heading is called, with the heading behind: a list that was sent meanwhile moves their places.
GROUP = "group-"
#: A list as it may look: headings that are known, and two that group people.
SAMPLE = (
    ("Código", "Nombre", "Celular", "Correo", "Tamaño", "Rubro"),
    ("01", "Usuario de ejemplo 1", "987654321", "uno@ejemplo.pe", "Pequeña", "Pesca"),
    ("02", "Usuario de ejemplo 2", "", "", "Mediana", "Comercio"),
)


@bp.get("/<survey>/people/new")
def new_person(process: str, survey: str) -> str:
    """Ask who is added to the list."""
    found = survey_for("run surveys", process, survey)
    return _form(found, None, PersonForm())


@bp.get("/<survey>/people/<int:person>/edit")
def edit_person(process: str, survey: str, person: int) -> str:
    """Show what the list says of somebody."""
    found = survey_for("run surveys", process, survey)
    somebody = population.find(found, person)
    return _form(found, somebody, PersonForm(obj=somebody))


def _form(survey: Survey, person: Respondent | None, form: PersonForm) -> str:
    named = population.headings(survey)
    known = person.attributes if person else {}
    groups = [
        (f"{GROUP}{each}", each, request.form.get(f"{GROUP}{each}", known.get(each, "")))
        for each in named
    ]
    return page("person.html", survey, person=person, form=form, groups=groups)


@bp.post("/<survey>/people/new")
def add_person(process: str, survey: str) -> Any:
    """Add somebody to the list."""
    found = survey_for("run surveys", process, survey)
    return _put(found, None)


@bp.post("/<survey>/people/<int:person>/edit")
def change_person(process: str, survey: str, person: int) -> Any:
    """Correct what the list says of somebody; a closed wave keeps what it said then."""
    found = survey_for("run surveys", process, survey)
    return _put(found, population.find(found, person))


def _put(survey: Survey, person: Respondent | None) -> Any:
    form = PersonForm(request.form)
    if not form.validate():
        return _form(survey, person, form), 422
    entry = Entry(
        form.name.data, form.code.data or "", form.phone.data or "", form.email.data or "",
        _groups(population.headings(survey), person),
    )  # fmt: skip

    def act() -> str:
        population.put(survey, person, entry, now(), my_id())
        return address(survey, "people")

    leads_to = attempt_typed(act, form)
    if not leads_to:
        return _form(survey, person, form), 422
    flash(_("Saved."))
    return redirect(leads_to, 303)


def _groups(named: Sequence[str], person: Respondent | None) -> dict[str, str]:
    """Return what was written under each heading; what the form did not ask stays."""
    known = person.attributes if person else {}
    return {each: request.form.get(f"{GROUP}{each}", known.get(each, "")) for each in named}


@bp.post("/<survey>/people/<int:person>/remove")
def remove_person(process: str, survey: str, person: int) -> Any:
    """Take somebody out of the list who was never asked."""
    found = survey_for("run surveys", process, survey)
    if attempt(lambda: population.remove(population.find(found, person), now(), my_id())):
        flash(_("The person is no longer in the list."))
        return redirect(address(found, "people"), 303)
    return redirect(address(found, "people", person, "edit"), 303)


@bp.get("/<survey>/people/sample.csv")
def sample_list(process: str, survey: str) -> Response:
    """Give a list to begin with."""
    survey_for("run surveys", process, survey)
    return attachment(to_csv(SAMPLE[0], SAMPLE[1:], bom=True), CSV, "lista-de-ejemplo.csv")


def others(survey: Survey) -> list[tuple[Survey, int]]:
    """Return the other surveys of the process that ask somebody, each with how many."""
    found = [(each, population.count(each)) for each in surveys.of_process(survey.process)]
    return [(each, many) for each, many in found if each.id != survey.id and many]


@bp.post("/<survey>/people/reuse")
def reuse_list(process: str, survey: str) -> Any:
    """Take over who is asked in another survey: as if its list had been sent, with a verdict on each row first."""
    found = survey_for("run surveys", process, survey)
    wanted = request.form.get("from", "")
    other = next((each for each, _many in others(found) if each.code == wanted), None)
    if other is None:
        raise NotFound
    headers, rows = population.rows_of(other, found)
    # What groups people there was taken over once already, offices among them.
    digest = kept_lists.keep(found, Table(headers, rows, tuple(range(2, len(rows) + 2))), headers)
    return redirect(address(found, "people", "import", digest), 303)
