"""The letter to those who work on a plan: what needs attention, and what changed since the letter before."""

from collections.abc import Iterable

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_mailman import EmailMessage

from smd_workshop.core.clock import now
from smd_workshop.core.zones import day_of
from smd_workshop.following import watching
from smd_workshop.following.letters import Claimed
from smd_workshop.following.since import HAPPENED, Changed, changed_since
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation.attention import Attention, attention
from smd_workshop.plans.measurements.overdue import Missed
from smd_workshop.web.addresses import public_address
from smd_workshop.web.letters.post import first_words, sender
from smd_workshop.web.words.plan_words import CAUTIONS, PACES, period_words

#: So much is listed under a heading; the rest is on the page.
MOST = 12


def message(claimed: Claimed) -> EmailMessage:
    """Return the letter about a plan to one member of staff."""
    watch = watching.get(claimed.watch_id or 0)
    plan = plans.whole([watch.plan_id])[watch.plan_id]
    since = watching.told_before(watch, claimed.letter_id)
    with (
        current_app.test_request_context(base_url=claimed.base),
        force_locale(claimed.language),
    ):
        name = plan.name or plan.code
        found = attention(plan, day_of(now(), plan.process.time_zone))
        changed = changed_since(plan, since, but=watch.user_id) if since else []
        page = public_address(
            "planner.attention_page", process=plan.process.code, plan=plans.address_of(plan.code)
        )
        subject = str(_("What needs attention: %(name)s", name=name))
        body = first_words(plan.process) + _body(plan, found, changed, page)
    return EmailMessage(
        " ".join(subject.split()), body, sender(plan.process.name), [claimed.address],
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip


def _body(plan: Plan, found: Attention, changed: Iterable[Changed], page: str) -> str:
    parts = [f"{plan.name or plan.code}\n{page}", *_needs(found)]
    if len(parts) == 1:
        parts.append(str(_("Nothing needs attention now.")))
    done = [f"{_(HAPPENED[each.verb])}: {', '.join(each.codes) or each.many}" for each in changed]
    parts += _listed(str(_("Changed since the last letter")), done)
    parts.append(str(_("You get this because you chose it on that page, where you can end it.")))
    return "\n\n".join(parts) + "\n"


def _needs(found: Attention) -> list[str]:
    """Return what needs attention, a part for each kind, the most urgent first."""
    slow = [f"{each.row.code}: {PACES[rates.pace]}" for each, rates in found.slow if rates.pace]
    parts = [
        *_listed(str(_("Overdue")), _missed(found.late)),
        *_listed(str(_("Entered, and not published yet")), _missed(found.unread)),
        *_listed(
            str(_("Figures of surveys that nobody took over")),
            [f"{row.code} {row.name}: {figure.year}" for row, figure in found.figures],
        ),
        *_listed(
            str(_("Critical actions")), [f"{a.row.code} {a.row.name}" for a in found.critical]
        ),
        *_listed(
            str(_("Worse than before")), [f"{i.row.code} {i.row.name}" for i in found.falling]
        ),
        *_listed(str(_("Must go faster to reach what is asked of the last year")), slow),
    ]
    for kind, cautions in found.targets.items():
        about = dict.fromkeys(each.code for each in cautions)
        parts += _listed(str(_(CAUTIONS[kind])), about)
    return parts


def _missed(found: Iterable[Missed]) -> list[str]:
    """Return a line for each indicator, with the first period that is missed of it."""
    first: dict[str, Missed] = {}
    for each in found:
        first.setdefault(each.row.code, each)
    return [f"{code} {each.row.name}: {period_words(each.period)}" for code, each in first.items()]


def _listed(heading: str, lines: Iterable[str]) -> list[str]:
    """Return a heading with its lines, nothing where there are none."""
    told = [*lines]
    if not told:
        return []
    shown = [f"- {line}" for line in told[:MOST]]
    if len(told) > MOST:
        shown.append(str(_("… and %(many)s more on the page.", many=len(told) - MOST)))
    return ["\n".join([f"{heading} ({len(told)})", *shown])]
