"""One indicator: its ficha, how it goes, what was said of each period; and a new value."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from forms.plans.plan import MeasurementForm
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.database import transaction
from smd_workshop.library.plan.periods import Period, Span, following, period_of, periods_of
from smd_workshop.library.plan.typed import read_in
from smd_workshop.models import Measurement, PlanIndicator, Territory
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import reading, waiting
from smd_workshop.plans.files import changes, from_form
from smd_workshop.plans.files.lines import Kind
from smd_workshop.plans.measurements import from_figures, history, measuring, unlikely, values
from smd_workshop.plans.measurements.evidence import find
from smd_workshop.surveys.figures import figures
from smd_workshop.web.asked import asked_year, today_in
from smd_workshop.web.errors import sentence
from smd_workshop.web.files import plan_evidence
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.sheets.survey_sheets import counts
from smd_workshop.web.staff.acts import attempt_once, id_of
from smd_workshop.web.staff.process_access import allowed, my_id
from smd_workshop.web.staff.sent import once
from smd_workshop.web.staff.typed import tell_reading
from smd_workshop.web.words.plan_words import period_words, trend

#: What fields of territories are called, before their ids.
_TERRITORY = "territory-"


@bp.get("/<plan>/i/<indicator>")
def indicator_page(process: str, plan: str, indicator: str) -> str:
    """Show an indicator."""
    found = plan_for("see process", process, plan)
    row = plans.find_indicator(found, indicator)
    form = _form(row)
    _begin_correction(row, form)
    return _page(row, form)


def _begin_correction(indicator: PlanIndicator, form: MeasurementForm) -> None:
    """Let the form take the place of the value that the address names, if it is still the newest."""
    wanted = request.args.get("corrects", "")
    for period, head in values.heads(indicator).items():
        if str(head.id) == wanted:
            form.corrects.data, form.period.data = wanted, str(period)
            form.evidence.data = head.evidence
            form.value.data = _typed_value(head.value)
            if measuring.rewrites(indicator, period):  # of what is public the reason is another
                form.note.data = measuring.explained(head)


def _typed_value(value: Decimal | None) -> str:
    """Return a value as somebody types it, so that nothing but what is wrong is written again."""
    return "N/D" if value is None else from_form.written(value)


@bp.post("/<plan>/i/<indicator>")
def add_measurement(process: str, plan: str, indicator: str) -> Any:
    """Enter a value, or one that takes the place of another."""
    found = plan_for("edit plan", process, plan)
    row = plans.find_indicator(found, indicator)
    form = _form(row, request.form)
    if not form.validate():
        return _page(row, form), 422
    here = address(found, f"i/{row.code}")
    process_id, today = found.process_id, today_in(found.process)

    draft, left = _draft(row, str(form.corrects.data or "")), list[str]()

    def act() -> str:
        entry, corrects = _entry(row, form), str(form.corrects.data or "")
        form.odd = unlikely.named(unlikely.beyond(row, entry))
        unlikely.ask(row, entry, str(form.sure.data or ""))
        said = measuring.enter(
            row, entry, now(), my_id(), today,
            corrects=id_of(corrects) if corrects else None,
        )  # fmt: skip
        if draft and draft.evidence_sha256 and not said.evidence_sha256:
            left.append(
                _(
                    "The document stays with the former value, for which it was given. This value has none."
                )
            )
        return f"{here}?year={entry.period.year}"

    try:
        with transaction(of=process_id):
            leads_to = once(act)
    except (Invalid, WrongState) as refusal:
        again = plans.find_indicator(plan_for("edit plan", process, plan), indicator)
        form.form_errors.append(sentence(refusal))
        return _page(again, form), refusal.status
    flash(" ".join([_("Kept as a draft. Validate it, then publish it."), *left]))
    tell_reading([str(form.value.data), *_of_territories(request.form).values()], row.measure)
    return redirect(leads_to, 303)


@bp.post("/<plan>/i/<indicator>/figure")
def take_figure(process: str, plan: str, indicator: str) -> Any:
    """Enter the published figure of a survey as the value of its year."""
    found = plan_for("edit plan", process, plan)
    row = plans.find_indicator(found, indicator)
    leads_to, today = address(found, f"i/{row.code}"), today_in(found.process)
    figure = figures.find(found.process, id_of(request.form.get("figure", "")))

    def act() -> str:
        from_figures.take(row, figure, now(), my_id(), today)
        return leads_to

    if attempt_once(act):
        flash(_("Kept as a draft. Validate it, then publish it."))
    return redirect(leads_to, 303)


def _entry(row: PlanIndicator, form: MeasurementForm) -> measuring.Entry:
    """Return what the form says, its file kept. Raises Invalid for a value or a file that cannot be read."""
    sent = request.files.get("file")
    shown_by = plan_evidence.keep(sent.read()) if sent is not None and sent.filename else None
    return measuring.Entry(
        period_of(str(form.period.data)),
        read_in(str(form.value.data), row.measure),
        str(form.note.data or ""),
        str(form.evidence.data or ""),
        shown_by,
        keeps_document=bool(form.keeps_document.data),
        territories=_said_of(row, request.form),
    )


def _of_territories(form: Mapping[str, str]) -> dict[int, str]:
    """Return what stands in the fields of territories, by their ids; what is empty is left out."""
    return {
        id_of(name.removeprefix(_TERRITORY)): text[:60]
        for name, text in form.items()
        if name.startswith(_TERRITORY) and text.strip()
    }


def _said_of(row: PlanIndicator, form: Mapping[str, str]) -> dict[int, Decimal]:
    """Return what a form says of territories, by their ids; of which nobody knows anything is left out."""
    read = {id_: read_in(text, row.measure) for id_, text in _of_territories(form).items()}
    return {id_: value for id_, value in read.items() if value is not None}


def _typed(indicator: PlanIndicator, form: MeasurementForm) -> dict[int, str]:
    """Return what stands in the fields of territories: what was typed, or what the corrected value said of them."""
    if request.method == "POST":
        sent = (
            (each.id, request.form.get(f"{_TERRITORY}{each.id}", "")) for each in _own(indicator)
        )
        return {id_: text for id_, text in sent if text}
    head = (
        values.heads(indicator).get(period_of(str(form.period.data)))
        if form.corrects.data
        else None
    )
    return (
        {each.territory_id: from_form.written(each.value) for each in head.places} if head else {}
    )


def _own(indicator: PlanIndicator) -> list[Territory]:
    return indicator.plan.process.territories


def _form(indicator: PlanIndicator, data: Any = None) -> MeasurementForm:
    """Return the form; a fresh one offers what has no value yet, the next of the year that is read first.

    Where that year has all its values nothing is chosen: a value must not land in a year that nobody looked at.
    """
    plan, entered = indicator.plan, values.heads(indicator)
    free = {each for each in _periods(indicator) if each not in entered}
    asked = following(list(entered), Span(indicator.frequency), plan.first_year, plan.last_year)
    read = asked_year() if request.args.get("year") else None
    if read is not None:
        own = (each for each in free if each.year == read)
        asked = min(own, key=lambda each: (each.first, each.last), default=None)
    form = MeasurementForm(data, period=str(asked) if asked else None)
    none = [] if asked in free or not free else [SelectChoice("", _("Choose the period"))]
    form.period.choices = none + [
        SelectChoice(str(each), _called(each, plan.first_year))
        for each in sorted(
            free if data is None else {*free, *entered},
            key=lambda each: (each.last, each.first), reverse=True,
        )
    ]  # fmt: skip
    return form


def _called(period: Period, first_year: int) -> str:
    """Return a period in words; that of the year before a plan is its baseline's, which is said."""
    words = period_words(period)
    return (
        str(_("%(period)s, before the plan began", period=words))
        if period.year < first_year
        else words
    )


def _periods(indicator: PlanIndicator) -> list[Period]:
    """Return what may be measured, the latest first: the years, and their parts as often as it is measured."""
    plan, span = indicator.plan, Span(indicator.frequency)
    today = today_in(plan.process)
    found = []
    for year in range(min(plan.last_year, today.year), plan.first_year - 2, -1):
        found.append(Period(year))
        if span is not Span.YEAR:
            found += [each for each in reversed(periods_of(year, span)) if each.first <= today]
    return found


def _page(indicator: PlanIndicator, form: MeasurementForm) -> str:
    plan = indicator.plan
    shown = reading.shown(plan, today_in(plan.process), asked_year())
    return render_template(
        "planner/indicator.html",
        process=plan.process,
        plan=plan,
        shown=shown.indicator(indicator.code),
        year=shown.year,
        here=address(plan),
        chart=trend(indicator),
        history=history.steps(indicator, public=False),
        needs_note=measuring.needs_note,
        rewrites=measuring.rewrites,
        draft=_draft(indicator, str(form.corrects.data or "")),
        public_before=bool(form.corrects.data)
        and measuring.needs_reason(indicator, period_of(str(form.period.data))),
        unread=waiting.waiting(plan, shown.year).drafts.get(indicator.code, ()),
        draft_due=waiting.draft_due(shown.indicator(indicator.code)),
        form=form,
        typed=_typed(indicator, form),
        changed=changes.of(plan, Kind.INDICATOR, indicator.code),
        names=changes.NAMES,
        targets_said=history.targets_said(indicator),
        offered=from_figures.offered(indicator),
        counts=counts,
        may_edit=allowed("edit plan", plan.process),
    )


def _draft(indicator: PlanIndicator, corrects: str) -> Measurement | None:
    """Return the draft that is written anew, None where there is none or the value is public."""
    for period, head in values.heads(indicator).items():
        if str(head.id) == corrects:
            return measuring.rewrites(indicator, period)
    return None


@bp.get("/<plan>/evidence/<sha256>")
def plan_evidence_file(process: str, plan: str, sha256: str) -> Response:
    """Give the file that shows a value."""
    found = plan_for("see process", process, plan)
    return plan_evidence.answer(find(found, sha256, public=False))
