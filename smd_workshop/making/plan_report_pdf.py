"""Making a report on a plan: gather, render, store, seal."""

from collections.abc import Callable, Collection
from datetime import date

from flask_babel import force_locale, gettext, ngettext

from reports import store
from reports.plans import plan_report as paper
from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.database import transaction
from smd_workshop.library.plan.periods import Period
from smd_workshop.making.minutes_pdf import documents_folder
from smd_workshop.models import Plan, Process
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.reports import reporting
from smd_workshop.plans.reports.assessing import Assessed, assessed
from smd_workshop.plans.reports.report_contents import Json
from smd_workshop.processes.first_language import language_of

_PDF = "application/pdf"


def draft_of(plan: Plan, period: Period, reason: str = "") -> Json:
    """Return the report as it would be sealed now, in the first language of its process. Raises Invalid."""
    with force_locale(language_of(plan.process)):
        return reporting.draft(assessed(plan, period), _today(plan.process), reason)


def printed(document: Json, language: str, *, draft: bool = False) -> bytes:
    """Return a report as PDF in a language."""
    with force_locale(language):
        return paper.pdf(
            document, gettext=gettext, ngettext=ngettext, language=language, draft=draft
        )


def seal(
    process: Process,
    address: str,
    period: Period,
    user_id: int | None,
    *,
    confirmed: Collection[str],
    reason: str = "",
    then: Callable[[], object] = lambda: None,
) -> int:
    """Seal the next edition of a report on the plan with this address, of what is published now; return its number.

    Rendering takes seconds and holds no lock: the seal looks whether anything changed meanwhile. `then` is done in the
    transaction that seals. Raises as reporting.seal.
    """
    language = language_of(process)
    with transaction(of=process.id), force_locale(language):
        of = assessed(plans.find(process, address), period)
        former = reporting.said_already(of)
        if former is not None:
            then()
            return former.edition  # a second tap is no mistake
        reporting.check(of, confirmed, reason)
        document = reporting.draft(of, _today(process), reason)
        counted_from = documents.file_of(of.plan, of.until)
    files = _stored(document, counted_from, language)
    with transaction(of=process.id), force_locale(language):
        of = assessed(plans.find(process, address), period)
        then()
        # Nor is a second tap a mistake while the first was being printed.
        row = reporting.said_already(of) or reporting.seal(
            of, document, files, now(), user_id, today=_today(process), confirmed=confirmed
        )
        return row.edition


def _stored(document: Json, counted_from: bytes, language: str) -> tuple[str, str]:
    """Print a report and keep it with the file that it was counted from; return their digests."""
    folder = documents_folder()
    return (
        store.store(printed(document, language), _PDF, folder),
        store.store(counted_from, "application/json", folder),
    )


def check(of: Assessed, confirmed: Collection[str], reason: str) -> None:
    """Raise the reason why a report cannot be sealed now, as reporting.check; of one that is sealed already nothing."""
    with force_locale(language_of(of.plan.process)):
        if reporting.said_already(of) is None:
            reporting.check(of, confirmed, reason)


def seal_as_written(process: Process, address: str, period: Period, user_id: int | None) -> int:
    """Seal a report that a program wrote: what has to be looked at was, when it was written. Return its number."""
    with force_locale(language_of(process)):
        found = reporting.findings(assessed(plans.find(process, address), period))
    confirmed = [each.key for each in found if each.key]
    return seal(process, address, period, user_id, confirmed=confirmed)


def _today(process: Process) -> date:
    return day_of(now(), process.time_zone)
