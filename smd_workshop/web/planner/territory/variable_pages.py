"""The repository of variables: listed and searched, one of them with what was said of each period, and said anew."""

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.plans.variable import NAMES, VariableForm, VariableValueForm
from reports.tables import XLSX, Sheet, to_xlsx
from smd_workshop.core import faults
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, Several, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import REFUSED
from smd_workshop.library.plan.periods import period_of
from smd_workshop.library.plan.typed import read_in
from smd_workshop.models import Process, Variable
from smd_workshop.plans.files import from_form
from smd_workshop.plans.files.lines import Kind
from smd_workshop.plans.measurements import computing
from smd_workshop.repository import documents, imports, lines, rating, variables
from smd_workshop.web.asked import asked_variables, today_in
from smd_workshop.web.files.documents import attachment, named
from smd_workshop.web.planner import bp
from smd_workshop.web.staff.acts import attempt_once, attempt_typed, id_of
from smd_workshop.web.staff.process_access import allowed, enter, my_id
from smd_workshop.web.staff.refused import lead
from smd_workshop.web.staff.typed import tell_reading


def here_of(process: Process) -> str:
    """Return the address of the repository of a process."""
    return f"/f/{process.code}/plans/variables"


def address(variable: Variable) -> str:
    """Return the address of the page of a variable."""
    return f"{here_of(variable.process)}/v/{variable.code}"


@bp.get("/variables")
def variable_list(process: str) -> str:
    """List the variables that hold what is asked for."""
    return _list(enter(process, "see process"), VariableForm())


@bp.post("/variables")
def add_variable(process: str) -> Any:
    """Begin a variable that has no values yet."""
    found = enter(process, "edit plan")
    form = VariableForm(request.form)
    if not form.validate() or not (leads_to := _write(found, form, new=True)):
        return _list(enter(process, "edit plan"), form), 422
    flash(_("Saved."))
    return redirect(leads_to, 303)


def _list(process: Process, form: VariableForm) -> str:
    query, chosen = asked_variables()
    return render_template(
        "planner/variables.html", process=process, here=here_of(process), form=form, query=query,
        chosen=chosen, listed=variables.narrowed(process, query, chosen),
        rated=rating.of_process(process), may_edit=allowed("edit plan", process), names=NAMES,
        most=rating.MOST,
    )  # fmt: skip


def _write(process: Process, form: VariableForm, *, new: bool) -> str:
    """Write what a form says of a variable; return where it leads, '' where the form says why not."""
    today, texts = today_in(process), {name: str(text or "") for name, text in form.data.items()}
    line = lines.of_form(texts)

    def act() -> str:
        if not new and form.seen.data != _seen(process, line.code):
            raise WrongState(
                N_("Somebody changed it meanwhile. Look at it as it is now and decide again.")
            )
        outcome = imports.of_form(process, line, today, new=new)
        (verdict,) = outcome.verdicts
        if verdict.kind == REFUSED:
            raise Several(
                Invalid(each.sentence.message, **each.sentence.params) for each in verdict.reasons
            )
        imports.apply(process, outcome, now(), my_id(), today)
        return f"{here_of(process)}/v/{line.code}"

    return attempt_typed(act, form)


def _seen(process: Process, code: str) -> str:
    return from_form.seen(imports.snapshot(process).get((Kind.VARIABLE, code)))


@bp.get("/variables/v/<variable>")
def variable_page(process: str, variable: str) -> str:
    """Show a variable: what is said of it, its values with what they were before, who uses it, how it was rated."""
    found = variables.find(enter(process, "see process"), variable)
    form = VariableValueForm()
    _begin_correction(found, form)
    return _page(found, form, _form_of(found))


def _form_of(variable: Variable) -> VariableForm:
    form = VariableForm(obj=variable)
    form.seen.data = _seen(variable.process, variable.code)
    return form


def _begin_correction(variable: Variable, form: VariableValueForm) -> None:
    """Let the form take the place of the value that the address names, if it is still the newest."""
    wanted = request.args.get("corrects", "")
    for period, head in variables.counting(variable).items():
        if str(head.id) == wanted:
            form.corrects.data, form.period.data = wanted, str(period)
            form.source.data = head.source


def _page(variable: Variable, form: VariableValueForm, words: VariableForm) -> str:
    return render_template(
        "planner/variable.html", process=variable.process, variable=variable,
        here=here_of(variable.process), form=form, words=words,
        chains=variables.chains(variable), names=NAMES, used=computing.using(variable),
        rated=rating.of_process(variable.process).get(variable.id, []),
        changed=imports.changes_of(variable), may_edit=allowed("edit plan", variable.process),
    )  # fmt: skip


@bp.post("/variables/v/<variable>")
def change_variable(process: str, variable: str) -> Any:
    """Correct what is said of a variable; its code stays."""
    found = variables.find(enter(process, "edit plan"), variable)
    form = VariableForm(request.form)
    form.code.data = found.code
    if not form.code.data or not form.validate() or not _write(found.process, form, new=False):
        fresh = variables.find(enter(process, "edit plan"), variable)
        return _page(fresh, VariableValueForm(), form), 422
    flash(_("Saved."))
    return redirect(address(variables.find(enter(process, "edit plan"), variable)), 303)


@bp.post("/variables/v/<variable>/values")
def say_variable(process: str, variable: str) -> Any:
    """Say what a variable was in a period, or say it anew."""
    found = variables.find(enter(process, "edit plan"), variable)
    form, leads_to = VariableValueForm(request.form), address(found)
    today = today_in(found.process)

    def act() -> str:
        given = faults.every({
            "period": lambda: period_of(str(form.period.data)),
            "value": lambda: read_in(str(form.value.data), found.measure),
        })  # fmt: skip
        entry = variables.Entry(
            given["period"], given["value"],
            str(form.source.data or ""), str(form.note.data or ""),
        )  # fmt: skip
        corrects = str(form.corrects.data or "")
        variables.enter(
            found, entry, now(), my_id(), today, corrects=id_of(corrects) if corrects else None
        )
        return leads_to

    if not form.validate() or not attempt_typed(act, form):
        fresh = variables.find(enter(process, "edit plan"), variable)
        return _page(fresh, form, _form_of(fresh)), 422
    flash(_("Saved. What is computed from it was computed anew."))
    tell_reading([str(form.value.data)], found.measure)
    return redirect(leads_to, 303)


@bp.post("/variables/rating")
def offer_variables(process: str) -> Any:
    """Let rounds ask how good the chosen variables are."""
    found = enter(process, "edit plan")
    codes = set(request.form.getlist("variable"))
    many: list[int] = []

    def act() -> str:
        chosen = [each for each in variables.of_process(found) if each.code in codes]
        many.append(len(rating.offer(found, chosen, now(), my_id())))
        return here_of(found)

    return lead(
        attempt_once(act),
        ngettext(
            "%(num)s variable can be put to the vote now: begin a round about variables.",
            "%(num)s variables can be put to the vote now: begin a round about variables.",
            sum(many),
        ),
    )


@bp.get("/variables.xlsx")
def variables_xlsx(process: str) -> Response:
    """Give the repository as a workbook, to fill and send back."""
    found = enter(process, "see process")
    headers, rows = documents.workbook(variables.of_process(found))
    name = named(found, f"{process}-variables")
    return attachment(to_xlsx(Sheet("Variables", headers, rows)), XLSX, f"{name}.xlsx")
