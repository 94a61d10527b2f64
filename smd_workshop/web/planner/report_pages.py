"""Reports on a plan: what staff write beside its figures, a look at it, the seal."""

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _

from forms.plans.plan_report import PassageForm, SealForm
from reports.plans import plan_report as paper
from smd_workshop.core.clock import now
from smd_workshop.core.errors import Invalid, NotFound, Refusal, WrongState
from smd_workshop.database import transaction
from smd_workshop.library.plan.passages import filled
from smd_workshop.library.plan.periods import Period, Span, period_of, periods_of
from smd_workshop.making import plan_report_pdf
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents, sentences
from smd_workshop.plans.reports import passages, places, report_contents, reporting
from smd_workshop.plans.reports.assessing import Assessed, assessed
from smd_workshop.plans.reports.since_sealed import since
from smd_workshop.processes import works
from smd_workshop.processes.first_language import language_of
from smd_workshop.web.asked import today_in
from smd_workshop.web.errors import sentence
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.planner import bp
from smd_workshop.web.planner.plan_access import address, plan_for
from smd_workshop.web.planner.report_works import asked_of_report
from smd_workshop.web.staff.acts import id_of
from smd_workshop.web.staff.process_access import allowed, my_id
from smd_workshop.web.staff.sent import once
from smd_workshop.web.staff.works import start

REPORT = "/<plan>/reports/<period>"


@bp.get("/<plan>/reports")
def report_list(process: str, plan: str) -> str:
    """List the years of a plan with what is sealed of each."""
    found = plan_for("see process", process, plan)
    sealed = reporting.of_plan(found)
    reported = _reported(found)
    return render_template(
        "planner/report/list.html", process=found.process, plan=found, here=address(found),
        sealed={
            year: [each for each in sealed if each.period == str(year)]
            for year in reported
            if year.span is Span.YEAR
        },
        quarters=[each for each in reported if each.span is Span.QUARTER],
        by_quarter={str(each): [row for row in sealed if row.period == str(each)] for each in reported},
        measured={str(year) for year in documents.years_of(found)}, public=_public(found), since=since,
    )  # fmt: skip


def _public(plan: Plan) -> bool:
    return plan.process.public and plans.is_public(plan)


def _reported(plan: Plan) -> list[Period]:
    """Return what reports are about: each year of a plan, and its quarters once they have ended: until then nothing is due."""
    today = today_in(plan.process)
    return [
        each
        for year in range(plan.first_year, plan.last_year + 1)
        for each in (Period(year), *periods_of(year, Span.QUARTER))
        if each.span is Span.YEAR or each.last < today
    ]


def _period(plan: Plan, text: str) -> Period:
    """Return the period of a report; NotFound for one that no report of the plan is about."""
    try:
        period = period_of(text)
    except Invalid:
        raise NotFound from None
    if period not in _reported(plan):
        raise NotFound
    return period


def _for(verb: str, process: str, plan: str, period: str) -> Assessed:
    found = plan_for(verb, process, plan)
    return assessed(found, _period(found, period))


def _address(of: Assessed, rest: str = "") -> str:
    return address(of.plan, f"reports/{of.period}{rest}")


@bp.get(REPORT)
def report_page(process: str, plan: str, period: str) -> str:
    """Show the places of a report: what is written, what is missing, which editions are sealed."""
    of = _for("see process", process, plan, period)
    return render_template("planner/report/page.html", **_context(of))


def _context(of: Assessed) -> dict[str, Any]:
    told = paper.Told(_measured(of), _)
    written = {
        key: filled(each.text, of.figures, told.figure)
        for key, each in passages.of(of.plan, of.period).items()
        if each.text
    }
    return {
        "process": of.plan.process, "plan": of.plan, "of": of, "here": _address(of),
        "plan_address": address(of.plan), "places": places.places_of(of.plan, of.found, of.period),
        "notes": places.notes_of(of.plan, of.period), "written": written,
        "findings": reporting.findings(of), "empty": reporting.empty_parts(of), "sealed": reporting.of_period(of.plan, of.period),
        "works": [each for each in works.asked_on(of.plan.process, _address(of)) if allowed(each.verb, of.plan.process)],
        "public": _public(of.plan), "may_edit": allowed("edit plan", of.plan.process),
        "places_by_key": {
            each.key: each
            for each in (*places.places_of(of.plan, of.found, of.period), *places.notes_of(of.plan, of.period))
        },
    }  # fmt: skip


@bp.get(f"{REPORT}/w/<passage>")
def passage_page(process: str, plan: str, period: str, passage: str) -> str:
    """Show one place with the figures that it comments."""
    of = _for("edit plan", process, plan, period)
    place = places.find(of.plan, of.found, passage, of.period)
    latest = passages.of(of.plan, of.period).get(place.key)
    form = PassageForm(text=latest.text if latest else "", seen=str(latest.id) if latest else "")
    return _passage(of, place, form)


def _passage(of: Assessed, place: places.Place, form: PassageForm) -> str:
    return render_template(
        "planner/report/passage.html", process=of.plan.process, plan=of.plan, of=of,
        here=_address(of), place=place, form=form,
        others=[name for name in of.figures if name not in place.about],
        beside=[name for name in place.about if name in of.figures],
        told=paper.Told(_measured(of), _), reference=sentences.reference,
    )  # fmt: skip


def _measured(of: Assessed) -> dict[str, Any]:
    """Return as much of the report as says its figures: a text whose references no longer mean anything is mended here."""
    return {
        "period": str(of.period), "year": of.period.year, **report_contents.measured(of),
    }  # fmt: skip


@bp.post(f"{REPORT}/w/<passage>")
def write_passage(process: str, plan: str, period: str, passage: str) -> Any:
    """Write what a report says in one place."""
    of = _for("edit plan", process, plan, period)
    place = places.find(of.plan, of.found, passage, of.period)
    form = PassageForm(request.form)
    if not form.validate():
        return _passage(of, place, form), 422
    leads_to, seen = _address(of), str(form.seen.data or "")

    def act() -> str:
        passages.write(
            of, place, str(form.text.data or ""), now(), my_id(),
            instead_of=id_of(seen) if seen else None,
        )  # fmt: skip
        return leads_to

    try:
        with transaction(of=of.plan.process_id):
            once(act)
    except (Invalid, WrongState) as refusal:
        form.text.errors = [sentence(refusal)]
        return _passage(_for("edit plan", process, plan, period), place, form), refusal.status
    flash(_("Kept."))
    return redirect(leads_to, 303)


@bp.get(f"{REPORT}/preview")
def report_preview(process: str, plan: str, period: str) -> str:
    """Show the report as it would be sealed now."""
    of = _for("see process", process, plan, period)
    document = plan_report_pdf.draft_of(of.plan, of.period)
    return render_template(
        "planner/report/preview.html", process=of.plan.process, plan=of.plan, here=_address(of),
        title=paper.title(document, _), told=paper.Told(document, _),
    )  # fmt: skip


@bp.get(f"{REPORT}/draft.pdf")
def report_draft(process: str, plan: str, period: str) -> Response:
    """Give the same as a PDF that says it is a draft."""
    of = _for("see process", process, plan, period)
    document = plan_report_pdf.draft_of(of.plan, of.period)
    data = plan_report_pdf.printed(document, language_of(of.plan.process), draft=True)
    return attachment(data, PDF, paper.file_name(plan, str(of.period), 0, _), inline=True)


@bp.post(f"{REPORT}/draft")
def ask_for_report_draft(process: str, plan: str, period: str) -> Any:
    """Ask for the draft as a PDF: it is laid out while the reader waits before a bar."""
    of = _for("see process", process, plan, period)
    asked = asked_of_report(
        of.plan, of.period, "plan report draft", "see process", _("Draft in PDF")
    )
    return redirect(start(of.plan.process, asked), 303)


@bp.get(f"{REPORT}/seal")
def confirm_report_seal(process: str, plan: str, period: str) -> str:
    """Say what becomes final, what is in the way, and what has to be looked at."""
    return _seal(_for("edit plan", process, plan, period), SealForm())


def _seal(of: Assessed, form: SealForm) -> str:
    return render_template(
        "planner/report/seal.html", **_context(of), form=form,
        edition=reporting.next_edition(of.plan, of.period),
    )  # fmt: skip


@bp.post(f"{REPORT}/seal")
def seal_report(process: str, plan: str, period: str) -> Any:
    """Seal an edition of exactly what the report says now."""
    of = _for("edit plan", process, plan, period)
    form = SealForm(request.form)
    if not form.validate():
        return _seal(of, form), 422
    confirmed, reason = sorted(request.form.getlist("confirmed")), str(form.reason.data or "")
    try:
        plan_report_pdf.check(of, confirmed, reason)
    except (Invalid, WrongState) as refusal:
        return _refused(_for("edit plan", process, plan, period), form, refusal)
    asked = asked_of_report(
        of.plan, of.period, "plan report", "edit plan", _("Seal the report"), confirmed=confirmed, reason=reason
    )  # fmt: skip
    return redirect(start(of.plan.process, asked), 303)


def _refused(of: Assessed, form: SealForm, refusal: Refusal) -> tuple[str, int]:
    of_reason = isinstance(refusal, Invalid) and reporting.next_edition(of.plan, of.period) > 1
    if of_reason:
        form.reason.errors = [sentence(refusal)]
    else:
        form.form_errors.append(sentence(refusal))
    return _seal(of, form), refusal.status
