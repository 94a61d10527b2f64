"""Long work of plans: the report as a draft, and its sealing."""

from collections.abc import Sequence

from flask_babel import gettext as _

from reports.pdf import telling
from reports.plans import plan_report as paper
from smd_workshop.core.messages import N_
from smd_workshop.database import abandon
from smd_workshop.library.plan.periods import Period, period_of
from smd_workshop.making import plan_report_pdf
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.processes.first_language import language_of
from smd_workshop.processes.works import Asked
from smd_workshop.web.files.documents import PDF
from smd_workshop.web.language import current_language
from smd_workshop.web.planner.plan_access import address
from smd_workshop.worker.long_work import Task, kind

GATHERING, LAYING_OUT = N_("Gathering the figures"), N_("Laying out page by page")


def asked_of_report(
    plan: Plan, period: Period, name: str, verb: str, title: str, **about: str | Sequence[str]
) -> Asked:
    """Return what is asked for of the report of a period."""
    back = address(plan, f"reports/{period}")
    return Asked(
        name, {"plan": plans.address_of(plan.code), "period": str(period), **about}, verb,
        f"{title} · {plan.name or plan.code} · {period}", back, current_language(),
    )  # fmt: skip


@kind("plan report draft")
def print_report_draft(task: Task) -> None:
    """Lay out the report as it would be sealed now."""
    plan, period = _of(task)
    task.step(GATHERING)
    language, called = (
        language_of(plan.process),
        paper.file_name(task.taken.about["plan"], str(period), 0, _),
    )
    document = plan_report_pdf.draft_of(plan, period)
    abandon()
    with telling(lambda page: task.step(LAYING_OUT, page)):
        data = plan_report_pdf.printed(document, language, draft=True)
    task.hand_over(data, PDF, called)


@kind("plan report")
def seal_report_as_asked(task: Task) -> None:
    """Seal an edition of exactly what the report says now."""
    about = task.taken.about
    plan, period = _of(task)
    leads_to = address(plan, f"reports/{period}")
    task.step(GATHERING)
    said = _("The report is sealed. It will not change any more.")
    with telling(lambda page: task.step(LAYING_OUT, page)):
        plan_report_pdf.seal(
            task.process, about["plan"], period, task.taken.asked_by_id,
            confirmed=about["confirmed"], reason=about["reason"], then=lambda: task.finish(leads_to, said),
        )  # fmt: skip


def _of(task: Task) -> tuple[Plan, Period]:
    return plans.find(task.process, task.taken.about["plan"]), period_of(task.taken.about["period"])
